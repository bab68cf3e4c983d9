"""What a person's roles allow: the one rule that every screen, action and upload asks.

Django's permissions of a section app are those of its section; the outline's rows belong to the
section whose heading they stand under, so they are asked about with the row at hand.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.contrib.auth.backends import BaseBackend

from kanagawa.editions.models import EditionRow, Node
from kanagawa.editions.rows import row_models
from kanagawa.reports import registry

from .models import Role, RoleName

Held = frozenset[tuple[str, str]]
_ACTIONS = ("add", "change", "delete", "view")


def roles_of(user: Any) -> Held:
    """(section, role) pairs of an active person; read once per request."""
    if not getattr(user, "is_active", False) or user.pk is None:
        return frozenset()
    held: Held | None = getattr(user, "_roles_held", None)
    if held is None:
        held = frozenset(Role.objects.filter(user_id=user.pk).values_list("section", "name"))
        user._roles_held = held
    return held


def has_role(user: Any, name: RoleName | str, section: str = "") -> bool:
    """Whether the person has this role in this section (or in the whole report).

    An administrator by `is_superuser` has every role; the rule that nobody approves his own
    entries is not one of roles and holds for him too.
    """
    if not getattr(user, "is_active", False):
        return False
    if user.is_superuser:
        return True
    held = roles_of(user)
    return ("", str(name)) in held or (bool(section) and (section, str(name)) in held)


def may_edit(user: Any, section: str) -> bool:
    """Whether the person may change rows of this section (empty: what is in no section)."""
    return has_role(user, RoleName.EDITOR, section)


def may_approve(user: Any, section: str) -> bool:
    return has_role(user, RoleName.APPROVER, section)


def may_publish(user: Any) -> bool:
    return has_role(user, RoleName.PUBLISHER)


def may_administer(user: Any) -> bool:
    return has_role(user, RoleName.ADMINISTRATOR)


def may_view(user: Any, section: str) -> bool:
    """Any role in the section, or any role for the whole report, lets a person look at it."""
    if getattr(user, "is_superuser", False) and user.is_active:
        return True
    return any(held in ("", section) for held, _ in roles_of(user))


def sections_to_edit(user: Any) -> list[str]:
    """The sections whose rows the person may change, in the order of the report."""
    return [key for key in registry.sections() if may_edit(user, key)]


def sections_to_view(user: Any) -> list[str]:
    return [key for key in registry.sections() if may_view(user, key)]


class RoleBackend(BaseBackend):
    """Turns roles into Django's permissions, so stock admin screens follow them."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not user_obj.is_active:
            return False
        if isinstance(obj, Node):
            return _allowed_in(user_obj, perm, obj.section)
        return perm in self.get_all_permissions(user_obj)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        known: set[str] | None = getattr(user_obj, "_role_permissions", None)
        if known is None:
            known = set().union(*(_permissions(s, name) for s, name in roles_of(user_obj)), set())
            user_obj._role_permissions = known
        return known

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        prefix = f"{app_label}."
        return any(perm.startswith(prefix) for perm in self.get_all_permissions(user_obj))

    def with_perm(self, perm: str, **kwargs: Any) -> Any:
        raise NotImplementedError("ask roles_of()")


def _allowed_in(user: Any, perm: str, section: str) -> bool:
    action = perm.partition(".")[2].partition("_")[0]
    if action == "view":
        return may_view(user, section)
    return may_edit(user, section)


@cache
def _permissions(section: str, name: str) -> frozenset[str]:
    """Django's permissions of one role in one section ("": in all)."""
    models = [m for m in row_models() if m is Node or section in ("", m._meta.app_label)]
    found = set(_named(models, ("view",))) | {
        "editions.view_edition",
        "editions.preview_edition",
    }
    if name == RoleName.EDITOR:
        found |= set(_named(models, _ACTIONS))
    if name == RoleName.PUBLISHER:
        found |= {"editions.publish_edition"}
    if name == RoleName.ADMINISTRATOR:
        found |= {
            "editions.copy_edition",
            "editions.change_edition",
            "editions.delete_edition",
            *(f"auth.{action}_user" for action in ("add", "change", "view")),
            "workflow.view_role",
        }
    return frozenset(found)


def _named(models: Iterable[type[EditionRow]], actions: Iterable[str]) -> Iterable[str]:
    for model in models:
        for action in actions:
            yield f"{model._meta.app_label}.{action}_{model._meta.model_name}"
