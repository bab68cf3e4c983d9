"""Next year's edition: CPU time for one of 1,500 rows, and whether it grows with the rows alone.

CPU time like the pages' benchmark: what else runs on the machine does not count.
"""

from collections.abc import Iterator
from math import ceil
from time import process_time
from typing import Any

from django.db import transaction

from kanagawa.editions.copying import Copies, write_rows
from kanagawa.editions.models import Edition, State
from kanagawa.editions.rolling import roll_edition
from kanagawa.editions.rows import EditionRows, row_models

ROWS = (1_500, 15_000, 150_000)


class _Back(Exception):
    """Leaves the database as it was."""


def measure() -> Iterator[tuple[str, float, float, str]]:
    (_, first), *larger = [(rows, _spent(rows)) for rows in ROWS]
    yield f"次の年度の版を作成（{ROWS[0]:,}行）", first, 2, "秒"
    for rows, seconds in larger:
        ratio = (seconds / rows) / (first / ROWS[0])
        yield f"同（{rows:,}行）１行あたりの時間／{ROWS[0]:,}行のとき", ratio, 1.5, "倍"


def _spent(rows: int) -> float:
    """Seconds to roll an edition of so many rows; the best of two for the small ones."""
    return min(_roll_once(rows) for _ in range(2 if rows < 100_000 else 1))


def _roll_once(rows: int) -> float:
    spent = 0.0
    try:
        with transaction.atomic():
            source = _edition(rows)
            start = process_time()
            roll_edition(source=source)
            spent = process_time() - start
            raise _Back
    except _Back:
        return spent


def _edition(rows: int) -> Edition:
    """An edition of its own year that holds the content of 令和７年度 as often as `rows` takes."""
    published = Edition.objects.filter(state=State.PUBLISHED).order_by("fiscal_year").first()
    assert published is not None
    source = Edition.objects.create(fiscal_year=2050)  # 2040 is the draft of `exports`
    content = EditionRows(published)
    size = sum(len(content.of(model)) for model in row_models())
    found: dict[Any, list[Any]] = {model: [] for model in row_models()}
    for turn in range(ceil(rows / size)):
        for model, copies in Copies(content, source).rows.items():
            for row in copies:
                row.key += f"-x{turn}" if turn else ""
            found[model] += copies
    write_rows(found, user=None, reason="benchmark")
    # Published without a frozen copy of the print: what is rolled are the rows.
    Edition.objects.filter(pk=source.pk).update(
        state=State.PUBLISHED, published_at=published.published_at, content_hash="benchmark"
    )
    source.refresh_from_db()
    return source
