"""The page of a part under review: what it shows and which forms it offers to whom."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from kanagawa.history.changes import gathered
from kanagawa.people import signed_in
from kanagawa.reports.writers.file_formats import formats_of
from kanagawa.reports.writers.html import table_block_html
from kanagawa.staff.editions.overview import preview_url
from kanagawa.staff.places import place_url
from kanagawa.workflow.decided import Decided
from kanagawa.workflow.deciding import why_not_approve
from kanagawa.workflow.lines import amounts, attributes, notes
from kanagawa.workflow.models import Act
from kanagawa.workflow.parts import approves, in_url, may_decide, may_submit
from kanagawa.workflow.places_to_mark import tables_of
from kanagawa.workflow.sheet import FORM, Comparison, Sheet
from kanagawa.workflow.sheet_rows import SheetRow
from kanagawa.workflow.states import StateName

from .forms import DeleteEvidenceForm, EvidenceForm, FindingAnswerForm, RemarkForm, StepForm

REASONS = {
    "submit": "承認者への申し送り（なくてもよい）",
    "withdraw": "取り下げる理由（なくてもよい）",
    "return": "差戻しの趣旨（指摘があればなくてもよい）",
    "approve": "承認の理由（検査のエラーを残すときと代決のときは必要）",
    "look": "",
}


@dataclass(frozen=True)
class Bound:
    """The form that was sent and is shown again with what was typed in it."""

    name: str
    form: forms.Form


def form_for(name: str, sheet: Sheet, data: Any = None, files: object = None, at: str = "") -> Any:
    """The form of an act, empty or with what was sent; `at` is the ref it is pinned to."""
    options: dict[str, Any] = {"auto_id": f"{name}-%s"}
    if name in REASONS:
        if data is None:
            options["initial"] = {"number": sheet.state.number, "seen_hash": sheet.content_hash}
        return StepForm(data, label=REASONS[name], **options)
    if name in ("remark", "evidence"):
        form = RemarkForm if name == "remark" else EvidenceForm
        choices = tables_of(sheet.present.printed(sheet.section))
        ref = data.get("ref", "") if data is not None else at
        if ref in sheet.places:
            choices = {ref: sheet.places[ref]} | choices
        return form(data, files, places=choices, initial={"ref": at}, **options)
    return (FindingAnswerForm if name == "answer" else DeleteEvidenceForm)(data, **options)


def renewed(bound: Bound, sheet: Sheet) -> forms.Form:
    """What was typed, in a form for what is shown now: the next try is about the new content."""
    if not isinstance(bound.form, StepForm):
        return bound.form
    now = {"number": str(sheet.state.number), "seen_hash": sheet.content_hash}
    data = {**bound.form.data.dict(), **now}  # type: ignore[attr-defined]  # what the views behind it read
    return StepForm(data, label=REASONS[bound.name], auto_id=f"{bound.name}-%s")


def page(
    site: AdminSite,
    request: HttpRequest,
    sheet: Sheet,
    bound: Bound | None = None,
    status: int = 200,
) -> HttpResponse:
    """The change sheet of a part with the forms of what the person may do now; `bound` is the one
    that was sent and had errors.
    """
    edition, section, state = sheet.edition, sheet.section, sheet.state
    at = request.GET.get("at", "")
    offered = {name: form_for(name, sheet, at=at) for name in _offered(sheet)}
    if bound and bound.name in offered:
        offered[bound.name] = renewed(bound, sheet)
    context = {
        **site.each_context(request),
        "title": f"{state.title}（{edition}）",
        "edition": edition,
        "name": in_url(section),
        "state": state,
        "sheet": sheet,
        "formats": formats_of("changes"),
        "comparisons": [_comparison_context(sheet, comparison) for comparison in sheet.comparisons],
        "changes": gathered(sheet.changes),
        "english": sheet.english,
        "beside": sheet.beside,
        "forms": offered,
        "answer": bound.form if bound and bound.name == "answer" else None,
        "may_submit": may_submit(request.user, section),
        "is_deputy": may_decide(request.user, section) and not approves(request.user, section),
        "why_not": why_not_approve(edition, section, signed_in(request), state),
        "preview_url": preview_url(edition),
    }
    return TemplateResponse(request, "admin/review/part.html", context, status=status)


def _offered(sheet: Sheet) -> Iterator[str]:
    """The acts whose form this person finds on the page; each act asks again who may."""
    user, section, state = sheet.user, sheet.section, sheet.state
    if may_submit(user, section):
        if state.is_open and not state.is_unchanged:
            yield "submit"
        if state.last and state.last.act == Act.SUBMITTED:
            yield "withdraw"
        yield "evidence"
    if may_decide(user, section):
        yield from ("look", "remark")
        if state.is_submitted and not why_not_approve(sheet.edition, section, user, state):
            yield "approve"
        if state.name in (StateName.SUBMITTED, StateName.APPROVED):
            yield "return"
    else:
        yield "look"


def _comparison_context(sheet: Sheet, comparison: Comparison) -> dict[str, object]:
    """What was decided; what moved by itself, its print or only the data behind it; the tables."""
    moved = comparison.rows if comparison.key == FORM else comparison.moved
    rows = [_line(sheet, row) for row in moved]
    return {
        "comparison": comparison,
        "decided": [_thing(sheet, thing) for thing in comparison.decided],
        "is_form": comparison.key == FORM,
        "kinds": Counter(row.difference.kind_name for row in moved).most_common(),
        "printed": [line for line in rows if line["difference"].printed],
        "behind": [line for line in rows if not line["difference"].printed],
        "tables": list(_marked(sheet, comparison)),
    }


def _thing(sheet: Sheet, thing: Decided) -> dict[str, object]:
    ref = _place(sheet, thing.ref)
    return {
        "thing": thing,
        "notes": notes(thing),
        "at": ref,
        "url": place_url(sheet.edition, ref) if ref else "",
    }


def _place(sheet: Sheet, ref: str) -> str:
    """What is gone can be neither pinned to nor opened."""
    return ref if ref in sheet.places else ""


def _line(sheet: Sheet, row: SheetRow) -> dict[str, Any]:
    ref = _place(sheet, row.difference.ref)
    return {
        "row": row,
        "difference": row.difference,
        "amounts": amounts(row),
        "attributes": attributes(row),
        "notes": notes(row),
        "at": ref,
        "url": place_url(sheet.edition, ref) if ref else "",
    }


def _marked(sheet: Sheet, comparison: Comparison) -> Iterator[SafeString]:
    """The tables that print differently, as on paper, cells that print differently marked."""
    if comparison.key == FORM:
        return
    tables, _ = sheet.present.printed(sheet.section)
    printed_differences = [row.difference for row in comparison.rows if row.difference.printed]
    for key, grid in tables.items():
        differences = [d for d in printed_differences if d.table == key]
        if differences:
            marked = {tuple(at) for difference in differences for at in difference.new_at}
            yield table_block_html(grid, marked=marked)  # type: ignore[arg-type]  # drawn the same way
