"""The second factor of an account: a code of an app, a passkey, or a recovery code.

The only module that knows how django-allauth keeps them. A code counts once: the number of its
period is kept with the secret, in the database, so that no cache has to remember it.
"""

import secrets
import time
import unicodedata

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from kanagawa.formats.totp import period_of
from kanagawa.people import Person

from .account_log import note
from .factor_secrets import decrypted, encrypted
from .models import AccountAct, Role
from .sessions import end_sessions_of
from .vouching import OF_WEIGHT

Kind = Authenticator.Type
_BY_ITSELF = (Kind.TOTP, Kind.WEBAUTHN)
NAMES = {
    Kind.TOTP: "確認コードのアプリ",
    Kind.WEBAUTHN: "パスキー",
    Kind.RECOVERY_CODES: "予備コード",
}


def factors_of(user: Person) -> QuerySet[Authenticator]:
    """Apps and passkeys of a person, the oldest first; recovery codes only stand in for them."""
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(
        user_id=user.pk, type__in=_BY_ITSELF
    )
    return factors.order_by("pk")


def has_factor(user: Person) -> bool:
    return factors_of(user).exists()


def people_with_factor() -> set[int]:
    return set(Authenticator.objects.filter(type__in=_BY_ITSELF).values_list("user_id", flat=True))


def must_have_factor(user: Person) -> bool:
    """Whether the rules of this place (SECOND_FACTOR) ask for one of this person: who decides."""
    if settings.SECOND_FACTOR != "required" or not user.is_active:
        return False
    return user.is_superuser or Role.objects.filter(user_id=user.pk, name__in=OF_WEIGHT).exists()


def add_app(user: User, secret: str, code: str, *, address: str = "") -> list[str] | None:
    """Keep the secret of an app that shows the right code; None when it does not.

    Returns the recovery codes of a first factor, else an empty list. The app that was there before
    is replaced.
    """
    period = period_of(secret, _plain(code), time.time())
    if period is None:
        return None
    with transaction.atomic():
        _wait_for_others(user)
        Authenticator.objects.filter(user_id=user.pk, type=Kind.TOTP).delete()
        data = {"secret": encrypted(secret), "period": period}
        Authenticator.objects.create(user=user, type=Kind.TOTP, data=data)
        note(AccountAct.FACTOR_ADDED, user, address=address, detail=NAMES[Kind.TOTP])
        return recovery_codes_of_first(user, address)


def recovery_codes_of_first(user: User, address: str) -> list[str]:
    """New recovery codes when the person has none left; else an empty list."""
    return [] if recovery_codes_left(user) else new_recovery_codes(user, address=address)


def _wait_for_others(user: User) -> None:
    """Sent twice at the same time, the second one replaces the first."""
    User.objects.select_for_update().get(pk=user.pk)


def take_code(user: Person, code: str) -> Authenticator | None:
    """What the code was of, an app or the recovery codes; None for a wrong or used one.

    It is used up with that.
    """
    with transaction.atomic():
        rows = Authenticator.objects.select_for_update().filter(user_id=user.pk)
        for authenticator in rows.exclude(type=Kind.WEBAUTHN):
            taken = _take_of_app if authenticator.type == Kind.TOTP else _take_recovery
            if taken(authenticator, _plain(code)):
                authenticator.record_usage()
                return authenticator
    return None


def _take_of_app(app: Authenticator, code: str) -> bool:
    secret = decrypted(app.data["secret"])
    period = period_of(secret, code, time.time()) if secret else None
    if period is None or period <= app.data["period"]:
        return False
    app.data["period"] = period
    app.save(update_fields=["data"])
    return True


def _take_recovery(codes: Authenticator, code: str) -> bool:
    # Without its seed (another SECRET_KEY) no code can be right.
    return bool(decrypted(codes.data["seed"])) and codes.wrap().validate_code(code)


def _plain(code: str) -> str:
    """As it is compared: typed with full-width digits, spaces or hyphens it is the same code."""
    text = unicodedata.normalize("NFKC", code)
    return "".join(sign for sign in text if sign.isdigit())[:20]


def new_recovery_codes(user: User, *, address: str = "") -> list[str]:
    """Ten codes for when the telephone is lost, each good once; those before count no more."""
    with transaction.atomic():
        _wait_for_others(user)
        Authenticator.objects.filter(user_id=user.pk, type=Kind.RECOVERY_CODES).delete()
        data = {"seed": encrypted(secrets.token_hex(40)), "used_mask": 0}
        authenticator = Authenticator.objects.create(user=user, type=Kind.RECOVERY_CODES, data=data)
        note(AccountAct.FACTOR_ADDED, user, address=address, detail=NAMES[Kind.RECOVERY_CODES])
    codes: list[str] = RecoveryCodes(authenticator).generate_codes()
    return codes


def recovery_codes_left(user: Person) -> int:
    codes = Authenticator.objects.filter(user_id=user.pk, type=Kind.RECOVERY_CODES).first()
    if codes is None or not decrypted(codes.data["seed"]):
        return 0
    return len(RecoveryCodes(codes).get_unused_codes())


def factor_name(factor: Authenticator) -> str:
    name = str(factor.data.get("name", ""))
    title = NAMES[Kind(factor.type)]
    return f"{title}（{name}）" if name else title


def remove_factor(user: User, factor: Authenticator, *, address: str = "") -> None:
    """One of the person's own; the recovery codes go with the last one."""
    with transaction.atomic():
        detail = factor_name(factor)
        factor.delete()
        if not has_factor(user):
            Authenticator.objects.filter(user_id=user.pk).delete()
        note(AccountAct.FACTOR_REMOVED, user, address=address, detail=detail)


def reset_factors(
    user: User, *, by: User | None, address: str = "", but_session: str | None = None
) -> int:
    """Take all of a person's factors away, for who lost his telephone; returns how many there were.

    `by`: None for the operator's shell. Whoever did it could now sign in with a password alone, so
    somebody else has to vouch for the account. Sessions end, for the lost telephone may hold one;
    only that with the key `but_session` goes on, of who does it for himself.
    """
    with transaction.atomic():
        number = factors_of(user).count()
        Authenticator.objects.filter(user_id=user.pk).delete()
        end_sessions_of({user.pk}, but=but_session)
        note(
            AccountAct.FACTOR_RESET,
            user,
            by=by,
            address=address,
            detail=f"{number}件",
            needs_voucher=by is None or by.pk != user.pk,
        )
    return number
