"""The log: nothing in the application changes it; all of it downloads as CSV."""

import csv
import io

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import DatabaseError, transaction
from django.urls import get_resolver, reverse

from kanagawa.editions.rows import models_of, row_models
from kanagawa.workflow.deleted_drafts import delete_draft
from kanagawa.workflow.models import Decision
from robots.models import Robot
from tests.breadth import over_kinds_of_rows
from tests.people import answered, person, signed_in

pytestmark = pytest.mark.sample

HISTORIES = [model for model in apps.get_models() if hasattr(model, "history_type")]


def every_record() -> dict:
    return {model: list(model.objects.order_by("history_id").values()) for model in HISTORIES}


def lines(response) -> list[dict[str, str]]:
    assert response.status_code == 200
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_every_row_model_has_a_history_and_none_has_a_screen():
    assert {model.history.model for model in row_models()} <= set(HISTORIES)
    registered = set(admin.site._registry)
    screens = admin.site._registry.values()
    inlines = {inline.model for screen in screens for inline in screen.inlines}
    assert not (registered | inlines) & set(HISTORIES)


def test_no_method_of_a_record_changes_it(draft):
    answered(draft, person("viewer"))
    for model in HISTORIES:
        for change in changes_of(model, model.objects.first()):
            with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
                change()


def changes_of(model, record) -> list:
    return [
        record.save,
        record.delete,
        lambda: model.objects.update(history_change_reason="別の理由"),
        lambda: model.objects.bulk_update([record], ["history_type"]),
        lambda: model.objects.all().delete(),
        lambda: model.objects.filter(pk=record.pk)._raw_delete("default"),
    ]


@over_kinds_of_rows
def test_no_staff_address_changes_the_log(models, draft, staff):
    """Whatever is sent to the URLs that show the log, its records stay."""
    robot = Robot.objects.filter(edition=draft).first()
    urls = [
        reverse("admin:edition_changes", args=[draft.pk]),
        reverse("admin:all_changes"),
        reverse("admin:life", args=[robot.ref]),
        *(
            reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_history", args=[row.pk])
            for m in models
            if (row := m.objects.filter(edition=draft).first())
        ),
    ]
    before = every_record()
    for url in urls:
        for send in (staff.post, staff.put, staff.patch, staff.delete):
            send(url, {"history_id": "1", "history_change_reason": "x", "_save": "1"})
    assert every_record() == before


def test_no_address_leads_to_a_single_record():
    """django-simple-history's own screens can save an old version over the present one."""
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    staff_names = {p.name for p in admin.site.get_urls() if getattr(p, "name", None)}
    assert not [name for name in names | staff_names if "simple_history" in name]
    for screen in admin.site._registry.values():
        patterns = [str(p.pattern) for p in screen.get_urls()]
        assert not [p for p in patterns if "history/" in p and not p.endswith("history/")]


def test_the_whole_log_downloads_edition_by_edition(draft, staff):
    robot = Robot.objects.filter(edition=draft).first()
    robot.name, robot._change_reason = "=1+1", "+理由"
    robot.save()
    response = staff.get(reverse("admin:all_changes"))
    assert response.streaming
    log_lines = lines(response)
    total = sum(model.history.count() for model in row_models())
    assert len(log_lines) == total, "one line a record: none was saved twice"
    assert {line["年度版"] for line in log_lines} == {"令和７年度版", "令和８年度版"}
    changed = [line for line in log_lines if line["操作"] == "変更"]
    assert [(line["変更後"], line["理由"]) for line in changed] == [("'=1+1", "'+理由")]


def test_decisions_are_in_the_log(draft, staff, chief):
    Decision.objects.create(
        edition=draft,
        section="robots",
        number=1,
        act="approved",
        by=chief,
        content_hash="ab12",
        submitted_by=person("editor", "robots"),
        exceptional="deputy",
        reason="-課長不在",
    )
    for response in (
        staff.get(reverse("admin:edition_changes", args=[draft.pk]), {"format": "csv"}),
        staff.get(reverse("admin:all_changes")),
    ):
        (line,) = [line for line in lines(response) if line["種類"] == "決裁の記録"]
        assert (line["操作"], line["項目"], line["変更後"]) == ("承認", "代決", "ab12")
        assert (line["変更した人"], line["理由"]) == ("chief", "'-課長不在")
    page = staff.get(reverse("admin:edition_changes", args=[draft.pk]), {"section": "robots"})
    assert "-課長不在" in page.text


@pytest.mark.thorough
def test_the_log_of_a_deleted_draft_stays(draft, staff):
    label = str(draft)
    delete_draft(edition=draft)
    log_lines = lines(staff.get(reverse("admin:all_changes")))
    gone = [line for line in log_lines if line["年度版"] == "（削除された下書き）"]
    assert {line["操作"] for line in gone} == {"追加", "削除"}
    assert label not in {line["年度版"] for line in log_lines}


def test_each_person_downloads_only_what_he_may_see(draft, newcomer):
    own = signed_in(person("editor", "robots"))
    Decision.objects.create(edition=draft, section="zones", number=1, act="withdrawn")
    log_lines = lines(own.get(reverse("admin:all_changes")))
    kinds = {str(model._meta.verbose_name) for model in models_of("robots")}
    assert {line["種類"] for line in log_lines} == kinds | {"目次と本文"}
    assert newcomer.get(reverse("admin:all_changes")).status_code == 403
