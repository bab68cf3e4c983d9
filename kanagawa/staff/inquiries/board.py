"""The board of an edition's inquiries: who has answered, who has not, and the outbox."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from kanagawa.editions.models import Edition
from kanagawa.inquiries.items import Item, ItemState, OfRespondent, by_respondent, items_of
from kanagawa.inquiries.models import Inquiry, Mail
from kanagawa.inquiries.sending import KEEPS_TRYING, is_configured, send_again
from kanagawa.people import Person, signed_in
from kanagawa.reports import registry
from kanagawa.workflow.roles import may_administer, may_edit, sections_to_view

_MAILS = 50


@dataclass(frozen=True)
class SectionBoard:
    """The inquiry of one section; `unassigned` are tables that nobody is asked for."""

    key: str
    title: str
    inquiry: Inquiry | None
    groups: list[OfRespondent]
    unassigned: list[Item]
    may_manage: bool

    def _count(self, *states: ItemState) -> int:
        return sum(group.count(*states) for group in self.groups)

    @property
    def asked(self) -> int:
        return sum(len(group.items) for group in self.groups)

    @property
    def answered(self) -> int:
        return self._count(ItemState.ANSWERED)

    @property
    def late(self) -> int:
        return self._count(ItemState.LATE)

    @property
    def awaited(self) -> int:
        return self._count(ItemState.WAITING)


def board(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """All sections that the person may see on one page; who is asked himself sees his own lists."""
    edition = get_object_or_404(Edition, pk=pk)
    sections = sections_to_view(request.user)
    own = _own_sections(edition, signed_in(request))
    if not sections and not own:
        raise PermissionDenied
    if request.method == "POST":
        return _send_again(request, edition, sections)
    order = [key for key in registry.sections() if key in {*sections, *own}]
    groups = by_respondent(items_of(edition, order, timezone.localdate()))
    context = {
        **site.each_context(request),
        "title": f"照会（{edition}）",
        "edition": edition,
        "boards": [_section(key, groups, request.user) for key in sections],
        "own": [group for group in groups if _is_own(group, request.user)],
        "mails": _mails(edition, sections),
        "is_configured": is_configured(),
        "may_send_again": _may_send_again(request.user, sections),
    }
    return TemplateResponse(request, "admin/inquiries/board.html", context)


def _section(key: str, groups: list[OfRespondent], user: Person) -> SectionBoard:
    of_section = [group for group in groups if group.section == key]
    items = [item for group in of_section for item in group.items]
    return SectionBoard(
        key,
        registry.sections()[key].title,
        items[0].inquiry if items else None,
        [group for group in of_section if group.respondent],
        [item for item in items if item.respondent is None],
        may_edit(user, key),
    )


def _own_sections(edition: Edition, user: User) -> set[str]:
    tables = edition.assignments.filter(respondent__account=user, respondent__is_active=True)
    return {registry.section_of(table) for table in tables.values_list("table", flat=True)}


def _is_own(group: OfRespondent, user: Person) -> bool:
    return bool(group.respondent and group.respondent.account_id == user.pk)


def _mails(edition: Edition, sections: list[str]) -> list[tuple[Mail, str]]:
    """The newest mails about these sections, each with its state in words."""
    mails = Mail.objects.filter(
        notices__inquiry__edition=edition, notices__inquiry__section__in=sections
    )
    return [(mail, _state(mail)) for mail in mails.distinct().order_by("-id")[:_MAILS]]


def _state(mail: Mail) -> str:
    if mail.sent_at:
        return "送信済み"
    if mail.created_at < timezone.now() - KEEPS_TRYING:
        return "送れませんでした"
    return "再送待ち" if mail.error else "送信待ち"


def _may_send_again(user: Person, sections: list[str]) -> bool:
    return may_administer(user) or any(may_edit(user, section) for section in sections)


def _send_again(request: HttpRequest, edition: Edition, sections: list[str]) -> HttpResponse:
    editable = [key for key in sections if may_edit(request.user, key)]
    if not editable and not may_administer(request.user):
        raise PermissionDenied
    about = editable if editable else sections
    sent = request.POST.get("mail", "")
    mails = Mail.objects.filter(
        notices__inquiry__edition=edition, notices__inquiry__section__in=about, sent_at=None
    )
    mail = mails.filter(pk=int(sent)).first() if sent.isdecimal() and len(sent) < 19 else None
    if mail is None:
        messages.error(request, "このメールは、すでに送ったか、ありません。")
    else:
        send_again(mail)
        messages.success(request, "もう一度送ります。１分ほどで結果がここに出ます。")
    return HttpResponseRedirect(request.path)
