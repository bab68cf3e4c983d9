"""Every URL of the public site about one edition, found from the URL configuration."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from kanagawa.editions.content import Content
from kanagawa.editions.correcting import errata
from kanagawa.editions.models import Edition, EntryKind, SearchEntry
from kanagawa.editions.proving import being_proved
from kanagawa.reports.charting import drawn
from kanagawa.reports.grid import Grid
from kanagawa.reports.writers.file_formats import Scope, formats_of
from kanagawa.reports.writers.jsonstat import cube

from .english import JAPANESE

Arguments = dict[str, str]


@dataclass(frozen=True)
class SiteUrl:
    """A URL with its pattern, the arguments it is asked with, and its name for staff."""

    pattern: URLPattern
    path: str
    title: str
    arguments: Arguments = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.pattern.name)


def site_urls(edition: Edition, instance: str = "report") -> Iterator[SiteUrl]:
    """All pages and files, in the order of the URL configuration; in "preview" for staff.

    Raises LookupError for a URL whose arguments nobody has told this module about.
    """
    content = Content(edition)
    has_errata = errata(edition) is not None
    for pattern, converters in _patterns(instance):
        if pattern.name == "errata-file" and not has_errata:
            continue
        endings = [""]
        if "extension" in converters and pattern.name != "series":
            endings = _endings(pattern)
        for arguments, title in _targets(pattern, frozenset(converters), content):
            for ending in endings:
                all_arguments = arguments | ({"extension": ending} if ending else {})
                if "slug" in converters:
                    all_arguments["slug"] = edition.slug
                url = reverse(f"report:{pattern.name}", kwargs=all_arguments, current_app=instance)
                # A declared list answers at the URL that its copy would have.
                if resolve(url).url_name == pattern.name:
                    yield SiteUrl(pattern, url, _title(title, url), all_arguments)


def _endings(pattern: URLPattern) -> list[str]:
    """The formats that a pattern's files can be had in. Raises LookupError for unknown files."""
    scope: Scope = "list" if "records" in pattern.default_args else _SCOPES[str(pattern.name)]
    return [form.ending for form in formats_of(scope)]


# What not every table has: whether this one has it, and how it is called.
_OF_SOME_TABLES: dict[str, tuple[Callable[[Grid], object], str]] = {
    "table-jsonstat": (cube, "のJSON-stat"),
    "table-chart": (drawn, "の図"),
}
_SCOPES: dict[str, Scope] = {
    "table-file": "table",
    "section-file": "section",
    "report-file": "edition",
    "errata-file": "errata",
    "records-file": "list",
}


def _patterns(instance: str) -> Iterator[tuple[URLPattern, dict[str, object]]]:
    """The patterns of an instance of the site, each with the converters of its arguments."""
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace == instance:
            yield from _inside(entry.url_patterns, {})


def _inside(
    entries: Any, outer: dict[str, object]
) -> Iterator[tuple[URLPattern, dict[str, object]]]:
    for entry in entries:
        converters = outer | entry.pattern.converters
        if isinstance(entry, URLResolver):
            yield from _inside(entry.url_patterns, converters)
        else:
            yield entry, converters


def _targets(
    pattern: URLPattern, converters: frozenset[str], content: Content
) -> Iterator[tuple[Arguments, str]]:
    """What the pattern is asked for: arguments besides edition and format, and how it is called."""
    names = converters - {"slug", "extension"}
    records = pattern.default_args.get("records")
    if records and not names:
        yield {}, f"一覧「{records.title}」"
    elif records and names == {"key"}:
        for row in records.model._default_manager.filter(edition=content.edition):
            yield {"key": row.key}, f"「{row}」"
    elif not names:
        yield {}, _TITLES.get(str(pattern.name), "")
    elif "figure" in names:
        endings = ("csv", "json") if "extension" in converters else ("",)
        yield from _series(content, endings)
    elif pattern.name in _OF_SOME_TABLES:
        is_there, title = _OF_SOME_TABLES[pattern.name]
        for key, grid in content.tables.items():
            if is_there(grid):
                yield {"key": key}, f"表「{grid.title}」{title}"
    elif names in _TARGETS:
        yield from _TARGETS[names](content, "extension" in converters)
    else:
        raise LookupError(f"no arguments are known for the URL {pattern.name}: {set(names)}")


def _tables(content: Content, is_file: bool) -> Iterator[tuple[Arguments, str]]:
    for table in content.manifest.tables:
        yield {"key": table.key}, f"表「{table.title}」"


def _sections(content: Content, is_file: bool) -> Iterator[tuple[Arguments, str]]:
    for section in content.sections:
        yield {"section": section.key}, f"節「{section.title}」"


def _lists(content: Content, is_file: bool) -> Iterator[tuple[Arguments, str]]:
    for entry in content.records:
        # A list that is no table of the report has no files once it is declared no more.
        if not is_file or any(content.table(key) for key in entry.tables):
            yield {"section": entry.section, "key": entry.key}, f"一覧「{entry.title}」の控え"


def _records(content: Content, is_file: bool) -> Iterator[tuple[Arguments, str]]:
    """The tables frozen for a list answer for each record that the search names, else for "any"."""
    entries = SearchEntry.objects.filter(
        edition=content.edition, language=JAPANESE, kind=EntryKind.RECORD
    )
    keys: dict[tuple[str, str], list[str]] = {}
    for section, place, key in entries.values_list("section", "place", "key"):
        keys.setdefault((section, place), []).append(key.partition("/")[2])
    for at, title in _lists(content, is_file):
        for record in keys.get((at["section"], at["key"]), ["any"]):
            yield at | {"record": record}, f"{title}の記録"


def _series(content: Content, endings: Sequence[str]) -> Iterator[tuple[Arguments, str]]:
    """One figure in these forms; what is not public yet has no series."""
    if not content.edition.is_published or being_proved(content.edition):
        return
    for table in content.manifest.tables:
        grid = content.table(table.key)
        figure = next(iter(grid.figures()), None) if grid else None
        if figure:
            for ending in endings:
                arguments = {"figure": figure.key} | ({"extension": ending} if ending else {})
                yield arguments, f"数値「{figure.indicator}」の版ごとの値"
            return


def _pairs(content: Content, is_file: bool) -> Iterator[tuple[Arguments, str]]:
    """The edition beside the one before it; beside itself where it is the first."""
    for pair in _pair(content.edition):
        yield pair, "前の版から変わったこと"


def _pairs_of_sections(content: Content, is_file: bool) -> Iterator[tuple[Arguments, str]]:
    for pair in _pair(content.edition):
        for section in content.sections:
            yield pair | {"section": section.key}, f"節「{section.title}」の変わったこと"


def _pair(edition: Edition) -> Iterator[Arguments]:
    before = edition.last_year
    while before is not None and not before.is_published:
        before = before.last_year
    yield {"old": (before or edition).slug, "new": edition.slug}


_TARGETS = {
    frozenset({"old", "new"}): _pairs,
    frozenset({"old", "new", "section"}): _pairs_of_sections,
    frozenset({"key"}): _tables,
    frozenset({"section"}): _sections,
    frozenset({"section", "key"}): _lists,
    frozenset({"section", "key", "record"}): _records,
}
_TITLES = {
    "home": "ホーム",
    "comparisons": "年度版を比べる",
    "editions": "年度版の一覧",
    "about": "このサイトについて",
    "search": "サイト内の検索",
    "opensearch": "ブラウザーから検索するための説明",
    "accessibility": "アクセシビリティ",
    "figures": "数値（figures.csv）",
    "figures-metadata": "数値の列と型",
    "package": "データの列と型",
    "package-zip": "データ一式",
    "changes": "すべての正誤表",
    "catalog": "データの目録",
    "openapi": "データの取り方（OpenAPI）",
    "developers": "データの取り方",
    "sitemap": "検索エンジンへの案内（サイトマップ）",
    "robots": "検索エンジンへの案内（robots.txt）",
    "feed": "フィード",
    "dictionary": "項目の説明",
    "edition": "年度版の入口",
    "report": "報告書全文",
    "report-file": "報告書全体",
    "tables": "表の一覧",
    "errata": "正誤表",
    "errata-file": "正誤表",
}


def _title(title: str, url: str) -> str:
    face = "のページ" if url.endswith("/") else f"のファイル（{url.rsplit('.', 1)[-1]}）"
    return (title or url) + face
