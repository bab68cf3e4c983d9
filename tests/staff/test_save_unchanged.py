"""A save that changes nothing changes nothing: every screen, as a browser sends it (CR LF)."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from kanagawa.checks.run import findings
from kanagawa.editions.hashing import section_hashes
from kanagawa.editions.models import Node
from kanagawa.editions.rows import row_models
from kanagawa.reports import registry
from kanagawa.staff.entry.lists import entered_lists
from kanagawa.workflow.states import part_states
from tests.people import person
from tests.workflow.acts import submit

from .conftest import messages, sent

pytestmark = pytest.mark.sample
NOTHING = "変更はありませんでした。"


def stored(edition: Any) -> dict[str, Any]:
    """Everything that a save could change: rows, histories, log, findings, states, print."""
    rows = {m._meta.label: list(m._default_manager.order_by("pk").values()) for m in row_models()}
    return {
        **rows,
        "histories": [m.history.count() for m in row_models()],
        "log": LogEntry.objects.count(),
        "findings": [str(finding) for finding in findings(edition)],
        "states": [(state.section, state.label) for state in part_states(edition).values()],
        "print": section_hashes(edition),
    }


def as_a_browser(data: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value).replace("\n", "\r\n") for name, value in data.items()}


def screens(edition: Any) -> Any:
    """Address and form of a row of every kind (the one with most to say), of every list, table."""
    for model in (m for m in row_models() if m in admin.site._registry):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        rows = model._default_manager.filter(edition=edition)
        if row := max(rows, key=lambda row: str(vars(row)).count("\\n"), default=None):
            yield reverse(f"{name}_change", args=[row.pk]), f"{model._meta.model_name}_form"
        yield reverse(f"{name}_changelist"), "changelist-form"
    for section in registry.sections():
        yield reverse("admin:entry", args=[edition.pk, section]) + "?show=all", "entry-form"
        for screen in entered_lists(admin.site, section):
            place = [edition.pk, screen.opts.label_lower]
            yield reverse("admin:entry_list", args=place) + "?show=all", "list-form"


@pytest.mark.parametrize("state", ["entering", "submitted"])
def test_a_screen_that_is_saved_as_it_was_shown_changes_nothing(state, draft, staff):
    node = draft_text(draft)
    if state == "submitted":
        submit(draft, "robots", person("editor", "robots"))
    before = stored(draft)
    for url, form_id in screens(draft):
        page = staff.get(url)
        if f'id="{form_id}"' not in page.content.decode():
            continue
        data = as_a_browser(sent(page, form_id))
        if form_id == "changelist-form" and "form-TOTAL_FORMS" not in data:
            continue
        response = staff.post(url, {**data, "_save": "保存"}, follow=True)
        assert NOTHING in messages(response), (url, messages(response))
    after = stored(draft)
    assert {name for name in before if before[name] != after[name]} == set()
    node.refresh_from_db()
    assert "\n" in node.text and "\r" not in node.text


def draft_text(edition: Any) -> Any:
    """A text of two paragraphs, as somebody pastes it with the line ends of Windows."""
    node = Node.objects.filter(edition=edition, kind="paragraph")[0]
    node.text = f"{node.text}\r\n二つ目の段落です。"
    node.save()
    return node
