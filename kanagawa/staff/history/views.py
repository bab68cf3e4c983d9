"""The record of changes: of one row, and of a whole edition with filters and as a CSV file."""

from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.http import urlencode

from kanagawa.editions.models import Edition
from kanagawa.history.changes import gathered
from kanagawa.reports import registry
from kanagawa.staff.rows.history import PER_PAGE

from .log import edition_log, log_csv, require_log, whole_log


def all_changes(site: AdminSite, request: HttpRequest) -> HttpResponseBase:
    """The whole log as one CSV file, edition by edition, sent as it is written."""
    require_log(request)
    return log_csv("変更の記録.csv", whole_log(request), streamed=True)


def edition_changes(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every change and decision of an edition that the person may see; also as CSV."""
    edition = get_object_or_404(Edition, pk=pk)
    require_log(request)
    everything = edition_log(request, edition.pk)
    people = sorted({change.user for change in everything})
    section, person = request.GET.get("section", ""), request.GET.get("person", "")
    selection = [c for c in everything if section in ("", c.app_label) and person in ("", c.user)]
    if request.GET.get("format") == "csv":
        return log_csv(f"{edition}_変更の記録.csv", ((str(edition), c) for c in selection))
    sections = {key: section.title for key, section in registry.sections().items()}
    context = {
        **site.each_context(request),
        "title": f"変更の記録（{edition}）",
        "edition": edition,
        "page": Paginator(gathered(selection), PER_PAGE).get_page(request.GET.get("p")),
        "count": len(selection),
        "sections": {**sections, "editions": "目次と本文"},
        "people": people,
        "section": section,
        "person": person,
        "query": _query(section=section, person=person),
    }
    return TemplateResponse(request, "admin/editions/changes.html", context)


def _query(**values: str) -> str:
    return urlencode({name: value for name, value in values.items() if value})
