"""The life of one value: every change, every edition, as printed and as known on a day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from kanagawa.editions.models import Edition, EditionRow, Node, SectionRow
from kanagawa.editions.prints import Print, in_force, prints
from kanagawa.editions.rows import row_model
from kanagawa.history.changes import Change, OldAndNew, changes, past_rows, person_name
from kanagawa.reports import registry
from kanagawa.reports.comparing.difference import keys_of
from kanagawa.staff.rows.fields import DateField
from kanagawa.workflow import roles

from .log import DELETED_DRAFT

PER_PAGE = 100
# What a new row of a kind says first: a figure its value, a text its words, a record its name.
_TOLD = ("value", "text", "name", "term")
PUBLISHED = "公開"
# Long before the first record; days near the year 1 have no moment in UTC.
_FIRST = date(1989, 4, 1)


class DayForm(forms.Form):
    on = DateField(
        label="この日の時点で",
        required=False,
        widget=forms.TextInput,
        help_text="例：令和８年９月１日、2026-09-01。空欄なら今の時点です。",
    )


@dataclass(frozen=True)
class TimelineEntry(OldAndNew):
    """A line of the timeline: a change, or a publication that printed the value."""

    when: datetime
    user: str
    act: str
    edition: str
    field: str
    old: str
    new: str
    reason: str


def life(site: AdminSite, request: HttpRequest, ref: str) -> HttpResponse:
    """One screen for a figure, record or text by its ref; 404 for what never was."""
    label, _, key = ref.partition("/")
    model = row_model(label)
    require_view(request, ref, model, key)
    keys = keys_of(key)
    all_prints = prints([f"{label}/{k}" for k in keys])
    events = _events(model, keys, all_prints)
    if not events:
        raise Http404(f"「{ref}」というものはありません。")
    form = DayForm(request.GET or None)
    day = form.cleaned_data["on"] if form.is_valid() else None
    until = _end_of(day)
    context = {
        **site.each_context(request),
        "title": f"記録：{_name(model, keys, all_prints) or ref}",
        "ref": ref,
        "keys": keys[1:] if len(keys) > 1 else [],
        "form": form,
        "day": day,
        "known": _past_rows(model, keys, until),
        "in_force": in_force(all_prints, until),
        "prints": all_prints,
        "page": Paginator(events, PER_PAGE).get_page(request.GET.get("p")),
        "query": f"on={day.isoformat()}" if day else "",
    }
    return TemplateResponse(request, "admin/life/life.html", context)


def require_view(request: HttpRequest, ref: str, model: type[EditionRow] | None, key: str) -> None:
    """Raises Http404 for a ref of no section, PermissionDenied for another section's."""
    if model is Node:
        may = roles.may_view(request.user, "") or _may_view_node(request, key)
    elif registry.section_of(ref) in registry.sections() and _is_of_section(ref, model):
        may = roles.may_view(request.user, registry.section_of(ref))
    else:
        raise Http404(f"「{ref}」というものはありません。")
    if not may:
        raise PermissionDenied


def _is_of_section(ref: str, model: type[EditionRow] | None) -> bool:
    """Whether a row that says its section itself says the one of its ref."""
    if model is None or not issubclass(model, SectionRow):
        return True
    section, key = registry.section_of(ref), ref.partition("/")[2]
    return bool(model.history.filter(part=section, key=key).exists())


def _may_view_node(request: HttpRequest, key: str) -> bool:
    """A text that moved between sections is seen by those who may see all its places."""
    nodes = Node.objects.filter(key=key)
    count = roles.nodes_to_view(request.user).filter(key=key).count()
    return 0 < count == nodes.count()


def _rows_ever(model: type[EditionRow], keys: list[str]) -> dict[str, object]:
    """The rows that ever had one of these keys, in all editions, also under another key."""
    return {"id__in": model.history.filter(key__in=keys).values("id")}


def _events(model: Any, keys: list[str], prints: list[Print]) -> list[TimelineEntry]:
    """Changes and publications, newest first."""
    edits: list[Any] = []
    if model is not None:
        names = {field.name for field in model._meta.concrete_fields}
        name_field = next((name for name in _TOLD if name in names), "")
        edits = changes(model, _rows_ever(model, keys), field_told=name_field)
    editions = Edition.objects.in_bulk({change.edition_id for change in edits})
    events = [_changed(change, _edition(editions, change.edition_id)) for change in edits]
    events += [_published(p, p.edition.published_at) for p in prints if p.edition.published_at]
    return sorted(events, key=lambda event: event.when, reverse=True)


def _changed(change: Change, edition: str) -> TimelineEntry:
    return TimelineEntry(
        change.when,
        change.user,
        change.act,
        edition,
        change.field,
        change.old,
        change.new,
        change.reason,
    )


def _published(printed: Print, when: datetime) -> TimelineEntry:
    edition = printed.edition
    name = person_name(edition.published_by)
    return TimelineEntry(
        when, name, PUBLISHED, str(edition), printed.where, "", printed.text, edition.reason
    )


def _edition(editions: dict[int, Edition], pk: int | None) -> str:
    return str(editions[pk]) if pk in editions else DELETED_DRAFT


def _end_of(day: date | None) -> datetime:
    """The end of the day, of today without one; nothing is known of the future."""
    today = timezone.localdate()
    following = max(_FIRST, min(day or today, today)) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(following, time.min))


def _past_rows(model: Any, keys: list[str], until: datetime) -> list[tuple[str, Any]]:
    if model is None:
        return []
    rows = past_rows(model, _rows_ever(model, keys), until)
    editions = Edition.objects.in_bulk({row.edition_id for row in rows})
    return [(_edition(editions, row.edition_id), row) for row in rows]


def _name(model: Any, keys: list[str], prints: list[Print]) -> str:
    """The newest row's own name; of a computed figure its indicator."""
    if model is not None:
        related = [f.name for f in model._meta.concrete_fields if f.is_relation]
        rows = model._default_manager.filter(key__in=keys).select_related(*related)
        row = rows.order_by("-edition__fiscal_year", "-edition__revision").first()
        if row is not None:
            return str(row)
    figures = [p.figure for p in prints if p.figure]
    return figures[-1].indicator if figures else ""
