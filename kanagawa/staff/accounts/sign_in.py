"""Signing in, with a limit that is asked before the password is looked at.

After 5 wrong passwords for a name from one address, and after 20 from one address, no password
is looked at for 15 minutes. The answer is the same for names that there are and are not.
"""

import unicodedata
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from kanagawa.events import Event, record
from kanagawa.formats.digests import sha256

FOR_A_NAME, FROM_AN_ADDRESS = 5, 20
SECONDS = 15 * 60
LOCKED = (
    "続けて間違えたため、しばらくログインできません。15分ほどたってから、もう一度試してください。"
    "パスワードが分からないときは、管理者に設定の案内を依頼してください。"
)


class SignInForm(AdminAuthenticationForm):
    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username")
        if self.request is None or not name or not self.cleaned_data.get("password"):
            return super().clean()
        counters = _counters(name, address_of(self.request))
        tries = {key: cache.get(key, 0) for key in counters}
        if any(tries[key] >= most for key, most in counters.items()):
            record(Event.SIGN_IN_LOCKED, account=_known(name))
            raise ValidationError(LOCKED, code="locked")
        # Counted before the password is looked at, so that tries at the same time count too.
        for key in counters:
            cache.set(key, tries[key] + 1, SECONDS)
        try:
            data = super().clean()
        except ValidationError:
            record(Event.SIGN_IN_REFUSED, account=_known(name))
            raise
        for key in counters:
            cache.set(key, tries[key], SECONDS)
        cache.delete(next(iter(counters)))
        record(Event.SIGNED_IN, user=self.get_user())
        return data


def _known(name: str) -> str:
    """The name of an account, for the log; a name that nobody has may be a password."""
    return name if User.objects.filter(username=name).exists() else "(unknown)"


def _counters(name: str, address: str) -> dict[str, int]:
    """The keys under which tries are counted, and how many there may be; that of the name first."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    found = {_key(folded, address): FOR_A_NAME}
    # Behind a proxy that the settings do not tell of, everybody comes from this machine.
    if not ip_address(address).is_loopback:
        found[_key("", address)] = FROM_AN_ADDRESS
    return found


def _key(*parts: str) -> str:
    return f"sign-in-{sha256(repr(parts))}"


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: what the outermost of our own proxies wrote down.

    What a client writes into X-Forwarded-For himself stands further left and is never read. Of an
    IPv6 address its network of 64 bits counts, for that is what one client has.
    """
    told = request.headers.get("X-Forwarded-For", "").split(",")
    trusted: int = settings.PROXIES
    written = told[-trusted].strip() if 0 < trusted <= len(told) else ""
    try:
        address = ip_address(written or request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "0.0.0.0"  # nosec B104: one counter for all that cannot be told apart
    if isinstance(address, IPv6Address) and not address.is_loopback:
        return str(ip_network((address, 64), strict=False).network_address)
    return str(address)
