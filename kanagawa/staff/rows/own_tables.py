"""Tables that staff define: a form with columns and rows; their cells come by themselves."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from kanagawa.editions.keys import new_key
from kanagawa.editions.models import Edition, Node, NodeKind
from kanagawa.editions.outline import nodes_of
from kanagawa.history.records import AnyField
from kanagawa.own_tables.keeping import follow_columns
from kanagawa.own_tables.models import MOST_COLUMNS, MOST_ROWS, OwnColumn, OwnRow, OwnTable
from kanagawa.people import signed_in
from kanagawa.reports import registry
from kanagawa.staff import access
from kanagawa.staff.prose.source import FactSource, source_of
from kanagawa.workflow import roles

from .admin import EditionRowAdmin, RowInline, require_editor
from .figures import FigureAdmin
from .forms import ReasonForm
from .formsets import RowInlineFormSet
from .placing import next_position

HEADING = "heading"


class TableForm(ReasonForm):
    heading = forms.ModelChoiceField(
        Node.objects.none(), label="置く見出し", empty_label="選んでください"
    )
    instance: OwnTable

    def __init__(self, *args: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and HEADING in self.fields:
            self.initial[HEADING] = self.instance.node.parent_id


class LineFormSet(RowInlineFormSet):
    """The columns or the rows of a table, no more than fit."""

    most, noun = MOST_ROWS, "行"

    def clean(self) -> None:
        super().clean()
        lines = [form.instance for form in self.forms if self._is_kept(form)]
        if len(lines) > self.most:
            raise ValidationError(
                f"{self.noun}は{self.most}までです（いまは{len(lines)}）。"
                "表を２つに分けるか、減らしてください。"
            )


class ColumnFormSet(LineFormSet):
    most, noun = MOST_COLUMNS, "列"

    def clean(self) -> None:
        super().clean()
        columns: list[Any] = [form.instance for form in self.forms if self._is_kept(form)]
        same = Counter((c.label.strip(), c.unit, c.kind, c.fiscal_year) for c in columns)
        if any(count > 1 for count in same.values()):
            raise ValidationError(
                "同じ見出し・年度・種別の列が２つあります。どちらかを直してください。"
            )


class LineInline(RowInline):
    classes = ()  # what a table is made of is never folded
    exclude = ("edition", "key")  # type: ignore[assignment]  # longer than that of the class above

    class Media:
        js = ["kanagawa/line_order.js"]

    def formfield_for_dbfield(self, db_field: AnyField, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("unit", "decimals", "position"):
            field.widget.attrs["class"] = "short"
        elif db_field.name == "fiscal_year":
            field.widget.attrs["class"] = "year"
        return field


class OwnColumns(LineInline):
    model = OwnColumn
    verbose_name, verbose_name_plural = "列", f"列（{MOST_COLUMNS}まで）"
    formset = ColumnFormSet
    fields = (
        "label",
        "fiscal_year",
        "kind",
        "unit",
        "decimals",
        "may_be_negative",
        "is_standing",
        "position",
    )
    extra = 3


class OwnRows(LineInline):
    model = OwnRow
    verbose_name, verbose_name_plural = "行", f"行（{MOST_ROWS}まで）"
    formset = LineFormSet
    fields = ("label", "unit", "position")
    extra = 5


class OfOwnSections(EditionRowAdmin):
    """A screen that shows the rows of the sections that a person may look at."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(part__in=roles.sections_to_view(request.user))


class OwnTableAdmin(OfOwnSections):
    form = TableForm
    list_display = ("title", "shown_section", "unit")
    inlines = (OwnColumns, OwnRows)
    fieldsets = (
        (None, {"fields": (HEADING, "title", ("unit", "as_of"), "row_heading")}),
        ("合計と注", {"fields": (("has_total_row", "has_total_column"), "note")}),
    )

    @admin.display(description="置く見出し")
    def heading(self, table: OwnTable) -> str:
        """Where the table may only be looked at; else it is a field of the form."""
        return str(table.node.parent)

    def get_fieldsets(self, request: HttpRequest, obj: object = None) -> Any:
        """Without a key: it stands in the URL of the page and in the outline."""
        sets = super().get_fieldsets(request, obj)
        return [
            (name, {**options, "fields": [f for f in options["fields"] if f != "key"]})
            for name, options in sets
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: object
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        edition = obj.edition if obj else access.draft_to_add_to(request)
        if HEADING in form.base_fields:
            field = form.base_fields[HEADING]
            field.queryset = _headings(request, edition, obj)
            field.choices = _named(source_of(request, edition), field.queryset)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {HEADING: request.GET.get(HEADING, "")}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        heading = form.cleaned_data[HEADING]
        if not change:
            obj.part = heading.section
            obj.key = new_key(obj)
        require_editor(request, obj)
        if {HEADING, "title"} & {*form.changed_data}:
            was = str(form.initial.get("title", ""))
            obj.node = _placed(obj, heading, was, signed_in(request))
        super().save_model(request, obj, form, change)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The order of tables is that of their places in the outline."""
        return super().changelist_view(request, {"may_place": False, **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        table = self.get_object(request, unquote(object_id)) if object_id else None
        links = {"values_url": _values_url(table)} if isinstance(table, OwnTable) else {}
        return super().changeform_view(
            request, object_id, form_url, {**links, **(extra_context or {})}
        )

    def _move(self, request: HttpRequest, row: Any) -> HttpResponse:
        """Up and down among what stands under its heading."""
        return super()._move(request, row.node)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is OwnColumn and formset.has_changed():
            follow_columns(form.instance, signed_in(request))

    @admin.display(description="節")
    def shown_section(self, table: OwnTable) -> str:
        return registry.sections()[table.part].title


def _headings(request: HttpRequest, edition: Edition | None, table: Any) -> QuerySet[Node]:
    """The headings under which the person may put a table; a table stays in its section."""
    sections = [table.part] if table else roles.sections_to_edit(request.user)
    headings = Node.objects.filter(edition=edition, kind=NodeKind.HEADING)
    return headings.filter(pk__in=nodes_of(sections)).order_by("position", "pk")


def _values_url(table: OwnTable) -> str:
    url = reverse("admin:entry", args=[table.edition_id, table.part])
    return f"{url}?{urlencode({'table': table.target, 'show': 'all'})}"


def _named(source: FactSource, headings: QuerySet[Node]) -> list[tuple[object, str]]:
    """The headings as they are printed, with their numbers, in the order of the report."""
    by_ref = {node.ref: node for node in headings}
    choices = [
        (by_ref[block.record].pk, "　" * (block.level - 1) + f"{block.number} {block.text}".strip())
        for block in source.content.blocks
        if block.record in by_ref
    ]
    return [("", "選んでください"), *choices]


def _placed(table: OwnTable, heading: Node, was: str, user: User) -> Node:
    """Its place in the outline, the last under its heading when it comes there.

    The title stands there as what is printed above the table, until staff write something else.
    """
    node = table.node if table.pk else Node(edition=table.edition, kind=NodeKind.TABLE)
    if node.parent_id != heading.pk:
        node.parent, node.target = heading, table.target
        node.position = next_position(node)
    if not table.pk or node.text == was:
        node.text = table.title
    node._history_user = user  # type: ignore[attr-defined]  # simple-history's
    node.save()
    return node


class OwnFigureAdmin(OfOwnSections, FigureAdmin):
    """The figures of such tables with their notes; the cells come and go with rows and columns."""

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> Any:
        return ("row", "column") if obj else ()

    def formfield_for_foreignkey(
        self, db_field: AnyField, request: HttpRequest, **kwargs: object
    ) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name in ("row", "column"):
            sections = roles.sections_to_edit(request.user)
            field.queryset = field.queryset.filter(part__in=sections).select_related("table")
            field.choices = [
                ("", "---------"),
                *((r.pk, f"{r.table}：{r}") for r in field.queryset),
            ]
        return field
