"""A person's own second factors: the app, recovery codes; and the page that asks at sign-in."""

import base64

from allauth.mfa.adapter import get_adapter
from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kanagawa.formats.totp import new_secret
from kanagawa.people import signed_in
from kanagawa.workflow.factors import (
    add_app,
    factor_name,
    factors_of,
    has_factor,
    must_have_factor,
    new_recovery_codes,
    recovery_codes_left,
    remove_factor,
)
from kanagawa.workflow.passkeys import (
    LONGEST_NAME,
    add_passkey,
    has_passkey,
    registration_options,
    request_options,
)

from .addresses import address_of
from .codes import WRONG_CODE, WRONG_PASSKEY, tried_code, tried_passkey
from .entering import begin_waiting, confirmed, waiting_person
from .notices import tell_person

_SECRET = "app-secret"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second step of signing in; open to who took the first one in this browser."""
    user = waiting_person(request)
    if user is None:
        return HttpResponseRedirect(reverse("admin:login"))
    problem, status = "", 200
    if request.method == "POST":
        passkey, code = request.POST.get("passkey", ""), request.POST.get("code", "")
        if passkey:
            answer = tried_passkey(request, user, passkey)
        else:
            answer = tried_code(request, user, code)
        if answer.is_right:
            return begin_waiting(request, user, factor=answer.factor)
        problem, status = answer.problem, answer.status
    context = {
        **admin.site.each_context(request),
        "title": "２要素認証",
        "account": user,
        "passkey_options": request_options(user) if has_passkey(user) else None,
        "problem": problem,
    }
    return TemplateResponse(request, "admin/second_factor.html", context, status=status)


def factors(site: AdminSite, request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    return _show(
        site,
        request,
        "factors",
        "２要素認証",
        factors=[(f, factor_name(f)) for f in factors_of(user)],
        codes_left=recovery_codes_left(user),
        must_have=must_have_factor(user),
    )


def app(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Show a new secret as a picture; keep it when the app shows the right code for it."""
    user = signed_in(request)
    problem, status = "", 200
    if request.method == "POST":
        secret = request.session.get(_SECRET)
        if not secret:
            messages.error(request, "途中で時間がたちました。もう一度、初めから行ってください。")
            return HttpResponseRedirect(request.path)
        codes = add_app(user, secret, request.POST.get("code", ""), address=_from(request))
        if codes is not None:
            del request.session[_SECRET]
            return _added(site, request, "確認コードのアプリを登録しました。", codes)
        problem, status = WRONG_CODE, 403
    else:
        secret = request.session[_SECRET] = new_secret()
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    return _show(
        site,
        request,
        "factor_app",
        "確認コードのアプリの登録",
        status=status,
        problem=problem,
        picture="data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode(),
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    )


def passkey(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Ask the browser for a new passkey; keep what it answers."""
    user = signed_in(request)
    name = request.POST.get("name", "").strip()[:LONGEST_NAME]
    problem, status = "", 200
    # Without an answer it comes from the page that asks for a password first, or from no script.
    if request.method == "POST" and (answer := request.POST.get("passkey", "")):
        codes = add_passkey(user, name, answer, address=_from(request))
        if codes is not None:
            return _added(site, request, "パスキーを登録しました。", codes)
        problem, status = WRONG_PASSKEY, 403
    return _show(
        site,
        request,
        "factor_passkey",
        "パスキーの登録",
        status=status,
        problem=problem,
        passkey_name=name,
        longest_name=LONGEST_NAME,
        passkey_options=registration_options(user),
    )


def _added(site: AdminSite, request: HttpRequest, what: str, codes: list[str]) -> HttpResponse:
    """Tell it, and show the recovery codes that came with a first factor."""
    confirmed(request, with_factor=True)
    tell_person(signed_in(request), what)
    messages.success(request, what)
    if codes:
        return _show(site, request, "recovery_codes", "予備コード", codes=codes)
    return HttpResponseRedirect(reverse("admin:factors"))


def codes(site: AdminSite, request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not has_factor(user):
        raise Http404("予備コードは、２要素認証を登録した人が作れます。")
    return _show(
        site,
        request,
        "recovery_codes",
        "予備コード",
        codes=new_recovery_codes(user, address=_from(request)),
    )


def remove(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Take one of one's own away; where the rules ask for one, the last one stays."""
    user = signed_in(request)
    pk = request.POST.get("factor", "")
    is_number = pk.isascii() and pk.isdigit() and len(pk) < 19
    factor = factors_of(user).filter(pk=pk).first() if is_number else None
    if factor is None:
        raise Http404("その登録はありません。")
    if must_have_factor(user) and factors_of(user).count() == 1:
        messages.error(request, "最後の１つは取り消せません。先に、別のものを登録してください。")
        return HttpResponseRedirect(reverse("admin:factors"))
    what = f"{factor_name(factor)}を取り消しました。"
    remove_factor(user, factor, address=_from(request))
    tell_person(user, what)
    messages.success(request, what)
    return HttpResponseRedirect(reverse("admin:factors"))


def _from(request: HttpRequest) -> str:
    return str(address_of(request))


def _show(
    site: AdminSite,
    request: HttpRequest,
    name: str,
    title: str,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    page_context = {**site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/people/{name}.html", page_context, status=status)
