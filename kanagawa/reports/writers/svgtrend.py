"""The small chart of a headline figure: a line without axes, and its values in words."""

from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from ..manifest import Headline
from ..wording import said

_WIDE, _HIGH, _EDGE = 240, 56, 6


def trend_svg(headline: Headline) -> SafeString:
    """The values of a headline figure up to the newest; "" where there are not two."""
    points = headline.trend
    if len(points) < 2:
        return SafeString("")
    values = [point.value for point in points]
    low, high = min(Decimal(0), *values), max(values)
    span = float(high - low) or 1.0
    step = (_WIDE - 2 * _EDGE) / (len(points) - 1)
    places = [
        (_EDGE + number * step, _HIGH - _EDGE - float(value - low) / span * (_HIGH - 2 * _EDGE))
        for number, value in enumerate(values)
    ]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    words = gettext("、").join(f"{point.period} {point.text}" for point in points)
    x, y = places[-1]
    first = points[0]
    since = said("{period} {value}から", period=escape(first.period), value=escape(first.text))
    return mark_safe(  # nosec B308 B703: every text in it is escaped
        f'<svg class="trend" role="img" viewBox="0 0 {_WIDE} {_HIGH}" aria-label="{escape(words)}">'
        f'<path d="M0 {_HIGH - 1}H{_WIDE}" class="floor"/>'
        f'<path d="M{path}" class="line"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5"/></svg>'
        f'<p class="support">{since}</p>'
    )
