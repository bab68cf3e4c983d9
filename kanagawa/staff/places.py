"""From a ref of the report to the screen where staff change what stands there."""

from functools import partial

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.http import urlencode

from kanagawa.editions.models import Edition, EditionRow, references
from kanagawa.editions.rows import row_model
from kanagawa.figures.models import FigureRow
from kanagawa.reports import registry
from kanagawa.workflow import roles
from kanagawa.workflow.new_facts import NewFact


def place_url(edition: Edition, ref: str) -> str:
    """Where to change a figure, record, text or table; costs no query (`open_place` finds it)."""
    return reverse("admin:open_place", args=[edition.pk, ref])


def fact_url(edition: Edition, fact: NewFact) -> str:
    """Where a new fact is entered: its cell or screen, of a register the list of its rows."""
    if not fact.is_register:
        return place_url(edition, fact.ref)
    try:
        listed = reverse(f"admin:{fact.ref.replace('.', '_')}_changelist")
    except NoReverseMatch:
        return ""
    return f"{listed}?edition={edition.pk}"


def anchor(ref: str) -> str:
    """The id on the entry grid of a figure's cell or of a table."""
    return f"at-{ref.replace('/', '-').replace('.', '-')}"


def open_place(site: AdminSite, request: HttpRequest, pk: int, ref: str) -> HttpResponse:
    """Goes on to the entry grid for figures and tables, else to the row's own screen."""
    edition = get_object_or_404(Edition, pk=pk)
    model_label, _, key = ref.partition("/")
    model = row_model(model_label)
    if model is None or issubclass(model, FigureRow):
        return HttpResponseRedirect(_entry_url(request, edition, ref))
    row = get_object_or_404(model._default_manager.filter(edition=edition), key=key)
    if not roles.may_view_row(request.user, row):
        raise Http404(f"「{ref}」という箇所はありません。")
    if url := _screen_of(row):
        return HttpResponseRedirect(url)
    raise Http404(f"{row}を変更する画面はありません。")


def _screen_of(row: EditionRow) -> str:
    """The row's own form, or that of what it is a part of (a column, of its table); else ""."""
    try:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        wholes = (getattr(row, field.name) for field in references(type(row)))
        return next(filter(None, (_screen_of(whole) for whole in wholes if whole)), "")


def _entry_url(request: HttpRequest, edition: Edition, ref: str) -> str:
    section = registry.section_of(ref)
    if section not in roles.sections_to_view(request.user):
        raise Http404(f"「{ref}」という箇所はありません。")
    query = urlencode({"at": ref})
    return f"{reverse('admin:entry', args=[edition.pk, section])}?{query}#{anchor(ref)}"


def urls(site: AdminSite) -> list[URLPattern]:
    return [
        path(
            "open/<int:pk>/<path:ref>/",
            site.admin_view(partial(open_place, site)),
            name="open_place",
        )
    ]
