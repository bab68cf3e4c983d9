"""On random edits of a draft the rows are exactly what differs between the two printed forms."""

from collections import Counter
from copy import copy, deepcopy
from random import Random

import pytest

from kanagawa.editions.content import Content
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.rows import EditionRows, row_models
from kanagawa.reports import registry
from kanagawa.reports.comparing import Difference, compare, compare_table
from robots.models import Robot
from tests.breadth import first_daily

from . import brute, edits

over_seeds = pytest.mark.parametrize("seeds", first_daily(range(3), range(16)))
MIRRORED = {"added": "removed", "removed": "added", "changed": "changed"}


@pytest.fixture
def rows(published):
    """The rows of a draft with the content of 令和７年度, each model read once."""
    correction = EditionRows(copy_edition(source=published, fiscal_year=2025, reason="誤記"))
    for model in row_models():
        correction.of(model)
    return correction


def edited(rows, seed: int, kinds) -> Content:
    random, changed = Random(seed), deepcopy(rows)
    for _ in range(random.randint(1, 12)):
        random.choice(kinds)(changed, random)
    return Content(rows.edition, changed)


def both(old: Content, new: Content) -> list[Difference]:
    return compare(old.tables, old.blocks, new.tables, new.blocks)


def test_equal_content_has_no_difference(published, rows):
    assert both(Content(published), Content(rows.edition, rows)) == []


@over_seeds
def test_edits_in_place_are_exactly_the_places_that_differ(seeds, rows):
    old = Content(rows.edition, rows)
    for seed in seeds:
        new = edited(rows, seed, edits.IN_PLACE)
        differences = both(old, new)
        for key, grid in old.tables.items():
            printed = [d for d in differences if d.table == key and d.printed]
            at = [d.old_at for d in printed if d.old_at]
            assert brute.same_shape(grid, new.tables[key]), "an edit in place moved a cell"
            expected = brute.changed_cells(grid, new.tables[key])
            assert sorted(at) == sorted((place,) for place in expected), (seed, key)
            around = {d.kind for d in printed if not d.old_at and not d.new_at}
            assert around == brute.changed_around(grid, new.tables[key]), (seed, key)
        in_text = [d for d in differences if not d.table]
        pairs = zip(old.blocks, new.blocks, strict=True)
        differing = [n for n, (a, b) in enumerate(pairs) if brute.printed(a) != brute.printed(b)]
        assert [d.old_at for d in in_text] == [((n,),) for n in differing], seed


@over_seeds
def test_any_edits_turn_the_old_print_into_the_new_one(seeds, rows):
    """Rows added, deleted, moved: complete, the same in both directions, the same when stored."""
    old = Content(rows.edition, rows)
    for seed in seeds:
        new = edited(rows, seed, edits.ALL)
        there, back = both(old, new), both(new, old)
        for key in {*old.tables, *new.tables}:
            in_table = [d for d in there if d.table == key and d.kind != "table"]
            wrong = brute.wrong_in_table(old.tables.get(key), new.tables.get(key), in_table)
            assert wrong == [], (seed, key)
        in_text = [d for d in there if not d.table]
        assert brute.wrong_in_text(old.blocks, new.blocks, in_text) == [], seed
        mirrored = Counter((d.table, MIRRORED[d.act]) for d in there)
        assert mirrored == Counter((d.table, d.act) for d in back), seed
        for d in there:
            assert Difference.from_json(d.to_json()).to_json() == d.to_json(), seed


@pytest.mark.parametrize("seeds", first_daily(range(15), range(100)))
def test_robots_are_compared_by_what_they_are(seeds, rows):
    """Added, deleted and renamed robots: one row each in the list, found by their refs."""
    kinds = (edits.add_robot, edits.delete_robot, edits.rename_robot)
    robots = registry.tables()["robots.robots"]
    for seed in seeds:
        random, changed = Random(seed), EditionRows(rows.edition)
        changed._rows = rows._rows | {Robot: [copy(robot) for robot in rows.of(Robot)]}
        for _ in range(random.randint(1, 12)):
            random.choice(kinds)(changed, random)
        old, new = robots.build(rows), robots.build(changed)
        before, after = _by_link(old), _by_link(new)
        expected = Counter(
            added=len(after.keys() - before.keys()),
            removed=len(before.keys() - after.keys()),
            changed=sum(before[link] != after[link] for link in before.keys() & after.keys()),
        )
        differences = [d for d in compare_table(old, new) if d.kind != "number"]
        assert Counter(d.act for d in differences) == +expected, seed


def _by_link(grid) -> dict[str, str]:
    return {row[1].link: row[1].text for row in grid.body}
