"""Cells that still wait for a value: what would be printed as a dash though nobody decided so."""

from collections.abc import Iterator

from kanagawa.figures.kinds import Status
from kanagawa.reports.declaration import Check, Finding

from .context import Context


def to_enter(context: Context) -> Iterator[Finding]:
    """Figures whose value is to be entered."""
    for figure in context.figures():
        if figure.status == Status.TO_ENTER or (
            figure.value is None and figure.status == Status.VALUE
        ):
            yield Finding(
                "empty.figures",
                "error",
                figure.section,
                figure.address,
                f"{figure}：値が未入力です。値か、値がない理由を入力してください。",
            )


CHECKS = (Check("empty.figures", "未入力の数値", to_enter, ()),)
