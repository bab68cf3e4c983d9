"""The facts that texts may embed: found, copied and inserted; typed numbers become references."""

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from kanagawa.checks.context import Context
from kanagawa.checks.typed_numbers import typed_numbers
from kanagawa.editions.models import Edition, EditionRow
from kanagawa.editions.refusals import Refused
from kanagawa.figures.quotable import uses
from kanagawa.people import signed_in
from kanagawa.reports import registry
from kanagawa.reports.origins import RULES
from kanagawa.staff.places import place_url
from kanagawa.staff.refusals import tell

from .facts import Listed, dependents, listed, matching_facts, parts
from .replacing import may_change, replace_number
from .source import FactSource, source_of

PER_PAGE = 50
_PICKED = 20


def _source(request: HttpRequest, pk: int) -> FactSource:
    """The facts of this edition; who may preview the edition may see them."""
    if not request.user.has_perm("editions.preview_edition"):
        raise PermissionDenied
    source = source_of(request, get_object_or_404(Edition, pk=pk))
    return source


def _context(
    site: AdminSite, request: HttpRequest, source: FactSource, title: str
) -> dict[str, object]:
    sections = {key: section.title for key, section in registry.sections().items()}
    return {
        **site.each_context(request),
        "title": f"{title}（{source.edition}）",
        "edition": source.edition,
        "sections": {**sections, "edition": "年度版の語"},
    }


def facts(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Every fact that a text may embed, by section, found by words and by values."""
    source = _source(request, pk)
    query, section = request.GET.get("q", ""), request.GET.get("section", "")
    matching = matching_facts(source.quotables.values(), query, section)
    page = Paginator(matching, PER_PAGE).get_page(request.GET.get("p"))
    context = _context(site, request, source, "文中の数値") | {
        "query": query,
        "section": section,
        "page": page,
        "facts": listed(source, page.object_list),
        "kept": urlencode({"q": query, "section": section}),
    }
    return TemplateResponse(request, "admin/prose/facts.html", context)


def fact(site: AdminSite, request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One fact: what it prints, what it follows from, where it is used, what follows from it."""
    source = _source(request, pk)
    quotable = source.quotables.get(key)
    if quotable is None:
        raise Http404(f"「{key}」という数値はありません。")
    context = _context(site, request, source, quotable.name) | {
        "fact": Listed(quotable, uses(source.content).get(key, []), source.edition),
        "rule": RULES.get(quotable.figure.rule, "") if quotable.figure else "",
        "parts": parts(source, quotable),
        "dependents": dependents(source, quotable),
    }
    return TemplateResponse(request, "admin/prose/fact.html", context)


def pick_facts(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """The first facts that a search finds, for the picker beside a text."""
    source = _source(request, pk)
    matching = matching_facts(source.quotables.values(), request.GET.get("q", ""), "")
    context = {"facts": listed(source, matching[:_PICKED]), "count": len(matching)}
    return render(request, "admin/prose/picked.html", context)


def preview_text(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """How a text will print, for the page that it is being written on; nothing is saved."""
    source = _source(request, pk)
    sent = {name: request.POST.get(name, "") for name in ("text", "about", "field", "name")}
    preview = source.preview(sent["text"], sent["about"], sent["field"])
    return render(request, "admin/prose/preview.html", {"preview": preview, "name": sent["name"]})


def typed(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Numbers typed into texts though a fact exists, each with the references that print it."""
    source = _source(request, pk)
    numbers = [
        {
            "text": text,
            "typed": number,
            "before": text.text[max(0, number.start - 30) : number.start],
            "after": text.text[number.end : number.end + 30],
            "url": place_url(text.row.edition, text.ref),
            "may_change": may_change(request.user, text.row),
        }
        for text, number in typed_numbers(Context(source.rows))
    ]
    context = _context(site, request, source, "文に直接書かれた数値") | {"numbers": numbers}
    return TemplateResponse(request, "admin/prose/typed.html", context)


def replace(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Put a reference in the place of a typed number; who may change the text may do it."""
    source = _source(request, pk)
    sent = {name: request.POST.get(name, "") for name in ("ref", "field", "typed", "reference")}
    row = source.row(sent["ref"])
    if not isinstance(row, EditionRow) or sent["field"] not in row.WITH_REFERENCES:
        raise Http404("この箇所はありません。")
    if not may_change(request.user, row):
        raise PermissionDenied
    try:
        replace_number(row=row, user=signed_in(request), **{k: sent[k] for k in sent if k != "ref"})
    except Refused as error:
        tell(request, error)
    else:
        messages.success(request, f"「{sent['typed']}」を登録された数値の参照に置き換えました。")
    return HttpResponseRedirect(reverse("admin:typed_numbers", args=[pk]))
