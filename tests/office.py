"""An office: for each section somebody who enters and somebody who approves, one who publishes."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests.people import person

WHOLE = ""


@dataclass
class Office:
    """Editors and approvers by part."""

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
def office(db: None, settings: Any) -> Office:
    # The headings above all sections: handed over by the administrator, approved by the publisher.
    publisher, administrator = person("publisher"), person("administrator")
    return Office(
        {WHOLE: administrator} | {s: person("editor", s) for s in settings.REPORT_SECTIONS},
        {WHOLE: publisher} | {s: person("approver", s) for s in settings.REPORT_SECTIONS},
        publisher,
        administrator,
        person("viewer"),
        person(name="stranger"),
        get_user_model().objects.create_superuser("superuser"),
    )
