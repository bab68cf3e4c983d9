"""The preview of an upload of 500 typed cells against reading the same file with openpyxl alone."""

import gc
import io
from collections.abc import Iterator
from statistics import median
from time import process_time

from django.contrib.auth import get_user_model
from django.db import transaction
from openpyxl import load_workbook

from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import create_rows
from kanagawa.entry.preview import preview
from kanagawa.entry.records import SHEET, read_record
from kanagawa.entry.uploads import store
from kanagawa.entry.workbook import entry_workbook
from robots.models import Measure, MeasureFigure

CELLS, ROUNDS, SECTION = 500, 7, "robots"


def measure() -> Iterator[tuple[str, float, float, str]]:
    with transaction.atomic():  # the draft goes as it came
        user = get_user_model().objects.create_superuser("benchmark-uploads", password=None)
        source = Edition.objects.get(fiscal_year=2025, revision=1)
        draft = copy_edition(source=source, fiscal_year=source.fiscal_year, reason="計測")
        add_figures(draft)
        content = typed(entry_workbook(draft, SECTION, user))
        ratios = [ratio(draft, user, content) for _ in range(ROUNDS)]
        transaction.set_rollback(True)
    name = f"{CELLS}セルを入力したExcelの取込みの確認／openpyxlで読むだけ"
    yield name, median(ratios), 1.5, "倍"


def add_figures(draft: Edition) -> None:
    """So many figures of measures that the section has `CELLS` open cells."""
    measure = Measure.objects.filter(edition=draft).first()
    like = MeasureFigure.objects.filter(edition=draft).first()
    assert measure is not None and like is not None
    missing = CELLS - 75
    rows = [
        MeasureFigure(
            edition=draft,
            key=f"benchmark-{n}",
            position=1000 + n,
            measure=measure,
            name=f"参加した企業（{n}）",
            unit="件",
            value=n,
            period_start=like.period_start,
            period_end=like.period_end,
        )
        for n in range(missing)
    ]
    create_rows(MeasureFigure, rows)


def typed(content: bytes) -> bytes:
    """The file after somebody typed another number into every cell."""
    book = load_workbook(io.BytesIO(content))
    places = read_record(book[SHEET].iter_rows(values_only=True)).places
    assert len(places) >= CELLS, len(places)
    for number, place in enumerate(places):
        book[place.sheet][place.value].value = 10_000 + number
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ratio(draft: Edition, user: object, content: bytes) -> float:
    gc.collect()
    start = process_time()
    load_workbook(io.BytesIO(content))
    middle = process_time()
    gc.collect()  # what openpyxl leaves behind is not the preview's
    again = process_time()
    kept = store(edition=draft, section=SECTION, user=user, name="入力用.xlsx", content=content)
    found = preview(kept, checked=True)
    end = process_time()
    assert len(found.changes) >= CELLS, found.problems[:3]
    return (end - again) / (middle - start)
