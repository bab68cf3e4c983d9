"""The change sheet in words: the same lines for the page and for Excel."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from kanagawa.formats.years import moment
from kanagawa.history.changes import Change, person_name
from kanagawa.reports.comparing.difference import Delta
from kanagawa.reports.writers.csv import Value
from kanagawa.reports.writers.lists import ListSheet

from .decided import Decided, DecidedFigure
from .english_changes import EnglishChange
from .models import Decision
from .sheet import FORM, Comparison, Sheet
from .sheet_rows import SheetRow

_DECIDED = (
    "箇所",
    "項目",
    "前年・公開版",
    "目標",
    "前の見込",
    "いま",
    "差",
    "増減率",
    "変更した人",
    "検査・指摘・資料",
)
_MOVED = ("箇所", "種別", "変更前", "変更後", "差")
_CHANGES = (
    "日時",
    "変更した人",
    "操作",
    "種類",
    "項目",
    "変更前",
    "変更後",
    "理由",
)
_ENGLISH = ("日本語", "前の英訳", "いまの英訳", "入力した人", "日時")
_BESIDE = ("ことば", "前に公開した版", "この下書き")
_FINDINGS = ("区分", "箇所", "内容", "理由", "確かめた人")
_REMARKS = ("箇所", "指摘", "書いた人", "日時", "回答", "回答した人")
_EVIDENCE = ("箇所", "ファイル名", "大きさ（バイト）", "SHA-256", "登録した人", "日時")
_DECISIONS = ("番号", "日時", "操作", "した人", "例外", "理由・趣旨", "内容のハッシュ値")
# In half-width characters: an A4 page across holds them in letters of about their own size.
_DECIDED_WIDTHS = (28, 16, 15, 10, 10, 15, 12, 8, 24, 20)
_MOVED_WIDTHS = (40, 14, 40, 40, 16)
_CHANGES_WIDTHS = (20, 16, 8, 36, 14, 20, 20, 20)
_ENGLISH_WIDTHS = (40, 36, 36, 16, 20)
_BESIDE_WIDTHS = (24, 50, 50)
_FINDINGS_WIDTHS = (14, 36, 60, 24, 16)
_REMARKS_WIDTHS = (30, 44, 14, 20, 32, 14)
_EVIDENCE_WIDTHS = (30, 40, 12, 34, 14, 20)
_DECISIONS_WIDTHS = (6, 20, 14, 16, 20, 40, 34)
_CONTENTS = ("内容", "件数")
_SHOWN_ALREADY = ("値", "印字", "識別子")
_SHEET_NAMES = {
    "decision": "手続のあとの変更",
    "look": "前に見た時から",
    "published": "公開版との違い",
    "form": "様式の変更",
}


def amounts(row: SheetRow) -> list[Delta]:
    """The figures of a row that have a value before and after, and how much they differ."""
    return [
        Delta(change.difference, change.figure.unit, change.percent)
        for change in row.difference.figures
        if change.difference
    ]


def attributes(row: SheetRow) -> list[tuple[str, str, str]]:
    """What else changed about the figures of a cell (as-of date, kind …): name, old, new.

    Not what stands in the columns of old and new already.
    """
    if not row.difference.printed:
        return []
    parts = [part for change in row.difference.figures for part in change.attributes()]
    return [part for part in parts if part[0] not in _SHOWN_ALREADY]


def notes(row: SheetRow | Decided) -> list[str]:
    """The findings of the checks about a row's place, warnings with the reasons given for them."""
    texts = [f"{finding.severity_name}：{finding.message}" for finding in row.findings]
    for finding, confirmation in ((each.finding, each.confirmation) for each in row.confirmed):
        texts.append(
            f"警告（確認済み）：{finding.message}"
            f"（理由：{confirmation.reason}　{person_name(confirmation.by)}）"
        )
    return texts


def when(at: datetime | None) -> str:
    """As all pages of staff say it: 令和８年11月28日 18:42."""
    return moment(timezone.localtime(at)) if at else ""


def sheet_lists(sheet: Sheet) -> list[ListSheet]:
    """The change sheet as files have it: what there is and how much of it, then all that there is.

    A list without a row is told in the contents and takes no paper.
    """
    lists = [*_comparisons(sheet), *_records(sheet)]
    rows = [(each.name, f"{len(list(each.rows))}件" if each.rows else "該当なし") for each in lists]
    return [ListSheet("目次", _CONTENTS, rows), *(each for each in lists if each.rows)]


def _comparisons(sheet: Sheet) -> Iterator[ListSheet]:
    for each in sheet.comparisons:
        name = _SHEET_NAMES[each.key]
        if each.key != FORM:
            yield ListSheet(name, _DECIDED, list(_decided(each)), widths=_DECIDED_WIDTHS)
        moved = each.rows if each.key == FORM else each.moved
        title = name if each.key == FORM else f"{name}（連動）"
        yield ListSheet(title, _MOVED, list(_moved(moved)), widths=_MOVED_WIDTHS)


def _records(sheet: Sheet) -> Iterator[ListSheet]:
    """What people entered, found, asked, handed in and decided."""
    english = [_english(*change) for change in sheet.english]
    changes = [_change(change) for change in sheet.changes]
    decisions = [_decision(decision) for decision in sheet.decisions]
    yield ListSheet("英訳", _ENGLISH, english, widths=_ENGLISH_WIDTHS)
    yield ListSheet("用語の説明と主な数値", _BESIDE, sheet.beside, widths=_BESIDE_WIDTHS)
    yield ListSheet("入力の記録", _CHANGES, changes, widths=_CHANGES_WIDTHS)
    yield ListSheet("検査", _FINDINGS, list(_findings(sheet)), widths=_FINDINGS_WIDTHS)
    yield ListSheet("指摘", _REMARKS, list(_remarks(sheet)), widths=_REMARKS_WIDTHS)
    yield ListSheet("根拠資料", _EVIDENCE, list(_evidence(sheet)), widths=_EVIDENCE_WIDTHS)
    yield ListSheet("手続", _DECISIONS, decisions, widths=_DECISIONS_WIDTHS)


def _english(change: EnglishChange, japanese: str) -> Sequence[Value]:
    return japanese, change.old, change.new, change.by, when(change.at)


def _decided(comparison: Comparison) -> Iterator[Sequence[Value]]:
    for thing in comparison.decided:
        decision = (_by(thing), "\n".join(_remarks_on(thing)))
        for figure in thing.figures:
            yield (thing.where, *_figure(figure), *decision)
            decision = ("", "")
        if thing.has_text:
            yield (thing.where, "文", thing.old, "", "", thing.new, "", "", *decision)


def _figure(figure: DecidedFigure) -> tuple[Value, ...]:
    by = figure.amount
    before = f"{figure.before}（前年）" if figure.is_last_year else figure.before
    return (
        figure.name,
        before,
        figure.target,
        figure.foretold,
        figure.now,
        by.text if by else "",
        by.percent_text if by else "",
    )


def _by(thing: Decided) -> str:
    touch = thing.touch
    return "\n".join(part for part in (touch.user, when(touch.at), touch.reason) if part)


def _remarks_on(thing: Decided) -> Iterator[str]:
    yield from notes(thing)
    yield from (f"指摘：{remark.text}" for remark in thing.remarks)
    yield from (f"資料：{file.name}" for file in thing.evidence)


def _moved(rows: Iterable[SheetRow]) -> Iterator[Sequence[Value]]:
    for row in rows:
        difference, numbers = row.difference, amounts(row)
        yield (
            difference.where,
            f"{difference.kind_name}の{difference.act_name}",
            _with_attributes(difference.old, row, 1),
            _with_attributes(difference.new, row, 2),
            "\n".join(f"{each.text} {each.percent_text}".strip() for each in numbers),
        )


def _with_attributes(text: str, row: SheetRow, place: int) -> str:
    """Below the print, what else changed about the figures in it."""
    parts = attributes(row)
    return "\n".join([text, *(f"{part[0]}：{part[place]}" for part in parts)])


def _change(change: Change) -> Sequence[Value]:
    return (
        when(change.when),
        change.user,
        change.act,
        f"{change.model} {change.name}".strip(),
        change.field,
        change.old,
        change.new,
        change.reason,
    )


def _findings(sheet: Sheet) -> Iterator[Sequence[Value]]:
    """Each with the place in words, where the part prints it."""
    checked, places = sheet.checked, sheet.places
    for finding in checked.unsettled:
        state = "未確認の警告" if finding.severity == "warning" else finding.severity_name
        yield state, places.get(finding.ref, ""), finding.message, "", ""
    for each in checked.confirmed:
        confirmation = each.confirmation
        yield (
            "確認済みの警告",
            places.get(each.finding.ref, ""),
            each.finding.message,
            confirmation.reason,
            person_name(confirmation.by),
        )


def _remarks(sheet: Sheet) -> Iterator[Sequence[Value]]:
    for remark in sheet.remarks:
        yield (
            remark.place or "節全体",
            remark.text,
            person_name(remark.by),
            when(remark.at),
            remark.answer,
            person_name(remark.answered_by) if remark.answer else "",
        )


def _evidence(sheet: Sheet) -> Iterator[Sequence[Value]]:
    for file in sheet.evidence:
        yield (
            file.place or "節全体",
            file.name,
            file.size,
            file.sha256,
            person_name(file.by),
            when(file.at),
        )


def _decision(decision: Decision) -> Sequence[Any]:
    return (
        decision.number,
        when(decision.at),
        decision.get_act_display(),
        person_name(decision.by),
        decision.get_exceptional_display(),
        decision.reason,
        decision.content_hash,
    )
