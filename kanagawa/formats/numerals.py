"""Outline numbers of official documents (公用文): １ (1) ア (ｱ) ａ (a) ａ’, made from positions."""

KATAKANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
HALF_KATAKANA = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
LATIN = "abcdefghijklmnopqrstuvwxyz"
_WIDE = {ord(c): chr(ord(c) + 0xFEE0) for c in LATIN + "0123456789"}
_NARROW = {ord(wide): chr(narrow) for narrow, wide in _WIDE.items()}
STYLES = ("report", "halfwidth")


def wide(text: str) -> str:
    """Latin small letters and digits at full width; everything else unchanged."""
    return text.translate(_WIDE)


def _pick(letters: str, ordinal: int) -> str:
    # Nothing official follows ン or z; a heading with so many parts is to be divided.
    if ordinal > len(letters):
        raise ValueError(
            f"見出しの番号は「{letters[-1]}」（{len(letters)}番目）までです。見出しを分けてください。"
        )
    return letters[ordinal - 1]


def outline_number(level: int, ordinal: int, style: str = "report") -> str:
    """The mark of the `ordinal`-th heading (from 1) at outline `level` 1 to 7.

    `style` "halfwidth" prints level 5 as `a`, as the report's chapter 2 does. Raises ValueError
    for a level outside 1 to 7, an unknown style or an ordinal that the level has no letter for.
    """
    if ordinal < 1 or style not in STYLES:
        raise ValueError(f"見出しの番号は１からです（{ordinal}、{style}）。")
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
    for level, ordinal in _readings(text.strip("()’").translate(_NARROW)):
        if text in {outline_number(level, ordinal, style) for style in STYLES}:
            return level, ordinal
    raise ValueError(f"「{text}」は見出しの番号ではありません。")


def _readings(inner: str) -> list[tuple[int, int]]:
    """Every level and ordinal that is written with this digit or letter."""
    if inner.isascii() and inner.isdigit() and int(inner) > 0:
        return [(1, int(inner)), (2, int(inner))]
    levels = ((3, KATAKANA), (4, HALF_KATAKANA), (5, LATIN), (6, LATIN), (7, LATIN))
    return [(n, letters.index(inner) + 1) for n, letters in levels if inner in tuple(letters)]


def circled(n: int) -> str:
    """① to ⑳; ValueError for other numbers."""
    if not 1 <= n <= 20:
        raise ValueError(f"丸数字は１から20までです（{n}）。")
    return chr(ord("①") + n - 1)
