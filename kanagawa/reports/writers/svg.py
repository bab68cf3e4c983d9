"""A pie chart as SVG: on paper with its labels around it, on a page with numbers for a list."""

from collections.abc import Iterator
from dataclasses import replace
from math import cos, pi, sin

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from kanagawa.formats.numerals import circled
from kanagawa.formats.text import visible_width

from ..grid import Grid
from ..pie import Slice
from ..wording import in_brackets
from .svgparts import COLOURS

RADIUS, LINE, FONT_SIZE = 130, 22, 15
_EDGE = 24  # distance of the labels from the circle
_CIRCLED = 20


def pie_svg(grid: Grid, parts: list[Slice]) -> SafeString:
    """The pie of these slices of a Grid (at least one), beginning at twelve o'clock."""
    angles = _angles(parts)
    places = _places(angles)
    height = round(max(2 * (RADIUS + 60), (max(_per_side(places)) + 2) * LINE))
    centre = _centre(parts), height / 2
    drawn = [
        _sector(start, end, centre, COLOURS[n % len(COLOURS)])
        for n, (start, end) in enumerate(angles)
    ]
    labels = [
        _label(part, angle, y + centre[1], centre)
        for part, angle, y in zip(parts, angles, places, strict=True)
    ]
    title = escape(f"{grid.title or grid.caption}{in_brackets(gettext('円グラフ'))}")
    name = escape(f"pie-{grid.key}".replace(".", "-").replace("/", "-"))
    return mark_safe(  # nosec B308 B703: every text in it is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pie" role="img" '
        f'viewBox="0 0 {2 * centre[0]:g} {height}" aria-labelledby="{name}-title {name}-desc" '
        f'font-size="{FONT_SIZE}" fill="#1a1a1a">'
        f'<title id="{name}-title">{title}</title>'
        f'<desc id="{name}-desc">{escape(_described(parts))}</desc>'
        f"{''.join(drawn)}{''.join(labels)}</svg>"
    )


def numbered_pie(parts: list[Slice], middle: float) -> tuple[str, float]:
    """The pie about `middle` with the numbers of its slices around it, and how high it is."""
    angles = _angles(parts)
    places = _places(angles)
    height = max(2 * (RADIUS + 12), (max(_per_side(places)) + 2) * LINE)
    centre = middle, height / 2
    drawn = []
    for n, (part, (start, end), y) in enumerate(zip(parts, angles, places, strict=True)):
        drawn.append(_sector(start, end, centre, COLOURS[n % len(COLOURS)]))
        number = replace(part, label=circled(n + 1) if n < _CIRCLED else "", text="")
        drawn.append(_label(number, (start, end), y + centre[1], centre))
    return "".join(drawn), height


def _centre(parts: list[Slice]) -> float:
    """Room for the longest label at either side."""
    longest = max(visible_width(f"{part.label} {part.text}") for part in parts)
    return RADIUS + _EDGE + 24 + longest * FONT_SIZE // 2


def _described(parts: list[Slice]) -> str:
    return gettext("、").join(f"{part.label} {part.text}" for part in parts)


def _angles(parts: list[Slice]) -> list[tuple[float, float]]:
    whole = float(sum(part.value for part in parts))
    angles, turned = [], 0.0
    for part in parts:
        end = turned + float(part.value) / whole * 2 * pi
        angles.append((turned, end))
        turned = end
    return angles


def _point(angle: float, radius: float, centre: tuple[float, float]) -> tuple[float, float]:
    return centre[0] + radius * sin(angle), centre[1] - radius * cos(angle)


def _sector(start: float, end: float, centre: tuple[float, float], colour: str) -> str:
    paint = f'fill="{colour}" stroke="#1a1a1a" stroke-width="1" stroke-linejoin="round"'
    if end - start > 2 * pi - 0.001:
        return f'<circle cx="{centre[0]:g}" cy="{centre[1]:g}" r="{RADIUS}" {paint}/>'
    (x1, y1), (x2, y2) = _point(start, RADIUS, centre), _point(end, RADIUS, centre)
    large = int(end - start > pi)
    return (
        f'<path d="M{centre[0]:g} {centre[1]:g}L{x1:.1f} {y1:.1f}'
        f'A{RADIUS} {RADIUS} 0 {large} 1 {x2:.1f} {y2:.1f}Z" {paint}/>'
    )


def _is_right(angle: tuple[float, float]) -> bool:
    return sum(angle) / 2 < pi


def _places(angles: list[tuple[float, float]]) -> list[float]:
    """Heights of the labels about the middle: beside their slice, pushed apart on each side."""
    ideal = [-(RADIUS + _EDGE) * cos(sum(angle) / 2) for angle in angles]
    placed = list(ideal)
    for side in (True, False):
        numbers = sorted(
            (n for n, angle in enumerate(angles) if _is_right(angle) is side),
            key=lambda n: ideal[n],
        )
        for n, y in zip(numbers, _apart([ideal[n] for n in numbers]), strict=True):
            placed[n] = y
    return placed


def _apart(ideal: list[float]) -> list[float]:
    """Rising places at least a line apart, moved as a whole as little as possible."""
    placed: list[float] = []
    for y in ideal:
        placed.append(max(y, placed[-1] + LINE) if placed else y)
    shift = sum(p - w for p, w in zip(placed, ideal, strict=True)) / max(len(placed), 1)
    return [y - shift for y in placed]


def _per_side(places: list[float]) -> Iterator[float]:
    yield from (2 * abs(y) / LINE for y in places)


def _label(part: Slice, angle: tuple[float, float], y: float, centre: tuple[float, float]) -> str:
    """The label outside the circle, with a line to the slice it belongs to."""
    half = sum(angle) / 2
    x1, y1 = _point(half, RADIUS, centre)
    x2, _ = _point(half, RADIUS + 12, centre)
    right = _is_right(angle)
    x3 = centre[0] + (RADIUS + _EDGE + 8) * (1 if right else -1)
    anchor = "start" if right else "end"
    text = x3 + (4 if right else -4)
    return (
        f'<polyline points="{x1:.1f},{y1:.1f} {x2:.1f},{y:.1f} {x3:.1f},{y:.1f}" fill="none" '
        'stroke="#666666" stroke-width="1"/>'
        f'<text x="{text:.1f}" y="{y + 5:.1f}" text-anchor="{anchor}">'
        f"{escape(f'{part.label} {part.text}'.strip())}</text>"
    )
