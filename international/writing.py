"""Writes activities, partners and overseas posts into the text of the report."""

from collections.abc import Callable

from kanagawa.editions.rows import EditionRows
from kanagawa.figures.kinds import Status
from kanagawa.formats.years import as_of_day, fiscal_year
from kanagawa.reports.document import Writer

from .choices import Part
from .models import (
    Activity,
    ActivityFigure,
    ActivityGroup,
    ActivityNote,
    ActivityPart,
    IndustrialPark,
    OverseasPost,
    PartnerOffice,
    PostDuty,
)


def activities(part: Part, years_ago: int) -> Callable[[EditionRows, Writer, int], None]:
    """A listing of a part's activities, `years_ago` fiscal years before the edition's.

    Groups with their activities come first, then activities that stand alone.
    """

    def write(rows: EditionRows, writer: Writer, level: int) -> None:
        year = rows.edition.fiscal_year - years_ago
        for group in rows.of(ActivityGroup):
            if (group.part, group.fiscal_year) == (part, year):
                _group(rows, writer, level, group)
        for activity in rows.of(Activity):
            if (activity.group, activity.part, activity.fiscal_year) == (None, part, year):
                _activity(rows, writer, level, activity)

    return write


def _group(rows: EditionRows, writer: Writer, level: int, group: ActivityGroup) -> None:
    activities = rows.children(group, Activity)
    if not activities:
        return  # prepared for a year whose activities are not registered yet
    writer.heading(level, group.name, record=group.ref)
    writer.paragraph(group.description, record=group.ref)
    for activity in activities:
        _activity(rows, writer, level + 1, activity)


def _activity(rows: EditionRows, writer: Writer, level: int, activity: Activity) -> None:
    writer.heading(level, activity.name, record=activity.ref)
    writer.paragraph(activity.description, record=activity.ref)
    for label, text in activity_lines(rows, activity):
        writer.line(label, text, record=activity.ref)
    if activity.note:
        writer.note(f"※{activity.note}", record=activity.ref)
    for figure in rows.children(activity, ActivityFigure):
        if figure.printed_note and _is_printed(figure):
            writer.note(f"※ {figure.label}：{figure.printed_note}", record=activity.ref)
    for part in rows.children(activity, ActivityPart):
        _part(rows, writer, level + 1, part)


def activity_lines(rows: EditionRows, activity: Activity) -> list[tuple[str, str]]:
    """Label and text of an activity's lines: date, place, other lines, figures."""
    notes = rows.children(activity, ActivityNote)
    prose = "".join((activity.description, *(note.text for note in notes)))
    lines: list[tuple[str, str]] = [
        (activity.date_head, activity.date_printed),
        (activity.place_label, activity.place),
        *((note.label, note.text) for note in notes),
        # A figure that the text refers to stands there and in no line of its own.
        *figure_lines(
            [
                figure
                for figure in rows.children(activity, ActivityFigure)
                if figure.part_id is None and f"{{{figure.ref}" not in prose and _is_printed(figure)
            ]
        ),
    ]
    return [(label, text) for label, text in lines if text]


def _is_printed(figure: ActivityFigure) -> bool:
    """What is not due, or will never come, is no line of the report."""
    return figure.status not in (Status.NOT_DUE, Status.NOT_APPLICABLE)


def figure_lines(figures: list[ActivityFigure]) -> list[tuple[str, str]]:
    """延べ５社（参考 令和７年度 延べ２社（６月30日現在））: later years stand behind as 参考."""
    lines: dict[str, str] = {}
    for figure in figures:
        text = _reference(figure) if figure.is_reference else figure.amount
        lines[figure.label] = lines.get(figure.label, "") + text
    return list(lines.items())


def _reference(figure: ActivityFigure) -> str:
    as_of = figure.effective_as_of
    year = fiscal_year(figure.period.first_fiscal_year)
    return f"（参考 {year} {figure.amount}" + (f"（{as_of_day(as_of)}））" if as_of else "）")


def _part(rows: EditionRows, writer: Writer, level: int, part: ActivityPart) -> None:
    writer.heading(level, part.name, record=part.ref)
    partners: list[IndustrialPark | PartnerOffice] = [
        *rows.children(part, IndustrialPark),
        *rows.children(part, PartnerOffice),
    ]
    for partner in partners:
        writer.heading(level + 1, partner.printed, record=partner.ref)
    writer.level = level
    for label, text in figure_lines(list(rows.children(part, ActivityFigure))):
        writer.paragraph(f"{label}：{text}", record=part.ref)


def posts(rows: EditionRows, writer: Writer, level: int) -> None:
    for post in rows.of(OverseasPost):
        writer.heading(level, post.printed, record=post.ref)
        if post.note:
            writer.note(f"※ {post.note}", record=post.ref)


def duties(rows: EditionRows, writer: Writer, level: int) -> None:
    for duty in rows.of(PostDuty):
        writer.heading(level, duty.name, record=duty.ref)
        writer.paragraph(duty.description, record=duty.ref)
