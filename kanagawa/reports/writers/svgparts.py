"""A picture that is drawn from top to bottom: bars, marks, swatches and lines of text."""

from collections.abc import Sequence

from django.utils.html import escape

# At 288 of the 320 px of the smallest screens the letters are 12 px high.
WIDTH, FONT_SIZE, LINE = 376, 16, 20
INK = "#1a1a1a"
# Colours of the design system, neighbours far apart in lightness; dark borders part them as well.
COLOURS = (
    "#0017c1",
    "#c5d7fb",
    "#3460fb",
    "#ffbbbb",
    "#197a4b",
    "#e6e6e6",
    "#8b008b",
    "#7096f8",
    "#c74700",
    "#e8f1fe",
    "#927200",
    "#949494",
)
_BASE = 0.85  # from the top of a line of letters to the line they stand on
_LEFT = 1


class Picture:
    """`y` is where the next thing begins; what is drawn names the hatching by {hatch}."""

    def __init__(self) -> None:
        self.y = 4.0
        self._parts: list[str] = []

    @property
    def height(self) -> float:
        return round(self.y + 4, 1)

    def drawn(self, hatch: str) -> str:
        return "".join(self._parts).replace('fill="hatch"', f'fill="url(#{hatch})"')

    def add(self, part: str) -> None:
        self._parts.append(part)

    def text(
        self,
        x: float,
        top: float,
        text: str,
        anchor: str = "start",
        *,
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """A line of text from or up to `x`; with a `halo` it is read where a line crosses it."""
        looks = ' font-weight="700"' if bold else ""
        if halo:
            looks += ' stroke="#ffffff" stroke-width="4" paint-order="stroke"'
        y = top + FONT_SIZE * _BASE + 2
        self.add(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{looks}>{escape(text)}</text>'
        )

    def lines(self, lines: Sequence[str], x: float = 0, *, bold: bool = False) -> None:
        for line in lines:
            self.text(x, self.y, line, bold=bold)
            self.y += LINE

    def beside(self, x: float, lines: Sequence[str], high: float) -> None:
        """Lines to the right of what was just drawn at `y`; the next thing stands below both."""
        for number, line in enumerate(lines):
            self.text(x, self.y + number * LINE - 1, line)
        self.y += max(high, len(lines) * LINE) + 2

    def bar(self, long: float, high: float, fill: str, top: float | None = None) -> None:
        y = self.y if top is None else top
        self._rectangle(_LEFT, y, max(long, 1), high, fill)

    def piece(self, x: float, long: float, high: float, fill: str) -> None:
        self._rectangle(x, self.y, max(long, 0.5), high, fill)

    def swatch(self, x: float, top: float, fill: str) -> None:
        if fill == "mark":
            self.mark(x + 8, top + 2, 15)
        else:
            self._rectangle(x + _LEFT, top + 3, 14, 13, fill)

    def mark(self, x: float, top: float, high: float) -> None:
        """A target: an upright bar with a white edge, seen on any ground."""
        self.add(
            f'<rect x="{x - 2:.1f}" y="{top:.1f}" width="5" height="{high:.1f}" fill="{INK}" '
            'stroke="#ffffff" stroke-width="1.5"/>'
        )

    def rule(self) -> None:
        self.add(f'<path d="M0 {self.y:.1f}H{WIDTH}" stroke="#767676" stroke-width="1"/>')
        self.y += 4

    def _rectangle(self, x: float, y: float, wide: float, high: float, fill: str) -> None:
        self.add(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" '
            f'fill="{fill}" stroke="{INK}" stroke-width="1"/>'
        )
