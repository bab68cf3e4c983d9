"""The change sheet in words: the same lines for the page and for Excel."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from kanagawa.history.changes import Change, person_name
from kanagawa.reports.comparing.difference import Amount
from kanagawa.reports.writers.csv import Value
from kanagawa.reports.writers.lists import ListSheet

from .confirming import Checked
from .models import Decision
from .sheet import Comparison, Sheet, SheetRow

_HEAD = (
    "箇所",
    "種別",
    "操作",
    "変更前",
    "変更後",
    "差",
    "増減率（％）",
    "単位",
    "変更した人",
    "変更の日時",
    "変更の理由",
    "検査",
    "指摘",
    "根拠資料",
)
_CHANGES = (
    "日時",
    "変更した人",
    "操作",
    "種類",
    "識別子",
    "項目",
    "変更前",
    "変更後",
    "理由",
)
_FINDINGS = ("区分", "箇所", "内容", "理由", "確かめた人")
_REMARKS = ("箇所", "指摘", "書いた人", "日時", "回答", "回答した人")
_EVIDENCE = ("箇所", "ファイル名", "大きさ（バイト）", "SHA-256", "登録した人", "日時")
_DECISIONS = ("番号", "日時", "操作", "した人", "例外", "理由・趣旨", "内容のハッシュ値")
_SHOWN_ALREADY = ("値", "印字", "識別子")
_SHEET_NAMES = {
    "decision": "手続のあとの変更",
    "look": "前に見た時から",
    "published": "公開版との違い",
    "form": "様式の変更",
}


def amounts(row: SheetRow) -> list[Amount]:
    """The figures of a row that have a value before and after, and how much they differ."""
    return [change.amount for change in row.difference.figures if change.amount]


def attributes(row: SheetRow) -> list[tuple[str, str, str]]:
    """What else changed about the figures of a cell (as-of date, kind …): name, old, new.

    Not what stands in the columns of old and new already.
    """
    if not row.difference.printed:
        return []
    found = [part for change in row.difference.figures for part in change.attributes()]
    return [part for part in found if part[0] not in _SHOWN_ALREADY]


def notes(row: SheetRow) -> list[str]:
    """The findings of the checks about a row's place, warnings with the reasons given for them."""
    names = {"error": "エラー", "warning": "警告"}
    found = [f"{names[finding.severity]}：{finding.message}" for finding in row.findings]
    for finding, said in ((each.finding, each.confirmation) for each in row.confirmed):
        found.append(
            f"警告（確認済み）：{finding.message}（理由：{said.reason}　{person_name(said.by)}）"
        )
    return found


def when(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def sheet_lists(sheet: Sheet) -> list[ListSheet]:
    """The change sheet as files have it: comparisons, findings, remarks, evidence, decisions."""
    lists = [
        ListSheet(_SHEET_NAMES[each.key], _HEAD, list(_rows(each))) for each in sheet.comparisons
    ]
    lists += [
        ListSheet("入力の記録", _CHANGES, [_change(change) for change in sheet.changes]),
        ListSheet("検査", _FINDINGS, list(_findings(sheet.checked))),
        ListSheet("指摘", _REMARKS, list(_remarks(sheet))),
        ListSheet("根拠資料", _EVIDENCE, list(_evidence(sheet))),
        ListSheet("手続", _DECISIONS, [_decision(decision) for decision in sheet.decisions]),
    ]
    return lists


def _rows(comparison: Comparison) -> Iterator[Sequence[Value]]:
    for row in comparison.rows:
        difference, touch, found = row.difference, row.touch, amounts(row)
        one = found[0] if len(found) == 1 else None
        yield (
            difference.where,
            difference.kind_name,
            difference.act_name,
            _with_attributes(difference.old, row, 1),
            _with_attributes(difference.new, row, 2),
            one.difference if one else "\n".join(each.text for each in found),
            one.percent if one else "\n".join(each.percent_text for each in found),
            one.unit if one else "",
            touch.user if touch else "",
            when(touch.at) if touch else "",
            touch.reason if touch else "",
            "\n".join(notes(row)),
            "\n".join(remark.text for remark in row.remarks),
            "\n".join(file.name for file in row.evidence),
        )


def _with_attributes(text: str, row: SheetRow, place: int) -> str:
    """Below the print, what else changed about the figures in it."""
    found = attributes(row)
    return "\n".join([text, *(f"{part[0]}：{part[place]}" for part in found)])


def _change(change: Change) -> Sequence[Value]:
    return (
        when(change.when),
        change.user,
        change.act,
        change.model,
        change.row,
        change.field,
        change.old,
        change.new,
        change.reason,
    )


def _findings(checked: Checked) -> Iterator[Sequence[Value]]:
    for finding in checked.errors:
        yield "エラー", finding.address, finding.message, "", ""
    for finding in checked.open:
        yield "未確認の警告", finding.address, finding.message, "", ""
    for each in checked.confirmed:
        said = each.confirmation
        yield (
            "確認済みの警告",
            each.finding.address,
            each.finding.message,
            said.reason,
            person_name(said.by),
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
