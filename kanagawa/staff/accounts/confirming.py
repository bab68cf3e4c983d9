"""Before a decision, and before anything about an account changes, the person shows it is he.

The page that asks holds what was sent and sends it again with the answer, so nothing is lost.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from kanagawa.people import signed_in
from kanagawa.workflow.factors import has_factor, must_have_factor
from kanagawa.workflow.passkeys import has_passkey, request_options

from .codes import CodeCheck, tried_code, tried_passkey, tried_password
from .entering import confirmed, is_fresh

View = Callable[..., HttpResponseBase]
CODE, PASSKEY, PASSWORD = "factor-code", "factor-passkey", "factor-password"
_OURS = (CODE, PASSKEY, PASSWORD, "csrfmiddlewaretoken")

# What needs a fresh second factor: the name of the address and, where one page has several, the
# acts (None: whatever is sent).
DECISIONS: dict[str, frozenset[str] | None] = {
    "review_section": frozenset({"approve"}),
    "review": frozenset({"release", "schedule", "emergency"}),
    "roles_carry_out": None,
    "roles_people": None,
    "roles_link": None,
    "roles_factor": None,
    "vouch_for": None,
    "auth_user_change": None,
    "editions_edition_delete": None,
}
# Who has no factor yet shows for these that he knows his password.
OF_THE_FACTOR = frozenset({"factor_app", "factor_codes", "factor_passkey", "factor_remove"})
# Where to go for who thinks better of it, from addresses that only take what is sent.
_BACK = {
    "roles_carry_out": "roles",
    "roles_people": "roles",
    "roles_link": "roles",
    "roles_factor": "roles",
    "vouch_for": "own_account",
    "factor_codes": "factors",
    "factor_remove": "factors",
}
# All that is open to who has to set one up first.
_BEFORE = OF_THE_FACTOR | {
    "factors",
    "guide",
    "guide_page",
    "logout",
    "password_change",
    "password_change_done",
    "jsi18n",
}


def person_confirmed(view: View) -> View:
    """Let a request through that needs no fresh second factor, or has one; else ask for it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        match = request.resolver_match
        name = match.url_name or "" if match else ""
        if name not in _BEFORE and must_have_factor(request.user) and not has_factor(request.user):
            messages.warning(
                request,
                "承認・公開・管理の役割を持つ人は、２要素認証を登録してから、職員用画面を使います。",
            )
            return HttpResponseRedirect(reverse("admin:factors"))
        if request.method == "POST" and (answer := _question_page(request, name)):
            return answer
        return view(request, *args, **kwargs)

    return guarded


def _question_page(request: HttpRequest, name: str) -> HttpResponse | None:
    """The page that asks, None when nothing is to be asked (any more)."""
    if name not in OF_THE_FACTOR and not _decides(request, name):
        return None
    with_factor = has_factor(request.user)
    if not with_factor and name not in OF_THE_FACTOR:
        return None  # it is asked of nobody who need not have one
    if is_fresh(request, with_factor=with_factor):
        return None
    answer = _answered(request, with_factor)
    if answer and answer.is_right:
        confirmed(request, with_factor=with_factor)
        return None
    return _page(request, name, with_factor, answer)


def _decides(request: HttpRequest, name: str) -> bool:
    if name not in DECISIONS:
        return False
    acts = DECISIONS[name]
    return acts is None or request.POST.get("act") in acts


def _answered(request: HttpRequest, with_factor: bool) -> CodeCheck | None:
    user = signed_in(request)
    if with_factor and request.POST.get(PASSKEY):
        return tried_passkey(request, user, request.POST[PASSKEY])
    if with_factor and CODE in request.POST:
        return tried_code(request, user, request.POST[CODE])
    if not with_factor and PASSWORD in request.POST:
        return tried_password(request, user, request.POST[PASSWORD])
    return None


def _page(
    request: HttpRequest, name: str, with_factor: bool, answer: CodeCheck | None
) -> HttpResponse:
    user = signed_in(request)
    sent = [(n, v) for n, values in request.POST.lists() for v in values if n not in _OURS]
    context = {
        **admin.site.each_context(request),
        "title": "本人の確認",
        "sent": sent,
        "back": reverse(f"admin:{_BACK[name]}") if name in _BACK else request.get_full_path(),
        "with_factor": with_factor,
        "has_password": user.has_usable_password(),
        "passkey_options": request_options(user) if has_passkey(user) else None,
        "problem": answer.problem if answer else "",
    }
    status = answer.status if answer else HTTPStatus.OK
    return TemplateResponse(request, "admin/people/confirm_person.html", context, status=status)
