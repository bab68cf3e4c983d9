"""The manifest of an edition, made from its printed tables and from what its sections declare."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kanagawa.reports import registry
from kanagawa.reports.grid import Figure, Grid
from kanagawa.reports.headlines import chosen_headline, from_tables, headline_of
from kanagawa.reports.manifest import (
    FrozenChart,
    FrozenPoint,
    Headline,
    Manifest,
    RecordListEntry,
    SectionTitle,
    TableEntry,
)
from kanagawa.reports.pie import slices
from kanagawa.reports.statements import Statement


def declared_manifest(
    tables: Mapping[str, Grid], facts: Mapping[str, Figure], chosen: Mapping[str, str]
) -> Manifest:
    """The manifest of what today's code printed; `facts` are the computed figures by their key,
    `chosen` the series that staff chose to stand for sections.
    """
    sections = registry.sections().values()
    firsts = {section.key: facts.get(section.facts[0].key) for section in sections if section.facts}
    return manifest_of(
        declared_sections(),
        tables,
        printed_by((name for name, table in registry.tables().items() if table.is_list), tables),
        {key: headline_of(key, fact) for key, fact in firsts.items() if fact},
        declared_records(tables),
        _statements(tables),
        chosen,
    )


def _statements(tables: Mapping[str, Grid]) -> Iterator[Statement]:
    for section in registry.sections().values():
        if section.statements:
            yield from section.statements(tables)


def manifest_of(
    sections: Sequence[SectionTitle],
    tables: Mapping[str, Grid],
    lists: Collection[str],
    computed: Mapping[str, Headline],
    records: Iterable[RecordListEntry],
    statements: Iterable[Statement] = (),
    chosen: Mapping[str, str] | None = None,
) -> Manifest:
    """`lists` are the keys of the tables that the paper does not print, `computed` the figures
    that stand for sections without a table of figures, `chosen` the series that staff chose.
    """
    entries = tuple(
        TableEntry(
            key,
            registry.section_of(key),
            grid.title or grid.caption,
            "list" if key in lists else "table",
            order,
        )
        for order, (key, grid) in enumerate(tables.items())
    )
    on_paper = [entry for entry in entries if entry.kind == "table"]
    headlines = []
    for section in sections:
        grids = [tables[entry.key] for entry in on_paper if entry.section == section.key]
        series = (chosen or {}).get(section.key, "")
        headline = chosen_headline(section.key, series, grids) if series else None
        headline = headline or from_tables(section.key, grids) or computed.get(section.key)
        headlines.append(headline or Headline(section.key))
    charts = (chart_data(grid) for grid in tables.values() if grid.chart)
    return Manifest(
        tuple(sections),
        entries,
        tuple(charts),
        tuple(headlines),
        tuple(records),
        tuple(statements),
    )


def chart_data(grid: Grid) -> FrozenChart:
    """The chart of a table as data."""
    points = tuple(FrozenPoint(part.label, part.value, part.text) for part in slices(grid))
    return FrozenChart(grid.key, grid.chart, grid.title or grid.caption, points)


def declared_sections() -> list[SectionTitle]:
    """The sections of an edition that is not published, in the order of the report."""
    return [SectionTitle(section.key, section.title) for section in registry.sections().values()]


def declared_records(tables: Collection[str] = ()) -> list[RecordListEntry]:
    """The record lists of an edition that is not published, with those of `tables` that print
    their records.
    """
    return [
        RecordListEntry(
            records.section,
            records.key,
            records.title,
            records.model._meta.label_lower,
            printed_by(_printing(records.model), tables),
        )
        for records in registry.record_lists()
    ]


def printed_by(declared: Iterable[str], tables: Collection[str]) -> tuple[str, ...]:
    """The keys of `tables` that came of declared ones, of which some print a table for each row."""
    return tuple(
        key for name in declared for key in tables if key == name or key.startswith(f"{name}.")
    )


def _printing(model: type) -> list[str]:
    """The declared tables that print these records; the list of just them comes first."""
    declared = [
        table
        for table in registry.tables().values()
        if model in table.models or table.each is model
    ]
    declared.sort(key=lambda table: (table.models[0] is not model, not table.is_list))
    return [table.key for table in declared]
