"""Whatever is typed in whatever cells: the file previews what the grid would make of it."""

import random
from decimal import Decimal

from kanagawa.entry.parsing import Entry
from kanagawa.entry.reading import KINDS, REASONS, read_workbook
from kanagawa.entry.saving import check_entries
from kanagawa.entry.workbook import entry_workbook
from kanagawa.reports import registry
from tests.breadth import first_or_every

from .books import filled
from .conftest import open_cells

ROUNDS = 4
TEXTS = (
    "－",
    "",
    "たくさん",
    "（６４０）",
    "15億8,741万円",
    "1,23",
    "５０件",
    "47％",
    "△３",
    "９" * 70,
)
DAYS = ("", "令和７年３月31日現在", "令和７年６月末時点", "R8.3.31", "そのうち")


def drawn(draw: random.Random, cell) -> dict[str, object]:
    """What somebody types in a figure's cells; the same words are sent from the grid."""
    parts: dict[str, object] = {}
    if draw.random() < 0.8:
        number = draw.choice(
            (draw.randint(0, 9), draw.randint(10, 10**7), draw.randint(0, 999) / 10)
        )
        parts["value"] = draw.choice((number, str(number), draw.choice(TEXTS)))
    if draw.random() < 0.3:
        parts["status"] = draw.choice(list(REASONS.values()))
    if draw.random() < 0.3 and cell.kind in ("actual", "forecast"):
        parts["kind"] = draw.choice([KINDS["actual"], KINDS["forecast"]])
    if draw.random() < 0.3 and not cell.day_holder:
        parts["as_of"] = draw.choice(DAYS)
    return parts


def from_grid(cell, parts) -> Entry:
    """The form of the grid with the same typed into it."""
    kinds = {label: code for code, label in KINDS.items()}
    reasons = {label: code for code, label in REASONS.items()}
    value = parts.get("value", cell.value)
    return Entry(
        cell.shown,
        value=str(value) if not isinstance(value, float) else f"{Decimal(str(value)):f}",
        kind=kinds[parts["kind"]] if "kind" in parts else cell.kind,
        status=reasons[parts["status"]] if "status" in parts else cell.status,
        as_of=str(parts.get("as_of", cell.as_of)),
    )


@first_or_every
def test_the_file_says_what_the_grid_says(take, draft, clerk):
    draw = random.Random(20260331)
    for section in take(registry.sections(), type):
        content, cells = entry_workbook(draft, section, clerk), open_cells(draft, section)
        for _ in range(ROUNDS):
            asked = {a: parts for a, cell in cells.items() if (parts := drawn(draw, cell))}
            reading = read_workbook(
                filled(content, {a: blank(parts) for a, parts in asked.items()}), draft, section
            )
            file = check_entries(edition=draft, section=section, entries=reading.entries)
            entries = {a: from_grid(cells[a], parts) for a, parts in asked.items()}
            grid = check_entries(edition=draft, section=section, entries=entries)
            wrong = {problem.ref for problem in reading.problems}
            changes = {a: c for a, c in file.changes.items() if a not in wrong}
            assert changes == grid.changes
            said = {a: set(messages) for a, messages in file.errors.items()}
            for problem in reading.problems:
                said.setdefault(problem.ref, set()).add(problem.message)
            # A cell shows its unit behind a number; the grid quotes what was typed.
            said = {a: {without_unit(m, cells[a].unit) for m in said[a]} for a in said}
            # The file may say more: its cells are read one by one.
            assert said.keys() == grid.errors.keys()
            grid_said = {
                a: {without_unit(m, cells[a].unit) for m in messages}
                for a, messages in grid.errors.items()
            }
            less = {a: (m, said[a]) for a, m in grid_said.items() if not m <= said[a]}
            assert less == {}
            assert len(grid.changes) + len(grid.errors) > len(asked) / 3


def without_unit(message: str, unit: str) -> str:
    return message.replace(f"{unit}」", "」") if unit else message


def blank(parts):
    """An empty text is an empty cell."""
    return {name: None if value == "" else value for name, value in parts.items()}
