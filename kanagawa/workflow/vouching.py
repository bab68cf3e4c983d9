"""An account in whose making somebody had a hand decides only after a second person vouched for it.

Whoever makes a link or an account, gives a role or takes a second factor away could use the
account himself. So one that got a link or a role to decide with, or lost its factor, waits until
somebody else has made sure that it is in the hands of its person: not who caused it, not the
person, and nobody whose own account waits. All of it is read from the guarded log of accounts.
"""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db.models import Q

from kanagawa.editions.refusals import NotAllowed
from kanagawa.people import Person

from .account_log import note
from .models import AccountAct, AccountEvent, RoleName

# With these one decides; entering and looking at things needs nobody to vouch.
OF_WEIGHT = frozenset({RoleName.APPROVER, RoleName.PUBLISHER, RoleName.ADMINISTRATOR})


def causers(users: Iterable[int] | None = None) -> dict[int, set[int]]:
    """The accounts (of these keys, or all) that nobody has vouched for since somebody caused them.

    By key, with the keys of those who did it. One query.
    """
    events = AccountEvent.objects.filter(Q(needs_voucher=True) | Q(act=AccountAct.VOUCHED))
    if users is not None:
        events = events.filter(user__in=users)
    causes: dict[int, set[int]] = {}
    for act, user, by in events.order_by("pk").values_list("act", "user", "by"):
        if act == AccountAct.VOUCHED:
            causes.pop(user, None)
        else:
            # What the operator did in the shell has nobody here who did it.
            causes.setdefault(user, set()).update({by} - {None})
    return causes


def waits_for_voucher(user: Person) -> bool:
    """Whether the person must not decide yet; asked once per request, kept on the user object."""
    if not isinstance(user, User):
        return False
    waits: bool | None = getattr(user, "_waits_for_voucher", None)
    if waits is None:
        waits = user.pk in causers([user.pk])
        user._waits_for_voucher = waits  # type: ignore[attr-defined]  # ours, on Django's object
    return waits


def why_not_vouch(user: User, by: User) -> str:
    """Why this person may not vouch for that account, "" when he may; rights are asked before."""
    if user.pk == by.pk:
        return "ご自分のアカウントは、ほかの人に確かめてもらってください。"
    waiting = causers([user.pk])
    if by.pk in waiting.get(user.pk, set()):
        return "案内を作った人や役割を与えた人は確かめられません。ほかの人に依頼してください。"
    if user.pk not in waiting or not user.is_active:
        return "この人の確認は要りません。画面を開き直してください。"
    return ""


def vouch(user: User, *, by: User | None, address: str = "") -> None:
    """Note that this account is in the hands of its person. `by`: None for the operator's shell.

    Raises NotAllowed.
    """
    if by is not None and (why := why_not_vouch(user, by)):
        raise NotAllowed(why)
    note(AccountAct.VOUCHED, user, by=by, address=address)
