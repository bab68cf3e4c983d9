"""What offices write where one number or one day is asked for, and what to type instead.

Each of these stands behind the quoted text in a message: 「10人以上」は…. They refuse nothing
themselves: the parsers ask here once they know that they cannot read a text.
"""

import re
import unicodedata

_NUMBER = r"[0-9][0-9,.]*"
_RANGE = re.compile(rf"{_NUMBER}[^0-9~〜]*(?:[~〜]|から|ないし)|{_NUMBER}\s*[-−–ー]\s*{_NUMBER}")
_TWO = re.compile(
    rf"{_NUMBER}.*(?:[(\[〔【<\n\t]|うち|内[^外]|又は|または).*[0-9]"
    r"|[0-9][^0-9,.]{0,3}[/・:;+×x*÷=→⇒と中][^0-9]{0,3}[0-9]",
    re.S,
)
UNSURE = re.compile(
    "以上|以下|以内|内外|未満|超|余り?|弱|強|近く|ほぼ|凡そ|ざっと|[くぐ]らい|最[大小多低]|[上下]限|少なくとも"
    "|数[十百千万件人社]"
)
# 1.2E+03, and letters that look like digits (12O, l2)
_EXPONENT = re.compile(rf"-?{_NUMBER}e[+-]?[0-9]+", re.IGNORECASE)
_LETTER = re.compile("(?=.*[0-9])[0-9,.]*([OolI|])[0-9OolI|,.]*[^0-9A-Za-z]*")
_AHEAD = re.compile("見込|予定|推計|予測|計画")
# What stands before a number, the number with 億 and 万, and what stands behind.
_AROUND = re.compile(r"([^0-9△▲-]*)([0-9][0-9,.、兆億万千百円 ]*)([^0-9]*)")
_KANJI = re.compile("[〇零一二三四五六七八九十壱弐参][^0-9]*")
_UNIT_ONLY = re.compile("[兆億万千百円]+")

# Words that stand for a reason elsewhere, and the reasons that may be meant.
_REASONS = (
    (
        re.compile(
            "(?:該当|実績|対象)(?:者|件|企業)?(?:な[しい]|無し?|ナシ|せず|しない|外)|#?n[./]?a[.]?|非該当"
        ),
        "該当なし",
    ),
    (
        re.compile(
            "(?:実施|開催|申請|応募|参加|相談)(?:者|件)?(?:な[しい]|無し?|ナシ|せず|しない)"
        ),
        "皆無か該当なし",
    ),
    (
        re.compile("な[しい]|無[しい]?|ナシ|ゼロ|零|〇|○|◯|nil|none|null"),
        "０、皆無、該当なしのどれか",
    ),
    (
        re.compile(
            "(?:集計|調査|作成|算定|精査|確認|照会|回答待ち|問合せ)中?.*|.*(?:確認|照会|調整|協議|検討|問合せ)中.*"
            "|未(?:集計|確定|確認|回答|把握|公表|発表|入手)"
            "|tbd|[.・…]+|後日.*|追って.*"
        ),
        "集計中か未定",
    ),
    (re.compile(r"非(?:公表|公開|開示)|公[表開](?:せず|しない|不可)|[x×✕✗]|[*]+|秘密"), "秘匿"),
    (re.compile("(?:実施|開始|開催)前|未(?:実施|開始|着手|開催)"), "未到来か事業開始前"),
    (re.compile("(?:終了|廃止|休止|中止)(?:済み?)?"), "廃止"),
)


def reason_meant(text: str) -> str:
    """The reason (or reasons) that a word of another office may mean; "" for other texts."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).strip("()[]。※#").casefold()
    return next((reason for pattern, reason in _REASONS if pattern.fullmatch(plain)), "")


def why_no_number(plain: str) -> str:
    """Why a text (at half width) is no single number, and what to type; "" when it is unknown."""
    if _EXPONENT.fullmatch(plain):
        return "は指数の形です。桁をすべて、1200 のように入力してください。"
    if match := _LETTER.fullmatch(plain):
        return f"の「{match[1]}」は数字ではなく英字か記号です。数字で入力し直してください。"
    if _RANGE.search(plain):
        return "は幅のある値です。１つの数を入力し、幅は注に書いてください。"
    if _TWO.search(plain):
        return (
            "には数が２つあります。１つの欄には１つの数だけを入力してください（内数は内数の欄に）。"
        )
    if _UNIT_ONLY.fullmatch(plain):
        return "には数がありません。数から入力してください。"
    if _KANJI.fullmatch(plain):
        return "は算用数字で入力してください（12、1,234 のように）。"
    match = _AROUND.fullmatch(plain.strip())
    return _why_words(plain, *(part.strip() for part in match.groups())) if match else ""


def _why_words(plain: str, before: str, number: str, behind: str) -> str:
    """Why words around a number are not read; "" for a unit, a comma or a point."""
    if _AHEAD.search(plain):
        return f"は、{number} だけを入力し、種別で「見込」を選んでください。"
    if UNSURE.search(plain):
        return (
            f"は１つの値になりません。{number}、概数なら 約{number} か {number}程度 "
            "のように入力し、ことわりは注に書いてください。"
        )
    is_word = before.strip(".,、") or re.search(r"[^\w\s%‰]", behind) or number.endswith("円")
    if is_word and (before or behind):
        extra = "」と「".join(part for part in (before, behind) if part)
        return f"の「{extra}」は読み取れません。数だけを入力し、ことわりは注に書いてください。"
    return ""


_SEVERAL_DAYS = re.compile(
    r".*[0-9]日?(?:[・、,&]|と|~|から|より|(?<=日)[-‐-―−ー])[^0-9日]*[0-9].*日(?:まで)?"
)
_TWO_YEARS = re.compile(r".*[0-9元]年?度?\([^0-9元]*[0-9元]{1,4}年?度?\).*")
_ERA_BEFORE = re.compile("明治?|大正?|[MTmt][. ]?[0-9]")
_SERIAL = re.compile(r"[2-6][0-9]{4}(\.[0-9]+)?")
_VAGUE = re.compile(
    "[上中下]旬|年末|年明け|頃|ころ|ごろ|春|夏|秋|冬|[上下]期|半期|四半期|予定|未定|から.*の間"
)
_NO_YEAR = re.compile(r"[0-9]{1,2}(?:月|[./])[0-9]{0,2}(?:日|末|末日)?|同年.*|[翌今来昨本当前]年.*")
_NO_DAY = re.compile(
    r".*[0-9元]年[0-9]{1,2}月|[^0-9]+[0-9元]{1,2}[./][0-9]{1,2}|[0-9]{4}[./-][0-9]{1,2}"
)
_MORE = re.compile(
    r".*[0-9]日?(付け?|現在|時点|末時点|より|以降|から|まで|~|午[前後].*|[ T][0-9]{1,2}:[0-9:.]+)"
)
_ENGLISH = re.compile("(?i:.*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[^a-z]*)")
_AMERICAN = re.compile("[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}")


# In this order: a text may be of several kinds.
_NO_DAYS = (
    (_ERA_BEFORE.match, "のような昭和より前の年は、西暦で入力してください。"),
    (
        _SERIAL.fullmatch,
        "はExcelが日付の代わりに持つ番号のようです。令和７年４月１日 のように入力してください。",
    ),
    (
        _SEVERAL_DAYS.fullmatch,
        "には日が２つあります。１つの欄には１つの日（期間なら始めと終わり）"
        "だけを入力してください。",
    ),
    (_TWO_YEARS.fullmatch, "の２つの年が違います。年を確かめてください。"),
    (
        _VAGUE.search,
        "では何月何日か決まりません。令和７年４月１日 のように日まで入力してください。",
    ),
    (_NO_YEAR.fullmatch, "には年がありません。令和７年４月１日 のように年から入力してください。"),
    (_NO_DAY.fullmatch, "には日がありません。令和７年４月１日 のように日まで入力してください。"),
    (
        _AMERICAN.fullmatch,
        "は年が後ろにあり、月と日が決まりません。2025/4/1 のように年から入力してください。",
    ),
    (_ENGLISH.fullmatch, "は英語の日付です。令和７年４月１日 のように入力してください。"),
)


def why_no_day(plain: str) -> str:
    """Why a text (folded) is no day, and what to type; "" when it is unknown."""
    for is_such, why in _NO_DAYS:
        if is_such(plain):
            return why
    if match := _MORE.fullmatch(plain):
        return (
            f"の「{match[1]}」は読み取れません。令和７年４月１日 のように日だけを入力してください。"
        )
    return ""


_MONTH_ONLY = re.compile("[0-9]{1,2}月|(?:同|[翌今来昨本当前])年.*")
_DAY_TOO = re.compile(r".+(?:月|[./-][0-9]{1,2}[./-])[0-9]{1,2}日?(?:[ T]?[0-9]{1,2}:.*)?")
_BEHIND_MONTH = re.compile("(?:.*[0-9元]年)?[0-9]{1,2}月([^0-9].*)")
_BEHIND_YEAR = re.compile(r".*[0-9元](?:年度)([^0-9/・(].*)")
_SEVERAL = re.compile(".*[0-9元].*(?:~|から|より).*[0-9元].*")


def why_no_month(plain: str) -> str:
    """Why a text (folded) is no month, and what to type; "" when it is unknown."""
    if _ENGLISH.fullmatch(plain):
        return (
            "は英語の年月です（Excelは「2025/4」を「Apr-25」と見せます）。"
            "令和７年４月 のように入力してください。"
        )
    if _SEVERAL.fullmatch(plain):
        return "には月が２つあります。１つの欄には１つの月だけを入力してください。"
    if _SERIAL.fullmatch(plain):
        return "はExcelが日付の代わりに持つ番号のようです。令和７年４月 のように入力してください。"
    if _MONTH_ONLY.fullmatch(plain):
        return "には年がありません。令和７年４月 のように年から入力してください。"
    if _DAY_TOO.fullmatch(plain):
        return "には日があります。令和７年４月 のように月までを入力してください。"
    if match := _BEHIND_MONTH.fullmatch(plain):
        return f"の「{match[1]}」は読み取れません。令和７年４月 のように月までを入力してください。"
    if re.fullmatch("[^月]*[0-9元]年度?", plain):
        return "には月がありません。令和７年４月 のように月まで入力してください。"
    return ""


def why_no_year(plain: str) -> str:
    """Why a text (folded) is no fiscal year, and what to type; "" when it is unknown."""
    if _SEVERAL.fullmatch(plain):
        return "には年度が２つあります。１つの欄には１つの年度だけを入力してください。"
    if match := _BEHIND_YEAR.fullmatch(plain):
        return f"の「{match[1]}」は読み取れません。令和８年度 のように年度だけを入力してください。"
    if re.fullmatch(".*[0-9元]年[0-9]{1,2}月.*", plain):
        return "は年月か日付です。令和８年度 のように年度を入力してください。"
    return ""
