"""What a person's roles allow: the one rule that every screen, action and upload asks.

Only an editor changes rows, in his section or, with an empty section, everywhere. The rows of a
section app belong to that section; those of the outline to the section whose heading they stand
under, so they are asked about with the row at hand (`may_edit_row`, `may_view_row`),
and so are rows that say their section themselves (`SectionRow`).
Django's own permissions and groups open nothing; `is_superuser` holds every role.
"""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.models import Permission, User
from django.db.models import Q, QuerySet

from kanagawa.editions.models import EditionRow, Node, NodeKind, SectionRow
from kanagawa.editions.outline import nodes_of
from kanagawa.editions.rows import models_of, row_models
from kanagawa.people import Person
from kanagawa.reports import registry

from .models import Role, RoleName
from .vouching import OF_WEIGHT, waits_for_voucher

Held = frozenset[tuple[str, str]]  # (section, role) pairs of one person
_ACTIONS = ("add", "change", "delete", "view")


def roles_of(user: Person) -> Held:
    """(section, role) pairs of an active person as far as he may use them; read once per request.

    They are kept on the user object, which lives as long as its request: whoever grants a role
    and asks again in the same request must read the person anew.
    """
    if not isinstance(user, User) or not user.is_active or user.pk is None:
        return frozenset()
    held: Held | None = getattr(user, "_roles_held", None)
    if held is None:
        held = frozenset(Role.objects.filter(user_id=user.pk).values_list("section", "name"))
        if any(name in OF_WEIGHT for _, name in held) and waits_for_voucher(user):
            held = frozenset(map(_until_vouched_for, held))
        user._roles_held = held  # type: ignore[attr-defined]  # ours, on Django's object
    return held


def _until_vouched_for(role: tuple[str, str]) -> tuple[str, str]:
    """Who must not decide yet may look at what he will decide on."""
    section, name = role
    return (section, RoleName.VIEWER.value if name in OF_WEIGHT else name)


def has_role(user: Person, name: RoleName | str, section: str = "") -> bool:
    """Whether the person has this role in this section (or in the whole report).

    An administrator by `is_superuser` has every role; the rule that nobody approves his own
    entries is not one of roles and holds for him too. Nobody decides with an account that waits
    for somebody to vouch for it (`vouching`).
    """
    if not getattr(user, "is_active", False):
        return False
    if user.is_superuser:
        return name not in OF_WEIGHT or not waits_for_voucher(user)
    held = roles_of(user)
    return ("", str(name)) in held or (bool(section) and (section, str(name)) in held)


def may_edit(user: Person, section: str) -> bool:
    """Whether the person may change rows of this section (empty: what is in no section)."""
    return has_role(user, RoleName.EDITOR, section)


def may_approve(user: Person, section: str) -> bool:
    return has_role(user, RoleName.APPROVER, section)


def may_publish(user: Person) -> bool:
    return has_role(user, RoleName.PUBLISHER)


def may_administer(user: Person) -> bool:
    return has_role(user, RoleName.ADMINISTRATOR)


def must_wait(user: Person) -> bool:
    """Whether somebody has to vouch for the person before he may decide."""
    if user.is_superuser:
        return waits_for_voucher(user)
    roles_of(user)
    return getattr(user, "_waits_for_voucher", False)


def may_vouch(user: Person) -> bool:
    """Who decides on anything, and waits for nobody himself, may vouch for others."""
    if may_administer(user):
        return True
    return any(name in OF_WEIGHT for _, name in roles_of(user))


def may_view(user: Person, section: str) -> bool:
    """Any role in the section, or any role for the whole report, lets a person look at it."""
    if getattr(user, "is_superuser", False) and user.is_active:
        return True
    return any(held in ("", section) for held, _ in roles_of(user))


def may_edit_row(user: Person, row: EditionRow) -> bool:
    """Whether the person may change, move or delete this row as it is now.

    A section's own heading belongs to the whole report: with it a section is moved or dropped.
    A row that is being changed must be his before and after.
    """
    if isinstance(row, Node) and row.heads_section:
        return may_edit(user, "")
    return may_edit(user, row.section)


def may_view_row(user: Person, row: EditionRow) -> bool:
    """What stands above all sections (title, date) may be seen by everybody who has a role."""
    return may_view(user, row.section) or (row.section == "" and bool(roles_of(user)))


def nodes_to_edit(user: Person) -> QuerySet[Node]:
    """The rows of the outline, of all editions, for which `may_edit_row` says yes."""
    if may_edit(user, ""):
        return Node.objects.all()
    headings = Q(kind=NodeKind.HEADING, key__in=list(registry.sections()))
    return nodes_of(sections_to_edit(user)).exclude(headings)


def nodes_to_view(user: Person) -> QuerySet[Node]:
    """The rows of the outline, of all editions, for which `may_view_row` says yes."""
    if may_view(user, ""):
        return Node.objects.all()
    return nodes_of(["", *sections_to_view(user)] if roles_of(user) else [])


def may_delete_all(user: Person, model: type[EditionRow], rows: Collection[EditionRow]) -> bool:
    """Whether the person may delete each of these rows of one model; one query for them all."""
    if model is Node:
        return nodes_to_edit(user).filter(pk__in=[row.pk for row in rows]).count() == len(rows)
    if issubclass(model, SectionRow):
        return all(may_edit_row(user, row) for row in rows)
    return bool(user.has_perm(f"{model._meta.app_label}.delete_{model._meta.model_name}"))


def sections_to_edit(user: Person) -> list[str]:
    """The sections whose rows the person may change, in the order of the report."""
    return [key for key in registry.sections() if may_edit(user, key)]


def sections_to_view(user: Person) -> list[str]:
    return [key for key in registry.sections() if may_view(user, key)]


class PasswordBackend(ModelBackend):
    """Signs people in and ends the sessions of those who are not active any more, nothing else."""

    def _get_user_permissions(self, user_obj: object) -> QuerySet[Permission]:
        return Permission.objects.none()

    def _get_group_permissions(self, user_obj: object) -> QuerySet[Permission]:
        return Permission.objects.none()


class RoleBackend(BaseBackend):
    """Turns roles into Django's permissions, so stock admin screens follow them."""

    def has_perm(self, user_obj: Any, perm: str, obj: object = None) -> bool:
        if perm not in self.get_all_permissions(user_obj):
            return False
        if not isinstance(obj, EditionRow):
            return True
        is_view = perm.partition(".")[2].startswith("view_")
        return may_view_row(user_obj, obj) if is_view else may_edit_row(user_obj, obj)

    def get_all_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        permissions: set[str] | None = getattr(user_obj, "_role_permissions", None)
        if permissions is None:
            permissions = set().union(*(_permissions(s, name) for s, name in roles_of(user_obj)))
            user_obj._role_permissions = permissions
        return permissions

    def has_module_perms(self, user_obj: object, app_label: str) -> bool:
        prefix = f"{app_label}."
        return any(perm.startswith(prefix) for perm in self.get_all_permissions(user_obj))

    def with_perm(self, perm: str, **kwargs: Any) -> Any:
        raise NotImplementedError("ask roles_of()")


@cache
def _permissions(section: str, name: str) -> frozenset[str]:
    """Django's permissions of one role in one section ("": in all)."""
    models = [m for m in row_models() if m is Node or section == "" or m in models_of(section)]
    permissions = set(_named(models, ("view",))) | {
        "editions.view_edition",
        "editions.preview_edition",
        "editions.view_synonym",
        "editions.view_term",
        "workflow.view_respondent",
    }
    if name in (RoleName.EDITOR, RoleName.ADMINISTRATOR):
        names = ("editions.{}_synonym", "editions.{}_term", "workflow.{}_respondent")
        permissions |= {model.format(action) for action in _ACTIONS for model in names}
    if name == RoleName.EDITOR:
        permissions |= set(_named(models, _ACTIONS))
    if name == RoleName.PUBLISHER:
        permissions |= {"editions.publish_edition"}
    if name == RoleName.ADMINISTRATOR:
        permissions |= {
            "editions.copy_edition",
            "editions.change_edition",
            "editions.delete_edition",
            "auth.view_user",
            "auth.change_user",
        }
    return frozenset(permissions)


def _named(models: Iterable[type[EditionRow]], actions: Iterable[str]) -> Iterable[str]:
    for model in models:
        for action in actions:
            yield f"{model._meta.app_label}.{action}_{model._meta.model_name}"
