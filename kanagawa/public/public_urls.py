"""The URLs of the public site; the staff preview has the same ones under its own prefix."""

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter

from . import (
    comparisons,
    converters,  # noqa: F401  (registers <edition:…>)
    corrections,
    discovery,
    downloads,
    interface,
    open_data,
    search_views,
    series_page,
)
from . import edition_views as views
from . import frozen_lists as frozen
from .links import IN_ENGLISH


class KeyConverter(StringConverter):
    """The key of a table: `robots.indicator.commercialised`."""

    regex = r"[a-z0-9]+(?:[.-][a-z0-9-]+)*"


class FigureConverter(StringConverter):
    """The key of a figure: `robots.robotindicatorfigure/commercialised-actual-2024`."""

    regex = r"[a-z0-9]+\.[a-z0-9.-]+/[a-z0-9-]+"


class SeriesConverter(StringConverter):
    """What a series can be had in."""

    regex = "csv|json"


_AT = "<edition:slug>"
register_converter(KeyConverter, "table_key")
register_converter(FigureConverter, "figure_key")
register_converter(SeriesConverter, "series")


def patterns(sections: dict[str, list[URLPattern]]) -> list[URLPattern | URLResolver]:
    """The whole public site; `sections` are the record lists that the section apps declare.

    Each section is resolved on its own: a flat list of all record lists would cost every request
    more than the page it finds.
    """
    declared = [path(f"{_AT}/{key}/", include(urls)) for key, urls in sections.items()]
    return [
        path("", views.home, name="home"),
        *declared,
        *_of_an_edition(_AT, "<format:extension>"),
        *_of_two_editions("compare/<edition:old>..<edition:new>"),
        *_of_the_site(),
    ]


def _of_an_edition(at: str, file: str) -> list[URLPattern]:
    return [
        path(f"{at}/", views.edition_page, name="edition"),
        path(f"{at}/report/", views.report, name="report"),
        path(f"{at}/report.{file}", downloads.report_file, name="report-file"),
        path(f"{at}/figures.csv", open_data.figures, name="figures"),
        path(
            f"{at}/figures.csv-metadata.json", open_data.figures_metadata, name="figures-metadata"
        ),
        path(f"{at}/datapackage.json", open_data.package, name="package"),
        path(f"{at}/data.zip", open_data.package_zip, name="package-zip"),
        path(f"{at}/errata/", corrections.errata_page, name="errata"),
        path(f"{at}/errata.{file}", corrections.errata_file, name="errata-file"),
        path(f"{at}/tables/", views.table_list, name="tables"),
        path(f"{at}/tables/<table_key:key>/", views.table_page, name="table"),
        # Before the files, of which it would be one with the key `….jsonstat`.
        path(
            f"{at}/tables/<table_key:key>.jsonstat.json",
            open_data.table_jsonstat,
            name="table-jsonstat",
        ),
        path(
            f"{at}/tables/<table_key:key>.metadata.json",
            open_data.table_metadata,
            name="table-metadata",
        ),
        path(f"{at}/tables/<table_key:key>.svg", open_data.table_chart, name="table-chart"),
        path(f"{at}/tables/<table_key:key>.{file}", downloads.table_file, name="table-file"),
        path(f"{at}/<slug:section>/", views.section_page, name="section"),
        path(f"{at}/<slug:section>.{file}", downloads.section_file, name="section-file"),
        # Lists of records by what the edition says of them: links are made by these names, and
        # what they lead to is the list's own page (above) as long as the list is declared.
        path(f"{at}/<slug:section>/<slug:key>/", frozen.record_list, name="records"),
        path(f"{at}/<slug:section>/<slug:key>.{file}", frozen.record_file, name="records-file"),
        path(f"{at}/<slug:section>/<slug:key>/<slug:record>/", frozen.record, name="record"),
    ]


def _of_two_editions(pair: str) -> list[URLPattern]:
    return [
        path("compare/", comparisons.index, name="comparisons"),
        path(f"{pair}/", comparisons.whole, name="comparison"),
        path(f"{pair}.csv", comparisons.as_csv, name="comparison-csv"),
        path(f"{pair}/<slug:section>/", comparisons.of_section, name="comparison-section"),
    ]


def _of_the_site() -> list[URLPattern]:
    return [
        path("editions/", views.edition_list, name="editions"),
        path("about/", views.about, name="about"),
        path("search/", search_views.search_page, name="search"),
        path("opensearch.xml", search_views.opensearch, name="opensearch"),
        path("series/<figure_key:figure>.<series:extension>", open_data.series, name="series"),
        path("series/<figure_key:figure>/", series_page.series_page, name="series-page"),
        path("changes.csv", open_data.changes, name="changes"),
        path("catalog.jsonld", open_data.catalog, name="catalog"),
        path("openapi.json", interface.openapi, name="openapi"),
        path("developers/", interface.developers, name="developers"),
        path("sitemap.xml", discovery.sitemap, name="sitemap"),
        path("robots.txt", discovery.robots, name="robots"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("feed.atom", corrections.feed, name="feed"),
        path("dictionary.csv", downloads.dictionary, name="dictionary"),
    ]


def english_patterns() -> list[URLPattern | URLResolver]:
    """The pages that are there in English too; a list of records is read from its tables."""
    return [each for each in patterns({}) if getattr(each, "name", "") in IN_ENGLISH]
