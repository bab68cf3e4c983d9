"""A password is not one that is tried first, however long it is."""

import time

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

GUESSED = {
    "password_of_common_words": [
        "123456789012345",
        "passwordpassword",
        "iloveyou123456789",
        "sunshineprincess1",
        "ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ",
        "correct horse battery staple",
        "CorrectHorseBatteryStaple!",
    ],
    "password_of_names": [
        "kanagawa-demo-2025",
        "programs-approver",
        "Approver_of-Programs-2026",
        "佐藤花子2026年神奈川の佐藤花子",
        "hanako.sato@example.jp",
        "神奈川県パスワード１２３４５６７８９",
    ],
    "password_of_patterns": [
        "aaaaaaaaaaaaaaa",
        "qwertyuiopasdfg",
        "1qaz2wsx3edc4rf",
        "abcabcabcabcabca",
        "zyxwvutsrqponml",
        "みかんみかんみかんみかんみかん",
        "あいうえおかきくけこさしすせそ",
        "112233445566778899",
    ],
}
GOOD = [
    "県の報告書を毎年つくる人の長い合言葉",
    "みかん畑で三毛猫が昼寝をする午後",
    "tulip-engine-basket-river",
    "a password that is long enough",
    "x7#Kq9!mZp2$vRt",
    "佐藤は雨の日に古い地図を読む",
]


def codes(password: str) -> set[str]:
    user = User(username="programs-approver", last_name="佐藤 花子", email="hanako.sato@example.jp")
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {str(each.code) for each in error.error_list}
    return set()


@pytest.mark.parametrize("code", GUESSED)
def test_what_is_tried_first_is_refused(code):
    for password in GUESSED[code]:
        assert code in codes(password), password


def test_words_that_have_nothing_to_do_with_each_other_are_taken():
    for password in GOOD:
        assert codes(password) <= {"password_too_short"}, password


def test_a_password_as_long_as_a_book_is_looked_at_at_once():
    begun = time.process_time()
    codes("あれこれ" * 500_000)
    assert time.process_time() - begun < 2
