"""The entry grid: the tables as on paper with the cells to fill open."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from kanagawa.entry.cells import EntryTable, by_ref, entry_tables
from kanagawa.entry.live import live
from kanagawa.entry.saving import SaveOutcome, save_entries
from kanagawa.formats.numbers import quoted
from kanagawa.people import signed_in
from kanagawa.reports import registry
from kanagawa.reports.declaration import Finding
from kanagawa.staff.editions.overview import entry_links
from kanagawa.staff.places import place_url
from kanagawa.staff.saved_checks import open_about
from kanagawa.workflow.remarking import remarks_by_ref
from kanagawa.workflow.roles import may_edit, may_view

from .form import Field, Sent, entries_of, read_sent, unreadable_days
from .lists import list_links, why_read_only
from .page import Pages, TableOnPage

THIS_YEAR, ALL = "this_year", "all"
# Six fields a cell; a form of more than 10,000 fields would be refused (settings).
MOST_INPUTS = 1_500
MOST_ELSEWHERE = 200  # figures that are gone, or were never here: nobody reads more of them
LONGEST_REASON = 100  # characters that the history keeps
_SAVED = "entry_saved"


def entry(site: AdminSite, request: HttpRequest, edition_pk: int, section: str) -> HttpResponse:
    """The grid of one section; for who may only look, and of a published edition, without inputs.

    POST saves everything or nothing; what was typed stays on the page until it is saved.
    """
    edition = _edition(request, edition_pk, section)
    if request.method != "POST":
        return _page(site, request, edition, section)
    if not may_edit(request.user, section):
        raise PermissionDenied
    sent = read_sent(request.POST)
    reason = request.POST.get("reason", "")
    if len(reason) > LONGEST_REASON:
        messages.error(
            request,
            f"変更の理由は{LONGEST_REASON}文字までです。短くして、もう一度保存してください。",
        )
        return _page(site, request, edition, section, sent, SaveOutcome())
    outcome = SaveOutcome()
    if not (days := unreadable_days(request.POST)):
        outcome = save_entries(
            edition=edition,
            section=section,
            entries=entries_of(sent),
            user=signed_in(request),
            reason=reason,
        )
    if days or not outcome.is_saved:
        return _page(site, request, edition, section, sent, outcome)
    return _saved(request, edition, section, outcome)


def entry_totals(
    site: AdminSite, request: HttpRequest, edition_pk: int, section: str
) -> HttpResponse:
    """The print of all cells with what was typed so far, as JSON; nothing is saved."""
    edition = _edition(request, edition_pk, section)
    if not may_edit(request.user, section):
        raise PermissionDenied
    totals = live(edition, section, entries_of(read_sent(request.POST)))
    return JsonResponse({"printed": totals.printed, "errors": totals.errors})


def _edition(request: HttpRequest, edition_pk: int, section: str) -> Edition:
    if section not in registry.sections():
        raise Http404(f"「{section}」という節はありません。")
    if not may_view(request.user, section):
        raise PermissionDenied
    return get_object_or_404(Edition.objects.select_related("copied_from"), pk=edition_pk)


def _saved(
    request: HttpRequest, edition: Edition, section: str, outcome: SaveOutcome
) -> HttpResponse:
    changed = outcome.changed
    if changed:
        messages.success(request, f"{len(changed)}件の数値を保存しました。")
        # The page that follows shows what the checks say of them; it reads the rows anyway.
        request.session[_SAVED] = [edition.pk, section, changed]
    else:
        messages.info(request, "変更はありませんでした。")
    filters = {name: request.POST.get(name, "") for name in ("show", "table")}
    query = urlencode({name: value for name, value in filters.items() if value})
    return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)


@dataclass(frozen=True)
class PageProblem:
    """A line of the summary on top, with the cell it leads to; `field` where a choice is asked."""

    id: str
    label: str
    messages: list[str]
    field: Field | None = None


def _page(
    site: AdminSite,
    request: HttpRequest,
    edition: Edition,
    section: str,
    sent: Sent | None = None,
    outcome: SaveOutcome | None = None,
) -> HttpResponse:
    rows = EditionRows(edition)
    tables = entry_tables(edition, section, rows)
    chosen = request.POST if request.method == "POST" else request.GET
    show = chosen.get("show") or (
        THIS_YEAR if any(c.is_of_this_year for t in tables for c in t.open) else ALL
    )
    why = why_read_only(request, edition, section) or (outcome.refused if outcome else "")
    # What was typed into an edition published meanwhile stays to be read.
    inputs = set() if why and sent is None else _inputs(tables, show, chosen, sent or {})
    remarks = remarks_by_ref(edition, section)
    pages = Pages(inputs, sent or {}, outcome, request.POST, remarks)
    tables_on_page = [
        pages.table(table)
        for table in tables
        if _is_shown(table, inputs, show, chosen.get("table", ""), not inputs)
    ]
    context = {
        **site.each_context(request),
        "title": f"入力：{registry.sections()[section].title}",
        "edition": edition,
        "section": section,
        "sections": entry_links(request, edition),
        "links": _links(request, edition, section),
        "lists": list_links(site, edition, section),
        "tables": tables_on_page,
        "left_out": [
            t for t in tables if t.open and t.key not in {s.table.key for s in tables_on_page}
        ],
        "show": show,
        "one_table": chosen.get("table", ""),
        "to_enter": sum(c.is_to_enter for t in tables for c in t.open),
        "inputs": sum(len(t.inputs) for t in tables_on_page),
        "why_read_only": why,
        "problems": list(_problems(tables_on_page, outcome, sent or {})),
        "conflicts": bool(outcome and outcome.conflicts),
        "findings": _findings(request, edition, section, tables),
        "remarks": [remark for of_figure in remarks.values() for remark in of_figure],
        "reason": request.POST.get("reason", ""),
    }
    return TemplateResponse(request, "admin/entry/grid.html", context)


def _inputs(tables: list[EntryTable], show: str, chosen: Any, sent: Sent) -> set[str]:
    """The refs with an input: those wanted, and always those that were sent back."""
    table, at = chosen.get("table", ""), chosen.get("at", "")
    waiting = [
        cell.ref
        for t in tables
        if table in ("", t.key)
        for cell in t.open
        if show == ALL or cell.is_of_this_year or at in (cell.ref, t.key)
    ]
    return {*waiting[:MOST_INPUTS], *sent}


def _is_shown(
    table: EntryTable, inputs: set[str], show: str, one_table: str, read_only: bool
) -> bool:
    if one_table and not read_only:
        return table.key == one_table
    if show == ALL:
        return True
    if read_only:
        return any(cell.is_of_this_year for cell in table.open)
    return any(cell.ref in inputs for cell in table.open)


def _problems(
    tables: list[TableOnPage], outcome: SaveOutcome | None, sent: Sent
) -> Iterator[PageProblem]:
    if outcome is None:
        return
    on_page = set()
    for table in tables:
        if table.day_errors:
            yield PageProblem(
                f"day-{table.id}", f"{table.table.grid.title} この表の時点", list(table.day_errors)
            )
        for field in table.inputs:
            on_page.add(field.cell.ref)
            if field.conflict:
                met = ["ほかの人が先に変更しています。"]
                yield PageProblem(field.input_id, field.cell.label, met, field)
            elif field.errors:
                yield PageProblem(field.input_id, field.cell.label, field.errors)
    elsewhere = [ref for ref in outcome.errors if ref not in on_page]
    for ref in elsewhere[:MOST_ELSEWHERE]:
        typed = sent.get(ref, {}).get("value", "")
        label = f"{ref[:120]}（入力した値「{quoted(typed)}」）"
        yield PageProblem("content", label, outcome.errors[ref])
    if more := len(elsewhere[MOST_ELSEWHERE:]):
        yield PageProblem("content", f"ほかに{more}か所", ["この画面にない数値です。"])


def _findings(
    request: HttpRequest, edition: Edition, section: str, tables: list[EntryTable]
) -> list[tuple[Finding, str]]:
    """What the checks say of the figures that were saved just now, with the way to each."""
    saved_in, saved_section, changed = request.session.pop(_SAVED, None) or (0, "", [])
    if (saved_in, saved_section) != (edition.pk, section):
        return []
    cells = by_ref(tables)
    findings = open_about(edition, [cells[a].row for a in changed if a in cells])
    return [(f, place_url(edition, f.ref)) for f in findings]


def _links(request: HttpRequest, edition: Edition, section: str) -> list[tuple[str, str]]:
    """Other ways to the same figures: as a workbook, as what is new, as findings, under review."""
    of_edition = {"new_facts": "新しく入力する数値", "checks": "検査の結果"}
    of_section = {"review_section": "承認の状況"}
    if edition.is_published:
        of_edition = {}
    elif may_edit(request.user, section):
        of_section |= {"workbook": "Excelの入力表", "upload": "Excelの取込み"}
    links = [(title, reverse(f"admin:{n}", args=[edition.pk])) for n, title in of_edition.items()]
    for name, title in of_section.items():
        links.append((title, reverse(f"admin:{name}", args=[edition.pk, section])))
    return links
