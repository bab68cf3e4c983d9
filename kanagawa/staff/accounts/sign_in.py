"""Signing in, with a limit that is asked before the password is looked at.

After 5 wrong passwords for a name from one address, and after 20 from one address, no password
is looked at for 15 minutes. The answer is the same for names that there are and are not.

Nobody can keep a person out from elsewhere: a browser in which the person has signed in before
has tries of its own, and from an address from which he has, the tries for other names do not count.
"""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kanagawa.events import Event, record
from kanagawa.formats.digests import sha256
from kanagawa.workflow.account_log import has_signed_in_from, note
from kanagawa.workflow.demo import PASSWORD as DEMO_PASSWORD
from kanagawa.workflow.models import AccountAct, SignInTry

from .addresses import address_of

FOR_A_NAME, FROM_AN_ADDRESS = 5, 20
SECONDS = 15 * 60
LOCKED = (
    "続けて間違えたため、しばらくログインできません。15分ほどたってから、もう一度試してください。"
    "パスワードが分からないときは、管理者に設定の案内を依頼してください。"
)
LOCKED_CODE = "locked"
BROWSER_COOKIE: Final = "known-browser"
_BROWSER_DAYS = 180
_SALT = "kanagawa.staff.accounts.sign_in"


@dataclass(frozen=True)
class Tries:
    """The tries that count against one more: for a name from one place, and from an address.

    Each is a row that is written before the password is looked at, so that those at the same time
    count too.
    """

    key: str
    address: str  # empty: those from this address are not counted together

    def are_used_up(self, more: int = 0) -> bool:
        """Whether there are as many as allowed, with `more` of them still allowed beyond."""
        of_name = _recent().filter(key=self.key).count()
        of_address = _recent().filter(address=self.address).count() if self.address else 0
        return of_name >= FOR_A_NAME + more or of_address >= FROM_AN_ADDRESS + more

    def begin(self) -> None:
        SignInTry.objects.create(key=self.key, address=self.address)

    def forget(self) -> None:
        SignInTry.objects.filter(key=self.key).delete()


def _recent() -> QuerySet[SignInTry]:
    return SignInTry.objects.filter(at__gt=timezone.now() - timedelta(seconds=SECONDS))


def tries_of(name: str, request: HttpRequest) -> Tries:
    folded = unicodedata.normalize("NFKC", name).casefold()
    if browser := _known_browser(request, folded):
        return Tries(sha256(repr((folded, "browser", browser))), "")
    address = address_of(request)
    # This machine itself: everybody, where a proxy does not tell who it is.
    alone = address.is_loopback or has_signed_in_from(name, str(address))
    return Tries(sha256(repr((folded, str(address)))), "" if alone else str(address))


def factor_tries_of(user: User, request: HttpRequest) -> Tries:
    """The tries for a second factor: of the whole account, wherever they come from, for a code has
    six digits; and apart from them those in a browser that the person has signed in with.
    """
    folded = unicodedata.normalize("NFKC", user.get_username()).casefold()
    return Tries(sha256(repr((folded, "factor", _known_browser(request, folded)))), "")


def _known_browser(request: HttpRequest, folded: str) -> str:
    """The number of a browser in which somebody of this name has signed in; "" for others."""
    try:
        name, number = signing.loads(
            request.COOKIES.get(BROWSER_COOKIE, ""),
            salt=_SALT,
            max_age=timedelta(days=_BROWSER_DAYS),
        )
    except (signing.BadSignature, TypeError, ValueError):
        return ""
    return str(number) if name == sha256(folded) else ""


def remember_browser(response: HttpResponse, user: User) -> None:
    """Give the browser a signed mark that this person signed in with it before.

    Its tries are counted apart from those of strangers, who then cannot lock the person out.
    """
    folded = unicodedata.normalize("NFKC", user.get_username()).casefold()
    value = signing.dumps((sha256(folded), uuid4().hex), salt=_SALT)
    response.set_cookie(
        BROWSER_COOKIE,
        value,
        max_age=timedelta(days=_BROWSER_DAYS),
        path=settings.STAFF_PATH,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )


class SignInForm(AdminAuthenticationForm):
    def clean(self) -> dict[str, object]:
        name = self.cleaned_data.get("username")
        if self.request is None or not name or not self.cleaned_data.get("password"):
            return super().clean()
        tries = tries_of(name, self.request)
        if tries.are_used_up():
            self._refuse_locked(name)
        tries.begin()
        if tries.are_used_up(more=1):
            self._refuse_locked(name)
        try:
            data = self._clean_password()
        except ValidationError:
            self._note_refused(name, is_last=tries.are_used_up())
            raise
        tries.forget()
        return data

    def _clean_password(self) -> dict[str, object]:
        """Whoever is still called by the printed password of the demo does not get in."""
        if settings.PRODUCTION and self.cleaned_data["password"] == DEMO_PASSWORD:
            raise self.get_invalid_login_error()
        return super().clean()

    def _refuse_locked(self, name: str) -> None:
        record(Event.SIGN_IN_LOCKED, account=_logged(_account(name)))
        raise ValidationError(LOCKED, code=LOCKED_CODE)

    def _note_refused(self, name: str, is_last: bool) -> None:
        """The lock is noted when it begins: what is refused later adds nothing to the database."""
        assert self.request is not None
        user, address = _account(name), str(address_of(self.request))
        record(Event.SIGN_IN_REFUSED, account=_logged(user))
        note(AccountAct.REFUSED, user, address=address)
        if is_last:
            note(AccountAct.LOCKED, user, address=address)


def _account(name: str) -> User | None:
    return User.objects.filter(username=name).first()


def _logged(user: User | None) -> str:
    """The name of an account, for the log; a name that nobody has may be a password."""
    return user.username if user else "(unknown)"


def forget_old_tries() -> int:
    """Throw away those that count no more; returns how many."""
    since = timezone.now() - timedelta(seconds=SECONDS)
    return SignInTry.objects.filter(at__lte=since).delete()[0]
