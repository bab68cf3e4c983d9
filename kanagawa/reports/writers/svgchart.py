"""Charts as SVG on the server: no style, no script, every label as text where nothing covers it.

A picture is as wide as a small screen and grows downwards: labels stand above their bars, values
to the right of them, so that no two texts meet whatever the data are. What is meant is never said
by colour alone: forecasts are hatched, targets are marks, series differ in lightness and have
their value beside them.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from kanagawa.formats.numerals import circled

from ..charts import ChartData, ChartPoint
from ..english import Mixed
from ..grid import Grid
from ..pie import Slice
from ..wording import in_brackets
from .chartfonts import text_width, wrapped
from .svg import numbered_pie
from .svgline import line_parts
from .svgparts import COLOURS, FONT_SIZE, INK, LINE, WIDTH, Picture

_BAR, _GAP = 16, 8
_SHADES = ("#c5d7fb", "#0017c1", "#7096f8", "#e6e6e6")
_MOST_VALUE = 210  # widest column of values, in the unit of the picture


def chart_svg(grid: Grid, data: ChartData) -> SafeString:
    """The picture of a chart that has something to draw (`charting.drawn`)."""
    picture = Picture()
    if data.kind == "targets":
        _targets(picture, data)
    elif data.kind == "line":
        line_parts(picture, data)
    elif data.kind in ("whole", "pie"):
        _whole(picture, data)
    else:
        _bars(picture, data)
    name = escape(f"chart-{grid.key}".replace(".", "-").replace("/", "-"))
    title = escape(f"{grid.title or grid.caption}{in_brackets(gettext(data.title))}")
    return mark_safe(  # nosec B308 B703: every text in it is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="drawn" '
        f'viewBox="0 0 {WIDTH} {picture.height:g}" aria-labelledby="{name}-title {name}-desc" '
        f'font-size="{FONT_SIZE}" fill="{INK}"{_language(data)}>'
        f'<title id="{name}-title">{title}</title>'
        f'<desc id="{name}-desc">{escape(data.words)}</desc>'
        f'<defs><pattern id="{name}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="#ffffff"/>'
        f'<rect width="2.5" height="6" fill="{_SHADES[1]}"/></pattern></defs>'
        f'<rect width="{WIDTH}" height="{picture.height:g}" fill="#ffffff"/>'
        f"{picture.drawn(f'{name}-hatch')}</svg>"
    )


def _language(data: ChartData) -> str:
    """A picture in English whose words wait for a translation is Japanese, and says so."""
    names = [*data.labels, *data.groups, *(series.name for series in data.series)]
    return ' lang="ja"' if any(isinstance(name, Mixed) for name in names) else ""


def _value_text(data: ChartData, point: ChartPoint) -> str:
    return f"{point.text}{data.unit_of(point)}{gettext(' 見込') if point.is_forecast else ''}"


def _largest(data: ChartData) -> Decimal:
    return max((point.value for point in data.points()), default=Decimal(0)) or Decimal(1)


def _fill(data: ChartData, number: int, point: ChartPoint) -> str:
    if point.is_forecast:
        return "hatch"
    return _SHADES[1] if len(data.series) == 1 else _SHADES[number % len(_SHADES)]


def _legend(picture: Picture, entries: Sequence[tuple[str, str]]) -> None:
    """What each shade means, one below the other where they do not fit beside each other."""
    x = 0.0
    for fill, text in entries:
        wide = 22 + text_width(text) + 14
        if x and x + wide > WIDTH:
            x, picture.y = 0.0, picture.y + LINE
        if wide > WIDTH:
            picture.swatch(0, picture.y, fill)
            picture.lines(wrapped(text, WIDTH - 22), 22)
            continue
        picture.swatch(x, picture.y, fill)
        picture.text(x + 22, picture.y, text)
        x += wide
    picture.y += (LINE if x else 0) + _GAP


def _bars(picture: Picture, data: ChartData) -> None:
    """Bars below each label, one for each series, each with its value to the right."""
    if len(data.series) > 1:
        entries = [(_shade(data, n), series.name) for n, series in enumerate(data.series)]
        _legend(picture, entries)
    texts = [_value_text(data, point) for point in data.points()]
    room = WIDTH - min(max(map(text_width, texts)), _MOST_VALUE) - _GAP
    largest = _largest(data)
    for label, points in _by_label(data):
        picture.lines(wrapped(label, WIDTH))
        for number, point in points:
            long = float(point.value / largest) * room
            picture.bar(long, _BAR, _fill(data, number, point))
            value = wrapped(_value_text(data, point), _MOST_VALUE)
            picture.beside(long + _GAP, value, _BAR)
        picture.y += _GAP


def _shade(data: ChartData, number: int) -> str:
    """A series of forecasts alone is hatched as its bars are."""
    points = [point for point in data.series[number].points if point]
    hatched = bool(points) and all(point.is_forecast for point in points)
    return "hatch" if hatched else _SHADES[number % len(_SHADES)]


def _by_label(data: ChartData) -> list[tuple[str, list[tuple[int, ChartPoint]]]]:
    return [
        (label, [(n, p) for n, s in enumerate(data.series) if (p := s.points[at]) is not None])
        for at, label in enumerate(data.labels)
    ]


def _targets(picture: Picture, data: ChartData) -> None:
    """A bar for the actual and a mark for its target; a plan period begins with its name."""
    actuals, targets = data.series
    _legend(picture, [(_SHADES[1], actuals.name), ("mark", targets.name)])
    texts = [f"{targets.name} {_value_text(data, point)}" for point in data.points()]
    room = WIDTH - min(max(map(text_width, texts)), _MOST_VALUE) - 2 * _GAP
    largest, group = _largest(data), ""
    for at, label in enumerate(data.labels):
        if data.groups and data.groups[at] != group:
            group = data.groups[at]
            picture.rule()
            picture.lines(wrapped(group, WIDTH), bold=True)
        picture.lines(wrapped(label, WIDTH))
        actual, target = actuals.points[at], targets.points[at]
        top = picture.y
        lines = []
        for name, point in ((actuals.name, actual), (targets.name, target)):
            if point is not None:
                lines += wrapped(f"{name} {_value_text(data, point)}", _MOST_VALUE)
        high = max(len(lines), 1) * LINE
        if actual is not None:
            long = float(actual.value / largest) * room
            fill = "hatch" if actual.is_forecast else _SHADES[1]
            picture.bar(long, _BAR, fill, top + (high - _BAR) / 2)
        if target is not None:
            picture.mark(float(target.value / largest) * room, top + 3, high - 6)
        for number, line in enumerate(lines):
            picture.text(WIDTH, top + number * LINE, line, "end")
        picture.y = top + high + _GAP


def _whole(picture: Picture, data: ChartData) -> None:
    """All parts of a whole, and below it each part with its shade, in the same order."""
    series = data.series[-1]
    parts = [(label, p) for label, p in zip(data.labels, series.points, strict=True) if p]
    if data.kind == "pie":
        slices = [Slice(label, point.value, "", 0) for label, point in parts if point.value]
        drawn, high = numbered_pie(slices, WIDTH / 2)
        picture.add(f'<g transform="translate(0 {picture.y:g})">{drawn}</g>')
        picture.y += high + _GAP
    else:
        _stacked(picture, parts)
    for number, (label, point) in enumerate(parts):
        picture.swatch(0, picture.y, COLOURS[number % len(COLOURS)])
        counted = f"{circled(number + 1)} " if data.kind == "pie" and number < 20 else ""
        value = _value_text(data, point)
        picture.text(WIDTH, picture.y, value, "end")
        room = WIDTH - 22 - text_width(value) - _GAP
        picture.lines(wrapped(f"{counted}{label}", room), 22)


def _stacked(picture: Picture, parts: Sequence[tuple[str, ChartPoint]]) -> None:
    whole = sum((point.value for _, point in parts), Decimal(0)) or Decimal(1)
    x = 1.0
    for number, (_, point) in enumerate(parts):
        long = float(point.value / whole) * (WIDTH - 2)
        picture.piece(x, long, 34, COLOURS[number % len(COLOURS)])
        x += long
    picture.y += 34 + _GAP + 4
