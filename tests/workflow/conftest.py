"""An office: for each section somebody who enters and somebody who approves, one who publishes."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from kanagawa.workflow.models import Role, RoleName


def person(name: str, *roles: tuple[str, str], superuser: bool = False) -> Any:
    """A staff member with (section, role) pairs; the roles are read anew for each object."""
    user = get_user_model().objects.create_user(name, is_staff=True, is_superuser=superuser)
    Role.objects.bulk_create(Role(user=user, section=s, name=n) for s, n in roles)
    return user


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@dataclass
class Office:
    """Editors and approvers by section; the one for the whole report is under ""."""

    editors: dict[str, Any] = field(default_factory=dict)
    approvers: dict[str, Any] = field(default_factory=dict)
    publisher: Any = None
    administrator: Any = None
    viewer: Any = None
    stranger: Any = None
    superuser: Any = None

    def everybody(self) -> list[Any]:
        named = [self.publisher, self.administrator, self.viewer, self.stranger, self.superuser]
        return [*self.editors.values(), *self.approvers.values(), *named]


@pytest.fixture
def office(db: None) -> Office:
    from kanagawa.workflow.parts import parts

    made = Office()
    for section in parts():
        name = section or "whole"
        if section:
            made.editors[section] = person(f"{name}-editor", (section, RoleName.EDITOR))
            made.approvers[section] = person(f"{name}-approver", (section, RoleName.APPROVER))
    made.publisher = person("publisher", ("", RoleName.PUBLISHER))
    made.administrator = person("administrator", ("", RoleName.ADMINISTRATOR))
    made.viewer = person("viewer", ("", RoleName.VIEWER))
    made.stranger = person("stranger")
    made.superuser = person("superuser", superuser=True)
    # The headings above all sections: handed over by the administrator, approved by the publisher.
    made.editors[""], made.approvers[""] = made.administrator, made.publisher
    return made
