"""The findings of the checks, each linked to its cell; warnings are ticked off here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from django.apps import apps
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.http import urlencode

from kanagawa.checks.context import Context
from kanagawa.checks.run import all_checks, findings_in
from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused
from kanagawa.editions.rows import EditionRows
from kanagawa.people import signed_in
from kanagawa.reports import registry
from kanagawa.reports.declaration import Finding
from kanagawa.staff.places import fact_url, place_url
from kanagawa.staff.refusals import tell
from kanagawa.workflow.confirming import Checked, confirm, sorted_out, withdraw
from kanagawa.workflow.mending import mend
from kanagawa.workflow.models import Confirmation
from kanagawa.workflow.new_facts import NewFact, NewFacts, new_facts_in
from kanagawa.workflow.roles import may_edit, may_view

STATES = {
    "to_enter": "入力するもの",
    "error": "エラー",
    "open": "未確認の警告",
    "confirmed": "確認済みの警告",
}
WHOLE = "報告全体"
_SHOWN_AT_ONCE = 3


@dataclass(frozen=True)
class FindingLine:
    """A finding as the screen shows it; `state` is one of STATES."""

    finding: Finding
    state: str
    url: str
    check: str
    may_confirm: bool = False
    may_mend: bool = False
    is_chosen: bool = False
    confirmation: Confirmation | None = None

    @property
    def state_name(self) -> str:
        return STATES[self.state]


@dataclass
class FindingGroup:
    """The findings of one table, or of one kind of record or text."""

    title: str
    lines: list[FindingLine] = field(default_factory=list)

    @property
    def bundles(self) -> Iterator[tuple[str, list[FindingLine], bool]]:
        """Check, findings of one kind, and whether they are too many to be shown at once."""
        by_kind: dict[tuple[str, str], list[FindingLine]] = defaultdict(list)
        for line in self.lines:
            by_kind[line.state, line.check].append(line)
        for (_, check), lines in by_kind.items():
            yield check, lines, len(lines) > _SHOWN_AT_ONCE


@dataclass
class SectionGroups:
    """A section's findings, and its facts to enter by table with their refs."""

    title: str
    groups: list[FindingGroup]
    to_enter: list[tuple[str, list[tuple[NewFact, str]]]]

    @property
    def open(self) -> int:
        return sum(len(facts) for _, facts in self.to_enter)


def checks(site: AdminSite, request: HttpRequest, edition_pk: int) -> HttpResponse:
    """All findings of an edition that the person may see; a POST ticks warnings off or mends."""
    edition = get_object_or_404(Edition, pk=edition_pk)
    visible = [key for key in ("", *registry.sections()) if may_view(request.user, key)]
    if not visible:
        raise PermissionDenied
    status = _write(request, edition) if request.method == "POST" else HTTPStatus.OK
    if status == HTTPStatus.FOUND:
        return HttpResponseRedirect(request.get_full_path())
    chosen = {name: request.GET.get(name, "") for name in ("section", "state")}
    context = Context(EditionRows(edition))
    facts = new_facts_in(context, visible)
    findings = [f for f in findings_in(context) if f.section in visible]
    lines = list(_lines(request, edition, sorted_out(edition, findings)))
    chosen_lines = [line for line in lines if _is_shown(line, **chosen)]
    return TemplateResponse(
        request,
        "admin/checks/checks.html",
        {
            **site.each_context(request),
            "title": f"検査の結果（{edition}）",
            "edition": edition,
            "sections": list(_grouped(chosen_lines, context, _to_enter(facts, **chosen))),
            "to_enter": facts.open,
            "counts": [
                (name, sum(line.state == state for line in lines))
                for state, name in STATES.items()
                if state != "to_enter"
            ],
            "section_titles": {key: _section_title(key) for key in visible if key},
            "states": STATES,
            **chosen,
            "query": urlencode({name: value for name, value in chosen.items() if value}),
            "reason": request.POST.get("reason", ""),
            "may_confirm": any(line.may_confirm and line.state == "open" for line in chosen_lines),
        },
        status=status,
    )


def _write(request: HttpRequest, edition: Edition) -> int:
    """Tick off or take back what was sent; the status of the answer, with a message of either."""
    try:
        if "withdraw" in request.POST:
            withdraw(edition=edition, digest=request.POST["withdraw"], user=signed_in(request))
            messages.success(request, "確認を取り消しました。")
        elif "mend" in request.POST:
            digest, _, place = request.POST["mend"].partition(":")
            chosen = int(place) if place in map(str, range(10)) else 0
            offer = mend(edition=edition, digest=digest, number=chosen, user=signed_in(request))
            messages.success(request, f"文を直しました：{offer}")
        else:
            number = confirm(
                edition=edition,
                digests=request.POST.getlist("digest"),
                reason=request.POST.get("reason", ""),
                user=signed_in(request),
            )
            messages.success(request, f"警告{number}件を確認済みにしました。")
    except Refused as error:
        return tell(request, error)
    return HTTPStatus.FOUND


def _lines(request: HttpRequest, edition: Edition, checked: Checked) -> Iterator[FindingLine]:
    titles = {check.key: check.title for check in all_checks()}
    ticked = set(request.POST.getlist("digest"))

    def line(finding: Finding, state: str, confirmation: Confirmation | None = None) -> FindingLine:
        return FindingLine(
            finding,
            state,
            place_url(edition, finding.ref),
            titles.get(finding.check, ""),
            may_confirm=state != "error"
            and not edition.is_published
            and may_edit(request.user, finding.section),
            may_mend=not edition.is_published and may_edit(request.user, finding.section),
            is_chosen=finding.digest in ticked,
            confirmation=confirmation,
        )

    yield from (line(finding, "error") for finding in checked.errors)
    yield from (line(finding, "open") for finding in checked.open)
    yield from (line(c.finding, "confirmed", c.confirmation) for c in checked.confirmed)


def _is_shown(line: FindingLine, section: str, state: str) -> bool:
    return section in ("", line.finding.section) and state in ("", line.state)


def _to_enter(facts: NewFacts, section: str, state: str) -> NewFacts:
    """As much of the list as the filter lets through."""
    return facts.of(lambda g: section in ("", g.section) and state in ("", "to_enter"))


def _grouped(
    lines: Iterable[FindingLine], context: Context, facts: NewFacts
) -> Iterator[SectionGroups]:
    """By section and table in the order of the report; a table with errors goes before others."""
    sections: dict[str, dict[str, FindingGroup]] = {key: {} for key in ("", *registry.sections())}
    for line in lines:
        groups = sections.setdefault(line.finding.section, {})
        title = _group_title(line.finding, context)
        groups.setdefault(title, FindingGroup(title)).lines.append(line)
    for key, by_title in sections.items():
        to_enter = [
            (group.title, [(fact, fact_url(context.edition, fact)) for fact in group.facts])
            for group in facts.groups
            if group.section == key
        ]
        if by_title or to_enter:
            yield SectionGroups(_section_title(key), list(by_title.values()), to_enter)


def _group_title(finding: Finding, context: Context) -> str:
    if grid := context.tables.get(finding.table):
        return grid.title
    try:
        return str(apps.get_model(finding.ref.partition("/")[0])._meta.verbose_name_plural)
    except (LookupError, ValueError):
        return WHOLE


def _section_title(key: str) -> str:
    return registry.sections()[key].title if key else WHOLE
