"""Lists of things entered as one table: many rows at once, checked as on their own screens."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.missing import make_missing
from kanagawa.people import signed_in
from kanagawa.reports import registry
from kanagawa.reports.writers.file_formats import EXCEL
from kanagawa.staff import saved_checks
from kanagawa.staff.access import PUBLISHED_WHY
from kanagawa.staff.rows.admin import NOTHING_CHANGED, EditionRowAdmin, require_editor
from kanagawa.staff.rows.guarded import guarded
from kanagawa.staff.rows.placing import next_position
from kanagawa.workflow.roles import may_edit, may_view

from .list_forms import MOST_NEW, ListForms, list_forms, problems_of
from .list_workbook import list_workbook, read_list
from .proposals import DROP, PROPOSE_AGAIN, drop, proposals_of, propose_again
from .sent_files import ExcelForm

# Empty rows: of a list with none of this year's yet, below others, and with each 「増やす」.
NEW_ROWS, NEW_BELOW, MORE_ROWS = 15, 1, 10
FEW = 30  # rows of a list that is shown whole from the start
MOST = 250
LONGEST_REASON = 100
MORE, PREVIEW, TAKE_UP, UPLOAD = "_more", "_preview", "_take_up", "_upload"


@dataclass
class Sent:
    """What came of a form: errors are shown, or (`changes`) what a save would write."""

    forms: ListForms
    shows_errors: bool = True
    changes: list[tuple[str, str, list[tuple[str, str, str]]]] = field(default_factory=list)
    is_preview: bool = False


def entered_lists(site: AdminSite, section: str) -> list[EditionRowAdmin]:
    """The screens of a section's rows that are entered as a table."""
    return [
        screen
        for model, screen in site._registry.items()
        if isinstance(screen, EditionRowAdmin)
        and screen.entry_columns
        and model._meta.app_label == section
    ]


def list_links(site: AdminSite, edition: Edition, section: str) -> list[tuple[str, str]]:
    """Title and URL of the tables for a section's lists."""
    return [
        (
            str(screen.opts.verbose_name_plural),
            reverse("admin:entry_list", args=[edition.pk, screen.opts.label_lower]),
        )
        for screen in entered_lists(site, section)
    ]


def why_read_only(request: HttpRequest, edition: Edition, section: str) -> str:
    """Why nothing can be entered here; "" where it can."""
    if edition.is_published:
        return PUBLISHED_WHY
    if not may_edit(request.user, section):
        return "この節の担当ではないため、見るだけで変更できません。"
    return ""


def entry_list(site: AdminSite, request: HttpRequest, edition_pk: int, name: str) -> HttpResponse:
    """The table of one list; for who may only look, and of a published edition, without inputs.

    POST saves everything or nothing; what was typed stays on the page until it is saved.
    """
    screen, edition = _list_of(site, request, edition_pk, name)
    if request.method != "POST":
        return _page(site, request, screen, edition)
    if not may_edit(request.user, screen.opts.app_label):
        raise PermissionDenied
    if edition.is_published:
        return _page(site, request, screen, edition)
    if UPLOAD in request.POST:
        return _uploaded(site, request, screen, edition)
    if TAKE_UP in request.POST:
        return guarded(request, lambda: _take_up(request, screen, edition))
    if DROP in request.POST:
        return guarded(request, lambda: drop(request, screen, edition))
    if PROPOSE_AGAIN in request.POST:
        return guarded(request, lambda: propose_again(request, screen, edition))
    return guarded(request, lambda: _post(site, request, screen, edition))


def entry_list_workbook(
    site: AdminSite, request: HttpRequest, edition_pk: int, name: str
) -> HttpResponse:
    """The list as a file to fill in: all its rows, and empty ones."""
    screen, edition = _list_of(site, request, edition_pk, name)
    if not may_edit(request.user, screen.opts.app_label):
        raise PermissionDenied
    if edition.is_published:
        return HttpResponseRedirect(reverse("admin:entry_list", args=[edition.pk, name]))
    title = str(screen.opts.verbose_name_plural)
    content = list_workbook(_all_forms(request, screen, edition), edition, name, title)
    response = HttpResponse(content, content_type=EXCEL.media_type)
    file = quote(f"{edition.label}_{title}_入力用.xlsx")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{file}"
    return response


def _list_of(
    site: AdminSite, request: HttpRequest, edition_pk: int, name: str
) -> tuple[EditionRowAdmin, Edition]:
    """The screen of a list and the edition, for who may look at them."""
    section = name.partition(".")[0]
    screens = {screen.opts.label_lower: screen for screen in entered_lists(site, section)}
    if name not in screens:
        raise Http404(f"「{name[:60]}」という一覧はありません。")
    if not may_view(request.user, section):
        raise PermissionDenied
    editions = Edition.objects.select_related("copied_from")
    return screens[name], get_object_or_404(editions, pk=edition_pk)


def _all_forms(request: HttpRequest, screen: EditionRowAdmin, edition: Edition) -> ListForms:
    model: Any = screen.model
    rows = model._default_manager.filter(edition=edition).order_by("position", "id")
    pks = list(rows.values_list("pk", flat=True)[:MOST])
    return list_forms(screen, request, edition, pks=pks)


def _uploaded(
    site: AdminSite, request: HttpRequest, screen: EditionRowAdmin, edition: Edition
) -> HttpResponse:
    """The page with what stands in the file, as if it had been typed; nothing is saved."""
    form = ExcelForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["file"])))
        return HttpResponseRedirect(request.path)
    try:
        content = form.cleaned_data["file"].read()
        stored = _all_forms(request, screen, edition)
        data, remarks = read_list(content, stored, edition, screen.opts.label_lower)
    except Refused as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(request.path)
    for remark in remarks:
        messages.warning(request, remark)
    forms = _sent_forms(request, screen, edition, data)
    sent = Sent(forms)
    if forms.is_valid():
        sent.is_preview, sent.changes = True, _changes(screen, forms)
    return _page(site, request, screen, edition, sent)


def _post(
    site: AdminSite, request: HttpRequest, screen: EditionRowAdmin, edition: Edition
) -> HttpResponse:
    data = request.POST
    if MORE in data:
        sent = Sent(_sent_forms(request, screen, edition, _with_more(data)), shows_errors=False)
        return _page(site, request, screen, edition, sent)
    forms = _sent_forms(request, screen, edition, data)
    sent = Sent(forms)
    reason = data.get("reason", "")
    if len(reason) > LONGEST_REASON:
        messages.error(request, f"変更の理由は{LONGEST_REASON}文字までです。短くしてください。")
        return _page(site, request, screen, edition, sent)
    if not forms.is_valid():
        return _page(site, request, screen, edition, sent)
    if PREVIEW in data:
        sent.is_preview, sent.changes = True, _changes(screen, forms)
        return _page(site, request, screen, edition, sent)
    saved = _save(request, edition, screen.opts.app_label, forms, reason)
    if saved:
        messages.success(request, f"{saved}行を保存しました。")
    else:
        messages.info(request, NOTHING_CHANGED)
    show = urlencode({"show": data.get("show", "")}) if data.get("show") else ""
    return HttpResponseRedirect(f"{request.path}?{show}" if show else request.path)


def _sent_forms(
    request: HttpRequest, screen: EditionRowAdmin, edition: Edition, data: Any
) -> ListForms:
    return list_forms(screen, request, edition, pks=(), data=data)


def _with_more(data: Any) -> Any:
    """The same form with more empty rows."""
    more = data.copy()
    try:
        total = int(data.get("new-TOTAL_FORMS", ""))
    except ValueError:
        return data
    more["new-TOTAL_FORMS"] = str(min(max(total, 0) + MORE_ROWS, MOST_NEW))
    return more


def _changes(
    screen: EditionRowAdmin, forms: ListForms
) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Of each row that a save would write: its name, its print and what changes."""
    changes = []
    for form in forms.changed:
        is_thing = isinstance(form.instance, screen.model)
        printed = screen.printed_line(form.instance) if is_thing else ""
        changes.append((str(form.instance), printed or "", form.changes()))
    return changes


def _save(
    request: HttpRequest, edition: Edition, section: str, forms: ListForms, reason: str
) -> int:
    """Write the rows that were typed in; the results last, for the state of a row asks for them."""
    saved = 0
    for forms_ in forms.sets:
        for row in forms_.save(commit=False):
            _write(request, row, reason)
            saved += 1
    if saved:
        make_missing(edition, section, signed_in(request))
    return saved


def _write(request: HttpRequest, row: Any, reason: str) -> None:
    if not row.pk:
        # Checked before any of them was stored, each would have the same number for its key.
        row.key = ""
        row.position = row.position or next_position(row)
    row._history_user, row._change_reason = request.user, reason
    require_editor(request, row)
    row.save()
    saved_checks.remember(request, row)


def _take_up(request: HttpRequest, screen: EditionRowAdmin, edition: Edition) -> HttpResponse:
    """Store the proposals that were chosen; they stand in the table then, to be filled in."""
    lock_draft(edition)
    chosen = set(request.POST.getlist("proposal"))
    taken = [row for row in proposals_of(screen, edition).open if row.key in chosen]
    try:
        with transaction.atomic():
            for row in taken:
                row.full_clean(exclude=["key"])
                _write(request, row, "前年の取組から")
    except ValidationError as error:
        messages.error(request, f"加えられませんでした。{' '.join(error.messages)}")
        return HttpResponseRedirect(request.path)
    if taken:
        messages.success(request, f"{len(taken)}行を加えました。日や場所を入力してください。")
    else:
        messages.info(request, "加えるものを選んでください。")
    return HttpResponseRedirect(request.path)


def _rows_on_page(screen: EditionRowAdmin, edition: Edition, show: str) -> tuple[list[int], bool]:
    """The numbers of the rows on the page, and whether those are all of them.

    From the start those of this year: new in this edition, or asked for in it.
    """
    rows: Any = screen.model._default_manager.filter(edition=edition)
    rows = rows.order_by("position", "id")
    numbers = list(rows.values_list("pk", flat=True)[: MOST + 1])
    if show == "all" or (len(numbers) <= FEW and not screen.entry_leaves_out):
        return numbers[:MOST], len(numbers) <= MOST
    before: Any = screen.model._default_manager.filter(edition=edition.copied_from)
    is_of_this_year = ~Q(key__in=before.values("key")) | Q(key__in=_keys_of_todos(screen, edition))
    chosen = rows.filter(is_of_this_year).exclude(**screen.entry_leaves_out)
    return list(chosen.values_list("pk", flat=True)[:MOST]), False


def _keys_of_todos(screen: EditionRowAdmin, edition: Edition) -> list[str]:
    """The keys of the rows that the new year asks something of."""
    todos = registry.sections()[screen.opts.app_label].todos
    refs = [todo.ref for todo in todos(EditionRows(edition))] if todos else []
    start = f"{screen.opts.label_lower}/"
    return [ref.removeprefix(start) for ref in refs if ref.startswith(start)]


def _page(
    site: AdminSite,
    request: HttpRequest,
    screen: EditionRowAdmin,
    edition: Edition,
    sent: Sent | None = None,
) -> HttpResponse:
    section = screen.opts.app_label
    show = (request.POST if sent else request.GET).get("show", "")
    pks, is_all = _rows_on_page(screen, edition, show)
    why = why_read_only(request, edition, section)
    new = _new_rows(request, NEW_BELOW if pks else NEW_ROWS)
    forms = sent.forms if sent else list_forms(screen, request, edition, pks=pks, new=new)
    context = {
        **site.each_context(request),
        "title": f"一覧に入力：{screen.opts.verbose_name_plural}",
        "edition": edition,
        "section": section,
        "name": screen.opts.label_lower,
        "forms": forms,
        "problems": problems_of(forms) if sent and sent.shows_errors else [],
        "sent": sent,
        "shows_errors": bool(sent and sent.shows_errors),
        "heads": _heads(forms.known),
        "new_heads": _heads(forms.new),
        "show": show,
        "is_all": is_all,
        "why_read_only": why,
        "proposals": None if why else proposals_of(screen, edition),
        "lists": list_links(site, edition, section),
        "reason": request.POST.get("reason", ""),
    }
    return TemplateResponse(request, "admin/entry/list.html", context)


def _new_rows(request: HttpRequest, usual: int) -> int:
    number = request.GET.get("new", "")
    return min(int(number), MOST_NEW) if re.fullmatch("[0-9]{1,3}", number) else usual


def _heads(forms: Any) -> list[tuple[str, str]]:
    """Label and help of the columns, as the forms have them."""
    return [(str(bound.label), str(bound.help_text)) for bound in forms.empty_form.visible_fields()]
