"""Documents that describe an edition to machines, served as they were stored with it.

They name their own site, which one program may answer for under several hosts: the stored ones
have a stand-in in the place of scheme and host.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from kanagawa.editions.models import Edition
from kanagawa.reports.writers.packages import in_members

from .downloads import stored_file

# A host that is none (RFC 2606).
_STAND_IN = b"https://site.invalid"
View = Callable[..., HttpResponse]


def kept(path: str) -> Callable[[View], View]:
    """Decorate the view of a document whose URL below its edition is `path`.

    The view makes it where none is stored: for a draft, and for the storing itself.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, edition: Edition, **arguments: str) -> HttpResponse:
            stored = stored_file(edition, path.format(**arguments))
            if stored is None:
                return view(request, edition, **arguments)
            return document(with_host(request, stored.content), stored.headers["Content-Type"])

        return wrapped

    return decorated


def document(content: bytes, kind: str) -> HttpResponse:
    """A document that pages of any site may read."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def without_host(request: HttpRequest, content: bytes) -> bytes:
    return in_members(content, _origin(request), _STAND_IN)


def with_host(request: HttpRequest, content: bytes) -> bytes:
    return in_members(content, _STAND_IN, _origin(request))


def _origin(request: HttpRequest) -> bytes:
    return request.build_absolute_uri("/").removesuffix("/").encode()
