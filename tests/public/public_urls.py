"""Every URL of the public site for one edition, found from what the sections declare."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.core.cache import caches
from django.urls import resolve, reverse

from kanagawa.editions.models import Edition, FrozenKind
from kanagawa.editions.published_cache import forget_editions
from kanagawa.public.visible import KNOWN
from kanagawa.reports import registry
from kanagawa.reports.records import Records
from kanagawa.reports.registry import record_lists
from kanagawa.reports.writers.file_formats import FORMATS, formats_of
from tests.breadth import first_of_each

FIGURE = "robots.robotindicatorfigure/commercialised-actual-2024"


def look_for_news() -> None:
    """What follows a publication; each process looks for news at most every 0.2 seconds."""
    forget_editions()
    caches["pages"].delete(KNOWN)


def url_of(name: str, instance: str = "report", **kwargs: str) -> str:
    return reverse(f"report:{name}", kwargs=kwargs, current_app=instance)


def table_keys() -> list[str]:
    """Keys of the tables of the published edition; its copies have the same."""
    published = Edition.objects.get(fiscal_year=2025, revision=1)
    frozen = published.frozen.filter(kind=FrozenKind.TABLE).order_by("position")
    return list(frozen.values_list("key", flat=True))


def of_site(instance: str = "report") -> list[str]:
    pages = ("home", "editions", "comparisons", "about", "accessibility", "developers", "search")
    data = ("changes", "catalog", "openapi", "dictionary", "feed")
    names = (*pages, "opensearch", "sitemap", "robots", *data)
    same = {"old": "2025", "new": "2025"}
    compared = [
        url_of("comparison", instance, **same),
        url_of("comparison-csv", instance, **same),
        url_of("comparison-section", instance, **same, section=next(iter(registry.sections()))),
    ]
    figure = url_of("series-page", instance, figure=FIGURE)
    return [*(url_of(name, instance) for name in names), *compared, figure]


def of_pages(slug: str, instance: str = "report") -> Iterator[str]:
    """Pages of an edition, one table instead of all."""
    for name in ("edition", "report", "tables", "errata"):
        yield url_of(name, instance, slug=slug)
    for section in registry.sections():
        yield url_of("section", instance, slug=slug, section=section)
    yield url_of("table", instance, slug=slug, key=table_keys()[0])


def of_tables(slug: str, instance: str = "report") -> list[str]:
    return [url_of("table", instance, slug=slug, key=key) for key in table_keys()]


def of_files(slug: str, instance: str = "report") -> Iterator[str]:
    """One download of each kind: building each of them takes its time."""
    section, key = next(iter(registry.sections())), table_keys()[0]
    for extension in FORMATS:
        yield url_of("table-file", instance, slug=slug, key=key, extension=extension)
    yield url_of("section-file", instance, slug=slug, section=section, extension="xlsx")
    yield url_of("section-file", instance, slug=slug, section=section, extension="json")
    yield url_of("report-file", instance, slug=slug, extension="csv")


def of_list(records: Records, slug: str, name: str = "list", instance: str = "report") -> str:
    """The list, or with the ending of a format its file."""
    if name in FORMATS:
        return url_of(f"{records.name}-file", instance, slug=slug, extension=name)
    return url_of(f"{records.name}-{name}", instance, slug=slug)


def of_records(edition: Edition, slug: str, instance: str = "report") -> Iterator[str]:
    """Lists, their downloads and the page of the first record of each."""
    for records in record_lists():
        for name in ("list", *(form.ending for form in formats_of("list"))):
            yield of_list(records, slug, name, instance)
        first = records.model._default_manager.filter(edition=edition).first()
        if first:
            yield f"{of_list(records, slug, 'list', instance)}{first.key}/"


def of_edition(edition: Edition, slug: str, instance: str = "report") -> list[str]:
    """Every kind of URL of one edition."""
    return [
        *of_pages(slug, instance),
        *of_files(slug, instance),
        *of_records(edition, slug, instance),
    ]


def view_and_format(path: str) -> tuple[str, str]:
    """The view and the format that answer: all lists of records are one view."""
    name = str(resolve(urlsplit(path).path).url_name)
    of_records = name.endswith(("-list", "-detail", "-file")) and name.count("-") > 1
    view = name.rpartition("-")[2] if of_records else name
    return view, path.rpartition(".")[2] if "." in path else ""


def one_of_each_view(paths: list[str]) -> list[str]:
    """The first path of each view and format."""
    return first_of_each(paths, view_and_format)
