"""The guarded log of accounts: who signed in from where, who got which link or role from whom."""

from datetime import date, datetime, time

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from .models import AccountAct, AccountEvent


def note(
    act: AccountAct,
    user: User | None,
    *,
    by: User | None = None,
    address: str = "",
    detail: str = "",
    needs_voucher: bool = False,
) -> AccountEvent:
    """Add a line. `by`: who did it to the account, None when the person or the system did.

    `needs_voucher`: whoever did it could now act as this person (`vouching`).
    """
    length = AccountEvent._meta.get_field("detail").max_length
    return AccountEvent.objects.create(
        act=act,
        user=user,
        by=by,
        address=address,
        detail=detail[:length],
        needs_voucher=needs_voucher,
    )


def account_events(*, user: User | None = None, day: date | None = None) -> QuerySet[AccountEvent]:
    """The lines about a person, or of a day, newest first."""
    events = AccountEvent.objects.select_related("user", "by")
    if user is not None:
        events = events.filter(user=user)
    if day is not None:
        zone = timezone.get_current_timezone()
        first, last = (datetime.combine(day, t, zone) for t in (time.min, time.max))
        events = events.filter(at__range=(first, last))
    return events


def has_signed_in_from(name: str, address: str) -> bool:
    """Whether the person of this user name ever signed in from there."""
    signed_in = AccountEvent.objects.filter(act=AccountAct.SIGNED_IN, address=address)
    return signed_in.filter(user__username=name).exists()
