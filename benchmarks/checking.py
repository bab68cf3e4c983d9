"""All checks of an edition, and those that the save of one figure runs."""

from collections.abc import Callable, Iterator
from time import perf_counter

TIMES = 5
SECONDS = 2.0  # the promise for all checks of an edition
SAVING = 0.5


def measure() -> Iterator[tuple[str, float, float, str]]:
    from kanagawa.checks.run import findings, findings_touching
    from kanagawa.editions.models import Edition
    from kanagawa.editions.rows import row_models
    from robots.models import RobotIndicatorFigure

    edition = Edition.objects.filter(state="published").order_by("pk")[0]
    rows = sum(model._default_manager.filter(edition=edition).count() for model in row_models())
    name = f"すべての検査（{rows}行の年度版）"
    yield name, best(lambda: findings(edition)), SECONDS, "秒"
    saved = best(lambda: findings_touching(edition, [RobotIndicatorFigure]))
    yield "数値１個の保存で行う検査", saved, SAVING, "秒"


def best(run: Callable[[], object]) -> float:
    """Seconds of the quickest of several runs, each with queries of its own."""
    times = []
    for _ in range(TIMES):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return min(times)
