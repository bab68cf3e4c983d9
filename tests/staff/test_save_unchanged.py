"""A save that changes nothing changes nothing: every screen, as a browser sends it (CR LF)."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.urls import reverse

from kanagawa.checks.run import findings
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.hashing import section_hashes
from kanagawa.editions.models import Edition, Node, Translation
from kanagawa.editions.rows import row_models
from kanagawa.staff.entry.lists import entered_lists
from kanagawa.workflow.models import Role
from kanagawa.workflow.states import part_states
from tests.breadth import ONE_OF_EACH_KIND, REGISTERED, first_daily, over_kinds_of_rows
from tests.people import person
from tests.workflow.acts import approve, submit

from .conftest import messages, sent

pytestmark = pytest.mark.sample
REPORT_SECTIONS = settings.REPORT_SECTIONS
ACCOUNT = ("username", "first_name", "last_name", "email", "is_active", "is_staff", "password")
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


def screens(edition: Any, models: Any, sections: Any = REPORT_SECTIONS) -> Any:
    """Address and form of a row of every kind (the one with most to say), of every list, table."""
    for model in models:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        rows = model._default_manager.filter(edition=edition)
        if row := max(rows, key=lambda row: str(vars(row)).count("\\n"), default=None):
            yield reverse(f"{name}_change", args=[row.pk]), f"{model._meta.model_name}_form"
        yield reverse(f"{name}_changelist"), "changelist-form"
    for section in sections:
        yield reverse("admin:entry", args=[edition.pk, section]) + "?show=all", "entry-form"
        for screen in entered_lists(admin.site, section):
            place = [edition.pk, screen.opts.label_lower]
            yield reverse("admin:entry_list", args=place) + "?show=all", "list-form"


@over_kinds_of_rows
@pytest.mark.parametrize("state", first_daily("entering", "submitted", "approved"))
def test_a_screen_that_is_saved_as_it_was_shown_changes_nothing(state, models, draft, staff):
    node = draft_text(draft)
    if state != "entering":
        submit(draft, "robots", person("editor", "robots"))
    if state == "approved":
        approve(draft, "robots", person("approver", "robots"), "確認済み")
    before = stored(draft)
    sections = REPORT_SECTIONS if models is REGISTERED else ("investment",)
    for url, form_id in screens(draft, models, sections):
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


def few_screens(edition: Any) -> Any:
    """A form of the outline and of a section, and the grid of one."""
    found = [
        (url, form) for url, form in screens(edition, ONE_OF_EACH_KIND) if form != "changelist-form"
    ]
    wanted = ("node_form", "robot_form", "activity_form", "entry-form")
    yield from (next(each for each in found if each[1] == form) for form in wanted)


@pytest.mark.thorough
def test_in_a_correction_neither(published, staff):
    correction = copy_edition(source=published, fiscal_year=2025, reason="誤り")
    before = stored(correction)
    for url, form_id in few_screens(correction):
        data = as_a_browser(sent(staff.get(url), form_id))
        response = staff.post(url, {**data, "_save": "保存"}, follow=True)
        assert NOTHING in messages(response), (url, messages(response))
    assert stored(correction) == before


@pytest.mark.thorough
def test_a_published_edition_takes_nothing_of_what_is_sent_to_it(published, draft, staff):
    """What a page of the draft sends, sent to the same page of the published edition."""
    before = stored(published)
    shown = dict(zip(few_screens(published), few_screens(draft), strict=True))
    for (url, form_id), (of_draft, _) in shown.items():
        data = as_a_browser(sent(staff.get(of_draft), form_id))
        assert staff.post(url, {**data, "_save": "保存"}).status_code < 500, url
    assert stored(published) == before


def test_accounts_and_settings_that_are_saved_as_shown_change_nothing(draft, staff):
    someone = person("editor", "robots")

    def known() -> Any:
        people = get_user_model().objects.order_by("pk").values(*ACCOUNT)
        editions = Edition.objects.order_by("pk").values()
        translations = Translation.history.order_by("pk").values()
        roles = Role.objects.order_by("pk").values()
        return [*people], [*roles], [*editions], [*translations]

    before = known()
    for url in (
        reverse("admin:auth_user_change", args=[someone.pk]),
        reverse("admin:editions_edition_pictures", args=[draft.pk]),
        reverse("admin:editions_edition_english", args=[draft.pk]),
        reverse("admin:review_section", args=[draft.pk, "robots"]),
    ):
        page = BeautifulSoup(staff.get(url).content, "html.parser")
        for form in page.select("main form[method=post], #content form[method=post]"):
            fields = form.select("input[name], select[name], textarea[name]")
            acts = [f for f in fields if f["name"] == "act"]
            if acts or form.get("action"):
                continue  # a step of the work is taken, whatever stands in its form
            data = {f["name"]: value for f in fields if (value := shown_in(f)) is not None}
            staff.post(url, data)
    assert known() == before


def shown_in(field: Any) -> str | None:
    """What a browser sends of a field that nobody touched; None: nothing."""
    if field.get("type") in ("submit", "file"):
        return None
    if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
        return None
    if field.name == "select":
        chosen = field.find("option", selected=True) or field.find("option")
        return str(chosen.get("value", "")) if chosen else None
    if field.name == "textarea":
        return str(field.text)
    return str(field.get("value", "on" if field.get("type") == "checkbox" else ""))


def draft_text(edition: Any) -> Any:
    """A text of two paragraphs, as somebody pastes it with the line ends of Windows."""
    node = Node.objects.filter(edition=edition, kind="paragraph")[0]
    node.text = f"{node.text}\r\n二つ目の段落です。"
    node.save()
    return node
