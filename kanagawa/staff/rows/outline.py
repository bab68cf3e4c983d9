"""The outline of the report: headings and texts in reading order, indented by their depth."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kanagawa.editions.models import Node
from kanagawa.editions.outline import nodes_of
from kanagawa.history.records import AnyField
from kanagawa.own_tables.models import OwnTable
from kanagawa.staff.prose.source import Piece, source_of
from kanagawa.workflow import roles

from .admin import EditionRowAdmin
from .forms import ReasonForm
from .names import table_name


class OutlineList(ChangeList):
    """All nodes on one page, each below its parent."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = in_reading_order(list(self.result_list))
        if self.result_list:
            _print(request, self.result_list)


def _print(request: HttpRequest, nodes: list[Any]) -> None:
    """Give each node what the report prints for it: its number, its text, the table's name."""
    source = source_of(request, nodes[0].edition)
    numbers = {block.record: block.number for block in source.content.blocks if block.record}
    for node in nodes:
        node.number = numbers.get(node.ref, "")
        node.pieces = [piece for line in source.printed(node.text) for piece in line]
        node.placed = table_name(source, node.target)


def in_reading_order(nodes: list[Node]) -> list[Node]:
    """Children behind their parent, with `depth`; those whose parent is not among them on top."""
    pks = {node.pk for node in nodes}
    children: dict[int | None, list[Node]] = {}
    for node in sorted(nodes, key=lambda n: (n.position, n.pk)):
        parent = node.parent_id if node.parent_id in pks else None
        children.setdefault(parent, []).append(node)
    ordered: list[Node] = []
    _append(ordered, children, None, 0)
    return ordered


def _append(ordered: list[Node], children: Any, parent: int | None, depth: int) -> None:
    for node in children.get(parent, []):
        node.depth = depth
        ordered.append(node)
        _append(ordered, children, node.pk, depth + 1)


class NodeForm(ReasonForm):
    """A row of the outline; the place of a table that staff define stays what it is."""

    def clean(self) -> dict[str, object]:
        data = super().clean()
        node: Any = self.instance
        table = OwnTable.objects.filter(node=node).first() if node.pk else None
        if table is None:
            return data
        if {"kind", "target"} & {*self.changed_data}:
            self.add_error(None, f"表「{table}」を置いた所です。種類と識別子は変えられません。")
        parent = data.get("parent")
        if "parent" in self.changed_data and (parent is None or parent.section != table.part):
            self.add_error("parent", f"表「{table}」は、同じ節の見出しの下にだけ移せます。")
        return data


class NodeAdmin(EditionRowAdmin):
    form = NodeForm
    list_display = ("outline", "kind", "placed", "numbered", "position")
    list_filter = ("kind",)
    list_per_page = list_max_show_all = 2000
    sortable_by = ()
    fields = ("kind", "parent", "text", "target", "numbered", "position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        everything = super().get_queryset(request)
        if roles.may_view(request.user, ""):
            return everything
        return everything.filter(pk__in=roles.nodes_to_view(request.user))

    def formfield_for_foreignkey(
        self, db_field: AnyField, request: HttpRequest, **kwargs: object
    ) -> Any:
        """Who edits some sections only puts nothing above them or below another one."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "parent" and not roles.may_edit(request.user, ""):
            own = nodes_of(roles.sections_to_edit(request.user))
            all_choices = list(field.choices)
            field.queryset = field.queryset.filter(pk__in=own)
            allowed = set(field.queryset.values_list("pk", flat=True))
            field.required, field.empty_label = True, None
            field.choices = [choice for choice in all_choices if choice[0] in allowed]
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: object, change: bool) -> None:
        # A node that is moved must be his where it was, too.
        if change and not roles.nodes_to_edit(request.user).filter(pk=obj.pk).exists():
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        may = admin.site.get_model_admin(OwnTable).has_add_permission(request)
        url = reverse("admin:own_tables_owntable_add") if may else ""
        return super().changelist_view(request, {"new_table_url": url, **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[ChangeList]:
        return OutlineList

    @admin.display(description="見出し・文")
    def outline(self, node: Node) -> SafeString:
        text = format_html_join("", "{}", ((_chip(p),) for p in _cut(node.pieces)))  # type: ignore[attr-defined]  # set by the list for each row
        return format_html(
            '<span class="depth-{} node-{}">{} {}</span>',
            min(getattr(node, "depth", 0), 9),
            node.kind,
            node.number,  # type: ignore[attr-defined]  # set by the list for each row
            text or node.placed,  # type: ignore[attr-defined]  # set by the list for each row
        )

    @admin.display(description="表・一覧")
    def placed(self, node: Node) -> str:
        return str(node.placed)  # type: ignore[attr-defined]  # set by the list for each row


def _chip(piece: Piece) -> str | SafeString:
    """A figure in a text is told from what was written."""
    if piece.broken:
        return format_html("<strong>［{}］</strong>", piece.broken)
    return format_html("<mark>{}</mark>", piece.text) if piece.name else piece.text


def _cut(pieces: Iterable[Piece], longest: int = 60) -> Iterator[Piece]:
    """The beginning of a text, no longer than one line of the list."""
    for piece in pieces:
        if len(piece.text) > longest:
            yield replace(piece, text=f"{piece.text[:longest]}…")
            return
        longest -= len(piece.text)
        yield piece
