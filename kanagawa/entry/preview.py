"""What an uploaded workbook would change now: cell by cell, with what stands in the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from kanagawa.checks.run import findings_touching
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.kinds import Kind, Status
from kanagawa.figures.models import FigureRow
from kanagawa.formats.digests import sha256
from kanagawa.formats.numbers import amount
from kanagawa.formats.statuses import qualified, without_value
from kanagawa.reports.declaration import Finding

from .cells import figure_rows, label_of
from .models import Upload
from .parsing import Entered, Entry
from .saving import Conflict, SaveOutcome, check_entries, put
from .told import Problem


@dataclass(frozen=True)
class FigureLine:
    """A figure that changes from what to what, and where in the file it stands."""

    sheet: str
    at: str
    ref: str
    label: str
    old: str
    new: str
    difference: str = ""


@dataclass(frozen=True, kw_only=True)
class Clash(FigureLine):
    """Somebody else changed the figure too: `old` was shown, `new` is mine, `theirs` is stored.

    `mine` puts mine in the place of theirs.
    """

    theirs: str
    mine: Entry
    by: str
    when: datetime | None


@dataclass(frozen=True)
class CellRemark:
    """What is wrong with a cell, or (`at` empty) with a whole sheet."""

    sheet: str
    at: str
    ref: str
    label: str
    message: str

    @property
    def column(self) -> str:
        return self.at.rstrip("0123456789")

    @property
    def row(self) -> str:
        return self.at[len(self.column) :]


@dataclass
class Preview:
    """`since` lists what others changed after the file was made and the file leaves alone.

    `remarks` tells what the file holds beside the values and nobody takes.
    `seen` marks all that is shown: applying sends it back. `findings` is what the checks would
    say of the changed figures; it stands in nobody's way.
    """

    changes: list[FigureLine] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    problems: list[CellRemark] = field(default_factory=list)
    remarks: list[CellRemark] = field(default_factory=list)
    since: list[FigureLine] = field(default_factory=list)
    unchanged: int = 0
    not_in_file: int = 0
    refused: str = ""
    seen: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def can_apply(self) -> bool:
        return not (self.problems or self.refused) and bool(self.changes or self.clashes)


def preview(upload: Upload, *, checked: bool = False) -> Preview:
    """Held against what is stored now; one query per row model, however many cells there are.

    `checked` also runs the checks that the changes touch, over the figures as they would be.
    """
    edition, section, content = upload.edition, upload.section, upload.content
    entries = {ref: Entry(**parts) for ref, parts in content["entries"].items()}
    all_rows = EditionRows(edition)
    rows = figure_rows(section, all_rows)
    lines = _SectionLines(rows, content["at"], entries)
    outcome = check_entries(edition=edition, section=section, entries=entries, rows=rows)
    result = Preview()
    if edition.is_published:
        result.refused = f"{edition}は公開済みのため、取り込めません。"
    problems = [Problem.from_json(problem) for problem in content["problems"]]
    _leave_out({problem.ref for problem in problems}, rows, outcome)
    result.changes = [lines.change(a, *pair) for a, pair in outcome.changes.items()]
    result.clashes = [lines.clash(a, c, entries[a].shown) for a, c in outcome.conflicts.items()]
    result.problems = _problems(lines, problems, outcome)
    remarks = map(Problem.from_json, content.get("remarks", ()))  # older uploads have none
    result.remarks = [CellRemark(r.sheet, r.at, r.ref, "", r.message) for r in remarks]
    touched = {p.ref for p in result.problems} | {*outcome.changes, *outcome.conflicts}
    result.since = list(_since(lines, content["shown"], touched))
    result.unchanged = len(content["shown"].keys() - touched) - len(result.since)
    result.not_in_file = len(rows.keys() - content["shown"].keys())
    result.seen = _mark(result, outcome)
    if checked and outcome.changes:
        models = {type(rows[ref]) for ref in outcome.changes}
        findings = findings_touching(edition, models, all_rows)  # over the new values
        result.findings = [finding for finding in findings if finding.ref in outcome.changes]
    return result


def _leave_out(refs: set[str], rows: Mapping[str, FigureRow], outcome: SaveOutcome) -> None:
    """Where one cell of a figure cannot be read, what is typed in its others does not count yet."""
    for ref in refs & outcome.changes.keys():
        old, _ = outcome.changes.pop(ref)
        put(rows[ref], old)
    for ref in refs & outcome.conflicts.keys():
        del outcome.conflicts[ref]


def _problems(
    lines: "_SectionLines", read: Iterable[Problem], outcome: SaveOutcome
) -> list[CellRemark]:
    """All of them in the order of the file."""
    problems = [CellRemark(p.sheet, p.at, p.ref, lines.label(p.ref), p.message) for p in read]
    for ref, messages in outcome.errors.items():
        sheet, at = lines.at.get(ref, ("", ""))
        problems += [CellRemark(sheet, at, ref, lines.label(ref), message) for message in messages]
    order = {ref: n for n, ref in enumerate(lines.at)}
    return sorted(problems, key=lambda remark: order.get(remark.ref, -1))


def _since(
    lines: "_SectionLines", marks: Mapping[str, str], touched: set[str]
) -> Iterable[FigureLine]:
    for ref, mark in marks.items():
        row = lines.rows.get(ref)
        if row is not None and ref not in touched and Entered.of(row).mark() != mark:
            yield lines.change(ref, Entered.read(mark), Entered.of(row))


def _mark(preview_: Preview, outcome: SaveOutcome) -> str:
    parts = (
        sorted((a, old.mark(), new.mark()) for a, (old, new) in outcome.changes.items()),
        sorted((a, c.mine.mark(), c.theirs.mark()) for a, c in outcome.conflicts.items()),
        [(remark.sheet, remark.at, remark.message) for remark in preview_.problems],
        preview_.refused,
    )
    return sha256(repr(parts))


class _SectionLines:
    """Says in words what happens to the figures of a section.

    The figures of `refs` are named as they are stored, though their rows change afterwards.
    """

    def __init__(
        self, rows: Mapping[str, FigureRow], at: Mapping[str, Any], refs: Iterable[str]
    ) -> None:
        self.rows, self.at = rows, at
        self._labels = {ref: label_of(rows[ref]) for ref in refs if ref in rows}

    def label(self, ref: str) -> str:
        if ref not in self._labels and ref in self.rows:
            self._labels[ref] = label_of(self.rows[ref])
        return self._labels.get(ref, ref)

    def change(self, ref: str, old: Entered, new: Entered) -> FigureLine:
        return FigureLine(**self._line(ref, old, new))

    def clash(self, ref: str, conflict: Conflict, mark: str) -> Clash:
        mine, theirs = conflict.mine, conflict.theirs
        whole = Entry(theirs.mark(), mine.text, mine.kind, mine.status, mine.as_of_text)
        unit = str(self.rows[ref].unit) if ref in self.rows else ""
        return Clash(
            **self._line(ref, Entered.read(mark), mine),
            theirs=in_words(theirs, unit, besides=mine),
            mine=whole,
            by=conflict.by,
            when=conflict.at,
        )

    def _line(self, ref: str, old: Entered, new: Entered) -> dict[str, str]:
        sheet, at = self.at.get(ref, ("", ""))
        unit = str(self.rows[ref].unit) if ref in self.rows else ""
        return {
            "sheet": sheet,
            "at": at,
            "ref": ref,
            "label": self.label(ref),
            "old": in_words(old, unit, besides=new),
            "new": in_words(new, unit, besides=old),
            "difference": difference(old.value, new.value, unit),
        }


def in_words(entered: Entered, unit: str, *, besides: Entered) -> str:
    """How a figure is printed, with kind and as-of date where `besides` has another one."""
    words = [_value(entered, unit)]
    if entered.kind != besides.kind:
        words.append(str(Kind(entered.kind).label))
    if (entered.as_of, entered.as_of_wording) != (besides.as_of, besides.as_of_wording):
        words.append(entered.as_of_text or "時点なし")
    return "　".join(words)


def _value(entered: Entered, unit: str) -> str:
    if entered.value is not None:
        return qualified(amount(entered.value, unit), entered.qualifier)
    label, printed = str(Status(entered.status).label), without_value(entered.status)
    if entered.status == Status.TO_ENTER or printed == label:
        return label
    return f"{printed}（{label}）"


def difference(old: Decimal | None, new: Decimal | None, unit: str) -> str:
    """「＋12件（＋1.5％）」; empty where there is nothing to subtract."""
    if old is None or new is None or old == new:
        return ""
    change = new - old
    sign = "＋" if change > 0 else ""
    text = sign + amount(change, unit)
    if old > 0 and unit not in ("％", "%"):
        share = change * 100 / old
        text += f"（{'＋' if share > 0 else ''}{amount(share, '％', 1)}）"
    return text
