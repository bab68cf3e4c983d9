"""The printed report in English: the same tables and figures with their words put into English.

What follows from the print itself (values, periods, days, ordinals) is worked out by
`formats.english`; all other words are looked up by the Japanese text. What nobody has translated
stays Japanese and knows that it is (`Pending`): it is shown as such, never in an older English.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape

from kanagawa.formats.english import (
    has_japanese,
    in_english,
    narrow,
    number_in_english,
    unit_in_english,
)
from kanagawa.formats.text import squeeze

from .chart_words import words_of
from .charts import ChartData, ChartPoint
from .document import Block
from .grid import Cell, Figure, Grid, Row
from .manifest import Headline, Manifest, TermEntry, TrendPoint
from .statements import Statement

# English by the Japanese text without blanks, by section; "" holds for the whole report.
Words = Mapping[str, Mapping[str, str]]
_LEADING = re.compile(r"^(○|※\s*\d*|※[０-９]*|【参考】|（参考）|＜参考＞|[①-⑳])\s*(?=\S)")
_IN_FRONT = {
    "○": "",
    "【参考】": "Reference: ",
    "（参考）": "Reference: ",
    "＜参考＞": "Reference: ",
}
_TRAILING = re.compile(
    r"^(?P<words>.+?)\s*(?P<open>[（(【［<＜])(?P<inner>[^（(【［]+)[）)】］>＞]$", re.S
)
_JA = '<span lang="ja">'
# Runs of Japanese letters with their marks and wide letters.
_NAMES = re.compile("([\u3000-\u303f\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff9f]+)")
_QUOTED = re.compile(r"^「([^「」]+)」$")


class Mixed(str):
    """An English text that names something by its Japanese name, which HTML says of it."""

    __slots__ = ()

    def __html__(self) -> str:
        return with_names_marked(escape(self))


class Pending(Mixed):
    """A Japanese text that has no English yet; HTML says which language it is in."""

    __slots__ = ()

    def __html__(self) -> str:
        return f'<span lang="ja" class="pending">{escape(self)}</span>'


def with_names_marked(html: str) -> str:
    """English HTML with its Japanese names said to be Japanese; its tags are in Latin letters."""
    return _NAMES.sub(rf"{_JA}\1</span>", html)


def is_mostly_japanese(text: str) -> bool:
    """Whether more of the letters are Japanese than English."""
    japanese = sum(map(len, _NAMES.findall(text)))
    return 2 * japanese > sum(letter.isalpha() or has_japanese(letter) for letter in text)


@dataclass(frozen=True)
class English:
    """Puts what an edition printed into English by the translations that it has."""

    words: Words = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    _texts: dict[tuple[str, str], str] = field(default_factory=dict, init=False, compare=False)

    def text(self, japanese: str, section: str = "") -> str:
        """The English of a text of a section; itself, as `Pending`, where it has none.

        Most texts stand in many cells and figures: each is looked up once.
        """
        place = section, japanese
        if place not in self._texts:
            self._texts[place] = self._text(japanese, section)
        return self._texts[place]

    def _text(self, japanese: str, section: str) -> str:
        english = self._known(japanese, section)
        if english is None:
            return Pending(japanese) if has_japanese(japanese) else narrow(japanese)
        return Mixed(english) if has_japanese(english) else english

    def _known(self, japanese: str, section: str) -> str | None:
        """A whole text that is known, or one in front of or behind which something known stands."""
        sought = squeeze(japanese)
        for words in (self.words.get(section, {}), self.words.get("", {})):
            if sought in words:
                return words[sought]
        english = in_english(japanese)
        if english is not None:
            return english
        if match := _LEADING.match(japanese):
            behind = self._known(japanese[match.end() :], section)
            mark = in_english(match[1]) or ""
            return None if behind is None else _IN_FRONT.get(match[1], f"{mark} ") + behind
        if match := _QUOTED.match(japanese.strip()):
            inner = self._known(match[1], section)
            return None if inner is None else f"“{inner}”"
        if match := _TRAILING.match(japanese.strip()):
            parts = (self._known(match[name], section) for name in ("words", "inner"))
            first, last = parts
            if first is not None and last is not None:
                closed = {"【": "[]", "［": "[]"}.get(match["open"], "()")
                return f"{first} {closed[0]}{within(last)}{closed[1]}"
        return self._compound(japanese, section)

    def _compound(self, japanese: str, section: str) -> str | None:
        """What a dot, colon, blank or の joins: 米国・ニューヨーク → United States, New York."""
        for mark, joint in (("\n", "; "), ("：", ": "), (" ", ": "), ("の", ": "), ("・", ", ")):
            first, middle, last = japanese.strip().rpartition(mark)
            if middle and first and last:
                parts = (self._known(first, section), self._known(last, section))
                if None not in parts:
                    return joint.join(map(str, parts))
        return None

    def unit(self, unit: str) -> str:
        return unit_in_english(unit) or self.text(unit) if unit else ""

    # Tables

    def grid(self, grid: Grid, section: str = "") -> Grid:
        def text(japanese: str) -> str:
            return self.text(japanese, section) if japanese else ""

        return replace(
            grid,
            title=text(grid.title),
            caption=text(grid.caption),
            aside=text(grid.aside),
            unit=self.unit(grid.unit),
            as_of=text(grid.as_of),
            period=text(grid.period),
            notes=tuple(map(text, grid.notes)),
            source=text(grid.source),
            header=self._rows(grid.header, section),
            body=self._rows(grid.body, section),
            chart_data=grid.chart_data and self.chart(grid.chart_data, section),
        )

    def _rows(self, rows: tuple[Row, ...], section: str) -> tuple[Row, ...]:
        return tuple(tuple(self._cell(cell, section) for cell in row) for row in rows)

    def _cell(self, cell: Cell, section: str) -> Cell:
        """Its figures stay the same objects but for the words that they are printed with."""
        figures = tuple(self.figure(figure, section) for figure in cell.figures)
        # Upright letters are for 漢字.
        text = self.text(cell.text, section) if cell.text else ""
        return replace(cell, text=text, figures=figures, vertical=False)

    def figure(self, figure: Figure, section: str = "") -> Figure:
        return replace(
            figure,
            indicator=self.text(figure.indicator, section),
            text=self.text(figure.text, section),
            note=self.text(figure.note, section) if figure.note else "",
        )

    def chart(self, data: ChartData, section: str) -> ChartData:
        """Its sentence is made anew of the English labels (`chart_words`) where it is shown."""
        unit = data.unit

        def point(each: ChartPoint | None) -> ChartPoint | None:
            return each and replace(each, text=self.text(each.text, section))

        drawn = replace(
            data,
            unit="" if unit in ("件",) else self.unit(unit),
            labels=tuple(self.text(label, section) for label in data.labels),
            groups=tuple(self.text(group, section) if group else "" for group in data.groups),
            series=tuple(
                replace(
                    series,
                    name=self.text(series.name, section) if series.name else "",
                    points=tuple(map(point, series.points)),
                )
                for series in data.series
            ),
        )
        return replace(drawn, words=words_of(drawn) if data.words else "")

    # Text

    def block(self, block: Block) -> Block:
        def text(japanese: str) -> str:
            return self.text(japanese, block.section) if japanese else ""

        return replace(
            block,
            number=number_in_english(block.number),
            text=text(block.text),
            label=text(block.label),
            items=tuple((text(name), tuple(map(text, served))) for name, served in block.items),
        )

    def manifest(self, manifest: Manifest) -> Manifest:
        """A term that has no English word stands nowhere in an English text: it is left out."""
        sections = (
            replace(each, title=self.text(each.title, each.key)) for each in manifest.sections
        )
        tables = (replace(t, title=self.text(t.title, t.section)) for t in manifest.tables)
        records = (replace(r, title=self.text(r.title, r.section)) for r in manifest.records)
        statements = self.statements or tuple(map(_pending, manifest.statements))
        terms = map(self.term, manifest.terms)
        return replace(
            manifest,
            sections=tuple(sections),
            tables=tuple(tables),
            headlines=tuple(map(self.headline, manifest.headlines)),
            records=tuple(records),
            statements=statements,
            terms=tuple(term for term in terms if not isinstance(term.word, Pending)),
        )

    def term(self, term: TermEntry) -> TermEntry:
        return TermEntry(
            self.text(term.word),
            self.text(term.meaning),
            self.text(term.source) if term.source else "",
        )

    def headline(self, headline: Headline) -> Headline:
        def text(japanese: str) -> str:
            return self.text(japanese, headline.section) if japanese else ""

        def point(each: TrendPoint) -> TrendPoint:
            return replace(each, period=text(each.period), text=text(each.text))

        return replace(
            headline,
            label=text(headline.label),
            text=text(headline.text),
            period=text(headline.period),
            as_of=text(headline.as_of),
            target=text(headline.target),
            before=text(headline.before),
            trend=tuple(map(point, headline.trend)),
        )


def within(text: str) -> str:
    """What begins with a capital because it stands alone, within a sentence or brackets."""
    return text.replace("As of ", "as of ", 1) if text.startswith("As of ") else text


def _pending(statement: Statement) -> Statement:
    return replace(
        statement, pieces=tuple((Pending(text), cell) for text, cell in statement.pieces)
    )
