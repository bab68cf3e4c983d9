"""Codes of municipalities: the last digit fits the others."""

import pytest

from kanagawa.formats.area_codes import check_digit, read_area_code

# All of Kanagawa, by the list of 総務省 without the check digits.
CODES = (
    *("140007", "141003", "141305", "141500", "142018", "142034", "142042", "142051", "142069"),
    *("142077", "142085", "142107", "142115", "142123", "142131", "142140", "142158", "142166"),
    *("142174", "142182", "143014", "143219", "143413", "143421", "143618", "143626", "143634"),
    *("143642", "143669", "143821", "143839", "143847", "144011", "144029"),
)


@pytest.mark.parametrize("code", CODES)
def test_the_code_of_each_municipality_is_read(code: str) -> None:
    assert read_area_code(code) == code


def test_full_width_digits_and_blanks_around_are_read() -> None:
    assert read_area_code(" １４２０５１　") == "142051"


@pytest.mark.parametrize("code", CODES)
def test_another_check_digit_is_refused(code: str) -> None:
    for digit in set("0123456789") - {code[5]}:
        with pytest.raises(ValueError, match="検査数字"):
            read_area_code(code[:5] + digit)


def test_the_check_digit_is_that_of_the_standard() -> None:
    # Weighted sums with every remainder that is a case of its own.
    assert [check_digit(five) for five in ("00000", "00050", "00006", "14205")] == list("1701")


@pytest.mark.parametrize("text", ["14205", "1420510", "藤沢市", "", "14２05a"])
def test_what_has_not_six_digits_is_told_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="６桁の数字"):
        read_area_code(text)
