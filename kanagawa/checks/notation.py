"""Notation in typed text: digits, spaces, eras, dashes, kana and brackets as the report has them.

House rules: the report of 令和７年度 itself, which keeps all of them in its sentences. Names of
products and places (`α-9`, `D-Hand 5PT`, `神奈川2nd`, `１-１`) write digits as they like: only a
digit in front of a counter is held to the rule.
"""

import re
from collections.abc import Iterator
from functools import cache

from django.db import models

from kanagawa.editions.models import EditionRow
from kanagawa.formats.text import doubtful
from kanagawa.reports.declaration import Check, Finding

from .context import Context
from .rules import about

_COUNTERS = (
    "年度|年|月|日|期|号|件|社|人|名|回|者|か所|か国|か月|箇所|つ|席|台|本|校|種類|部屋|施設|団体|"
    "事業|企業|区域|市|町|村|階|歳|％|万|億|兆|円|分の|時|週"
)
_JAPANESE = "々〆ぁ-ヿ一-鿿（）「」、。・～"

# Pattern and what to say of it.
_RULES = tuple(
    (re.compile(pattern), slip)
    for pattern, slip in (
        (r"[０-９]{2,}", "２桁以上の数字は半角で書きます"),
        (r"[０-９][0-9]|[0-9][０-９]", "数字に全角と半角が混ざっています"),
        (
            rf"(?<![0-9０-９A-Za-z.,/\-])[0-9](?={_COUNTERS})",
            "１桁の数字は全角で書きます",
        ),
        (r"(?:令和|平成|昭和)[1１](?=年)", "１年は「元年」と書きます"),
        (
            rf"[{_JAPANESE}] +(?=[0-9][0-9,]*(?:{_COUNTERS}))|[0-9] +(?=(?:{_COUNTERS}))",
            "数字の前後に空白を入れません",
        ),
        (r"[ｦ-ﾟ]+", "半角のカナは使いません"),
        (r"〜", "範囲は「～」（全角チルダ）で書きます"),
        (r"[‐‑‒–—―−]", "横線は「－」か「-」で書きます"),
        (r"[\t\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\ufeff]", "見えない文字が入っています"),
        # UTF-8 that was read as Shift_JIS, or as the Latin letters of Windows.
        (
            r"[縺繧繝][｡-ﾟ]|[ãæåçèé][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]",
            "文字化けしているようです",
        ),
        (r"\(cid:[0-9]+\)", "PDFから写せなかった文字です"),
        (
            r"&(?:[a-z]{2,6}|#x?[0-9a-fA-F]+);|</?(?:br|p|b|i|u|a|span|div|font|td|tr)\b[^<>]*>",
            "HTMLの記号が、そのまま印字されます",
        ),
        (r"[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]", "英字に見えるロシア文字が混ざっています"),
        (r"[︐-︙︰-﹏﹐-﹫]", "縦書き用や小さい字形の記号です。ふつうの記号に直します"),
        (r"(?<=[0-9])，(?=[0-9])|(?<=[0-9])、(?=[0-9]{3}(?![0-9]))", "桁区切りは半角の「,」です"),
    )
)
_REFERENCE = re.compile(r"\{[^{}]*\}")
_PAIRS = ("（）", "()", "［］", "[]", "「」", "『』", "【】", "〔〕", "＜＞", "《》")
_OPENING = frozenset(pair[0] for pair in _PAIRS)
_CLOSING = {pair[1]: pair[0] for pair in _PAIRS}


# Names of things in the program, not words of the report.
_NOT_TEXT = ("key", "search_text", "target")


@cache
def text_fields(model: type[EditionRow]) -> tuple[str, ...]:
    """The fields of a row model that hold words of the report."""
    return tuple(
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in _NOT_TEXT
    )


def texts(context: Context) -> Iterator[tuple[EditionRow, str, str]]:
    """Every typed text of the models under check: row, name of the field, text."""
    for model in context.models:
        names = text_fields(model)
        for row in context.rows.of(model) if names else ():
            for name in names:
                text = getattr(row, name)
                if text:
                    yield row, name, text


def notation(context: Context) -> Iterator[Finding]:
    """Every typed text against the house rules; one finding for each rule it breaks."""
    for row, _, text in texts(context):
        for slip in slips(text):
            yield about("notation.text", "warning", row, f"{row}：{slip}。", text)


def slips(text: str) -> list[str]:
    """What in a text breaks the house rules, each with the place it is found at."""
    plain = _REFERENCE.sub("＿", text)
    broken = [
        f"{slip}（{_around(plain, match)}）"
        for pattern, slip in _RULES
        if (match := pattern.search(plain))
    ]
    if unseen := doubtful(text):
        broken.append(f"ほかの人には見えない文字が入っています（{'、'.join(unseen[:3])}）")
    return [*broken, *unbalanced(plain)]


def unbalanced(text: str) -> list[str]:
    """A bracket that nothing closes or opens, or that one of another width closes."""
    waiting: list[tuple[str, int]] = []
    for place, character in enumerate(text):
        if character in _OPENING:
            waiting.append((character, place))
        elif character in _CLOSING:
            if not waiting or waiting[-1][0] != _CLOSING[character]:
                return [f"括弧「{character}」の相手がありません（{_near(text, place)}）"]
            waiting.pop()
    return [f"括弧「{c}」が閉じていません（{_near(text, p)}）" for c, p in waiting[:1]]


def _around(text: str, match: re.Match[str]) -> str:
    return f"「{text[max(0, match.start() - 5) : match.end() + 5].strip()}」"


def _near(text: str, place: int) -> str:
    return f"「{text[max(0, place - 8) : place + 8].strip()}」"


CHECKS = (Check("notation.text", "文章の表記", notation, ()),)
