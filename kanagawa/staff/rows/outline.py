"""The outline of the report: headings and texts in reading order, indented by their depth."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kanagawa.editions.models import Node
from kanagawa.editions.outline import nodes_of
from kanagawa.workflow import roles

from .admin import EditionRowAdmin


class OutlineList(ChangeList):
    """All nodes on one page, each below its parent."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = in_reading_order(list(self.result_list))


def in_reading_order(nodes: list[Node]) -> list[Node]:
    """Children behind their parent, with `depth`; those whose parent is not among them on top."""
    shown = {node.pk for node in nodes}
    children: dict[int | None, list[Node]] = {}
    for node in sorted(nodes, key=lambda n: (n.position, n.pk)):
        parent = node.parent_id if node.parent_id in shown else None
        children.setdefault(parent, []).append(node)
    ordered: list[Node] = []
    _append(ordered, children, None, 0)
    return ordered


def _append(ordered: list[Node], children: Any, parent: int | None, depth: int) -> None:
    for node in children.get(parent, []):
        node.depth = depth
        ordered.append(node)
        _append(ordered, children, node.pk, depth + 1)


class NodeAdmin(EditionRowAdmin):
    list_display = ("outline", "kind", "target", "numbered", "position")
    list_filter = ("kind",)
    list_per_page = list_max_show_all = 2000
    sortable_by = ()
    fields = ("kind", "parent", "text", "target", "numbered", "position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        everything = super().get_queryset(request)
        if roles.may_view(request.user, ""):
            return everything
        return everything.filter(pk__in=roles.nodes_to_view(request.user))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Who edits some sections only puts nothing above them or below another one."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "parent" and not roles.may_edit(request.user, ""):
            own = nodes_of(roles.sections_to_edit(request.user))
            known = list(field.choices)
            field.queryset = field.queryset.filter(pk__in=own)
            allowed = set(field.queryset.values_list("pk", flat=True))
            field.required, field.empty_label = True, None
            field.choices = [choice for choice in known if choice[0] in allowed]
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # A node that is moved must be his where it was, too.
        if change and not roles.nodes_to_edit(request.user).filter(pk=obj.pk).exists():
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return OutlineList

    @admin.display(description="見出し・文")
    def outline(self, node: Node) -> SafeString:
        shown = node.text if len(node.text) <= 60 else f"{node.text[:60]}…"
        return format_html(
            '<span class="depth-{} node-{}">{}</span>',
            min(getattr(node, "depth", 0), 9),
            node.kind,
            shown or node.target,
        )
