"""References as people really type them are read or told; none is printed as it stands."""

import pytest
from django.core.exceptions import ValidationError

from kanagawa.editions.notations import loose_keys
from kanagawa.staff.prose.source import FactSource

pytestmark = pytest.mark.sample
KEY = "robots.fact/indicators"
READ = (
    *("{%s}", "｛%s｝", "﹛%s﹜", "❴%s❵", "︷%s︸", "{{%s}}", "{{ %s }}", "{%s}", "{ %s　}"),
    *("{\u200b%s}", "{%s\ufeff}", "{\n%s}", "{%s|}", "{%s|値}", "{%s｜ 値}", "{%s¦値}"),
    *("{「%s」}", "{%s/値}", "{%s：値}", "{%sの値}"),
)
FORMS = ("|period", "|PERIOD", "｜期間", " | 期間", "│期間", ":期間", "の期間", "#period")
# Keys that are not in braces would be printed as they stand.
LOOSE = ("%s", "[%s]", "（%s）", "【%s】", "<%s>", "${%s", "%s}", "&#123;%s&#125;", "件数は%sです")
BROKEN = ("{", "}", "}{", "{}", "{　}", "{|}", "{%s}{", "{|%s}", "{%s|as_of|period}", "{%s|いつか}")


@pytest.fixture
def source(draft):
    return FactSource(draft)


def refusal(source, text):
    with pytest.raises(ValidationError) as refused:
        source.checked(text)
    return " ".join(refused.value.messages)


def test_what_is_meant_is_read(source):
    name = source.quotables[KEY].title
    wide = "".join(chr(ord(c) + 0xFEE0) for c in KEY)
    keys = (KEY, KEY.upper(), wide, KEY.replace("/", "／"), name, name[:2] + " " + name[2:])
    for form in READ:
        for key in keys:
            assert source.checked(form % key) == f"{{{KEY}}}", (form, key)
    for form in FORMS:
        assert source.checked(f"{{{KEY}{form}}}") == f"{{{KEY}|period}}", form
    for dash in "‐‑–—−ー－":
        own = next(key for key in source.quotables if "-" in key)
        read = source.checked(f"{{{own.replace('-', dash)}}}")
        assert read.removeprefix("{").startswith(own), dash
    assert source.checked("{この版の年度}") == "{edition|fiscal_year}"
    assert source.checked("{EDITION｜前の年度}") == "{edition|previous_fiscal_year}"


def test_what_would_be_printed_as_it_stands_is_told(source):
    for form in LOOSE:
        why = refusal(source, form.replace("%s", KEY))
        assert f"「{KEY}」は {{ }} で囲まれていない" in why, form
        assert KEY in " ".join(source.preview(form.replace("%s", KEY)).problems)
    for form in BROKEN:
        assert refusal(source, form.replace("%s", KEY)).endswith("。"), form
    assert "使えるのは" in refusal(source, f"{{{KEY}|時点}}")
    assert "{edition|fiscal_year}" in refusal(source, "{今年度}")


def test_a_record_named_by_its_name_is_its_name(source):
    names = {q.title: q.key for q in source.quotables.values() if [*q.prints] == ["name"]}
    title, key = next(iter(names.items()))
    assert source.checked(f"｛{title}｝") == f"{{{key}|name}}"


def test_addresses_and_words_with_dots_are_no_keys(source):
    text = "https://www.pref.kanagawa.jp/docs/sr4/robots.fact/indicators a.b/c info@x.jp 1.5/2 e.g."
    assert source.checked(text) == text
    assert loose_keys("詳しくは example.jp/robot を") == ["example.jp/robot"]
