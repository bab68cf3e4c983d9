"""What every request of staff passes on its way that has to do with accounts."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from .sessions import prolong_session

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def end_idle_sessions(get_response: GetResponse) -> GetResponse:
    """Let a session that is used go on; one that is not ends by itself in the database."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        is_staff_page = request.path_info.startswith(settings.STAFF_PATH)
        if is_staff_page and settings.SESSION_COOKIE_NAME in request.COOKIES:
            prolong_session(request)
        return get_response(request)

    return middleware
