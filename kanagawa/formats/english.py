"""Printed wordings in English: dates, fiscal years, periods, values with units, ordinals.

Only what follows from the wording itself is put into English here; names and sentences need a
person (`editions.words.Translation`). A text that holds anything else is none of ours: None.
"""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from .eras import western_year
from .numbers import NotANumber, parse_money
from .numerals import KATAKANA

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# Counters with what they count, one and several; "" where English has no word for it.
UNITS = {
    "件": ("", ""),
    "社": ("company", "companies"),
    "箇所": ("location", "locations"),
    "か所": ("location", "locations"),
    "人": ("person", "people"),
    "名": ("person", "people"),
    "者": ("member", "members"),
    "つ": ("", ""),
    "回": ("time", "times"),
    "倍": ("times", "times"),
    "種類": ("type", "types"),
    "席": ("seat", "seats"),
    "部屋": ("room", "rooms"),
    "か国": ("country", "countries"),
    "事務所": ("office", "offices"),
    "団体": ("organisation", "organisations"),
    "区域": ("zone", "zones"),
    "施設": ("facility", "facilities"),
    "台": ("unit", "units"),
    "校": ("school", "schools"),
    "市": ("city", "cities"),
    "町": ("town", "towns"),
    "村": ("village", "villages"),
    "年": ("year", "years"),
    "か月": ("month", "months"),
    "週間": ("week", "weeks"),
    "日間": ("day", "days"),
    "位": ("(rank)", "(rank)"),
    "ポイント": ("point", "points"),
}
# The unit of a whole table, said alone.
UNIT_NAMES = {
    "件": "number",
    "円": "yen",
    "％": "per cent",
    "%": "per cent",
    "千円": "thousand yen",
    "百万円": "million yen",
    "億円": "hundred million yen",
}
MILLION = 1_000_000
_CIRCLED = {chr(0x2460 + n): f"({n + 1}) " for n in range(20)}
_MARKS = {"、": ", ", "。": ".", "・": ", ", "~": "–", "【": "[", "】": "]", "：": ": ", "※": "*"}
_ERA = r"(?P<{0}e>令和|平成|昭和)(?P<{0}y>元|\d+)"
_JAPANESE = re.compile("[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]")


def has_japanese(text: str) -> bool:
    """Whether any 漢字 or かな stands in the text."""
    return bool(_JAPANESE.search(text))


def in_english(text: str) -> str | None:
    """A printed wording in English; None when anything of it is not to be worked out.

    令和６年度 → FY2024, 令和７年３月31日現在 → As of 31 March 2025, １，７０５社 → 1,705 companies,
    (640) → (640), 13億291万円 → ¥1,302.91 million, － → –.
    """
    pieces, rest = [], _plain(text)
    while rest:
        for pattern, english in _TOKENS:
            if match := pattern.match(rest):
                pieces.append(english(match))
                rest = rest[match.end() :]
                break
        else:
            return None
    return _joined(pieces)


def unit_in_english(unit: str) -> str | None:
    """The unit of a table: 件 → number, 社 → companies; None for one that is not known."""
    plain = unicodedata.normalize("NFKC", unit)
    counted = UNITS.get(plain)
    return UNIT_NAMES.get(plain) or (counted[1] if counted else None)


def number_in_english(number: str) -> str:
    """The number before a heading: １ → 1, (2) → (2), ア → A, (ｱ) → (A), ａ → a."""
    plain = unicodedata.normalize("NFKC", number)
    letters = plain.strip("()")
    if letters and letters in KATAKANA:
        return plain.replace(letters, _letters(KATAKANA.index(letters) + 1))
    return plain.replace("’", "'")


def narrow(text: str) -> str:
    """Letters of half width and English quotation marks: 「ＮＹ ＮＯＷ」 → “NY NOW”."""
    plain = unicodedata.normalize("NFKC", text)
    return plain.translate({ord("「"): "“", ord("」"): "”"})


def _letters(ordinal: int) -> str:
    """A, B … Z, AA, AB."""
    before, last = divmod(ordinal - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)


def money_in_english(yen: int) -> str:
    """In millions where that leaves out nothing: ¥1,302.91 million, ¥500,000."""
    if abs(yen) < MILLION or yen % 10_000:
        return f"¥{yen:,}"
    places = 0 if yen % MILLION == 0 else 2
    return f"¥{Decimal(yen) / MILLION:,.{places}f} million"


def counted_in_english(number: str, unit: str) -> str:
    """１社 → 1 company, ２社 → 2 companies, 33件 → 33."""
    one, several = UNITS[unit]
    return f"{number} {one if number == '1' else several}".strip()


def _plain(text: str) -> str:
    """Half width, without the blanks and line breaks that only the Japanese layout needs."""
    marked = "".join(_CIRCLED.get(letter, letter) for letter in text)
    plain = unicodedata.normalize("NFKC", marked).replace("〜", "~").replace("–", "~")
    return re.sub(r"\s*~\s*", "~", re.sub(r"\s+", " ", plain)).strip()


def _joined(pieces: list[str]) -> str:
    text = re.sub(r" +", " ", "".join(pieces)).strip()
    text = re.sub(r"(?<=[\w%])([\[(])", r" \1", re.sub(r"\( ", "(", text))
    text = text.replace("–as of ", "–")
    text = re.sub(r" ([),.\]])", r"\1", text)
    return text[:1].upper() + text[1:] if text[:3] in ("as ", "end", "abo", "a t") else text


def _year(match: re.Match[str], group: str) -> int:
    return western_year(match[f"{group}e"], match[f"{group}y"], match[0])


def _fiscal_years(match: re.Match[str]) -> str:
    first = _year(match, "a")
    era = match["be"] or match["ae"]
    return f"FY{first}–FY{western_year(era, match['by'], match[0])} "


def _day(match: re.Match[str]) -> str:
    """令和６年４月24日, with 「から26日まで」 or 「～16日」 behind it as a range."""
    year, month, day = _year(match, "a"), int(match["m"]), match["d"]
    if not match["d2"]:
        return f"{day} {MONTHS[month - 1]} {year}"
    last = int(match["m2"] or month)
    first = day if last == month else f"{day} {MONTHS[month - 1]}"
    return f"{first}–{match['d2']} {MONTHS[last - 1]} {year}"


def _month(match: re.Match[str]) -> str:
    end = "the end of " if match["end"] else ""
    return f"{end}{MONTHS[int(match['m']) - 1]} {_year(match, 'a')}"


def _months(match: re.Match[str]) -> str:
    first, last = (MONTHS[int(match[name]) - 1] for name in ("m", "m2"))
    return f"{first} to {last} {_year(match, 'a')}{', ' if match['within'] else ''}"


def _money(match: re.Match[str]) -> str:
    try:
        return money_in_english(parse_money(match[0].replace(" ", "")))
    except NotANumber:
        return match[0]


def _counted(match: re.Match[str]) -> str:
    return counted_in_english(match["n"], match["unit"])


def _as_of(of: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
    return lambda match: f"as of {of(match)} "


_AT = r"\s*(?:現在|時点)"
_A = _ERA.format("a")
_FULL = _A + r"年(?P<m>\d+)月(?P<d>\d+)日"
_RANGE = r"(?:(?:から|~)(?:(?P<m2>\d+)月)?(?P<d2>\d+)日(?:まで)?)?"
_MONTH = _A + r"年(?P<m>\d+)月(?P<end>末)?"
_COUNTERS = "|".join(sorted(UNITS, key=len, reverse=True))
_NUMBER = r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?"
_WORDS = {
    "平均": "average ",
    "累計": "cumulative",
    "見込み": "forecast",
    "見込": "forecast",
    "予定": "planned",
    "中止": "cancelled",
    "延期": "postponed",
    "オンライン": "online",
    "うち": "of which ",
    "延べ": "a total of ",
    "参考": "reference: ",
    "約": "about ",
    "程度": " approximately",
    "速報値": "preliminary",
    "集計中": "being compiled",
    "未定": "undecided",
    "廃止": "discontinued",
    "該当なし": "not applicable",
    "皆無": "none",
    "未到来": "not yet due",
    "事業開始前": "before the project began",
    "秘匿": "withheld",
    "未入力": "not entered yet",
    "内数": "included in the figure",
    "単位": "unit",
    "から": " to ",
    "まで": "",
}
_TOKENS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (re.compile(pattern), english)
    for pattern, english in (
        (_A + r"(?:年度)?~(?P<be>令和|平成|昭和)?(?P<by>元|\d+)年度", _fiscal_years),
        (_A + "年度", lambda m: f"FY{_year(m, 'a')} "),
        (_FULL + _AT, _as_of(lambda m: f"{m['d']} {MONTHS[int(m['m']) - 1]} {_year(m, 'a')}")),
        (_FULL + _RANGE, _day),
        (_A + r"年(?P<m>\d+)月から(?P<m2>\d+)月(?:(?P<within>の間で)|まで)?", _months),
        (_MONTH + _AT, _as_of(_month)),
        (_MONTH, _month),
        (_A + "年", lambda m: str(_year(m, "a"))),
        (
            r"(?P<m>\d+)月(?P<d>\d+)日" + _AT,
            _as_of(lambda m: f"{m['d']} {MONTHS[int(m['m']) - 1]}"),
        ),
        (r"(?P<m>\d+)月(?P<d>\d+)日", lambda m: f"{m['d']} {MONTHS[int(m['m']) - 1]}"),
        (r"(?P<y>\d{4})年度", lambda m: f"FY{m['y']} "),
        (r"(?P<y>(?:19|20)\d{2})年", lambda m: m["y"]),
        (r"-?(?:[\d,.]+\s*[千百十]?\s*[兆億万]\s*)*[\d,.]+\s*[千百十]?[兆億万]?円", _money),
        (
            rf"(?P<n>{_NUMBER})\s*(?P<unit>{_COUNTERS})(?=程度|[^\u3400-\u9fff]|$)",
            _counted,
        ),
        (rf"\((?P<unit>{_COUNTERS}|円|%)\)", lambda m: f"({unit_in_english(m['unit'])})"),
        (rf"(?:{_NUMBER})\s*%?", lambda m: m[0]),
        ("|".join(sorted(_WORDS, key=len, reverse=True)), lambda m: _WORDS[m[0]]),
        (f"[{''.join(_MARKS)}]", lambda m: _MARKS[m[0]]),
        ("[-‐‑–—―−－ー△▲]", lambda m: "–" if m[0] not in "△▲" else "-"),
        (r"[ -,./:;<>=?@\[\]^_{|}0-9]", lambda m: m[0]),
    )
]
