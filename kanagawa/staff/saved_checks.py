"""After a save: the checks that it touched, told as messages that lead to the cells."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from kanagawa.checks.run import findings_touching
from kanagawa.editions.models import Edition, EditionRow
from kanagawa.reports.declaration import Finding
from kanagawa.workflow.confirming import sorted_out

from .carried import carried
from .places import place_url

_MOST = 5


def remember(request: HttpRequest, row: EditionRow) -> None:
    """Note a row that this request saved; `tell` checks all of them at once."""
    if isinstance(row, EditionRow):
        carried(request).saved_rows.append(row)


def tell(request: HttpRequest) -> None:
    """Messages about the rows saved in this request: errors, and warnings not ticked off."""
    request_state = carried(request)
    saved, request_state.saved_rows = request_state.saved_rows, []
    by_edition: dict[Edition, list[EditionRow]] = {}
    for row in saved:
        by_edition.setdefault(row.edition, []).append(row)
    for edition, rows in by_edition.items():
        _tell(request, edition, open_about(edition, rows))


def open_about(edition: Edition, rows: Iterable[EditionRow]) -> list[Finding]:
    """What is open that names one of these rows; reads only what their checks ask."""
    changed = list(rows)
    refs = {row.ref for row in changed}
    touching = findings_touching(edition, {type(row) for row in changed})
    checked = sorted_out(edition, (f for f in touching if refs & _named(f)))
    return checked.unsettled


def _named(finding: Finding) -> set[str]:
    """The ref that a finding leads to, and those of all figures that it compares."""
    return {finding.ref, *(value.partition("=")[0] for value in finding.values)}


def _tell(request: HttpRequest, edition: Edition, findings: list[Finding]) -> None:
    for finding in findings[:_MOST]:
        level = messages.ERROR if finding.severity == "error" else messages.WARNING
        link = format_html('<a href="{}">この箇所を開く</a>', place_url(edition, finding.ref))
        messages.add_message(
            request,
            level,
            format_html("検査の{}：{} {}", finding.severity_name, finding.message, link),
        )
    if len(findings) > _MOST:
        url = reverse("admin:checks", args=[edition.pk])
        rest = format_html(
            'ほかに{}件の指摘があります。<a href="{}">検査の結果</a>', len(findings) - _MOST, url
        )
        messages.warning(request, rest)
