"""The admin screen of a kind of content row: one edition at a time, frozen when it is published."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects, flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import router
from django.db.models import Q, QuerySet
from django.forms.models import modelform_factory
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from kanagawa.editions.models import Edition, EditionRow, references
from kanagawa.editions.refusals import NotThere
from kanagawa.figures.missing import make_missing
from kanagawa.figures.models import FigureRow, ValueRules
from kanagawa.formats.text import search_words
from kanagawa.people import signed_in
from kanagawa.staff import access, saved_checks
from kanagawa.staff.carried import carried
from kanagawa.staff.prose.guard import linked, lost_by_deleting
from kanagawa.staff.prose.source import check_sent, is_asked, replace_typed
from kanagawa.workflow import roles

from . import versions
from .filters import EditionFilter, with_editions
from .forms import ReasonForm, RowForm
from .formsets import LabelledFormSet, RowInlineFormSet
from .guarded import delete_selected, guarded, tell_typed
from .history import object_history
from .placing import AT, DOWN, ROW, UP, move, next_position, put, put_by_day
from .read_only import columns
from .same_edition import SameEdition, related_names

_NAMED = 3  # of the figures that were made; the list of new facts has them all
NOTHING_CHANGED = "変更はありませんでした。"
_KEPT_BY_US = ("edition", "key", "position")


class EditionRowAdmin(SameEdition, admin.ModelAdmin[EditionRow]):
    """Lists the rows of one edition (the open draft unless another is chosen) in their order.

    A section names `list_display`, `list_filter` and `inlines` as in any ModelAdmin; the key, the
    filter by edition, the search and the reason of a change are added here.
    """

    # For entering many rows as one table (`staff.entry.lists`): the columns of the table, those
    # that only a new row has, rows that are shown only when asked for, figures of the rows.
    entry_columns: tuple[str, ...] = ()
    entry_new: tuple[str, ...] = ()
    entry_leaves_out: Mapping[str, Any] = MappingProxyType({})
    entry_results: type[FigureRow] | None = None

    form = ReasonForm
    list_display: Any = ("__str__",)
    search_fields = ("search_text",)
    ordering = ("position", "id")
    list_per_page = 100
    show_full_result_count = False
    change_form_template = "admin/rows/change_form.html"
    change_list_template = "admin/rows/change_list.html"
    delete_confirmation_template = "admin/rows/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/rows/delete_selected_confirmation.html"
    object_history_template = "admin/rows/history.html"

    # What the list and the form show

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return columns(self.model, super().get_list_display(request))

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [EditionFilter, *with_editions(self.model, super().get_list_filter(request))]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*related_names(self.model))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[EditionRow], search_term: str
    ) -> tuple[QuerySet[EditionRow], bool]:
        """Every word must be found; width and case do not matter."""
        for word in search_words(search_term):
            condition = Q(search_text__contains=word) | Q(key__contains=word)
            for field in references(self.model):
                condition |= Q(**{f"{field.name}__search_text__contains": word})
            queryset = queryset.filter(condition)
        return queryset, False

    def get_changelist_formset(self, request: HttpRequest, **kwargs: object) -> Any:
        return super().get_changelist_formset(request, formset=LabelledFormSet, **kwargs)

    def get_changelist_form(self, request: HttpRequest, **kwargs: object) -> Any:
        return super().get_changelist_form(request, **{"form": RowForm, **kwargs})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        # Several editions at once, or a published one: only to look at.
        chosen = access.chosen_edition(request)
        if request.GET.get("edition") == "all" or (chosen and chosen.is_published):
            changelist.list_editable = ()
        return changelist

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        declared = self.fieldsets or [(None, {"fields": self._own_names(request, obj)})]
        declared_names = set(flatten_fieldsets(declared))
        own_names = [name for name in _KEPT_BY_US if name not in declared_names]
        sets: list[Any] = list(declared)
        if issubclass(self.model, ValueRules):
            rules = {"fields": ValueRules.VALUE_RULES, "classes": ["collapse"]}
            sets.append(("値の書き方と範囲", rules))
        sets.append(("この行の管理", {"fields": own_names, "classes": ["collapse"]}))
        if self._may_write(request, obj):
            sets.append((None, {"fields": ["change_reason"]}))
        return sets

    def _own_names(self, request: HttpRequest, obj: Any) -> list[Any]:
        form = modelform_factory(self.model, form=self.form, exclude=self.exclude or ())
        names = self.fields or [
            *(n for n in form.base_fields if n not in self.readonly_fields),
            *self.get_readonly_fields(request, obj),
        ]
        elsewhere = (*_KEPT_BY_US, *ValueRules.VALUE_RULES, "change_reason")
        return [name for name in names if name not in elsewhere]

    def _may_write(self, request: HttpRequest, obj: EditionRow) -> bool:
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: object
    ) -> Any:
        request_state = carried(request)
        request_state.edition = obj.edition if obj else access.draft_to_add_to(request)
        request_state.row = obj
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.is_preview = is_asked(request)
        return form

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, object]:
        # A new row's inlines know their edition before the row itself is saved.
        edition = carried(request).edition
        if obj.edition_id is None and edition is not None:
            obj.edition = edition
        return super().get_formset_kwargs(request, obj, inline, prefix)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        chosen = access.chosen_edition(request)
        if chosen and chosen.is_published:
            return {}
        actions: dict[str, Any] = super().get_actions(request)
        if stock := actions.get("delete_selected"):
            actions["delete_selected"] = (delete_selected, *stock[1:])
        return actions

    # Writing

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj._history_user = request.user
        obj._change_reason = form.cleaned_data.get("change_reason", "")
        if not change and not obj.position:
            obj.position = next_position(obj)
        require_editor(request, obj)
        if change and not set(form.changed_data) - {"change_reason"}:
            return  # nothing to write: no false history, and nobody has entered anything
        super().save_model(request, obj, form, change)
        if not change and "position" not in form.changed_data:
            put_by_day(obj, signed_in(request))
        saved_checks.remember(request, obj)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        if not _changes(form, formsets or (), add):
            return []
        carried(request).has_changed = True
        return super().construct_change_message(request, form, formsets, add)

    def log_change(self, request: HttpRequest, obj: EditionRow, message: object) -> Any:
        """Nothing is noted of a save that changed nothing."""
        return super().log_change(request, obj, message) if message else None

    def response_change(self, request: HttpRequest, obj: EditionRow) -> HttpResponse:
        if _has_changed(request):
            return super().response_change(request, obj)
        messages.info(request, NOTHING_CHANGED)
        if "_addanother" in request.POST:
            return HttpResponseRedirect("../../add/")
        if "_continue" in request.POST:
            return HttpResponseRedirect(request.get_full_path())
        return self.response_post_save_change(request, obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        reason = form.cleaned_data.get("change_reason", "")
        rows = formset.save(commit=False)
        for row in [*rows, *formset.deleted_objects]:
            row._history_user, row._change_reason = request.user, reason
        for row in formset.deleted_objects:
            require_editor(request, row)
            row.delete()
        for row in rows:
            if not row.pk and isinstance(row, EditionRow):
                row.position = row.position or next_position(row)
                # The one of the check knows nothing of other new rows: it is given as it is saved.
                row.key = ""
            require_editor(request, row)
            row.save()
            saved_checks.remember(request, row)
        formset.save_m2m()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not _changes(form, formsets, add=not change):
            return
        row = form.instance
        new_rows = make_missing(row.edition, row.section, signed_in(request))
        if new_rows:
            names = "、".join(map(str, new_rows[:_NAMED])) + (
                "など" if len(new_rows) > _NAMED else ""
            )
            message = f"表に印字する数値の欄を{len(new_rows)}件加えました（{names}）。"
            messages.info(request, f"{message}値を入力してください。")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The rows themselves, and of what goes with them the number of each kind."""
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        by_model: dict[Any, Any] = collector.model_objs
        counts = {
            str(model._meta.verbose_name_plural): len(rows) for model, rows in by_model.items()
        }
        lacking = {
            str(model._meta.verbose_name)
            for model, rows in by_model.items()
            if not roles.may_delete_all(request.user, model, rows)
        }
        if any(access.is_frozen(request, row) for row in objs):
            lacking.add(f"{self.opts.verbose_name}（公開済み）")
        # Who may not delete them at all is told that, not where they are used.
        places_of_use = [] if lacking else linked(lost_by_deleting(objs))
        return [str(row) for row in objs], counts, lacking, [*collector.protected, *places_of_use]

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        require_editor(request, obj)
        obj._history_user = request.user
        super().delete_model(request, obj)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Whoever deletes learns where it can be brought back."""
        for edition in {row.edition for row in queryset}:
            url = reverse("admin:deleted_rows", args=[edition.pk])
            link = format_html('<a href="{}">削除したもの</a>', url)
            messages.info(
                request, format_html("間違えて削除したときは、「{}」で元に戻せます。", link)
            )
        return super().log_deletions(request, queryset)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[EditionRow]) -> None:
        versions.require_version(queryset, request.POST.get(versions.NAME))
        for row in queryset:
            self.delete_model(request, row)

    # Pages: a published edition becomes a message, never an error

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method == "POST" and ROW in request.POST:
            return guarded(request, lambda: self._move_in_list(request))
        context = {
            "title": f"{self.opts.verbose_name_plural}の一覧",
            "why_read_only": _why_list(request),
            "may_place": not _why_list(request) and self.has_change_permission(request),
            **(extra_context or {}),
        }
        response = guarded(
            request, lambda: super(EditionRowAdmin, self).changelist_view(request, context)
        )
        is_saved = "_save" in request.POST and response.status_code == HTTPStatus.FOUND
        if is_saved and not _has_changed(request):
            messages.info(request, NOTHING_CHANGED)
        return response

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        view = super().changeform_view
        replace_typed(request)
        if request.method == "POST":
            row = self.get_object(request, unquote(object_id)) if object_id else None
            if row and {UP, DOWN} & request.POST.keys():
                return guarded(request, lambda: self._move(request, row))
            check_sent(request, row.edition if row else access.draft_to_add_to(request))
        return guarded(request, lambda: view(request, object_id, form_url, extra_context))

    def _move(self, request: HttpRequest, row: EditionRow) -> HttpResponse:
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        up = UP in request.POST
        where = "上" if up else "下"
        if move(row, up=up, user=signed_in(request)):
            messages.success(request, f"「{row}」を１つ{where}へ移しました。")
        else:
            messages.info(request, f"「{row}」より{where}に、並べ替える行はありません。")
        return HttpResponseRedirect(request.get_full_path())

    def _move_in_list(self, request: HttpRequest) -> HttpResponse:
        """A row of the list is put where it was dropped, or moved by the arrow keys."""
        row = self.get_object(request, str(request.POST[ROW]))
        if row is None:
            raise NotThere("この行はありません。ほかの人が削除したようです。")
        if AT not in request.POST:
            response = self._move(request, row)
        elif not self.has_change_permission(request, row):
            raise PermissionDenied
        else:
            at = request.POST[AT]
            is_row = at.isdecimal() and len(at) < 19  # a longer number is that of no row
            put(row, at=int(at) if is_row else 0, user=signed_in(request))
            messages.success(request, f"「{row}」を移しました。")
            response = HttpResponseRedirect(request.get_full_path())
        response.headers["Location"] += f"#place-{row.pk}"
        return response

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if access.is_frozen(request, row) and self.has_view_permission(request, row):
            messages.warning(request, access.PUBLISHED_WHY)
            return HttpResponseRedirect("../change/")
        view = super().delete_view

        def checked() -> HttpResponse:
            rows = [] if (now := self.get_object(request, object_id)) is None else [now]
            if request.method == "POST":
                versions.require_version(rows, request.POST.get(versions.NAME))
            page_context = {"row_version": versions.version_of(rows), **(extra_context or {})}
            return view(request, object_id, page_context)

        return guarded(request, checked)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: object, object_id: str
    ) -> HttpResponse:
        """Of a row deleted meanwhile, what was typed is shown once more: nothing gets lost."""
        tell_typed(request, opts)
        response: HttpResponse = super()._get_obj_does_not_exist_redirect(  # type: ignore[misc]  # of the class that this is mixed with
            request, opts, object_id
        )
        return response

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context["why_read_only"] = access.PUBLISHED_WHY if access.is_frozen(request, obj) else ""
        context["is_preview"] = is_asked(request)
        models = (self.model, *(inline.model for inline in self.inlines))
        has_prose = any(model.WITH_REFERENCES for model in models)
        context["has_prose"] = has_prose and self._may_write(request, obj)
        context["may_move"] = bool(obj and obj.pk and self._may_write(request, obj))
        context["printed_line"] = self.printed_line(context["adminform"].form.instance)
        context["row_edition"] = obj.edition if obj else access.draft_to_add_to(request)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def proposals(self, edition: Edition) -> list[EditionRow]:
        """Rows that may come again this year, not stored: staff take up those that do."""
        return []

    def printed_line(self, row: EditionRow) -> str | None:
        """A line of the report that the form shows while it is typed; None for none.

        `row` holds what was typed as far as it could be read.
        """
        return None

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: object = None
    ) -> HttpResponse:
        return object_history(self, request, object_id, extra_context)


class RowInline(SameEdition, admin.TabularInline[EditionRow, EditionRow]):
    """Rows below another row (projects of a zone); those of a published edition only to look at."""

    form = RowForm
    formset = RowInlineFormSet
    classes: tuple[str, ...] = ("collapse",)  # many rows, or none
    extra = 0
    exclude = ("edition", "key", "position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[EditionRow]:
        return super().get_queryset(request).select_related(*related_names(self.model))


def _changes(form: Any, formsets: Any, add: bool) -> bool:
    """Whether this save writes anything: the reason of a change alone is none."""
    names = set(form.changed_data) - {"change_reason"}
    return bool(add or names or any(formset.has_changed() for formset in formsets))


def _has_changed(request: HttpRequest) -> bool:
    """Whether this request saved anything of a row or of the rows below it."""
    return carried(request).has_changed


def require_editor(request: HttpRequest, row: EditionRow) -> None:
    """The last gate before a write, whatever the form let through. Raises PermissionDenied."""
    if not roles.may_edit_row(request.user, row):
        raise PermissionDenied(f"{row}を変更する権限がありません。")


def _why_list(request: HttpRequest) -> str:
    chosen = access.chosen_edition(request)
    if request.GET.get("edition") == "all" or chosen is None:
        return ""
    if not access.drafts(request) and chosen.is_published:
        return f"{access.PUBLISHED_WHY}{access.NO_DRAFT}"
    return access.PUBLISHED_WHY if chosen.is_published else ""


def register_rows(
    model: type[EditionRow], base: type[EditionRowAdmin] = EditionRowAdmin, **options: object
) -> type[EditionRowAdmin]:
    """Register a model with options of its ModelAdmin: `register_rows(Robot, list_display=[…])`."""
    screen = type(f"{model.__name__}Admin", (base,), options)
    admin.site.register(model, screen)
    return screen
