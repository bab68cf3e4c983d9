"""Cells that still wait for a value: what would be printed as a dash though nobody decided so."""

import re
from collections.abc import Iterator

from kanagawa.figures.kinds import Status
from kanagawa.formats.years import wareki
from kanagawa.reports.declaration import Check, Finding

from .context import Context
from .rules import about

_NOT_YET = re.compile("(?:集計|調査|確認|照会|精査)中|未定|未確定|速報")


def to_enter(context: Context) -> Iterator[Finding]:
    """Figures whose value is to be entered."""
    for figure in context.figures():
        if figure.status == Status.TO_ENTER or (
            figure.value is None and figure.status == Status.VALUE
        ):
            yield Finding(
                "empty.figures",
                "to_enter",
                figure.section,
                figure.ref,
                f"{figure}：値が未入力です。値か、値がない理由を入力してください。",
            )


def compiling(context: Context) -> Iterator[Finding]:
    """Figures that are still compiled say why and when their value will be known."""
    day = context.edition.committee_on
    for figure in context.figures():
        if figure.status != Status.COMPILING:
            continue
        if figure.due_on is None or not (figure.note or figure.remark).strip():
            yield about(
                "empty.compiling",
                "error",
                figure,
                f"{figure}：集計中です。理由（「注」か「職員用メモ」）と「判明の予定日」を"
                "入力してください。",
                figure.due_on,
                bool(figure.note or figure.remark),
            )
        elif day and figure.due_on <= day:
            yield about(
                "empty.compiling",
                "warning",
                figure,
                f"{figure}：集計中ですが、委員会の日までに判明する予定です"
                f"（{wareki(figure.due_on)}）。値を確かめてください。",
                figure.due_on,
                day,
            )


def left_notes(context: Context) -> Iterator[Finding]:
    """Notes that say that a value is not known yet, at a figure that has one."""
    for figure in context.figures():
        word = _NOT_YET.search(figure.note)
        if word and figure.value is not None and not figure.qualifier:
            yield about(
                "empty.note",
                "warning",
                figure,
                f"{figure}：値がありますが、注に「{word[0]}」とあります。注を直すか消してください。",
                figure.note,
            )


CHECKS = (
    Check("empty.figures", "未入力の数値", to_enter, ()),
    Check("empty.compiling", "集計中の数値の理由と予定日", compiling, ()),
    Check("empty.note", "値のある数値の注", left_notes, ()),
)
