"""Eight processes that save figures of one draft at the same time.

How many they come to a second is held against eight processes in which Django alone reads and
writes the same rows with the same settings: the difference is the price of the product's own work.
"""

import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from time import perf_counter

from django.db import OperationalError, transaction
from django.utils import timezone

from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition
from robots.models import RobotIndicatorFigure

from .process import command

WRITERS, SAVES, TURNS = 8, 40, 1
FISCAL_YEAR = 2060  # of a draft that only this benchmark has
AT_LEAST = 0.9


def measure() -> Iterator[tuple[str, float, float, str]]:
    source = Edition.objects.get(fiscal_year=2025, revision=1)
    copy_edition(source=source, fiscal_year=FISCAL_YEAR)
    ratios, locked = [], 0
    for _ in range(TURNS):
        saved, errors = _together("save")
        plain, more = _together("plainly")
        locked += errors + more
        ratios.append(saved / plain)
    name = f"{WRITERS}人が同時に{SAVES}回ずつ保存"
    yield f"{name}：ロックのエラー", locked, 0, "件"
    yield (
        f"{name}：同じ行をDjangoだけで書く速さ／保存の速さ",
        1 / median(ratios),
        1 / AT_LEAST,
        "倍",
    )


def _together(act: str) -> tuple[float, int]:
    """Commits a second of all writers, and how many found the database locked."""
    running = [
        subprocess.Popen(
            command("writing", f"write({act!r}, {number})"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(WRITERS)
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    start = perf_counter()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    errors = sum(int(process.communicate()[0]) for process in running)
    return WRITERS * SAVES / (perf_counter() - start), errors


def write(act: str, number: int) -> int:
    """Says that it is ready, waits for a line, writes; the number of "database is locked"."""
    figures = list(
        RobotIndicatorFigure.objects.filter(edition__fiscal_year=FISCAL_YEAR, status="value")
        .select_related("edition", "indicator")
        .order_by("id")
    )
    step = _save if act == "save" else _plainly
    print("ready", flush=True)
    sys.stdin.readline()
    errors = 0
    for turn in range(SAVES):
        try:
            with transaction.atomic():
                step(figures[(number + turn) % len(figures)])
        except OperationalError:
            errors += 1
    return errors


def _save(figure: RobotIndicatorFigure) -> None:
    figure.refresh_from_db(fields=["value"])
    figure.value = (figure.value or 0) + 1
    figure.save()


def _plainly(figure: RobotIndicatorFigure) -> None:
    """The row and its history row, past everything that the product does when it saves."""
    figure.refresh_from_db(fields=["value"])
    figure.value = (figure.value or 0) + 1
    figure.save_base(raw=True)
    history = RobotIndicatorFigure.history.model
    kept = {field.attname for field in history._meta.fields}
    columns = {name: value for name, value in vars(figure).items() if name in kept}
    history(
        **columns, history_date=timezone.now(), history_type="~", history_change_reason=""
    ).save_base(raw=True, force_insert=True)
