"""Numbers as official documents write them, and as people type them.

One digit is full-width, two or more are half-width with commas; money is in 兆, 億 and 万.
Rules and examples: the report of 令和７年度 itself.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from .numerals import wide

DASH = "－"
DASHES = "-‐‑–—―−－ー"
YEN, PERCENT = "円", "％"
_BRACKETS = {
    "forecast": ("(", ")"),
    "forecast-wide": ("（", "）"),
    "sub": ("［", "］"),
    "sub-round": ("（", "）"),
}
_CHO, _OKU, _MAN = 10**12, 10**8, 10**4


class NotANumber(ValueError):
    """Text that cannot be understood as a number; the message says what to type."""


def number(n: int | Decimal, places: int = 0) -> str:
    """`６`, `10,532`, `△６`; with `places` decimals `28.8` (always half-width, as in the report)."""
    sign, n = ("△", -n) if n < 0 else ("", n)
    if places:
        return f"{sign}{_rounded(Decimal(n), places):,.{places}f}"
    whole = f"{int(_rounded(Decimal(n), 0)):,}"
    return sign + (wide(whole) if len(whole) == 1 else whole)


def number_unit(n: int | Decimal, unit: str, places: int = 0) -> str:
    """A number with its unit behind it: `６件`, `10,532件`."""
    return number(n, places) + unit


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def money(yen: int, padded: bool = False) -> str:
    """Money in 兆, 億, 万 and 円 (`yen` is whole 円): `４億  474万円`, `１兆  758億 4,000万円`.

    Lower groups under 1,000 are padded to one width. `padded` is the narrow style without spaces
    and with zeros: `1,065億0,617万円`. Groups that are zero at either end are left out.
    """
    if yen < 0:
        return "△" + money(-yen, padded)
    groups = [
        (yen // _CHO, "兆"),
        (yen % _CHO // _OKU, "億"),
        (yen % _OKU // _MAN, "万"),
        (yen % _MAN, ""),
    ]
    while len(groups) > 1 and groups[0][0] == 0:
        groups.pop(0)
    while len(groups) > 1 and groups[-1][0] == 0:
        groups.pop()
    (first, unit), *rest = groups
    return number(first) + unit + "".join(_group(v, u, padded) for v, u in rest) + YEN


def _group(value: int, unit: str, padded: bool) -> str:
    if padded:
        return f"{value // 1000},{value % 1000:03d}{unit}"
    # A space before the group, and the place of 「n,」 kept where the group is under 1,000.
    return (f" {value:,}" if value >= 1000 else f"{value}".rjust(5)) + unit


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"^[△▲−‐–—―]\s*", "-", folded)


def _digits(text: str) -> str:
    """Digits without their commas; commas in the wrong place are refused, never dropped."""
    text = text.replace("、", ",")
    if "," in text and not re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
        raise NotANumber(
            f"「{text}」は桁区切りの位置が違います。1,234 のように３桁ごとに区切るか、"
            "区切らずに入力してください。"
        )
    return text.replace(",", "")


def parse_number(text: str) -> Decimal:
    """The number people typed (`１，２３４`, `1,234件`, `△５`), a unit behind it dropped.

    Raises NotANumber, with a Japanese message, for anything doubtful: nothing is guessed.
    """
    value, _ = _split_unit(text)
    return value


def _split_unit(text: str) -> tuple[Decimal, str]:
    match = re.fullmatch(r"(-?[\d,、.]*\d)\s*([^\d\s.,、-][^\d]*)?", _plain(text), re.ASCII)
    try:
        if match is None:
            raise InvalidOperation
        return Decimal(_digits(match[1])), (match[2] or "").strip()
    except InvalidOperation:
        raise NotANumber(
            f"「{text.strip()}」は数として読めません。"
            "1234、１，２３４、1,234件 のように入力してください。"
        ) from None


_MONEY = re.compile(
    r"(-)?(?:([\d,.]+)兆)?(?:([\d,.]+)億)?(?:([\d,.]+)万)?(?:([\d,.]+))?円?", re.ASCII
)


def parse_money(text: str) -> int:
    """Whole 円 of what people type: `15億8,741万円`, `１５億８７４１万`, `1.5億円`, `40474万円`.

    Raises NotANumber with an example when it cannot be read or is no whole number of 円.
    """
    match = _MONEY.fullmatch(re.sub(r"\s+", "", _plain(text)))
    if match is None or not any(match.groups()[1:]):
        raise NotANumber(
            f"「{text.strip()}」は金額として読めません。15億8,741万円、4,071万円、"
            "1234567 のように入力してください。"
        )
    units = (_CHO, _OKU, _MAN, 1)
    try:
        parts = [
            Decimal(_lower(part)) * unit
            for part, unit in zip(match.groups()[1:], units, strict=True)
            if part
        ]
    except InvalidOperation:
        raise NotANumber(f"「{text.strip()}」は金額として読めません。") from None
    total = sum(parts, Decimal(0))
    if total != int(total):
        raise NotANumber(f"「{text.strip()}」は円の単位で割り切れません。")
    return -int(total) if match[1] else int(total)


def _lower(text: str) -> str:
    # The padded style writes a group as 「0,617」: zeros in front of the comma are its own.
    return text.replace(",", "") if re.fullmatch(r"0,\d{3}", text) else _digits(text)


def percent(value: Decimal, places: int = 0) -> str:
    """A percent number (28.8 means 28.8 %) with a full-width sign: `47％`, `28.8％`."""
    return number(value, places) + PERCENT


def parse_percent(text: str) -> Decimal:
    """The percent number of `47％`, `28.8%` or `47`; NotANumber for anything else."""
    value, unit = _split_unit(text)
    if unit not in ("", "%"):
        raise NotANumber(
            f"「{text.strip()}」は割合として読めません。28.8％ のように入力してください。"
        )
    return value


def ratio(part: int | Decimal, whole: int | Decimal, places: int = 0) -> Decimal:
    """`part` in percent of `whole`, rounded half up; ValueError when the whole is zero."""
    if not whole:
        raise ValueError("割合を計算できません。もとになる数が０です。")
    return _rounded(Decimal(part) * 100 / Decimal(whole), places)


def bracketed(text: str, style: str = "forecast") -> str:
    """Brackets of a forecast `(640)`, `（２）` or a sub-count `［128件］`, `（354件）`."""
    start, end = _BRACKETS[style]
    return f"{start}{text}{end}"


def unbracketed(text: str) -> tuple[str, str | None]:
    """The text without its brackets, and their style; the style is None when there are none."""
    text = text.strip()
    for style, (start, end) in _BRACKETS.items():
        if text.startswith(start) and text.endswith(end):
            return text[1:-1].strip(), style
    match = re.fullmatch(r"[(（［\[](.*)[)）］\]]", text)
    return (match[1].strip(), "forecast") if match else (text, None)


def is_dash(text: str) -> bool:
    """Whether the text is one of the glyphs that stand for "no value"."""
    text = unbracketed(text)[0]
    return bool(text) and all(c in DASHES for c in text)


def parse_amount(text: str, unit: str) -> Decimal:
    """What people type for a figure of `unit`: money for 円, percent for ％, else a number.

    Raises NotANumber when it cannot be read or when another unit was typed.
    """
    if unit == YEN:
        return Decimal(parse_money(text))
    if unit == PERCENT:
        return parse_percent(text)
    value, typed = _split_unit(text)
    if typed and typed != unicodedata.normalize("NFKC", unit):
        raise NotANumber(
            f"単位は「{unit}」です（「{typed}」と入力されています）。単位を直すか、数だけを入力してください。"
        )
    return value


def amount(value: int | Decimal, unit: str, places: int = 0) -> str:
    """The official print of a value with its unit, money and percentages included."""
    if unit == YEN:
        return money(int(value))
    if unit == PERCENT:
        return percent(Decimal(value), places)
    return number_unit(value, unit, places)
