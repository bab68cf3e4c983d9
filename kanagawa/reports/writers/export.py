"""What is downloaded or exported: tables of one edition, as Excel, CSV and JSON."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from kanagawa.organisation import organisation

from ..document import Block
from ..grid import Grid
from ..manifest import Manifest
from .contents import cover_of
from .csv import csv_rows
from .flat import DICTIONARY, DICTIONARY_HEADER, HEADER, english, flat_rows
from .json import tables_json
from .workbook import Progress, workbook

_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


class CannotWrite(ValueError):
    """Nothing is wrong with the request, but this file cannot be made; the message says why."""


class NothingToExport(ValueError):
    """No table has the key or section asked for; the message lists what there is."""


@dataclass(frozen=True)
class Extract:
    """Tables of one edition, and the text they stand in, that go into one file.

    `edition` is `2025-1`, `label` 令和７年度, `name` says what the tables are (a table's title, a
    section, the whole report); `lists` are lists of records that the paper does not print. The
    text of the whole report or of a section are its `blocks`; a single table has none.
    `running_head` says what stands above each page (`editions.models.RunningHead`); `orders` are
    the places of tables in the edition, counted from 1, by their keys.
    """

    edition: str
    label: str
    name: str
    tables: tuple[Grid, ...]
    lists: tuple[Grid, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    content_hash: str = ""
    modified: datetime | None = None
    blocks: tuple[Block, ...] = ()
    is_whole: bool = False
    is_draft: bool = False
    committee_on: date | None = None
    running_head: str = "edition"
    orders: Mapping[str, int] = field(default_factory=dict)

    @property
    def all(self) -> tuple[Grid, ...]:
        return (*self.tables, *self.lists)


def extract(
    grids: Mapping[str, Grid],
    manifest: Manifest,
    *,
    edition: str,
    label: str,
    section: str = "",
    table: str = "",
    name: str = "全体",
    content_hash: str = "",
    modified: datetime | None = None,
    blocks: Iterable[Block] = (),
    is_draft: bool = False,
    committee_on: date | None = None,
    running_head: str = "edition",
) -> Extract:
    """The tables of an edition (`Content.tables`), of one of its sections, or one table of it.

    `manifest` says of the edition which tables belong to which section and which are lists;
    `name` is what all these tables together are.
    Raises NothingToExport for a section or table that the edition does not have.
    """
    keys = [table] if table else manifest.tables_of(section) if section else list(grids)
    chosen = [grids[key] for key in keys if key in grids]
    if not chosen:
        raise NothingToExport(_nothing(grids, manifest, section, table))
    if table:
        name = chosen[0].title or chosen[0].caption
    elif section:
        name = manifest.title_of(section)
    return Extract(
        edition,
        label,
        name,
        tuple(grid for grid in chosen if not manifest.is_list(grid.key)),
        tuple(grid for grid in chosen if manifest.is_list(grid.key)),
        {each.key: each.title for each in manifest.sections},
        content_hash,
        modified,
        () if table else tuple(b for b in blocks if section in ("", b.section)),
        not (table or section),
        is_draft,
        committee_on,
        running_head,
        {entry.key: entry.order + 1 for entry in manifest.tables},
    )


def _nothing(grids: Mapping[str, Grid], manifest: Manifest, section: str, table: str) -> str:
    if table:
        return f"「{table}」という表はありません。表の識別子：{'、'.join(grids)}"
    if section:
        sections = dict.fromkeys(entry.section for entry in manifest.tables)
        return f"「{section}」という節はありません。節の識別子：{'、'.join(sections)}"
    return "この年度版には表がありません。"


def extract_xlsx(part: Extract, progress: Progress | None) -> bytes:
    """The workbook of an extract; one with several tables has a table of contents."""
    name = organisation().site_title if part.is_whole else part.name
    title = f"{part.label}　{name}"
    cover = cover_of(
        part.edition,
        title,
        part.all,
        published=part.modified,
        committee_on=part.committee_on,
        is_draft=part.is_draft,
    )
    return workbook(
        title,
        part.tables,
        lists=part.lists,
        edition=part.edition,
        sections=part.sections,
        label=part.label,
        cover=cover,
        orders=part.orders,
        toc=len(part.all) > 1,
        progress=progress,
        modified=part.modified,
        blocks=part.blocks,
    )


def extract_csv(part: Extract, progress: Progress | None) -> bytes:
    counted = _counted(part, progress)
    rows = (row.values() for row in flat_rows(part.edition, counted, part.orders))
    return b"".join(csv_rows(HEADER, rows))


def extract_json(part: Extract, progress: Progress | None) -> bytes:
    edition = {"slug": part.edition, "label": part.label, "content_hash": part.content_hash}
    return tables_json(edition, _counted(part, progress))


def _counted(part: Extract, progress: Progress | None) -> Iterable[Grid]:
    for number, grid in enumerate(part.all, start=1):
        yield grid
        if progress:
            progress(number, len(part.all), grid.title or grid.caption)


def dictionary_csv(columns: Iterable[tuple[str, str, str]] = DICTIONARY) -> bytes:
    """What columns mean, in Japanese with their English names; those of the long form unless told.

    A column is its name, its name in Japanese and what it holds.
    """
    return b"".join(csv_rows(DICTIONARY_HEADER, ((*each, english(each[0])) for each in columns)))


def safe_name(text: str) -> str:
    """Text as the stem of a file name (`令和7年度_…`), 80 characters at most."""
    plain = text.translate(_HALF_WIDTH)
    return re.sub(r'[\\/:*?"<>|\s\x00-\x1f\x7f]+', "", plain).strip(".")[:80] or "表"
