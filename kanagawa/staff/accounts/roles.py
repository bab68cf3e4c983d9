"""Who may do what in which section: the matrix, hand-over, accounts; for administrators only."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from kanagawa.events import Event, record
from kanagawa.history.changes import person_name
from kanagawa.people import signed_in
from kanagawa.workflow.account_log import note
from kanagawa.workflow.carrying_out import carry_out, outlook
from kanagawa.workflow.factors import people_with_factor, reset_factors
from kanagawa.workflow.models import AccountAct
from kanagawa.workflow.personnel import Plan, closing_plan, matrix_plan
from kanagawa.workflow.vouching import causers

from .addresses import address_of
from .notices import tell_person
from .password_links import DAYS, may_give_link, may_help, password_link
from .personnel import (
    HandOverForm,
    NewPeopleForm,
    in_words,
    person_label,
    read_grants,
    read_plan,
    write_plan,
)
from .role_pages import accounts, columns, events, matrix

PER_PAGE = 100
View = Callable[[AdminSite, HttpRequest], HttpResponse]


def roles(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The matrix of everybody's roles; whatever is asked for is shown before it is done."""
    act = request.POST.get("act")
    hand_over = HandOverForm(request.POST if act == "hand_over" else None)
    if request.method == "POST":
        try:
            plan = _plan_of(request.POST, hand_over)
        except ValidationError as error:
            messages.error(request, "".join(error.messages))
        else:
            if plan:
                return _confirm(site, request, plan)
            if plan is not None:
                messages.info(request, "変わるところはありません。")
    return _page(site, request, hand_over, NewPeopleForm())


def _plan_of(data: QueryDict, hand_over: HandOverForm) -> Plan | None:
    """The plan that a form asks for; None when the hand-over form has errors of its own."""
    match data.get("act"):
        case "matrix":
            return matrix_plan(
                read_grants(data.getlist("shown")), read_grants(data.getlist("role"))
            )
        case "hand_over":
            return hand_over.plan if hand_over.is_valid() else None
        case "close":
            return closing_plan(_person(data))
        case "reopen":
            return Plan(reopen=frozenset({_person(data).pk}))
    raise ValidationError("何をするかを読み取れません。画面を開き直してください。")


def _person(data: QueryDict) -> User:
    pk = data.get("person", "")
    people = User.objects.filter(pk=pk, is_staff=True) if _is_number(pk) else User.objects.none()
    if user := people.first():
        return user
    raise ValidationError("その人は登録されていません。画面を開き直してください。")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def carry_out_plan(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Do what was confirmed, all of it or, with the reasons told, nothing."""
    plan = read_plan(request.POST.get("plan", ""))
    back = HttpResponseRedirect(reverse("admin:roles"))
    if plan is None:
        messages.error(request, "確かめてから時間がたちました。もう一度、初めから行ってください。")
        return back
    actions = in_words(plan)
    refusals = carry_out(plan=plan, by=signed_in(request)).refusals
    for refusal in refusals:
        messages.error(request, refusal)
    if not refusals:
        _log(site, request, plan)
        _tell(request, plan)
        messages.success(request, f"変更しました（{len(actions)}件）。")
    return back


def _log(site: AdminSite, request: HttpRequest, plan: Plan) -> None:
    """Roles have a history of their own; what happens to an account is logged with the account."""
    screen: Any = site.get_model_admin(User)
    for pks, what in ((plan.close, "利用を停止しました。"), (plan.reopen, "利用を再開しました。")):
        for user in User.objects.filter(pk__in=pks):
            screen.log_change(request, user, what)


def _tell(request: HttpRequest, plan: Plan) -> None:
    by = person_name(signed_in(request))
    for user in User.objects.filter(pk__in={pk for pk, *_ in plan.give | plan.take}):
        tell_person(user, f"{by}が、あなたの役割を変えました。")


def new_people(site: AdminSite, request: HttpRequest) -> HttpResponse:
    form = NewPeopleForm(request.POST)
    if not form.is_valid():
        return _page(site, request, HandOverForm(), form)
    screen: Any = site.get_model_admin(User)
    for user in form.users:
        screen.log_addition(request, user, "登録しました。")
        note(AccountAct.ADDED, user, by=signed_in(request), address=str(address_of(request)))
        _note_link(request, user)
    return _links(site, request, form.users, f"{len(form.users)}人を登録しました")


def _note_link(request: HttpRequest, user: User) -> None:
    """Whoever made the link could open it himself: somebody else has to vouch for the account."""
    by, address = signed_in(request), str(address_of(request))
    record(Event.LINK_MADE, user=by, account=user.get_username())
    note(AccountAct.LINK_MADE, user, by=by, address=address, needs_voucher=user.pk != by.pk)
    tell_person(user, f"{person_name(by)}が、あなたのパスワード設定の案内を作りました。")


def new_link(site: AdminSite, request: HttpRequest) -> HttpResponse:
    try:
        user = _person(request.POST)
    except ValidationError as error:
        raise Http404("".join(error.messages)) from None
    if not may_give_link(request.user, user):
        raise PermissionDenied(f"{person_name(user)}のパスワード設定の案内は作れません。")
    screen: Any = site.get_model_admin(User)
    screen.log_change(request, user, "パスワード設定の案内を作りました。")
    _note_link(request, user)
    return _links(site, request, [user], f"{person_name(user)}のパスワード設定の案内")


def reset_factor(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """For who lost his telephone: he signs in with his password and sets up a new factor."""
    try:
        user = _person(request.POST)
    except ValidationError as error:
        raise Http404("".join(error.messages)) from None
    if not may_help(request.user, user):
        raise PermissionDenied(f"{person_name(user)}の２要素認証はやり直せません。")
    by, address = signed_in(request), str(address_of(request))
    record(Event.FACTOR_RESET, user=by, account=user.get_username())
    number = reset_factors(user, by=by, address=address, but_session=request.session.session_key)
    tell_person(user, f"{person_name(by)}が、あなたの２要素認証の登録をすべて取り消しました。")
    messages.success(
        request,
        f"{person_name(user)}の２要素認証の登録を取り消しました（{number}件）。"
        "本人は、パスワードでログインして登録し直します。",
    )
    return HttpResponseRedirect(reverse("admin:roles"))


def history(site: AdminSite, request: HttpRequest) -> HttpResponse:
    page = Paginator(events(), PER_PAGE).get_page(request.GET.get("p"))
    return _show(site, request, "history", "役割とアカウントの変更の記録", page=page)


def _page(
    site: AdminSite, request: HttpRequest, hand_over: HandOverForm, new: NewPeopleForm
) -> HttpResponse:
    open_accounts, closed = accounts()
    return _show(
        site,
        request,
        "roles",
        "役割",
        columns=columns(),
        rows=matrix(open_accounts),
        closed=closed,
        waiting=set(causers()),
        with_factor=people_with_factor(),
        hand_over=hand_over,
        new_people=new,
        warnings=outlook(Plan(), signed_in(request)).warnings,
    )


def _confirm(site: AdminSite, request: HttpRequest, plan: Plan) -> HttpResponse:
    return _show(
        site,
        request,
        "confirm",
        "変更の確認",
        lines=in_words(plan),
        plan=write_plan(plan),
        outlook=outlook(plan, signed_in(request)),
    )


def _links(site: AdminSite, request: HttpRequest, users: list[User], title: str) -> HttpResponse:
    links = [(person_label(user), password_link(request, user)) for user in users]
    return _show(site, request, "links", title, links=links, days=DAYS)


def _show(
    site: AdminSite, request: HttpRequest, name: str, title: str, **context: object
) -> HttpResponse:
    page_context = {**site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/people/{name}.html", page_context)
