"""A personnel change as a plan that can be looked at before it is carried out.

Every screen makes one: the matrix of roles, the hand-over of one person's work or of many, the
end of an account.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from kanagawa.editions.models import State
from kanagawa.history.changes import person_name

from .models import Assignment
from .people import held_roles
from .roles import Held

Grant = tuple[int, str, str]  # person, section, role


@dataclass(frozen=True)
class Plan:
    """What is to change. `tables`: the assignment, whose it is now, whose it will be."""

    give: frozenset[Grant] = frozenset()
    take: frozenset[Grant] = frozenset()
    tables: frozenset[tuple[int, int, int]] = frozenset()
    close: frozenset[int] = frozenset()
    reopen: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return any((self.give, self.take, self.tables, self.close, self.reopen))

    @property
    def people(self) -> set[int]:
        accounts = {pk for pk, *_ in self.give | self.take} | self.close | self.reopen
        return accounts | {pk for _, *both in self.tables for pk in both}

    def to_json(self) -> dict[str, list[object]]:
        return {name: sorted(getattr(self, name)) for name in self.__dataclass_fields__}

    @classmethod
    def from_json(cls, data: Mapping[str, list[object]]) -> "Plan":
        read: dict[str, Any] = {
            name: frozenset(tuple(v) if isinstance(v, list) else v for v in values)
            for name, values in data.items()
        }
        return cls(**read)


def matrix_plan(old: Iterable[Grant], new: Iterable[Grant]) -> Plan:
    """What somebody changed in the matrix he was shown: what others changed since then stays."""
    before, after = frozenset(old), frozenset(new)
    return Plan(give=after - before, take=before - after)


def hand_over_plan(
    pairs: list[tuple[User, User]], *, keep: bool = False, tables: bool = True, close: bool = False
) -> Plan:
    """The roles (and open tables) of each first person go to the second one.

    With `keep` the first person has them too; else his account can be closed with it. Raises
    ValidationError for pairs that make no sense.
    """
    _check_pairs(pairs)
    held = held_roles()
    after = {} if keep else {old.pk: frozenset[tuple[str, str]]() for old, _ in pairs}
    for old, new in pairs:
        before = after.get(new.pk, held.get(new.pk, frozenset()))
        after[new.pk] = before | held.get(old.pk, frozenset())
    newest = {old.pk: new.pk for old, new in pairs}
    assigned = open_tables().filter(owner_id__in=newest) if tables else Assignment.objects.none()
    return Plan(
        give=_grants(after, lambda pk, roles: roles - held.get(pk, frozenset())),
        take=_grants(after, lambda pk, roles: held.get(pk, frozenset()) - roles),
        tables=frozenset((a.pk, a.owner_id, newest[a.owner_id]) for a in assigned if a.owner_id),
        close=frozenset(set(newest) - set(newest.values())) if close and not keep else frozenset(),
    )


def _grants(after: Mapping[int, Held], chosen: Callable[[int, Held], Held]) -> frozenset[Grant]:
    return frozenset((pk, *role) for pk, roles in after.items() for role in chosen(pk, roles))


def _check_pairs(pairs: list[tuple[User, User]]) -> None:
    people: set[int] = set()
    for old, new in pairs:
        if old.pk == new.pk:
            raise ValidationError(f"{person_name(old)}：引き継ぐ相手に、別の人を選んでください。")
        if old.pk in people:
            raise ValidationError(
                f"{person_name(old)}：引継ぎ元が２回あります。分けるときは、役割の表で変更してください。"
            )
        people.add(old.pk)


def closing_plan(user: User) -> Plan:
    """The end of an account: it stays in the records, and its roles end with it."""
    held = held_roles().get(user.pk, frozenset())
    return Plan(take=frozenset((user.pk, *role) for role in held), close=frozenset({user.pk}))


def open_tables() -> QuerySet[Assignment]:
    """Who enters which table, of the drafts."""
    return Assignment.objects.filter(edition__state=State.DRAFT)
