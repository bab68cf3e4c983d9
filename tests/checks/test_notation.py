"""Notation in typed text: what the report itself writes is right, its opposites are found."""

import pytest

from kanagawa.checks.notation import slips

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
