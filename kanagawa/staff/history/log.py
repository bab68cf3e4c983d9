"""The log of changes and decisions that a person may see, and its CSV file."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from kanagawa.editions.models import Edition, EditionRow, Node, SectionRow
from kanagawa.editions.rows import row_models
from kanagawa.history.changes import Change, changes, person_name
from kanagawa.reports import registry
from kanagawa.reports.writers.csv import csv_rows
from kanagawa.workflow import roles
from kanagawa.workflow.models import Decision

_HEAD = {
    "when": "日時",
    "user": "変更した人",
    "act": "操作",
    "model": "種類",
    "row": "識別子",
    "field": "項目",
    "old": "変更前",
    "new": "変更後",
    "reason": "理由",
}
DELETED_DRAFT = "（削除された下書き）"
DECISION = "決裁の記録"


def require_log(request: HttpRequest) -> None:
    """Raises PermissionDenied for who may see rows of no kind."""
    if not any(_may_see(request, model) for model in row_models()):
        raise PermissionDenied


def edition_log(request: HttpRequest, pk: int) -> list[Change]:
    """What the person may see of an edition's changes and decisions, newest first.

    The rows of a deleted draft are still in it.
    """
    models = [model for model in row_models() if _may_see(request, model)]
    decisions = [change for model in models for change in _visible(request, model, pk)]
    decisions += [c for c in _decisions(pk) if roles.may_view(request.user, c.app_label)]
    return sorted(decisions, key=lambda change: change.when, reverse=True)


def whole_log(request: HttpRequest) -> Iterator[tuple[str, Change]]:
    """The logs of all editions with their names, newest edition first; one held at a time."""
    editions = {edition.pk: str(edition) for edition in Edition.objects.all()}
    first, *others = [
        model.history.order_by().values_list("edition_id").distinct() for model in row_models()
    ]
    gone = {pk for (pk,) in first.union(*others)} - editions.keys()
    for pk in [*editions, *sorted(gone, reverse=True)]:
        for change in edition_log(request, pk):
            yield editions.get(pk, DELETED_DRAFT), change


def _may_see(request: HttpRequest, model: type[EditionRow]) -> bool:
    name = f"{model._meta.app_label}.{{}}_{model._meta.model_name}"
    user = request.user
    return user.has_perm(name.format("view")) or user.has_perm(name.format("change"))


def _visible(request: HttpRequest, model: type[EditionRow], pk: int) -> list[Change]:
    sections = roles.sections_to_view(request.user)
    if issubclass(model, SectionRow):
        return changes(model, {"edition_id": pk, "part__in": sections})
    records = changes(model, {"edition_id": pk})
    if model is not Node or roles.may_view(request.user, ""):
        return records
    placed = _sections_of_nodes(pk)
    return [change for change in records if placed[change.row_id] in {"", *sections}]


def _sections_of_nodes(edition: int) -> dict[int, str]:
    """The section of every node that is or was in the edition, as it stood last; one query."""
    records = Node.history.filter(edition_id=edition).order_by("history_id")
    nodes = {
        pk: Node(id=pk, kind=kind, key=key, parent_id=parent)
        for pk, kind, key, parent in records.values_list("id", "kind", "key", "parent_id")
    }
    for node in nodes.values():
        node.parent = nodes.get(node.parent_id)
    return {pk: node.section for pk, node in nodes.items()}


def _decisions(edition: int) -> Iterator[Change]:
    """Submissions, approvals and releases as lines of the log, with the hash of what was seen."""
    for decision in Decision.objects.filter(edition_id=edition).select_related("by"):
        section = registry.sections().get(decision.section)
        yield Change(
            when=decision.at,
            user=person_name(decision.by),
            act=decision.get_act_display(),
            model=DECISION,
            app_label=decision.section,
            row=section.title if section else "全体",
            row_id=decision.pk,
            field=decision.get_exceptional_display() or "決裁",
            old="",
            new=decision.content_hash,
            reason=decision.reason,
            edition_id=edition,
        )


def log_csv(
    name: str, lines: Iterable[tuple[str, Change]], *, streamed: bool = False
) -> HttpResponseBase:
    """The file; a long one is sent as it is written. Text like a formula gets an apostrophe."""
    rows = ([*_values(change), edition] for edition, change in lines)
    pieces = csv_rows([*_HEAD.values(), "年度版"], rows)
    kind = "text/csv; charset=utf-8"
    response: HttpResponseBase = (
        StreamingHttpResponse(pieces, content_type=kind)
        if streamed
        else HttpResponse(b"".join(pieces), content_type=kind)
    )
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _values(change: Change) -> Iterator[str]:
    yield timezone.localtime(change.when).strftime("%Y-%m-%d %H:%M:%S")
    for name in list(_HEAD)[1:]:
        yield getattr(change, name)
