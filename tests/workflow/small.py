"""An edition with headings and one robot alone: every step of it takes a tenth of a real one's."""

from datetime import date
from typing import Any

from kanagawa.editions.models import Edition, Node
from robots.models import Robot


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


def _heading(edition: Edition, key: str, position: int, parent: Node | None = None) -> Node:
    return Node.objects.create(
        edition=edition, kind="heading", key=key, text=key, position=position, parent=parent
    )
