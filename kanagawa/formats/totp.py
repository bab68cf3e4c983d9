"""Codes that an app on a telephone shows for half a minute each (TOTP, RFC 6238)."""

import base64
import hashlib
import hmac
import secrets

PERIOD = 30  # seconds
DIGITS = 6
# So many periods a telephone's clock may be early or late (RFC 6238, 5.2).
_APART = 1


def new_secret() -> str:
    """160 bits in Base32, as apps read them (RFC 4226, 4: the length of SHA-1)."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def code_at(secret: str, period: int) -> str:
    """The code of the period with this number, counted from 1970 (RFC 4226, 5.3)."""
    key = base64.b32decode(secret)
    digest = hmac.new(key, period.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def period_of(secret: str, code: str, at: float) -> int | None:
    """The period around the time `at` (seconds since 1970) whose code it is; None for a wrong one.

    Whoever keeps the number and takes only greater ones takes no code twice (RFC 6238, 5.2).
    """
    now = int(at) // PERIOD
    # ASCII only: `compare_digest` refuses other texts.
    if not (code.isascii() and code.isdigit()):
        return None
    periods = range(max(now - _APART, 0), now + _APART + 1)
    return next((p for p in periods if hmac.compare_digest(code_at(secret, p), code)), None)
