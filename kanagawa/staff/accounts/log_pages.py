"""What an administrator reads about all accounts, and everybody about his own."""

from datetime import date

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from kanagawa.editions.refusals import Refused
from kanagawa.formats.years import NotADate, parse_date, wareki
from kanagawa.history.changes import person_name
from kanagawa.people import signed_in
from kanagawa.staff.refusals import tell
from kanagawa.workflow.account_log import account_events, note
from kanagawa.workflow.factors import factor_name, factors_of
from kanagawa.workflow.models import AccountAct
from kanagawa.workflow.roles import may_vouch
from kanagawa.workflow.vouching import causers, vouch

from .addresses import address_of
from .notices import tell_person
from .personnel import person_label
from .sessions import end_sessions, own_sessions

PER_PAGE = 100
OWN_EVENTS = 50


def account_log(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Every sign-in, link and role of everybody, by person and by day."""
    name, day_typed = request.GET.get("person", ""), request.GET.get("day", "")
    person = User.objects.filter(username=name).first() if name else None
    day = _day(day_typed)
    if name and person is None:
        messages.error(request, f"利用者名「{name[:50]}」の人はいません。")
    if day_typed and day is None:
        messages.error(request, "日付は「令和８年４月１日」のように入力してください。")
    events = account_events(user=person, day=day)
    return _show(
        site,
        request,
        "log",
        "ログインと権限の記録",
        page=Paginator(events, PER_PAGE).get_page(request.GET.get("p")),
        people=[(u.username, person_label(u)) for u in User.objects.order_by("username")],
        person=person.username if person else "",
        day=wareki(day) if day else "",
    )


def own_account(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Where one is signed in, what happened to one's account, and the end of other sessions."""
    if request.method == "POST":
        number = request.POST.get("session")
        ended = end_sessions(request, {number} if number else None)
        if ended:
            by, address = signed_in(request), str(address_of(request))
            note(AccountAct.SESSIONS_ENDED, by, address=address, detail=f"{ended}件")
        messages.success(request, f"ほかのログインを{ended}件終了しました。")
        return HttpResponseRedirect(reverse("admin:own_account"))
    user = signed_in(request)
    return _show(
        site,
        request,
        "own",
        "自分のアカウント",
        waiting=_waiting(user) if may_vouch(user) else [],
        sessions=own_sessions(request),
        factors=[factor_name(factor) for factor in factors_of(user)],
        events=account_events(user=user)[:OWN_EVENTS],
        most=OWN_EVENTS,
    )


def _waiting(user: User) -> list[tuple[User, str, str]]:
    """The accounts that wait for somebody, each with who caused it and why not this person."""
    causes = causers()
    people = User.objects.in_bulk({*causes, *(pk for pks in causes.values() for pk in pks)})
    return [
        (
            people[pk],
            "、".join(person_name(people[by]) for by in sorted(caused)) or "サーバーを管理する人",
            "ほかの人が確かめます" if user.pk in {pk, *caused} else "",
        )
        for pk, caused in causes.items()
        if people[pk].is_active
    ]


def vouch_for(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Somebody says that an account is in the hands of its person."""
    if not may_vouch(request.user):
        raise PermissionDenied("承認・公開・管理の役割を持つ人だけが確かめられます。")
    name = request.POST.get("person", "")
    user = User.objects.filter(username=name, is_staff=True).first()
    if user is None:
        raise Http404("その人は登録されていません。")
    try:
        vouch(user, by=signed_in(request), address=str(address_of(request)))
    except Refused as refusal:
        tell(request, refusal)
    else:
        tell_person(user, f"{person_name(signed_in(request))}が、本人であることを確かめました。")
        messages.success(request, f"{person_name(user)}が本人であることを記録しました。")
    return HttpResponseRedirect(reverse("admin:own_account"))


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except NotADate:
        return None


def _show(
    site: AdminSite, request: HttpRequest, name: str, title: str, **context: object
) -> HttpResponse:
    page_context = {**site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/people/{name}.html", page_context)
