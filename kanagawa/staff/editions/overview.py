"""What the start page says about a draft: what the person does next, how far the sections are."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from kanagawa.editions.models import Edition
from kanagawa.people import signed_in
from kanagawa.reports import registry
from kanagawa.workflow.finding_counts import Tally, tally
from kanagawa.workflow.models import Release
from kanagawa.workflow.next_steps import Screen, Step, next_steps
from kanagawa.workflow.parts import in_url, may_review_any
from kanagawa.workflow.roles import sections_to_view
from kanagawa.workflow.states import PartState, part_states


@dataclass(frozen=True)
class SectionLine:
    """How far a section is that the person may look at."""

    key: str
    name: str
    state: PartState
    to_enter: int
    errors: int
    warnings: int


@dataclass(frozen=True)
class Overview:
    edition: Edition
    sections: list[SectionLine]
    steps: list[tuple[Step, str]]
    preview_url: str
    failure: str
    may_review: bool

    @property
    def to_enter(self) -> int:
        return sum(section.to_enter for section in self.sections)


def overview(request: HttpRequest, edition: Edition) -> Overview:
    """A few queries, however many rows there are; what is open is kept between visits."""
    counts, states = tally(edition), part_states(edition)
    steps = next_steps(edition, signed_in(request), states, counts)
    return Overview(
        edition,
        [_line(key, states[key], counts) for key in sections_to_view(request.user)],
        [(step, step_url(edition, step)) for step in steps],
        preview_url(edition),
        _failure(edition),
        may_review_any(request.user),
    )


def _line(key: str, state: PartState, counts: Tally) -> SectionLine:
    return SectionLine(
        key,
        in_url(key),
        state,
        counts.to_enter[key],
        counts.errors[key],
        counts.warnings[key],
    )


def step_url(edition: Edition, step: Step) -> str:
    """The URL of the screen where a step is taken."""
    if step.screen == Screen.PREVIEW:
        return preview_url(edition)
    if step.screen == Screen.PART:
        return reverse("admin:review_section", args=[edition.pk, in_url(step.section or "")])
    if step.screen == Screen.ENTRY:
        return reverse("admin:entry", args=[edition.pk, step.section])
    query = f"?section={step.section}" if step.section else ""
    return reverse(f"admin:{step.screen}", args=[edition.pk]) + query


def _failure(edition: Edition) -> str:
    """Why the planned publication did not take place."""
    planned = Release.objects.filter(edition=edition).first()
    return planned.failure if planned else ""


def entry_links(request: HttpRequest, edition: Edition) -> list[tuple[str, str]]:
    """Title and URL of the entry grids of an edition that the person may look at."""
    return [
        (registry.sections()[key].title, reverse("admin:entry", args=[edition.pk, key]))
        for key in sections_to_view(request.user)
    ]


def preview_url(edition: Edition) -> str:
    """Where staff see a draft as the public will; empty when there is no such page."""
    try:
        return reverse("preview:edition", args=[edition.slug])
    except NoReverseMatch:
        return ""
