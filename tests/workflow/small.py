"""An edition with headings and one robot alone: every step of it takes a tenth of a real one's."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from kanagawa.editions.models import Edition, Node
from robots.models import Robot, RobotIndicator, RobotIndicatorFigure


def small_edition(office: Any, fiscal_year: int = 2030) -> Edition:
    """A chapter, the headings of all sections under it, and a robot."""
    edition = Edition.objects.create(fiscal_year=fiscal_year)
    chapter = _heading(edition, "chapter", 1)
    for position, section in enumerate(filter(None, office.editors), start=2):
        _heading(edition, section, position, chapter)
    Robot.objects.create(
        edition=edition, key="robot-01", name="案内ロボット", commercialised_on=date(2029, 4, 1)
    )
    return edition


def add_figures(edition: Edition, severities: Iterable[str]) -> None:
    """A figure for each finding; an error is one that is compiled and says neither why nor when."""
    indicator = RobotIndicator.objects.create(
        edition=edition, key="tests", name="実証", unit="件", role="counts-robots"
    )
    for year, severity in enumerate(severities, start=2028):
        RobotIndicatorFigure.objects.create(
            edition=edition,
            key=f"tests-actual-{year}",
            indicator=indicator,
            kind="actual",
            status="compiling" if severity == "error" else "to_enter",
            period_start=date(year, 4, 1),
            period_end=date(year + 1, 3, 31),
        )


def _heading(edition: Edition, key: str, position: int, parent: Node | None = None) -> Node:
    return Node.objects.create(
        edition=edition, kind="heading", key=key, text=key, position=position, parent=parent
    )
