"""An edition under review: every part with its state, and the publication of them all."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused
from kanagawa.formats.years import moment
from kanagawa.people import signed_in
from kanagawa.staff.editions.overview import preview_url
from kanagawa.staff.refusals import tell
from kanagawa.workflow import releasing
from kanagawa.workflow.models import Release
from kanagawa.workflow.parts import WHOLE, may_review_any
from kanagawa.workflow.reviewing import part_reviews
from kanagawa.workflow.roles import may_publish
from kanagawa.workflow.still_empty import EmptyCells, empty_cells

from .forms import EmergencyForm, ReleaseForm, ScheduleForm, UnscheduleForm

FORMS: dict[str, type[forms.Form]] = {
    "release": ReleaseForm,
    "schedule": ScheduleForm,
    "unschedule": UnscheduleForm,
    "emergency": EmergencyForm,
}


def edition_review(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """The parts of an edition; who publishes finds the publication at the foot of the page."""
    edition = get_object_or_404(Edition, pk=pk)
    if not may_review_any(request.user):
        raise PermissionDenied
    if request.method == "POST":
        return _act(site, request, edition)
    return _page(site, request, edition)


def _act(site: AdminSite, request: HttpRequest, edition: Edition) -> HttpResponse:
    name = request.POST.get("act", "")
    if not may_publish(request.user) or name not in FORMS:
        raise PermissionDenied
    form = FORMS[name](request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        return _page(site, request, edition, {name: form})
    try:
        message = _take(name, edition, signed_in(request), form)
    except Refused as error:
        status = tell(request, error)
        bound = FORMS[name](data=_renewed(request, edition), auto_id=f"{name}-%s")
        return _page(site, request, edition, {name: bound}, status=status)
    messages.success(request, message)
    return HttpResponseRedirect(reverse("admin:review", args=[edition.pk]))


def _take(name: str, edition: Edition, user: User, form: forms.Form) -> str:
    """One step of the publication; returns what to tell the person."""
    data = form.cleaned_data
    step = {"edition": edition, "user": user, "number": data["number"]}
    if name == "release":
        releasing.release(**step)
        return f"{edition}を公開しました。"
    if isinstance(form, EmergencyForm):
        releasing.release_in_emergency(**step, reason=data["reason"], empty_seen=form.empty_seen)
        return f"{edition}を緊急に公開しました。理由とともに記録に残ります。"
    if name == "schedule":
        at = timezone.localtime(releasing.schedule(**step, at=data["at"]).at)
        return f"{moment(at)}の公開を予約しました。"
    releasing.unschedule(**step)
    return "公開の予約を取り消しました。"


def _renewed(request: HttpRequest, edition: Edition) -> Any:
    """What was typed, with the number of the decision and the list that the page now shows."""
    data = request.POST.copy()
    data["number"] = str(_number(edition))
    if "empty_mark" in data and not edition.is_published:
        mark = empty_cells(edition).mark
        if data["empty_mark"] != mark:
            data.pop("empty_confirmed", None)  # it was another list that was confirmed
        data["empty_mark"] = mark
    return data


def _number(edition: Edition) -> int:
    newest = edition.decisions.filter(section=WHOLE).order_by("-number").first()
    return newest.number if newest else 0


def _page(
    site: AdminSite,
    request: HttpRequest,
    edition: Edition,
    bound: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    edition.refresh_from_db()
    publishes = not edition.is_published and may_publish(request.user)
    empty = empty_cells(edition) if publishes else None
    reviews = [] if edition.is_published else part_reviews(edition)
    context = {
        **site.each_context(request),
        "title": f"承認と公開（{edition}）",
        "edition": edition,
        "reviews": reviews,
        "all_unchanged": all(review.state.is_unchanged for review in reviews),
        "all_ready": all(review.state.is_ready for review in reviews),
        "release": Release.objects.filter(edition=edition).select_related("by").first(),
        "decisions": edition.decisions.select_related("by").order_by("at", "id"),
        "exceptions": releasing.exceptions_of(edition),
        "preview_url": preview_url(edition),
        "empty": empty,
        "forms": _forms(request, edition, empty, bound or {}),
    }
    return TemplateResponse(request, "admin/review/edition.html", context, status=status)


def _forms(
    request: HttpRequest,
    edition: Edition,
    empty: EmptyCells | None,
    bound: dict[str, forms.Form],
) -> dict[str, Any]:
    """The forms of who may publish; `empty` are the cells that are shown to that person."""
    if empty is None:
        return {}
    initial = {"number": _number(edition), "empty_mark": empty.mark}
    fresh = {name: form(initial=initial, auto_id=f"{name}-%s") for name, form in FORMS.items()}
    all_forms = fresh | bound
    if not empty.cells:
        all_forms["emergency"].fields.pop("empty_confirmed", None)  # there is nothing to confirm
    return all_forms
