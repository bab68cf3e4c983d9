"""Steady reading with a spike in the middle."""

import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

from tests.reliability.figures import Measured, percentile
from tests.reliability.server import answer

PAGES = ("/", "/2025/", "/2025/robots/", "/2025/report/", "/2025/zones/", "/healthz")
STEADY, SPIKE = 10, 40  # requests a second
SPIKE_LASTS = 0.1  # of the time
SLOWEST = 0.5  # seconds, for 95 of 100


def steady(address: tuple[str, int], minutes: float) -> Measured:
    start = time.monotonic()
    length = minutes * 60
    moments = list(_moments(length))
    with ThreadPoolExecutor(32) as pool:
        said = list(pool.map(lambda at: _at(address, start, *at), enumerate(moments)))
    errors = sum(status != 200 for status, _ in said)
    late = percentile([seconds for _, seconds in said], 0.95)
    figures = f"{len(said)}件、誤り{errors}、95%が{late * 1000:.0f}ミリ秒以内"
    size = f"毎秒{STEADY}件を{length:.0f}秒、途中の{length * SPIKE_LASTS:.0f}秒は毎秒{SPIKE}件"
    return Measured("読む人が続いても答える", size, figures, errors == 0 and late < SLOWEST)


def _moments(length: float) -> list[float]:
    """When each request is sent, in seconds from the start."""
    moments, now = [], 0.0
    while now < length:
        moments.append(now)
        in_spike = abs(now / length - 0.5) < SPIKE_LASTS / 2
        now += 1 / (SPIKE if in_spike else STEADY)
    return moments


def _at(address: tuple[str, int], start: float, number: int, moment: float) -> tuple[int, float]:
    time.sleep(max(0.0, start + moment - time.monotonic()))
    try:
        return answer(address, "GET", PAGES[number % len(PAGES)])
    except (OSError, HTTPException):
        return 0, 0.0
