"""What the start page says about a draft: per section and kind of thing, how much is there."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Count, Q, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from kanagawa.editions.models import Edition, EditionRow
from kanagawa.editions.rows import row_models
from kanagawa.figures.kinds import Status
from kanagawa.figures.models import FigureRow
from kanagawa.reports import registry
from kanagawa.workflow.finding_counts import tally
from kanagawa.workflow.models import Release
from kanagawa.workflow.parts import may_review_any
from kanagawa.workflow.reviewing import Task, tasks
from kanagawa.workflow.roles import may_view, sections_to_view


@dataclass(frozen=True)
class Amount:
    """How many rows a kind of thing has in an edition, and how many figures wait for a value."""

    name: str
    rows: int
    to_enter: int
    url: str
    to_enter_url: str


@dataclass(frozen=True)
class SectionOverview:
    key: str
    title: str
    amounts: list[Amount]
    entry_url: str
    errors: int
    warnings: int

    @property
    def to_enter(self) -> int:
        return sum(amount.to_enter for amount in self.amounts)

    @property
    def without_rows(self) -> list[Amount]:
        return [amount for amount in self.amounts if amount.rows == 0]


@dataclass(frozen=True)
class Overview:
    edition: Edition
    sections: list[SectionOverview]
    preview_url: str
    tasks: list[Task]
    failure: str
    may_review: bool
    can_copy: bool

    @property
    def to_enter(self) -> int:
        return sum(section.to_enter for section in self.sections)


def overview(site: AdminSite, request: HttpRequest, edition: Edition) -> Overview:
    """A few queries, however many rows there are; findings are kept between visits."""
    counts, found = row_counts(edition), tally(edition)
    sections = [
        SectionOverview(
            key,
            section.title,
            [_amount(site, request, m, edition, counts) for m in _visible(site, key, request)],
            reverse("admin:entry", args=[edition.pk, key]) if may_view(request.user, key) else "",
            found.errors[key],
            found.warnings[key],
        )
        for key, section in registry.sections().items()
    ]
    return Overview(
        edition,
        sections,
        preview_url(edition),
        tasks(edition, request.user),
        _failure(edition),
        may_review_any(request.user),
        request.user.has_perm("editions.copy_edition"),
    )


def _failure(edition: Edition) -> str:
    """Why the planned publication did not take place."""
    planned = Release.objects.filter(edition=edition).first()
    return planned.failure if planned else ""


def entry_links(request: HttpRequest, edition: Edition) -> list[tuple[str, str]]:
    """Title and address of the entry grids of an edition that the person may look at."""
    return [
        (registry.sections()[key].title, reverse("admin:entry", args=[edition.pk, key]))
        for key in sections_to_view(request.user)
    ]


def _visible(site: AdminSite, app_label: str, request: HttpRequest) -> list[type[EditionRow]]:
    """In the order of the screens; what is edited inside another screen comes last."""
    order = list(site._registry)
    models: list[Any] = [m for m in row_models() if m._meta.app_label == app_label]
    models.sort(key=lambda m: order.index(m) if m in order else len(order))
    return [m for m in models if request.user.has_perm(f"{app_label}.view_{m._meta.model_name}")]


def _amount(
    site: AdminSite, request: HttpRequest, model: Any, edition: Edition, counts: dict[str, Any]
) -> Amount:
    rows, to_enter = counts.get(model._meta.label_lower, (0, 0))
    url = ""
    if model in site._registry:
        address = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        url = f"{reverse(address)}?edition={edition.pk}"
    waiting = f"{url}&status__exact={Status.TO_ENTER}" if url and to_enter else ""
    return Amount(str(model._meta.verbose_name), rows, to_enter, url, waiting)


def row_counts(edition: Edition) -> dict[str, tuple[int, int]]:
    """By model label: number of rows, and of figures without a value or a reason for that."""
    first, *others = [_counting(model, edition) for model in row_models()]
    found = first.union(*others, all=True) if others else first
    return {label: (rows, to_enter) for label, rows, to_enter in found}


def _counting(model: type[EditionRow], edition: Edition) -> Any:
    waiting = Q(pk__isnull=True)
    if issubclass(model, FigureRow):
        waiting = Q(status=Status.TO_ENTER) | Q(status=Status.VALUE, value__isnull=True)
    rows = model._default_manager.filter(edition=edition).order_by()
    return (
        rows.values(of_model=Value(model._meta.label_lower))
        .annotate(rows=Count("pk"), to_enter=Count("pk", filter=waiting))
        .values_list("of_model", "rows", "to_enter")
    )


def preview_url(edition: Edition) -> str:
    """Where staff see a draft as the public will; empty when there is no such page."""
    try:
        return reverse("preview:edition", args=[edition.slug])
    except NoReverseMatch:
        return ""
