"""Carrying out a personnel change: what forbids it, what should be known, all or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from kanagawa.events import Event, record
from kanagawa.history.changes import person_name
from kanagawa.reports import registry

from .account_log import note
from .models import AccountAct, Assignment, Respondent, Role, RoleName
from .people import held_roles, section_title
from .personnel import Plan, open_tables
from .roles import Held
from .sessions import end_sessions_of
from .vouching import OF_WEIGHT


@dataclass(frozen=True)
class Outlook:
    """How things will stand after a plan: `refusals` forbid it, `warnings` are to be known."""

    refusals: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def outlook(plan: Plan, by: User) -> Outlook:
    """What forbids a plan, and what whoever decides on it should know."""
    people = {user.pk: user for user in User.objects.all()}
    active = {pk for pk, user in people.items() if user.is_active and user.is_staff}
    active = (active | plan.reopen) - plan.close
    held = {pk: roles for pk, roles in roles_after(plan).items() if pk in active}
    return Outlook(
        list(_refusals(plan, by, people, active, held)), list(_warnings(plan, people, held))
    )


def roles_after(plan: Plan) -> dict[int, Held]:
    grants = {(pk, *role) for pk, roles in held_roles().items() for role in roles}
    after: dict[int, set[tuple[str, str]]] = {}
    for pk, section, name in (grants | plan.give) - plan.take:
        after.setdefault(pk, set()).add((section, name))
    return {pk: frozenset(roles) for pk, roles in after.items()}


def _refusals(
    plan: Plan, by: User, people: Mapping[int, User], active: set[int], held: Mapping[int, Held]
) -> Iterable[str]:
    if unknown := plan.people - set(people):
        yield f"登録されていない人が含まれています（{len(unknown)}人）。"
        return
    administrators = {pk for pk, roles in held.items() if ("", RoleName.ADMINISTRATOR) in roles}
    if not administrators | {pk for pk in active if people[pk].is_superuser}:
        yield "管理の役割を持つ人がいなくなります。先に、ほかの人に管理の役割を与えてください。"
    if by.pk in plan.close:
        yield "自分の利用は停止できません。ほかの管理者に依頼してください。"
    for pk in sorted(plan.close | plan.reopen):
        if people[pk].is_superuser and not by.is_superuser:
            yield f"{person_name(people[pk])}：システム管理者のため、利用の停止・再開ができません。"
    receivers = {pk for pk, *_ in plan.give} | {pk for *_, pk in plan.tables}
    for pk in sorted(receivers - active):
        yield f"{person_name(people[pk])}：利用を停止した人です。先に利用を再開してください。"


def _warnings(plan: Plan, people: Mapping[int, User], held: Mapping[int, Held]) -> Iterable[str]:
    anywhere = {role for roles in held.values() for role in roles}
    if ("", RoleName.PUBLISHER) not in anywhere:
        yield "公開の役割を持つ人がいません。"
    for key, section in registry.sections().items():
        for role in (RoleName.EDITOR, RoleName.APPROVER):
            if not anywhere & {("", role), (key, role)}:
                yield f"{section.title}：{role.label}の役割を持つ人がいません。"
    for pk, roles in held.items():
        yield from _both_in_one_person(people[pk], roles)
    tables = open_tables().filter(owner_id__in=plan.close)
    if count := tables.exclude(pk__in=[pk for pk, *_ in plan.tables]).count():
        yield f"利用を停止する人が担当する表が{count}件残ります。引継ぎの欄で移せます。"
    for respondent in Respondent.objects.filter(account_id__in=plan.close, is_active=True):
        yield (
            f"照会先「{respondent}」のアカウントの人です。"
            "「照会先」の画面で別の人を選んでください。"
        )


def _both_in_one_person(user: User, roles: Held) -> Iterable[str]:
    edited = {section for section, name in roles if name == RoleName.EDITOR}
    approved = {section for section, name in roles if name == RoleName.APPROVER}
    both = edited & approved
    if "" in edited or "" in approved:
        both = edited | approved if edited and approved else set()
    if both:
        titles = "、".join(section_title(key) for key in ("", *registry.sections()) if key in both)
        yield (
            f"{person_name(user)}：担当と承認を兼ねます（{titles}）。"
            "自分が提出したものを自分で承認することはできません。"
        )


@transaction.atomic
def carry_out(*, plan: Plan, by: User) -> Outlook:
    """Do all of a plan or, when something forbids it, nothing; what was done already is skipped.

    Two administrators cannot take the role from each other at the same time: each locks the
    accounts of all administrators first.
    """
    concerned = Q(pk__in=plan.people) | Q(is_superuser=True) | Q(roles__name="administrator")
    pks = set(User.objects.filter(concerned).values_list("pk", flat=True))
    list(User.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))
    expected = outlook(plan, by)
    if expected.refusals:
        return expected
    _change_roles(plan, by)
    for pk, old, new in plan.tables:
        Assignment.objects.filter(pk=pk, owner_id=old).update(owner_id=new)
    User.objects.filter(pk__in=plan.close).update(is_active=False)
    end_sessions_of(plan.close)  # else they would go on when the account is opened again
    User.objects.filter(pk__in=plan.reopen).update(is_active=True, is_staff=True)
    _note(plan, by)
    transaction.on_commit(lambda: _log(plan, by))
    return expected


def _note(plan: Plan, by: User) -> None:
    people = User.objects.in_bulk(plan.people)
    for act, grants in ((AccountAct.ROLE_TAKEN, plan.take), (AccountAct.ROLE_GIVEN, plan.give)):
        for pk, section, name in sorted(grants):
            detail = f"{section_title(section)}の{RoleName(name).label}"
            decides = act == AccountAct.ROLE_GIVEN and name in OF_WEIGHT
            note(act, people[pk], by=by, detail=detail, needs_voucher=decides)
    for act, pks in ((AccountAct.CLOSED, plan.close), (AccountAct.REOPENED, plan.reopen)):
        for pk in sorted(pks):
            note(act, people[pk], by=by)


def _log(plan: Plan, by: User) -> None:
    names = dict(User.objects.filter(pk__in=plan.people).values_list("pk", "username"))
    lines = [(pk, f"gave {role} {section}".strip()) for pk, section, role in sorted(plan.give)]
    lines += [(pk, f"took {role} {section}".strip()) for pk, section, role in sorted(plan.take)]
    lines += [(pk, "closed") for pk in sorted(plan.close)]
    lines += [(pk, "reopened") for pk in sorted(plan.reopen)]
    for pk, change in lines:
        record(Event.ROLES_CHANGED, user=by, account=names.get(pk, str(pk)), change=change)


def _change_roles(plan: Plan, by: User) -> None:
    roles: Any = Role.objects.filter(user_id__in={pk for pk, *_ in plan.take})
    for role in roles:
        if (role.user_id, role.section, role.name) in plan.take:
            role._history_user = by
            role.delete()
    there = {(pk, *role) for pk, roles in held_roles().items() for role in roles}
    for pk, section, name in sorted(plan.give - there):
        new: Any = Role(user_id=pk, section=section, name=name)
        new._history_user = by
        new.full_clean()
        new.save()
