"""The record of changes: of one row, and of a whole edition with filters and as a CSV file."""

import csv
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import urlencode

from kanagawa.editions.models import Edition, Node
from kanagawa.editions.rows import row_models
from kanagawa.history.changes import Change, changes, gathered
from kanagawa.reports import registry
from kanagawa.workflow import roles

PER_PAGE = 100
_HEAD = {
    "when": "日時", "user": "変更した人", "act": "操作", "model": "種類", "row": "識別子",
    "field": "項目", "old": "変更前", "new": "変更後", "reason": "理由",
}  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def urls(site: AdminSite) -> list[URLPattern]:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return edition_changes(site, request, pk)

    return [path("changes/<int:pk>/", site.admin_view(view), name="edition_changes")]


def edition_changes(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Every change of an edition that the person may see, by section and person; also as CSV."""
    edition = get_object_or_404(Edition, pk=pk)
    models = [m for m in row_models() if _may_see(request, m)]
    if not models:
        raise PermissionDenied
    everything = [c for model in models for c in _visible(request, model, edition)]
    people = sorted({change.user for change in everything})
    section, person = request.GET.get("section", ""), request.GET.get("person", "")
    found = [c for c in everything if section in ("", c.app_label) and person in ("", c.user)]
    found.sort(key=lambda change: change.when, reverse=True)
    if request.GET.get("format") == "csv":
        return _csv(edition, found)
    context = {
        **site.each_context(request),
        "title": f"変更の記録（{edition}）",
        "edition": edition,
        "page": Paginator(gathered(found), PER_PAGE).get_page(request.GET.get("p")),
        "count": len(found),
        "sections": {**_section_titles(), "editions": "目次と本文"},
        "people": people,
        "section": section,
        "person": person,
        "query": _query(section=section, person=person),
    }
    return TemplateResponse(request, "admin/editions/changes.html", context)


def _may_see(request: HttpRequest, model: Any) -> bool:
    name = f"{model._meta.app_label}.{{}}_{model._meta.model_name}"
    user = request.user
    return user.has_perm(name.format("view")) or user.has_perm(name.format("change"))


def _visible(request: HttpRequest, model: Any, edition: Edition) -> list[Change]:
    found = changes(model, {"edition_id": edition.pk})
    if model is not Node or roles.may_view(request.user, ""):
        return found
    shown = {"", *roles.sections_to_view(request.user)}
    sections = _sections_of_nodes(edition)
    return [change for change in found if sections[change.row_id] in shown]


def _sections_of_nodes(edition: Edition) -> dict[int, str]:
    """The section of every node that is or was in the edition, as it stood last; one query."""
    records = Node.history.filter(edition_id=edition.pk).order_by("history_id")
    nodes = {
        pk: Node(id=pk, kind=kind, key=key, parent_id=parent)
        for pk, kind, key, parent in records.values_list("id", "kind", "key", "parent_id")
    }
    for node in nodes.values():
        node.parent = nodes.get(node.parent_id)
    return {pk: node.section for pk, node in nodes.items()}


def _section_titles() -> dict[str, str]:
    return {key: section.title for key, section in registry.sections().items()}


def _query(**values: str) -> str:
    return urlencode({name: value for name, value in values.items() if value})


def _csv(edition: Edition, found: Iterable[Change]) -> HttpResponse:
    name = f"{edition.label}_変更の記録.csv"
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = _attachment(name)
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(_HEAD.values())
    for change in found:
        writer.writerow(_plain(getattr(change, name)) for name in _HEAD)
    return response


def _attachment(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name)}"


def _plain(value: Any) -> str:
    if not isinstance(value, str):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    # A spreadsheet would compute a text that begins like a formula.
    return f"'{value}" if value.startswith(_FORMULA) else value


def object_history(
    screen: Any, request: HttpRequest, object_id: str, extra_context: Any = None
) -> HttpResponse:
    """The changes of one row, for those who may see rows of its kind."""
    row = screen.get_object(request, unquote(object_id))
    if not screen.has_view_or_change_permission(request, row):
        raise PermissionDenied
    if row is None:
        raise Http404
    context = {
        **screen.admin_site.each_context(request),
        "title": f"変更の記録：{row}",
        "page": Paginator(changes(type(row), {"id": row.pk}), PER_PAGE).get_page(
            request.GET.get("p")
        ),
        "object": row,
        "opts": screen.opts,
        "module_name": str(screen.opts.verbose_name_plural),
        **(extra_context or {}),
    }
    return render(request, screen.object_history_template, context)
