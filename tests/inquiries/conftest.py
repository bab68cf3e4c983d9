"""A freshly rolled draft in whose section of robots two respondents are asked."""

from datetime import date
from typing import Any

import pytest

from kanagawa.editions.rolling import roll_edition
from kanagawa.inquiries.inquiring import open_inquiry
from kanagawa.workflow.models import Assignment, Respondent
from tests.made_once import made_once
from tests.people import person

SECTION = "robots"
COUNTS, TESTS = "robots.indicator.commercialised", "robots.indicator.field-tests"
REGISTER, TEXT = "robots.robots", "robots"
DUE = date(2026, 6, 30)


@pytest.fixture
def rolled(published: Any, time_machine: Any) -> Any:
    """The draft 令和８年度 on the morning of June 1."""
    time_machine.move_to("2026-06-01 09:00+09:00")
    return made_once("rolled on June 1", lambda: roll_edition(source=published))


@pytest.fixture
def clerk(db: None) -> Any:
    return person("editor", SECTION)


@pytest.fixture
def division(db: None) -> Respondent:
    return Respondent.objects.create(name="産業振興課", kind="division", email="Shinko@example.jp")


@pytest.fixture
def town(db: None) -> Respondent:
    return Respondent.objects.create(
        name="藤沢市の担当課", kind="municipality", email="f@example.jp"
    )


def ask(edition: Any, respondent: Respondent | None, *tables: str, due: date | None = DUE) -> None:
    for table in tables:
        Assignment.objects.update_or_create(
            edition=edition, table=table, defaults={"respondent": respondent, "due_on": due}
        )


@pytest.fixture
def inquiry(rolled: Any, clerk: Any, division: Respondent, town: Respondent) -> Any:
    """Open since June 1, all due on June 30."""
    ask(rolled, division, COUNTS, REGISTER)
    ask(rolled, town, TESTS)
    return open_inquiry(edition=rolled, section=SECTION, user=clerk)
