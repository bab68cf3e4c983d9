"""Characters that the paper cannot show: found while a text is typed, not when it is published."""

from collections.abc import Iterator

from kanagawa.reports.declaration import Check, Finding
from kanagawa.reports.writers.pdf import FontsMissing, unprintable

from .context import Context
from .notation import texts
from .rules import about

# So many new characters are asked about at once: a text full of them holds nobody up.
_AT_ONCE = 1_000
# Characters that the letters of the paper were seen to have; they are asked about once.
_known: set[str] = set()


def printable(context: Context) -> Iterator[Finding]:
    """Every typed text with a character that neither 明朝 nor ゴシック of the paper has."""
    typed = list(texts(context))
    unknown = set(sorted(set().union(*(text for _, _, text in typed)) - _known)[:_AT_ONCE])
    try:
        missing = set(unprintable(unknown)) if unknown else set()
    except FontsMissing:
        return
    _known.update(unknown - missing)
    for row, _, text in typed if missing else ():
        if lacking := sorted(missing & set(text)):
            yield about(
                "printable.text",
                "error",
                row,
                f"{row}：「{'」「'.join(lacking)}」は紙（PDF）に印刷できない文字です。"
                "ほかの文字に直してください。",
                text,
            )


CHECKS = (Check("printable.text", "紙に印刷できない文字", printable, ()),)
