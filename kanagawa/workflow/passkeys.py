"""Passkeys (WebAuthn): what a browser is asked for, and whether what it answers is right.

A question is kept in the session and counts for one answer. What a browser sends is read by
django-allauth and fido2, which expect a well-behaved one: whatever they stumble over is no passkey.
"""

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
)
from allauth.mfa.webauthn.internal.auth import begin_authentication, begin_registration
from django.contrib.auth.models import User
from django.db import transaction
from django.forms import Form

from .account_log import note
from .factors import Kind, factor_name, recovery_codes_of_first
from .models import AccountAct

_LONGEST = 20_000
LONGEST_NAME = 50
_STUMBLED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def has_passkey(user: User) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Kind.WEBAUTHN).exists())


def registration_options(user: User) -> dict[str, object]:
    """What to ask a browser for: a passkey that knows its person and asks for a finger or PIN."""
    options: dict[str, object] = begin_registration(user, passwordless=True)
    return options


def request_options(user: User | None) -> dict[str, object]:
    """What to ask a browser for; without a `user` the passkey tells whose it is."""
    options: dict[str, object] = begin_authentication(user)
    return options


def add_passkey(user: User, name: str, answer: str, *, address: str = "") -> list[str] | None:
    """Keep a new passkey; None when the answer does not fit what the browser was asked.

    Returns the recovery codes of a first factor, else an empty list.
    """
    form = AddWebAuthnForm(user=user, data={"name": name, "credential": answer})
    if not _is_right(form, answer):
        return None
    with transaction.atomic():
        data = {"name": name[:LONGEST_NAME], "credential": form.cleaned_data["credential"]}
        passkey = Authenticator.objects.create(user=user, type=Kind.WEBAUTHN, data=data)
        note(AccountAct.FACTOR_ADDED, user, address=address, detail=factor_name(passkey))
        return recovery_codes_of_first(user, address)


def take_passkey(user: User | None, answer: str) -> Authenticator | None:
    """The passkey (of this user, else of whom it names) that gave the answer; None: a wrong one."""
    data = {"credential": answer}
    form = (
        LoginWebAuthnForm(data=data) if user is None else AuthenticateWebAuthnForm(data, user=user)
    )
    if not _is_right(form, answer):
        return None
    passkey: Authenticator = form.cleaned_data["credential"]
    passkey.record_usage()
    return passkey


def _is_right(form: Form, answer: str) -> bool:
    try:
        return len(answer) <= _LONGEST and form.is_valid()
    except _STUMBLED:
        return False
