"""Outline numbers of official documents (公用文): １ (1) ア (ｱ) ａ (a) ａ’, made from positions."""

import unicodedata

KATAKANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"
)
HALF_KATAKANA = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜ"
LATIN = "abcdefghijklmnopqrstuvwxyz"
_WIDE = {ord(c): chr(ord(c) + 0xFEE0) for c in LATIN + "0123456789"}


def wide(text: str) -> str:
    """Latin small letters and digits at full width; everything else unchanged."""
    return text.translate(_WIDE)


def _pick(letters: str, ordinal: int) -> str:
    if not 1 <= ordinal <= len(letters):
        raise ValueError(
            f"見出しの番号は{len(letters)}までです（{ordinal}番目）。見出しを分けてください。"
        )
    return letters[ordinal - 1]


def outline_number(level: int, ordinal: int, style: str = "report") -> str:
    """The mark of the `ordinal`-th heading (from 1) at outline `level` 1 to 7.

    `style` "halfwidth" prints level 5 as `a`, as the report's chapter 2 does. Raises ValueError
    for a level outside 1 to 7 or an ordinal that the level has no letter for.
    """
    if ordinal < 1:
        raise ValueError(f"見出しの番号は１からです（{ordinal}）。")
    match level:
        case 1:
            return wide(str(ordinal)) if ordinal < 10 else str(ordinal)
        case 2:
            return f"({ordinal})"
        case 3:
            return _pick(KATAKANA, ordinal)
        case 4:
            return f"({_pick(HALF_KATAKANA, ordinal)})"
        case 5:
            letter = _pick(LATIN, ordinal)
            return letter if style == "halfwidth" else wide(letter)
        case 6:
            return f"({_pick(LATIN, ordinal)})"
        case 7:
            return f"{wide(_pick(LATIN, ordinal))}’"
    raise ValueError(f"見出しの階層は１から７までです（{level}）。")


def parse_outline_number(text: str) -> tuple[int, int]:
    """Level and ordinal of a mark that `outline_number` prints; ValueError for anything else."""
    inner = text[1:-1] if text.startswith("(") and text.endswith(")") else ""
    if inner.isascii() and inner.isdigit():
        return 2, int(inner)
    if inner and inner in HALF_KATAKANA:
        return 4, HALF_KATAKANA.index(inner) + 1
    if inner and inner in LATIN:
        return 6, LATIN.index(inner) + 1
    if text and text in KATAKANA:
        return 3, KATAKANA.index(text) + 1
    plain = unicodedata.normalize("NFKC", text.removesuffix("’"))
    if len(plain) == 1 and plain in LATIN:
        return (7 if text.endswith("’") else 5), LATIN.index(plain) + 1
    if plain.isascii() and plain.isdigit() and not text.endswith("’"):
        return 1, int(plain)
    raise ValueError(f"「{text}」は見出しの番号ではありません。")


def circled(ordinal: int) -> str:
    """① to ⑳."""
    if not 1 <= ordinal <= 20:
        raise ValueError(f"丸数字は１から20までです（{ordinal}）。")
    return chr(0x2460 + ordinal - 1)
