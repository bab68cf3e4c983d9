"""A new row joins its group, and rows change places with their neighbours."""

from datetime import date

import pytest
from django.urls import reverse

from international.models import Activity, ActivityGroup
from kanagawa.editions.models import Node
from kanagawa.staff.rows.placing import next_position, put_by_day
from robots.models import Measure, MeasureCategory
from tests.people import person, signed_in

pytestmark = pytest.mark.sample


def change(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def in_order(rows):
    return [row.pk for row in rows.order_by("position", "id")]


def add(category, name):
    row = Measure(edition=category.edition, category=category, name=name, description="文")
    row.position = next_position(row)
    row.save()
    return row


def test_a_new_row_stands_behind_its_group_and_before_the_next(draft):
    first, *_, last = MeasureCategory.objects.filter(edition=draft).order_by("position", "id")
    assert first != last
    before = in_order(Measure.objects.filter(edition=draft))
    own = set(Measure.objects.filter(category=first).values_list("pk", flat=True))
    behind = max(before.index(pk) for pk in own)
    new = [add(first, f"新しい取組{number}") for number in range(12)]
    after = in_order(Measure.objects.filter(edition=draft))
    assert after == [*before[: behind + 1], *(row.pk for row in new), *before[behind + 1 :]]


def test_rows_change_places_within_their_group_only(draft, staff):
    category = MeasureCategory.objects.filter(edition=draft).first()
    for number in range(11):  # more than there is room for: some share a position
        add(category, f"取組{number}")
    group = Measure.objects.filter(category=category)
    others = Measure.objects.filter(edition=draft).exclude(category=category)
    kept = list(others.values_list("pk", "position"))
    *_, before, row = group.order_by("position", "id")
    order = in_order(group)
    staff.post(change(row), {"_up": "1"})
    assert in_order(group) == [*order[:-2], row.pk, before.pk]
    assert row.history.first().history_change_reason == "並び順の変更"
    staff.post(change(row), {"_down": "1"})
    assert in_order(group) == order
    response = staff.post(change(row), {"_down": "1"}, follow=True)
    assert "並べ替える行はありません" in response.content.decode()
    assert in_order(group) == order
    assert list(others.values_list("pk", "position")) == kept


def test_a_new_event_stands_by_its_day_and_before_what_has_none(draft):
    group = ActivityGroup.objects.filter(edition=draft).first()
    Activity.objects.filter(group=group).delete()

    def event(name, day):
        row = Activity(edition=draft, group=group, part=group.part, fiscal_year=2026, name=name)
        row.start, row.kind = day, "seminar"
        row.position = next_position(row)
        row.save()
        put_by_day(row, person("editor"))

    for name, day in (
        ("六月", date(2026, 6, 4)),
        ("助成", None),
        ("九月", date(2026, 9, 2)),
        ("五月", date(2026, 5, 1)),
        ("七月", date(2026, 7, 1)),
        ("二月", date(2027, 2, 1)),
    ):
        event(name, day)
    names = Activity.objects.filter(group=group).order_by("position", "id")
    assert list(names.values_list("name", flat=True)) == [
        *("五月", "六月", "七月", "九月", "二月", "助成")
    ]


def test_a_row_of_a_list_is_put_where_it_was_dropped_within_its_group(draft, staff):
    category = MeasureCategory.objects.filter(edition=draft).first()
    for number in range(4):
        add(category, f"取組{number}")
    group = Measure.objects.filter(category=category)
    *order, last = in_order(group)
    url = reverse("admin:robots_measure_changelist")
    page = staff.get(url)
    assert "placing.js" in page.text and 'id="place-form"' in page.text
    answer = staff.post(url, {"_row": last, "_at": order[0]})
    assert answer.headers["Location"].endswith(f"#place-{last}")
    assert in_order(group) == [last, *order]
    staff.post(url, {"_row": last, "_down": "1"})
    assert in_order(group) == [order[0], last, *order[1:]]
    elsewhere = Measure.objects.filter(edition=draft).exclude(category=category).first()
    refused = staff.post(url, {"_row": last, "_at": elsewhere.pk}, follow=True)
    assert "行の間でだけ" in refused.text
    for at in ("x", "", "9" * 21, "9" * 5000):
        assert staff.post(url, {"_row": last, "_at": at}).status_code == 302
    assert "この行はありません" in staff.post(url, {"_row": "x"}, follow=True).text
    assert in_order(group) == [order[0], last, *order[1:]]
    for other in (person("editor", "zones"), person("viewer", "robots")):
        signed_in(other).post(url, {"_row": last, "_at": order[0]})
    assert in_order(group) == [order[0], last, *order[1:]]


def test_nobody_moves_what_is_not_his(draft):
    row = Measure.objects.filter(edition=draft).first()
    assert signed_in(person("editor", "zones")).post(change(row), {"_down": "1"}).status_code in (
        302,
        403,
        404,
    )
    section, other = Node.objects.filter(edition=draft, key__in=("robots", "programs"))
    order = in_order(Node.objects.filter(edition=draft, parent=section.parent))
    for name in ("_up", "_down"):
        signed_in(person("editor", "robots")).post(change(section), {name: "1"})
    assert in_order(Node.objects.filter(edition=draft, parent=section.parent)) == order
    assert other.parent_id == section.parent_id
    row.refresh_from_db()
    assert row.position == Measure.objects.filter(edition=draft).first().position
