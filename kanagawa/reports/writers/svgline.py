"""The line chart: time runs to the right, a line ends where a plan period ends."""

from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext

from ..charts import ChartData, ChartPoint, ChartSeries
from .chartfonts import text_width, wrapped
from .svgparts import FONT_SIZE, INK, LINE, WIDTH, Picture

_HIGH = 170  # of the field of the points
_DOT = 4.5
_STYLES = (("#0017c1", ""), (INK, ' stroke-dasharray="5 4"'))


@dataclass(frozen=True)
class _Box:
    """What a text covers."""

    left: float
    top: float
    wide: float

    def meets(self, other: "_Box") -> bool:
        aside = self.left + self.wide <= other.left or other.left + other.wide <= self.left
        return not (aside or self.top + LINE <= other.top or other.top + LINE <= self.top)


def line_parts(picture: Picture, data: ChartData) -> None:
    """Lines of all series; values stand at their points, at the first place that is free."""
    for number, series in enumerate(data.series):
        colour, dashes = _STYLES[number % len(_STYLES)]
        y = picture.y + LINE / 2
        picture.add(f'<path d="M0 {y:.1f}H30" stroke="{colour}" stroke-width="2.5"{dashes}/>')
        picture.lines(wrapped(series.name, WIDTH - 38), 38)
    largest = max((point.value for point in data.points()), default=0) or 1
    places: list[tuple[ChartSeries, list[tuple[float, float] | None]]] = []
    for series in data.series:
        at = [
            None if p is None else (_across(data, n), (1 - float(p.value / largest)) * _HIGH)
            for n, p in enumerate(series.points)
        ]
        places.append((series, at))
    labels, top = _labels(data, places)
    shift = picture.y + LINE - top
    for number, (_, at) in enumerate(places):
        _draw(picture, data, at, number, shift)
    for text, box in labels:
        picture.text(box.left, box.top + shift, text, halo=True)
    bottom = max([_HIGH + 12, *(box.top + LINE for _, box in labels)])
    picture.y = bottom + shift
    _heads(picture, data)


def _across(data: ChartData, number: int) -> float:
    return (number + 0.5) * WIDTH / len(data.labels)


def _labels(
    data: ChartData, places: list[tuple[ChartSeries, list[tuple[float, float] | None]]]
) -> tuple[list[tuple[str, _Box]], float]:
    """Each value above its point, below it, or further away, where it meets no other."""
    taken: list[_Box] = []
    labels = []
    for series, at in places:
        for point, place in zip(series.points, at, strict=True):
            if point is not None and place is not None:
                text = _text(data, point)
                box = _free(text_width(text), place, taken)
                taken.append(box)
                labels.append((text, box))
    return labels, min((box.top for box in taken), default=0.0)


def _text(data: ChartData, point: ChartPoint) -> str:
    return f"{point.text.removesuffix(data.unit)}{gettext(' 見込') if point.is_forecast else ''}"


def _free(wide: float, place: tuple[float, float], taken: list[_Box]) -> _Box:
    left = min(max(place[0] - wide / 2, 0), max(WIDTH - wide, 0))
    step = 0
    while True:
        for top in (place[1] - LINE - 6 - step * LINE, place[1] + 6 + step * LINE):
            box = _Box(left, top, wide)
            if not any(box.meets(other) for other in taken):
                return box
        step += 1


def _draw(
    picture: Picture,
    data: ChartData,
    at: list[tuple[float, float] | None],
    number: int,
    shift: float,
) -> None:
    colour, dashes = _STYLES[number % len(_STYLES)]
    for n, (first, second) in enumerate(pairwise(at)):
        goes_on = not data.groups or data.groups[n] == data.groups[n + 1]
        if first and second and goes_on:
            (x1, y1), (x2, y2) = first, second
            picture.add(
                f'<path d="M{x1:.1f} {y1 + shift:.1f}L{x2:.1f} {y2 + shift:.1f}" fill="none" '
                f'stroke="{colour}" stroke-width="2.5"{dashes}/>'
            )
    for place in filter(None, at):
        x, y = place[0], place[1] + shift
        if number:
            picture.add(f'<rect x="{x - _DOT:.1f}" y="{y - _DOT:.1f}" width="{2 * _DOT}" ')
            picture.add(f'height="{2 * _DOT}" fill="#ffffff" stroke="{colour}" stroke-width="2"/>')
        else:
            picture.add(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}" fill="{colour}"/>')


def _heads(picture: Picture, data: ChartData) -> None:
    """The periods below their points, each in the first row where it has room."""
    heads = [_head(label, WIDTH / len(data.labels)) for label in data.labels]
    high = max(map(len, heads)) * LINE
    edges: list[float] = []  # where the last head of each row ends
    for number, lines in enumerate(heads):
        wide = max(map(text_width, lines))
        left = min(max(_across(data, number) - wide / 2, 0), max(WIDTH - wide, 0))
        row = next((n for n, edge in enumerate(edges) if edge <= left), len(edges))
        edges[row : row + 1] = [left + wide + 2]
        for n, line in enumerate(lines):
            picture.text(left, picture.y + row * high + n * LINE, line)
    picture.y += len(edges) * high


def _head(label: str, wide: float) -> list[str]:
    """A period on one line, or in its parts (令和５ and 年度) where so many stand side by side."""
    if text_width(label) <= wide:
        return [label]
    parts = label.replace("～", "～ ").replace("年度", " 年度").split()
    return [line for part in parts for line in wrapped(part, FONT_SIZE * 8)]
