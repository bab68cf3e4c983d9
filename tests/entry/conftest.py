"""A draft, and people who may and who may not change a section of it."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from kanagawa.editions.rows import EditionRows
from kanagawa.entry.cells import by_address, entry_tables
from kanagawa.workflow.models import Role, RoleName


def person(name: str, role: RoleName = RoleName.EDITOR, section: str = "") -> Any:
    """A member of staff with one role."""
    user = get_user_model().objects.create_user(name, is_staff=True, first_name=name)
    Role.objects.create(user=user, section=section, name=role)
    return user


def open_cells(edition: Any, section: str) -> Any:
    """The section's open cells by address, as they are stored now."""
    return by_address(entry_tables(edition, section, EditionRows(edition)))


@pytest.fixture
def clerk(db: None) -> Any:
    return person("clerk")


@pytest.fixture
def colleague(db: None) -> Any:
    return person("colleague")
