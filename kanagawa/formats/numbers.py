"""Numbers as official documents write them, and as people type them.

One digit is full-width, two or more are half-width with commas; money is in 兆, 億 and 万.
Rules and examples: the report of 令和７年度 itself. Reading never guesses: what could mean
something else than what was typed is refused with a message that says what to type.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from .numerals import wide
from .text import repaired
from .unreadable import why_no_number

DASH = "－"
DASHES = "-‐‑‒–—―−─━－ーｰ﹣"
YEN, PERCENT = "円", "％"
# The counters `parse_number` drops; a field with a unit of its own uses `parse_amount`.
COUNTERS = frozenset(
    {
        "件",
        "社",
        "人",
        "名",
        "者",
        "回",
        "か所",
        "か国",
        "か月",
        "つ",
        "席",
        "台",
        "本",
        "校",
        "種類",
        "部屋",
        "施設",
        "団体",
        "事業",
        "事業所",
        "企業",
        "区域",
        "市",
        "町",
        "村",
        "年",
        "日",
        "円",
    }
)
_CHO, _OKU, _MAN = 10**12, 10**8, 10**4
_TENS = {"千": 1000, "百": 100, "十": 10, "": 1}
_MOST_DIGITS = 18  # what the database keeps; more would be rounded in calculations
LONGEST_NUMBER = 60  # characters; a longer text is no number, and nothing reads it to its end
_OPEN, _CLOSE = "(（[［", ")）]］"
_BRACKETS = {
    "forecast": ("(", ")"),
    "forecast-wide": ("（", "）"),
    "sub": ("［", "］"),
    "sub-round": ("（", "）"),
}


class NotANumber(ValueError):
    """Text that cannot be understood as a number; the message says what to type."""


def number(n: int | Decimal, places: int = 0) -> str:
    """`６`, `10,532`, `△６`; with `places` decimals `28.8` (always half-width, as in the report).

    Rounded half up to `places`.
    """
    return _number(Decimal(n), places)


@lru_cache(maxsize=8192)
def _number(value: Decimal, places: int) -> str:
    # A report prints the same few thousand numbers on every page, years and days among them.
    rounded = _rounded(value, places)
    sign, text = "△" if rounded < 0 else "", f"{abs(rounded):,.{places}f}"
    return sign + (wide(text) if len(text) == 1 else text)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number_unit(n: int | Decimal, unit: str, places: int = 0) -> str:
    """A number with its unit behind it: `６件`, `10,532件`."""
    return number(n, places) + unit


@lru_cache(maxsize=8192)
def decimals_of(value: int | Decimal) -> int:
    """How many decimals a value has: 28.8 → 1, 6.0 → 0."""
    exponent = Decimal(value).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def trimmed(value: Decimal) -> Decimal:
    """The same value without zeros behind its last decimal, and never as 1E+3."""
    return value.quantize(Decimal(1).scaleb(-decimals_of(value)))


def amount(value: int | Decimal, unit: str, places: int | None = None) -> str:
    """The official print of a value with its unit, money (円) and percentages (％) included.

    Without `places` as many decimals are printed as the value has: 28.8 → `28.8％`, 6.0 → `６件`.
    """
    if unit == YEN:
        return money(int(value))
    if places is None:
        places = decimals_of(value)
    return number_unit(value, unit, places)


def money(yen: int, padded: bool = False) -> str:
    """Money in 兆, 億, 万 and 円 (`yen` is whole 円): `４億  474万円`, `１兆  758億 4,000万円`.

    Lower groups are as wide as `1,234` and a space; `padded` is the narrow style with zeros
    instead: `1,065億0,617万円`. Groups of zero are left out (`１兆 5,000万円`), and what is below
    万 follows in 円 (`12万 3,456円`).
    """
    if yen < 0:
        return "△" + money(-yen, padded)
    groups = ((yen // _CHO, "兆"), (yen % _CHO // _OKU, "億"), (yen % _OKU // _MAN, "万"))
    (first, unit), *rest = [g for g in (*groups, (yen % _MAN, "")) if g[0]] or [(0, "")]
    return number(first) + unit + "".join(_group(v, padded) + u for v, u in rest) + YEN


def _group(value: int, padded: bool) -> str:
    if padded:
        return f"{value // 1000},{value % 1000:03d}"
    if value >= 1000:
        return f" {value:,}"
    # The place of 「n,」 is kept; a full-width digit takes two places.
    return number(value).rjust(5 if value >= 10 else 4)


def quoted(text: str, most: int = 30) -> str:
    """What was typed, short enough for a message: `most` characters."""
    text = text.strip()
    return text if len(text) <= most else text[:most] + "…"


def parse_number(text: str) -> Decimal:
    """The number people typed (`１，２３４`, `1,234件`, `△５`); a counter behind it is dropped.

    Raises NotANumber for anything else: `12a`, `1,23`, `1 2`, `12万`, `延べ５社`, `５件程度`.
    """
    value, unit = _split_unit(text)
    if unit and unit not in COUNTERS:
        raise _unreadable(text, unit)
    return value


def _plain(text: str) -> str:
    if len(text) > LONGEST_NUMBER:
        return ""
    if any(unicodedata.category(c) == "No" for c in text):
        return ""  # ① or ² would become digits that nobody typed
    plain = unicodedata.normalize("NFKC", repaired(text)).strip()
    return re.sub(rf"^[△▲\{DASHES}]", "-", plain)


def _digits(text: str) -> Decimal:
    """Digits with or without commas; commas in the wrong place are refused, never dropped."""
    text = text.replace("、", ",")
    if re.fullmatch(r"[1-9][0-9]{0,2}\.000", text):
        whole = text.partition(".")[0]
        raise NotANumber(
            f"「{quoted(text)}」は {whole} か {whole},000 か分かりません。"
            "桁区切りはコンマ（,）にするか、区切らずに入力してください。"
        )
    if "," in text and not re.fullmatch(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?", text):
        raise NotANumber(
            f"「{quoted(text)}」は桁区切りの位置が違います。1,234 のように３桁ごとに区切るか、"
            "区切らずに入力してください。"
        )
    text = text.replace(",", "")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        raise _unreadable(text)
    if len(text) > _MOST_DIGITS:
        raise NotANumber(f"「{quoted(text)}」は桁が多すぎます。{_MOST_DIGITS}桁までです。")
    return Decimal(text)


def _split_unit(text: str) -> tuple[Decimal, str]:
    match = re.fullmatch(r"(-?)\s*([0-9][0-9,、.]*)\s*([^0-9\s,、.-].*)?", _plain(text))
    if match is None:
        raise _unreadable(text)
    value = _digits(match[2])
    return -value if match[1] and value else value, plain_unit(match[3] or "")


def plain_unit(text: str) -> str:
    """A unit in one spelling: ％ as %, 箇所 and ヶ所 as か所."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"^[箇個ヶケヵカ](?=[所国月])", "か", plain)


def _unreadable(text: str, unit: str = "") -> NotANumber:
    if unit and unit[0] in "兆億万千百十":
        return NotANumber(
            f"「{quoted(text)}」は数として読めません。"
            f"{unit[0]}を使わず、12000 のように入力してください。"
        )
    usual = "は数として読めません。1234、１，２３４、1,234件 のように入力してください。"
    return NotANumber(f"「{quoted(text)}」{why_no_number(_plain(text)) or usual}")


_GROUP = r"(?:([0-9][0-9,、.]*)\s*([千百十]?)\s*{}\s*)?"
# A keyboard of Windows types ¥ as a backslash.
_MONEY = re.compile(
    r"(-?)\s*[¥\\]?\s*" + "".join(map(_GROUP.format, ("兆", "億", "万", ""))) + "(円?)"
)
# The unit that people leave out behind each: 「16億2000」 means 2000万 more often than 2000円.
_LEFT_OUT = {"兆": "億", "億": "万", "万": "千"}
# 「２千５百万円」: a digit before each, as numbers are spoken.
_SPOKEN = re.compile(r"(?<![0-9,.、])([0-9])千\s*(?:([0-9])百)?\s*(?:([0-9])十)?(?=[兆億万円]|$)")


def parse_money(text: str) -> int:
    """Whole 円 of what people type: `15億8,741万円`, `１５億８７４１万`, `1.5億円`, `40474万円`.

    Without a unit it is 円; 千円 and 百万円 are read too. Raises NotANumber with an example when it
    cannot be read, is no whole number of 円, a lower part runs over (`４億 12345万円`), or the last
    part has no unit (`16億2000`).
    """
    plain_text = _plain(text)
    if plain_text[-1:] in ("千", "百", "十"):
        raise _no_last_unit(text)
    match = _MONEY.fullmatch(_SPOKEN.sub(_in_digits, plain_text))
    *parts, yen = match.groups()[1:] if match else ("",)
    typed = [
        (digits, tens, unit)
        for digits, tens, unit in zip(parts[::2], parts[1::2], (_CHO, _OKU, _MAN, 1), strict=False)
        if digits
    ]
    if match is None or not typed:
        raise _no_money(text)
    if len(typed) > 1 and typed[-1][2] == 1 and not yen:
        raise _no_last_unit(text)
    total, above = Decimal(0), None
    for digits, tens, unit in typed:
        # The narrow style writes a lower group as 「0,617」: that zero is its own.
        plain = digits[2:] if above and re.fullmatch(r"0,[0-9]{3}", digits) else digits
        value = _digits(plain) * _TENS[tens] * unit
        if above and (value >= above or total % above):
            raise _no_money(text)
        total, above = total + value, unit
    if total != int(total):
        raise NotANumber(
            f"「{quoted(text)}」は円未満の端数があります。１円単位で入力してください。"
        )
    return -int(total) if match[1] else int(total)


def _in_digits(match: re.Match[str]) -> str:
    """２千５百 → 2500."""
    return f"{match[1]}{match[2] or 0}{match[3] or 0}0"


def _no_last_unit(text: str) -> NotANumber:
    plain = quoted(text)
    unit = next((_LEFT_OUT[c] for c in reversed(_plain(text)) if c in _LEFT_OUT), "万")
    meant = [f"{plain}{end}" for end in (f"{unit}円", "円") if _is_money(f"{text.strip()}{end}")]
    return NotANumber(
        f"「{plain}」は最後の単位がありません。"
        f"{' か '.join(meant) or '3億5,000万円'} のように、単位まで入力してください。"
    )


def _is_money(text: str) -> bool:
    try:
        return parse_money(text) is not None
    except NotANumber:
        return False


def _no_money(text: str) -> NotANumber:
    usual = "は金額として読めません。15億8,741万円、4,071万円、1234567 のように入力してください。"
    return NotANumber(f"「{quoted(text)}」{why_no_number(_plain(text)) or usual}")


def percent(value: Decimal, places: int = 0) -> str:
    """A percent number (28.8 means 28.8 %) with a full-width sign: `47％`, `28.8％`, `６％`."""
    return number(value, places) + PERCENT


def parse_percent(text: str) -> Decimal:
    """The percent number of `47％`, `28.8%` or `47`; NotANumber for anything else."""
    value, unit = _split_unit(text)
    if unit not in ("", "%", "パーセント"):
        usual = "は割合として読めません。28.8％ のように入力してください。"
        raise NotANumber(f"「{quoted(text)}」{why_no_number(_plain(text)) or usual}")
    return value


def ratio(part: int | Decimal, whole: int | Decimal, places: int = 0) -> Decimal:
    """`part` in percent of `whole`, rounded half up; ValueError when the whole is zero."""
    if not whole:
        raise ValueError("割合を計算できません。もとになる数が０です。")
    return _rounded(Decimal(part) * 100 / Decimal(whole), places)


def parse_amount(text: str, unit: str) -> Decimal:
    """What people type for a figure of `unit`: money for 円, percent for ％, else a number.

    Raises NotANumber when it cannot be read or when another unit was typed.
    """
    expected = plain_unit(unit)
    if expected == YEN:
        return Decimal(parse_money(text))
    if expected == "%":
        return parse_percent(text)
    value, typed = _split_unit(text)
    if typed in ("", expected):
        return value
    if typed[0] in "兆億万千百十" or why_no_number(_plain(text)):
        raise _unreadable(text, typed)
    rule = f"単位は「{unit}」です" if unit else "単位はありません"
    raise NotANumber(f"{rule}（「{quoted(text)}」と入力されています）。数だけを入力してください。")


def bracketed(text: str, style: str = "forecast") -> str:
    """Brackets of a forecast `(640)`, `（２）` or a sub-count `［128件］`, `（354件）`.

    Styles: forecast, forecast-wide, sub, sub-round; ValueError for another one.
    """
    if style not in _BRACKETS:
        raise ValueError(f"括弧の種類「{style}」はありません。")
    start, end = _BRACKETS[style]
    return f"{start}{text}{end}"


def unbracketed(text: str) -> tuple[str, str | None]:
    """The text inside its brackets and their style; the text itself and None without brackets.

    Any mix of widths is read: 「[4]」 is sub, 「（2)」 forecast. A pair of （） is forecast-wide,
    though sub-round looks the same.
    """
    text = text.strip()
    if not _enclosed(text):
        return text, None
    if text[0] in "[［":
        style = "sub"
    else:
        style = "forecast-wide" if text[0] + text[-1] == "（）" else "forecast"
    return text[1:-1].strip(), style


def _enclosed(text: str) -> bool:
    """Whether the first bracket closes at the very end: not so in 「(1)(2)」."""
    depth = 0
    for position, c in enumerate(text):
        depth += (c in _OPEN) - (c in _CLOSE)
        if depth <= 0:
            return position > 0 and position == len(text) - 1
    return False


def is_dash(text: str) -> bool:
    """Whether the text is one of the glyphs that stand for "no value", in brackets or not."""
    inner = unbracketed(text)[0] if len(text) <= LONGEST_NUMBER else ""
    return bool(inner) and all(c in DASHES for c in inner)
