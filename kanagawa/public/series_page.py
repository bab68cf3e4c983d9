"""A figure over editions and revisions: what each printed, as it was known on a day."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, override

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition, FrozenKind, FrozenPart, State
from kanagawa.formats.years import as_of, period_text, wareki
from kanagawa.reports import registry
from kanagawa.reports.comparing.difference import FIGURE_KINDS
from kanagawa.reports.comparing.years import named_figures, series_of
from kanagawa.reports.english import English
from kanagawa.reports.grid import Grid
from kanagawa.reports.vintages import TablePrint, Vintages, breaks, line_of, prints_of, vintages
from kanagawa.reports.wording import said
from kanagawa.reports.writers.svgchart import chart_svg

from .english import JAPANESE
from .links import is_english, url_of
from .published import public

# An edition has few tables that print one thing; of more the first ones say the same.
MOST_PARTS = 400


@dataclass(frozen=True)
class Row:
    """A period as the page shows it; `gap` says why it cannot be compared with the one above."""

    period: str
    kind: str
    cells: list[tuple[str, str]]
    is_revised: bool
    gap: str


@public(query=True)
def series_page(request: HttpRequest, edition: Edition | None, figure: str) -> HttpResponse:
    """`?as_of=2026-01-01` leaves out what was published after that day."""
    day = day_asked(request.GET.get("as_of", ""))
    all_prints = _printed(series_of(figure))
    if not all_prints:
        raise Http404(f"「{figure}」という数値は、公開した年度版にありません。")
    of_day = {e: prints for e, prints in all_prints.items() if not day or _published_on(e) <= day}
    rows = vintages(list(of_day.values()))
    english = _english(request, next(reversed(all_prints)))
    text = partial(english.text, section=registry.section_of(figure)) if english else str
    latest = rows[-1].newest if rows else next(reversed(all_prints.values()))[0]
    title = latest.figure.indicator or figure
    context = {
        "edition": None,
        "title": text(title),
        "figure": figure,
        "day": day,
        "day_in_words": wareki(day) if day else "",
        # The newest first: it is what most look for, and a phone shows two of them.
        "editions": [(e, _table(request, e, of_day[e])) for e in reversed(of_day)],
        "rows": list(_rows(rows, breaks(rows, text))),
        "chart": _chart(rows, title, figure, english),
        "description": said("「{title}」の、年度版ごとの値。", title=text(title)),
    }
    response = render(request, "kanagawa/series.html", context)
    response.keep_nothing = bool(day)  # type: ignore[attr-defined]  # ours, for `public`
    return response


def day_asked(text: str) -> date | None:
    """The day of `?as_of=`. Raises BadRequest with what to write."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = gettext("as_of には、2026-01-01 のように年月日を書いてください。")
        raise BadRequest(message) from None


def _printed(series: str) -> dict[Edition, list[TablePrint]]:
    """What each published edition prints of the series, oldest edition first; one query."""
    # As text: to read all tables of all editions would cost the page's time.
    quoted = json.dumps(series, ensure_ascii=False)[:-1]
    holding = FrozenPart.objects.filter(kind=FrozenKind.TABLE, content__contains=f'"key":{quoted}')
    parts = holding.filter(edition__state=State.PUBLISHED).select_related("edition")
    prints_by_edition: dict[Edition, list[TablePrint]] = {}
    for part in parts.order_by("edition__fiscal_year", "edition__revision", "position")[
        :MOST_PARTS
    ]:
        prints = list(prints_of(Grid.from_json(json.loads(part.content)), series))
        if prints:
            prints_by_edition.setdefault(part.edition, []).extend(prints)
    return prints_by_edition


def _published_on(edition: Edition) -> date:
    return timezone.localdate(edition.published_at) if edition.published_at else date.max


def _english(request: HttpRequest, newest: Edition) -> English | None:
    """What puts the page into English, as the newest edition does; None for the Japanese page."""
    return Content(newest).english if is_english(request) else None


def _table(request: HttpRequest, edition: Edition, prints: list[TablePrint]) -> str:
    return url_of(request, "table", slug=edition.slug, key=prints[0].table)


def series_links(request: HttpRequest, grid: Grid) -> list[tuple[str, str]]:
    """Names and pages of what a published table prints figures of, each once."""
    links: dict[str, tuple[str, str]] = {}
    for name, figure in named_figures(grid):
        url = url_of(request, "series-page", figure=figure.key)
        links.setdefault(series_of(figure.key), (name, url))
    return list(links.values())


def _rows(rows: list[Vintages], gaps: list[str]) -> Iterator[Row]:
    for row, gap in zip(rows, gaps, strict=True):
        figure = row.newest.figure
        period = period_text(figure.period) if figure.period else gettext("（期間の記載なし）")
        cells = [_cell(each) for each in reversed(row.prints)]
        kind = gettext(FIGURE_KINDS.get(row.kind, row.kind))
        yield Row(period, kind, cells, row.is_revised, gap)


def _cell(each: TablePrint | None) -> tuple[str, str]:
    """What was printed, and the day on which it was true."""
    if each is None:
        return "", ""
    figure = each.figure
    was_true = figure.value is not None and figure.kind != "target"
    return figure.text, as_of(figure.as_of) if figure.as_of and was_true else ""


def _chart(rows: list[Vintages], title: str, key: str, english: English | None) -> str:
    with override(JAPANESE):
        data = line_of(rows) if rows else None
    if data is None:
        return ""
    name = re.sub("[^a-z0-9]", "-", key)
    grid = Grid(key=name, title=title, body=(), chart_data=data)
    if english:
        grid = english.grid(grid, registry.section_of(key))
        data = grid.chart_data or data
    drawn = replace(data, series=tuple(each for each in data.series if any(each.points)))
    return chart_svg(grid, drawn)
