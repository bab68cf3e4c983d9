"""Saving a grid of 200 cells: the queries of the save itself and of the whole request."""

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

CELLS, QUERIES = 200, 10
# Who it is and whether he may, the edition, what is told on the next page.
AROUND = 10


class _Back(Exception):
    """Leaves the database as it was."""


def measure() -> Iterator[tuple[str, float, float, str]]:
    name = f"入力の表（{CELLS}欄）の保存：問合せ"
    yield name, _in_a_draft(_save), QUERIES, "回"
    yield f"{name}（要求全体）", _in_a_draft(_post), QUERIES + AROUND, "回"


def _in_a_draft(count: Any) -> int:
    """What `count(draft, clerk)` gives for a draft with 200 figures more, which is then undone."""
    from django.contrib.auth import get_user_model

    from kanagawa.editions.copying import copy_edition
    from kanagawa.editions.models import Edition

    found = 0
    try:
        with transaction.atomic():
            source = Edition.objects.get(fiscal_year=2025, revision=1)
            draft = copy_edition(source=source, fiscal_year=source.fiscal_year, reason="計測")
            _add_figures(draft)
            clerk = get_user_model().objects.create_superuser("clerk of 200 cells")
            found = count(draft, clerk)
            raise _Back
    except _Back:
        return found


def _add_figures(draft: Any) -> None:
    from kanagawa.editions.rows import create_rows
    from robots.models import RobotIndicatorFigure

    like = RobotIndicatorFigure.objects.filter(edition=draft, kind="actual").first()
    assert like is not None
    figures = [
        RobotIndicatorFigure(
            edition=draft,
            indicator=like.indicator,
            kind=like.kind,
            value=n,
            key=f"cell-{n}",
            period_start=like.period_start,
            period_end=like.period_end,
        )
        for n in range(CELLS)
    ]
    create_rows(RobotIndicatorFigure, figures)


def _rows(draft: Any) -> Any:
    from robots.models import RobotIndicatorFigure

    return RobotIndicatorFigure.objects.filter(edition=draft, key__startswith="cell-")


def _save(draft: Any, clerk: Any) -> int:
    from kanagawa.entry.parsing import Entered, Entry
    from kanagawa.entry.saving import save_entries

    entries = {
        row.ref: Entry(Entered.of(row).mark(), str((row.value or 0) + 1), as_of="R8.3.31")
        for row in _rows(draft)
    }
    with CaptureQueriesContext(connection) as queries:
        outcome = save_entries(edition=draft, section="robots", entries=entries, user=clerk)
    assert len(outcome.changed) == CELLS
    return len(queries)


def _post(draft: Any, clerk: Any) -> int:
    from django.urls import reverse

    from kanagawa.entry.parsing import Entered

    data = {f"value:{row.ref}": str((row.value or 0) + 1) for row in _rows(draft)}
    data |= {f"shown:{row.ref}": Entered.of(row).mark() for row in _rows(draft)}
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        client = Client()
        client.force_login(clerk)
        with CaptureQueriesContext(connection) as queries:
            response = client.post(reverse("admin:entry", args=[draft.pk, "robots"]), data)
    assert response.status_code == 302
    return len(queries)
