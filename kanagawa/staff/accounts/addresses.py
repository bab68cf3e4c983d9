"""Where a request comes from: what the outermost of our own proxies wrote down."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
UNKNOWN = IPv4Address("0.0.0.0")  # nosec B104: one counter for all that cannot be told apart


def address_of(request: HttpRequest) -> Address:
    """What a client writes into X-Forwarded-For himself stands further left and is never read.

    Where nobody told of a proxy, but one on this machine passes a request on, it counts. Of an
    IPv6 address its network of 64 bits counts, for that is what one client has.
    """
    hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    peer = _read(request.META.get("REMOTE_ADDR", ""))
    trusted: int = settings.PROXIES
    if peer.is_loopback and not settings.PROXIES_DECLARED:
        trusted = 1
    written = hops[-trusted] if 0 < trusted <= len(hops) else ""
    return _read(written) if written else peer


def _read(text: str) -> Address:
    try:
        address = ip_address(_without_port(text).partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv4Address) or address.is_loopback:
        return address
    return address.ipv4_mapped or IPv6Network((int(address), 64), strict=False).network_address


def _without_port(text: str) -> str:
    """Some proxies write down the port too: 192.0.2.1:8080, [2001:db8::1]:8080."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
