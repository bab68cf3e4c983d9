"""Notation in typed text: what the report itself writes is right, its opposites are found."""

from types import SimpleNamespace

import pytest

from kanagawa.checks.context import Context
from kanagawa.checks.notation import notation, slips, text_fields, texts
from kanagawa.editions.models import Node
from robots.models import Robot

WRONG = {
    "参加者は１２名": "２桁以上の数字は半角",
    "第３期（令和５～1０年度）": "全角と半角が混ざって",
    "第3期計画": "１桁の数字は全角",
    "6つの数値目標": "１桁の数字は全角",
    "令和１年11月": "元年",
    "平成1年度": "元年",
    "令和７年３月 31日現在": "空白を入れません",
    "指定プロジェクトは 20件": "空白を入れません",
    "20 件": "空白を入れません",
    "ｼｰﾄﾞ編": "半角のカナ",
    "令和５〜９年度": "全角チルダ",
    "未到来は―とする": "横線",
    "1，705社": "桁区切り",
    "1、705社": "桁区切り",
    "ゼロ幅\u200bの空白": "見えない文字",
    "繝ｭ繝懊ャ繝医": "文字化け",
    "æ—¥æœ¬": "文字化け",
    "(cid:1234)市": "PDFから",
    "横浜&nbsp;市": "HTMLの記号",
    "一行目<br>二行目": "HTMLの記号",
    "\u0410I企業": "ロシア文字",
    "︵県内︶": "縦書き用",
    "（米国": "閉じていません",
    "米国）": "相手がありません",
    "（米国)": "相手がありません",
    "「『伝統』と先端": "閉じていません",
}
# Printed so in 令和７年度.
RIGHT = (
    "日常生活を支援するための人の手の動きを再現するロボットハンド D-Hand 5PT",
    "清掃ロボット「α-9 Sveabot S100Pro（スキージータイプ）」",
    "配膳・配送 AIロボット「α-8（アルファエイト）」",
    "インベスト神奈川2nd\nステップ",
    "厚木市泉町１-１ 本厚木ミロード１（６階）",
    "横浜市西区みなとみらい３丁目７－１オーシャンゲートみなとみらい10階",
    "小田原市栄町２-12-10 １階",
    "令和元年11月～令和７年６月末時点",
    "（公財)神奈川産業振興センター".replace("（", "("),
    "エール”ガバメント×ベンチャー”アライアンスかながわ（YAK）",
    "「『伝統と先端と』日本の地方の底力 inフランス」",
    "「ＦＢＣ上海2024 in ＮＥＰＣＯＮ電子工業展」",
    "アフリカ開発会議（TICAD９）",
    "県内に本社を置く外国企業は{international.foreign/total}で",
)


@pytest.mark.parametrize("text", WRONG)
def test_a_slip_is_found_and_named(text):
    assert any(WRONG[text] in slip for slip in slips(text)), slips(text)


@pytest.mark.parametrize("text", RIGHT)
def test_what_the_report_writes_is_right(text):
    assert slips(text) == []


def test_a_slip_is_shown_with_what_stands_around_it():
    """Five letters on either side, eight around a bracket, as far as there are so many."""
    assert slips("あいうえおか〜きくけこさし") == [
        "範囲は「～」（全角チルダ）で書きます（「いうえおか〜きくけこさ」）"
    ]
    assert slips("か〜き") == ["範囲は「～」（全角チルダ）で書きます（「か〜き」）"]
    before, after = "あいうえおかきくけ", "さしすせそたちつて"
    assert slips(f"{before}）{after}") == [
        "括弧「）」の相手がありません（「いうえおかきくけ）さしすせそたち」）"
    ]
    assert slips("お）か") == ["括弧「）」の相手がありません（「お）か」）"]
    # Of brackets within each other that nothing closes the outer one is named.
    assert slips(f"（{before}「") == ["括弧「（」が閉じていません（「（あいうえおかき」）"]


def test_three_of_the_letters_that_nobody_sees_are_named():
    (slip,) = [s for s in slips("\ue000\ue001\ue002\ue003") if "ほかの人" in s]
    assert slip.count("、") == 2


class _Rows(dict):
    of = dict.__getitem__


def test_every_text_of_every_row_is_looked_at_and_nothing_else():
    def row(**values):
        return SimpleNamespace(section="robots", ref="robots.robot/x", **values)

    words = dict.fromkeys(text_fields(Robot), "")
    assert "name" in words and not {"key", "search_text", "status", "position"} & set(words)
    robots = [row(**words | {"name": "第3期"}), row(**words), row(**words | {"name": "６つ"})]
    # A model of figures without a field for words is not even read.
    context = Context(_Rows({Robot: robots}), models=(Robot,))
    assert [(r, name, text) for r, name, text in texts(context)] == [
        (robots[0], "name", "第3期"),
        (robots[2], "name", "６つ"),
    ]
    (finding,) = notation(context)
    assert "１桁の数字は全角" in finding.message
    assert "第3期" in finding.values


def test_words_are_the_fields_that_are_typed_and_not_chosen():
    assert text_fields(Node) == ("text",)
    assert "kind" not in text_fields(Node)
