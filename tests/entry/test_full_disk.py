"""A disk that is full: nothing half-done, it is told, and it goes on once there is room.

SQLite refuses in the same words and at the same places when a database may not grow any more.
"""

import pytest
from django.db import connection
from django.urls import reverse

from tests.people import person, signed_in

from .conftest import open_cells
from .test_screen import grid

pytestmark = [
    pytest.mark.sample,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL tells by its server"),
]


def pages(most: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count = {most}")
        return cursor.fetchone()[0]


@pytest.fixture
def full_disk(db):
    usual = pages(0)
    yield lambda: pages(1)  # SQLite takes no less than there are already
    pages(usual)


def stored(draft) -> dict[str, str]:
    return {ref: cell.shown for ref, cell in open_cells(draft, "robots").items()}


def test_a_save_on_a_full_disk_is_told_and_writes_nothing(draft, full_disk):
    web = signed_in(person("editor"), raise_request_exception=False)
    url = reverse("admin:entry", args=[draft.pk, "robots"])
    form = grid(web, draft)
    before = stored(draft)
    full_disk()
    answer = web.post(url, form | {name: "777" for name in form if name.startswith("value:")})
    assert answer.status_code == 503
    assert "保存していません" in answer.text
    assert stored(draft) == before
