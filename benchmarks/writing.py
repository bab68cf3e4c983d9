"""Eight processes that save figures of one draft at the same time."""

import subprocess
from collections.abc import Iterator

from .process import command

WRITERS, SAVES = 8, 60


def measure() -> Iterator[tuple[str, float, float, str]]:
    running = [
        subprocess.Popen(command("writing", f"save_often({n})"), stdout=subprocess.PIPE, text=True)
        for n in range(WRITERS)
    ]
    locked = sum(int(process.communicate()[0]) for process in running)
    yield f"{WRITERS}人が同時に{SAVES}回ずつ保存：ロックのエラー", locked, 0, "件"


def save_often(number: int) -> int:
    """Read, change and save figures; the number of "database is locked" errors."""
    from django.db import OperationalError, transaction

    from robots.models import RobotIndicatorFigure

    errors = 0
    figures = list(
        RobotIndicatorFigure.objects.filter(edition__state="draft", status="value")
        .select_related("edition", "indicator")
        .order_by("id")
    )
    for turn in range(SAVES):
        figure = figures[(number + turn) % len(figures)]
        try:
            with transaction.atomic():
                figure.refresh_from_db(fields=["value"])
                figure.value = (figure.value or 0) + 1
                figure.save()
        except OperationalError:
            errors += 1
    return errors
