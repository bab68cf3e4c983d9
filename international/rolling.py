"""Next year's international section: surveys of a year later, activities that become to-dos.

The attraction part lists one fiscal year only, that before the edition's: its records move on by a
year. The expansion part lists two: what was going on becomes last year's list, services go on in
both years, and the new year's list begins with them.
"""

from collections import Counter
from collections.abc import Iterator

from kanagawa.editions.rolling import Rolling, RowsOfYear
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.kinds import Kind, Precision, Status
from kanagawa.figures.missing import figure_to_enter, missing
from kanagawa.figures.models import FigureRow
from kanagawa.figures.rolling import ask, move
from kanagawa.formats.text import without_year, year_later
from kanagawa.formats.years import Period, fiscal_year
from kanagawa.reports.declaration import Todo

from .choices import ActivityState, DateLabel, DatePrecision, Part
from .models import (
    Activity,
    ActivityFigure,
    ActivityGroup,
    ActivityNote,
    ActivityPart,
    AttractedCount,
    HomeRegion,
    IndustrialPark,
    PartnerOffice,
    SupportCount,
    SupportType,
    Survey,
)

_LIST = "international.activity-list"


def roll(rolling: Rolling) -> None:
    _surveys(rolling)
    _attraction(rolling)
    _expansion(rolling)


def _surveys(rolling: Rolling) -> None:
    """The next yearly edition of the same book: its title names the year."""
    for survey in rolling.of(Survey):
        survey.title = survey.title.replace(str(survey.year), str(survey.year + 1))
        survey.year += 1


def _attraction(rolling: Rolling) -> None:
    for group in rolling.of(ActivityGroup):
        if group.part == Part.ATTRACTION and group.fiscal_year < rolling.year - 1:
            group.fiscal_year += 1
            group.key = year_later(group.key)
    for activity in rolling.of(Activity):
        if activity.part == Part.ATTRACTION and activity.fiscal_year < rolling.year - 1:
            move_record(rolling, activity)
            if activity.state:
                _reopen(rolling, activity)


def needed(rows: RowsOfYear) -> Iterator[FigureRow]:
    """Of each region and kind of support a count for every year of the table's window."""
    last = rows.edition.fiscal_year
    for indicator, model in ((HomeRegion, AttractedCount), (SupportType, SupportCount)):
        figures = [
            figure_to_enter(model, rows, Kind.ACTUAL, Period.fiscal_year(year), indicator=row)
            for row in rows.of(indicator)
            for year in range(last - model.window + 1, last + 1)
        ]
        yield from missing(rows, figures)


def todos(rows: EditionRows) -> Iterator[Todo]:
    """Activities of which somebody has to say what became of them, and those of the new year."""
    open_pks = set(
        Activity.history.filter(
            edition_id=rows.edition.pk, history_type="+", state=ActivityState.TO_ENTER
        ).values_list("id", flat=True)
    )
    for activity in rows.of(Activity):
        is_open = activity.state == ActivityState.TO_ENTER
        if is_open or activity.pk in open_pks:
            yield Todo(
                activity.ref,
                _LIST,
                f"{activity}の開催の状況",
                not is_open,
                "開催済み、延期、中止、予定のどれかと、日・場所を入力します。",
            )
    year = rows.edition.fiscal_year
    new = [a for a in rows.of(Activity) if a.fiscal_year == year and a.state]
    yield Todo(
        Activity._meta.label_lower,
        _LIST,
        f"{fiscal_year(year)}の取組（開催済み・予定）の登録",
        bool(new),
        f"登録済み：{len(new)}件",
    )


def move_record(rolling: Rolling, activity: Activity) -> None:
    """An activity with all that belongs to it is that of the next fiscal year."""
    activity.fiscal_year += 1
    activity.key = year_later(activity.key)
    for note in rolling.children(activity, ActivityNote):
        note.key = year_later(note.key)
    for part in rolling.children(activity, ActivityPart):
        part.key = year_later(part.key)
        for partner in (
            *rolling.children(part, IndustrialPark),
            *rolling.children(part, PartnerOffice),
        ):
            partner.key = year_later(partner.key)
    for figure in rolling.children(activity, ActivityFigure):
        _move_figure(rolling, figure)


def _move_figure(rolling: Rolling, figure: ActivityFigure) -> None:
    if not figure.is_standing:
        ask(figure)
    move(figure, rolling, figure.period if figure.period_end is None else None)


def _reopen(rolling: Rolling, activity: Activity) -> None:
    """A dated event of a year later: nothing is known of it yet but that it takes place each year.

    When and where it was, and what was planned then, remains in last year's edition.
    """
    activity.state, activity.date_label = ActivityState.TO_ENTER, DateLabel.HELD
    activity.start = activity.end = None
    activity.precision, activity.date_text = DatePrecision.DAY, ""
    activity.place, activity.note, activity.is_online = "", "", False
    for figure in rolling.children(activity, ActivityFigure):
        _of_year(rolling, figure)


def _of_year(rolling: Rolling, figure: ActivityFigure) -> None:
    """The result of an event whose day is not sure is one of its fiscal year."""
    period = Period.fiscal_year(figure.activity.fiscal_year)
    figure.period_start, figure.period_end = period.start, period.end
    figure.period_precision = Precision.FISCAL_YEAR
    was = rolling.was(figure)
    if was is not None and was.key == was.derive_key():
        figure.key = figure.derive_key()


def _expansion(rolling: Rolling) -> None:
    of_part = [a for a in rolling.of(Activity) if a.part == Part.EXPANSION]
    before = [a for a in of_part if a.fiscal_year == rolling.year - 2]
    current = [a for a in of_part if a.fiscal_year == rolling.year - 1]
    groups = _next_groups(rolling)
    for service in [a for a in current if not a.state]:
        _go_on(rolling, service, _twin(service, before), groups)
    for activity in before:
        if activity.fiscal_year == rolling.year - 2:
            rolling.drop(activity)
    for group in rolling.of(ActivityGroup):
        if group.part == Part.EXPANSION and group.fiscal_year < rolling.year - 1:
            rolling.drop(group)
    usual = _usual_results(rolling)
    for activity in current:
        if activity.state in (
            ActivityState.PLANNED,
            ActivityState.POSTPONED,
            ActivityState.TO_ENTER,
        ):
            _ask_what_became_of_it(rolling, activity, usual)


def _next_groups(rolling: Rolling) -> dict[int, ActivityGroup]:
    """By the group of the year before: a group of the same name for the new year."""
    return {
        id(group): rolling.add_copy(
            group,
            key=_key_of(group.key, rolling.year),
            fiscal_year=rolling.year,
            position=rolling.next_position(ActivityGroup),
        )
        for group in rolling.of(ActivityGroup)
        if group.part == Part.EXPANSION and group.fiscal_year == rolling.year - 1
    }


def _key_of(key: str, year: int) -> str:
    return f"{without_year(key)}-{year}"


def _twin(service: Activity, before: list[Activity]) -> Activity | None:
    """The record of the same service for the year before."""
    for other in before:
        same = without_year(other.key) == without_year(service.key) or other.name == service.name
        if not other.state and same:
            return other
    return None


def _go_on(
    rolling: Rolling, service: Activity, twin: Activity | None, groups: dict[int, ActivityGroup]
) -> None:
    """A service has a record with its results for the year past and one for the new year.

    The former record becomes that of the year past, in the place of the running one, which becomes
    that of the new year. A service that began only now gets its second record.
    """
    group = groups.get(id(service.group)) if service.group else None
    if twin is None:
        _second_record(rolling, service, group)
        return
    twin.group, twin.position = service.group, service.position
    move_record(rolling, twin)
    move_record(rolling, service)
    service.group = group
    service.position = rolling.next_position(Activity)


def _second_record(rolling: Rolling, service: Activity, group: ActivityGroup | None) -> None:
    added = rolling.add_copy(
        service,
        key=_key_of(service.key, rolling.year),
        fiscal_year=rolling.year,
        group=group,
        position=rolling.next_position(Activity),
    )
    for note in rolling.children(service, ActivityNote):
        rolling.add_copy(note, activity=added, key=_key_of(note.key, rolling.year))
    parts: dict[int, ActivityPart] = {}
    for part in rolling.children(service, ActivityPart):
        key = _key_of(part.key, rolling.year)
        parts[id(part)] = rolling.add_copy(part, activity=added, key=key)
    for figure in rolling.children(service, ActivityFigure):
        under = parts.get(id(figure.part)) if figure.part else None
        copy = rolling.add_copy(figure, activity=added, part=under)
        _move_figure(rolling, copy)
        copy.key = copy.derive_key()


def _usual_results(rolling: Rolling) -> dict[str, ActivityFigure]:
    """By the kind of activity: a result with the label, unit and prefix that most of them have."""
    counted: dict[str, Counter[tuple[str, str, str]]] = {}
    like: dict[tuple[str, str, str], ActivityFigure] = {}
    for figure in rolling.old.of(ActivityFigure):
        if figure.activity.state == ActivityState.HELD:
            result = (figure.label, figure.unit, figure.prefix)
            counted.setdefault(figure.activity.kind, Counter())[result] += 1
            like.setdefault(result, figure)
    return {kind: like[results.most_common(1)[0][0]] for kind, results in counted.items()}


def _ask_what_became_of_it(
    rolling: Rolling, activity: Activity, usual: dict[str, ActivityFigure]
) -> None:
    """Held, postponed, cancelled or still planned: somebody has to say, and give the result."""
    activity.state = ActivityState.TO_ENTER
    results = rolling.children(activity, ActivityFigure)
    for figure in results:
        if figure.value is None:
            figure.status = Status.TO_ENTER
    if results or activity.kind not in usual:
        return
    like = usual[activity.kind]
    period = Period.fiscal_year(activity.fiscal_year)
    added = ActivityFigure(
        activity=activity,
        label=like.label,
        unit=like.unit,
        prefix=like.prefix,
        **{name: getattr(like, name) for name in like.VALUE_RULES},
        status=Status.TO_ENTER,
        period_start=period.start,
        period_end=period.end,
        edition=rolling.edition,
    )
    added.key = added.derive_key()
    rolling.add(added)
