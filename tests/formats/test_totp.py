"""The codes are those that RFC 6238 prints."""

from base64 import b32decode

import pytest

from kanagawa.formats.totp import PERIOD, code_at, new_secret, period_of

# Appendix B: the secret "12345678901234567890" in Base32; the last six of its eight digits.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
PRINTED = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


@pytest.mark.parametrize(("at", "code"), PRINTED.items())
def test_codes_are_those_of_the_standard(at, code):
    assert code_at(SECRET, at // PERIOD) == code
    assert period_of(SECRET, code, at) == at // PERIOD
    for early, right in (
        (-PERIOD, True),
        (PERIOD, True),
        (-2 * PERIOD, False),
        (2 * PERIOD, False),
    ):
        assert (period_of(SECRET, code, at + early) is not None) == right


def test_what_is_no_code_is_none():
    for text in ("", "１２３４５６", "12345", "a" * 6, "0" * 5000, "½½½½½½"):
        assert period_of(SECRET, text, 59) is None


def test_secrets_differ_and_have_160_bits():
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(b32decode(secret)) * 8 for secret in secrets} == {160}


def test_the_first_period_of_all_has_a_code_too():
    assert period_of(SECRET, code_at(SECRET, 0), 0) == 0
