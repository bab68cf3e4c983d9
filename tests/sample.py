"""The sample: a small edition 令和７年度 for rules that do not speak of the whole report.

It has every section, and of every kind of row the first few with all that they refer to, so it
follows the fixtures by itself. What it prints is built in half the time.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

from django.db import transaction

from kanagawa.editions.content import LiveContent
from kanagawa.editions.copying import Copies, write_rows
from kanagawa.editions.files import dump_edition
from kanagawa.editions.models import Edition, EditionRow, Node
from kanagawa.editions.rows import EditionRows, references, row_models
from kanagawa.own_tables.models import OwnColumn, OwnFigure, OwnRow, OwnTable

_FEW = 2
# Where a check counts the rows, or a table has a column for each.
_WHOLE = {
    "robots.robot",
    "robots.robotindicatorfigure",
    "investment.kpifigure",
    "investment.orderactivity",
    "investment.subsidypayment",
    "investment.regioncount",
    "investment.supportcount",
    "international.homeregion",
    "international.foreigncount",
    "international.overseascount",
    "zones.zoneevent",
}
# Long parts of the outline.
_LEFT_OUT = {
    "editions.node/investment-effects",
    "editions.node/investment-schemes",
}
_MENTIONED = re.compile(r"\{([^}|]+)")


def write_sample(whole: Edition, folder: Path) -> None:
    """Write the sample of a whole edition into a folder as `load_edition` reads it."""
    with transaction.atomic():
        rows = EditionRows(whole)
        kept = _kept(rows)
        _leave(rows, kept)
        # What the outline has no more to print for, and what stands under it.
        kept -= _broken_places(rows)
        rows = EditionRows(whole)
        _leave(rows, kept)
        sample = Edition.objects.create(fiscal_year=whole.fiscal_year + 1)
        write_rows(Copies(rows, sample).rows, user=None, reason="")
        _add_own_table(sample)
        dump_edition(sample, folder)
        transaction.set_rollback(True)


def _add_own_table(sample: Edition) -> None:
    """A table as staff define one, which the report itself has none of: two years, two rows."""
    heading = Node.objects.get(edition=sample, key="robots")
    node = Node(edition=sample, parent=heading, kind="table", target="robots.own.owntable-001")
    node.text = "見学の受入れ"
    node.position = 1 + max(each.position for each in Node.objects.filter(edition=sample))
    node.save()
    table = OwnTable(edition=sample, part="robots", node=node, title=node.text, unit="件")
    table.has_total_row, table.note = True, "見学には\nオンラインを含みます。"
    table.save()
    columns = [OwnColumn(edition=sample, table=table, fiscal_year=year) for year in (2024, 2025)]
    rows = [OwnRow(edition=sample, table=table, label=label) for label in ("学校", "企業")]
    for position, line in enumerate([*columns, *rows], start=1):
        line.position = position
        line.save()
    for number, (row, column) in enumerate(product(rows, columns), start=11):
        figure = OwnFigure.empty(row, column, sample)
        figure.value, figure.status, figure.position = Decimal(number), "value", number
        figure.save()


def _leave(rows: EditionRows, kept: set[EditionRow]) -> None:
    rows.leave_out([row for model in row_models() for row in rows.of(model) if row not in kept])


def _kept(rows: EditionRows) -> set[EditionRow]:
    by_ref = {row.ref: row for model in row_models() for row in rows.of(model)}
    kept: set[EditionRow] = set()
    for model in row_models():
        if model is not Node:
            for row in _first(model, rows, kept):
                _keep(row, kept, by_ref)
    for node in _outline(rows):
        _keep(node, kept, by_ref)
    return kept


def _keep(row: EditionRow, kept: set[EditionRow], by_ref: dict[str, EditionRow]) -> None:
    """Keep a row and all that it refers to, by its fields or in its text."""
    if row in kept:
        return
    kept.add(row)
    parents = [getattr(row, field.name) for field in references(type(row))]
    mentioned = [by_ref[ref] for ref in _mentioned(row) if ref in by_ref]
    for other in (*parents, *mentioned):
        if other is not None:
            _keep(other, kept, by_ref)


def _outline(rows: EditionRows) -> Iterator[Node]:
    above: set[int | None] = {None}
    for node in rows.of(Node):  # parents first
        if node.parent_id in above and node.ref not in _LEFT_OUT:
            above.add(node.pk)
            yield node


def _broken_places(rows: EditionRows) -> set[EditionRow]:
    broken = set(LiveContent(rows).broken)
    gone: set[EditionRow] = set()
    for node in rows.of(Node):  # parents first
        mentions = any(text in node.text for text in broken if text.startswith("{"))
        if node.target in broken or mentions or node.parent in gone:
            gone.add(node)
    return gone


def _first(model: Any, rows: EditionRows, kept: set[EditionRow]) -> list[EditionRow]:
    """The first rows of a kind, of those whose parents are kept when there are such."""
    names = [field.name for field in references(model)]
    of_kept = [r for r in rows.of(model) if {getattr(r, n) for n in names} <= kept | {None}]
    if model._meta.label_lower in _WHOLE:
        return of_kept
    few = of_kept or list(rows.of(model))
    return [row for row in few if row.ref not in _LEFT_OUT][:_FEW]


def _mentioned(row: EditionRow) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, str):
            yield from _MENTIONED.findall(value)
