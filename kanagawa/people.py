"""Who asks for something."""

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

Person = User | AnonymousUser
"""An account, or somebody who is not signed in: what a request has as its `user`."""


def signed_in(request: HttpRequest) -> User:
    """The account behind a request to a page that only staff open.

    Raises PermissionDenied when there is none: the page was left open to everybody by mistake.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
