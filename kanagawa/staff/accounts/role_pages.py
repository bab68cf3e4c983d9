"""What the screens of roles show: the matrix of people and roles, and what was changed when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType

from kanagawa.history.changes import person_name
from kanagawa.reports import registry
from kanagawa.workflow.models import Role, RoleName
from kanagawa.workflow.people import OF_A_SECTION, OF_THE_WHOLE, held_roles, section_title

from .personnel import person_label

_ACTS = {"+": "与えた", "-": "外した", "~": "変えた"}


@dataclass(frozen=True)
class RoleBox:
    """A role that a person has or has not; `value` names it in the form."""

    value: str
    label: str
    held: bool
    begins_section: bool


@dataclass(frozen=True)
class PersonRoles:
    user: User
    boxes: list[RoleBox]


@dataclass(frozen=True)
class RoleChange:
    when: datetime
    by: str
    person: str
    what: str


def columns() -> list[tuple[str, list[RoleName]]]:
    """The sections with their roles, the whole report first."""
    sections = [(section_title(key), list(OF_A_SECTION)) for key in registry.sections()]
    return [(section_title(""), list(OF_THE_WHOLE)), *sections]


def accounts() -> tuple[list[User], list[User]]:
    """The staff in use, and those whose use was ended."""
    everybody = list(User.objects.filter(is_staff=True).order_by("username"))
    return [u for u in everybody if u.is_active], [u for u in everybody if not u.is_active]


def matrix(people: list[User]) -> list[PersonRoles]:
    """For each person a box per role, in the order of `columns`; one query."""
    held = held_roles()
    names = [("", name) for name in OF_THE_WHOLE]
    names += [(key, name) for key in registry.sections() for name in OF_A_SECTION]
    first = {("", OF_THE_WHOLE[0]), *((key, OF_A_SECTION[0]) for key in registry.sections())}
    return [
        PersonRoles(
            user,
            [
                RoleBox(
                    f"{user.pk}:{section}:{name}",
                    f"{person_name(user)}　{section_title(section)}　{name.label}",
                    (section, name.value) in held.get(user.pk, frozenset()),
                    (section, name) in first,
                )
                for section, name in names
            ],
        )
        for user in people
    ]


def events() -> list[RoleChange]:
    """Every role that was given or taken and everything done to an account, newest first."""
    history = [*_of_roles(), *_of_accounts()]
    return sorted(history, key=lambda event: event.when, reverse=True)


def _of_roles() -> list[RoleChange]:
    records: Any = Role.history.select_related("user", "history_user")
    return [
        RoleChange(
            record.history_date,
            person_name(record.history_user),
            person_label(record.user),
            f"{_title(record.section)}　{record.get_name_display()}の役割を"
            f"{_ACTS[record.history_type]}",
        )
        for record in records
    ]


def _of_accounts() -> list[RoleChange]:
    kind = ContentType.objects.get_for_model(User)
    entries = LogEntry.objects.filter(content_type=kind).select_related("user")
    return [
        RoleChange(
            entry.action_time,
            person_name(entry.user),
            entry.object_repr,
            entry.get_change_message(),
        )
        for entry in entries
    ]


def _title(section: str) -> str:
    is_section = section == "" or section in registry.sections()
    return section_title(section) if is_section else section
