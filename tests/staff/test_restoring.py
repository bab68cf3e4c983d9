"""What was deleted in a draft comes back with its children, keys and history, or with words."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from kanagawa.editions.models import Node, NodeKind
from kanagawa.editions.row_hashes import row_hashes
from kanagawa.editions.rows import row_model, row_models
from kanagawa.workflow.restoring import deletions, restore
from robots.models import Measure, MeasureCategory
from tests.breadth import first_daily, share
from tests.people import person, signed_in

pytestmark = pytest.mark.sample


def page_of(draft):
    return reverse("admin:deleted_rows", args=[draft.pk])


def delete(staff, row):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_delete"
    response = staff.get(reverse(name, args=[row.pk]))
    version = BeautifulSoup(response.content, "html.parser").find("input", {"name": "row_version"})
    sent = {"post": "yes", "row_version": version["value"]}
    return staff.post(reverse(name, args=[row.pk]), sent, follow=True)


def numbers(page):
    buttons = BeautifulSoup(page.content, "html.parser").select("button[name=number]")
    return [button["value"] for button in buttons]


def state(draft):
    return row_hashes(draft.pk, row_models())


def a_heading(draft):
    """A heading with texts under it that no text refers to."""
    headings = Node.objects.filter(edition=draft, kind=NodeKind.HEADING, children__isnull=False)
    return next(n for n in headings.distinct() if n.section and not n.heads_section)


def test_a_heading_comes_back_with_all_that_stood_under_it(draft, staff):
    heading = a_heading(draft)
    before = state(draft)
    told = delete(staff, heading)
    assert page_of(draft) in told.text
    assert state(draft) != before
    page = staff.get(page_of(draft))
    assert "chief" in page.text
    (number,) = numbers(page)
    answer = staff.post(page_of(draft), {"number": number}, follow=True)
    assert "元に戻しました" in answer.text
    assert state(draft) == before
    assert numbers(answer) == []
    records = list(Node.history.filter(id=heading.pk).values_list("history_type", flat=True)[:2])
    assert records == ["+", "-"], "the history goes on under the same number"
    again = staff.post(page_of(draft), {"number": number}, follow=True)
    assert "すでに元に戻されたか" in again.text
    assert state(draft) == before


@pytest.mark.parametrize("shares", first_daily(8, 1), ids=["its share", "every one"])
def test_every_kind_of_row_comes_back_as_it_was(shares, draft, chief):
    """Keys, figures and places: as if nothing had been deleted."""
    before, gone = state(draft), set()
    for model in share(
        "kinds", row_models(), shares
    ):  # with the first of some kinds, those of others are gone already
        if model not in gone:
            _, counts = model.objects.filter(edition=draft).first().delete()
            gone |= {row_model(label) for label in counts}
    found = deletions(draft)
    assert {type(row) for deletion in found for row in deletion.rows} == gone
    assert shares > 1 or gone == set(row_models())
    for deletion in reversed(found):
        restore(edition=draft, number=deletion.number, user=chief)
    assert state(draft) == before
    assert deletions(draft) == []


@pytest.mark.thorough
def test_what_went_before_its_parent_waits_for_it(draft, staff):
    category = Measure.objects.filter(edition=draft).first().category
    measure = (
        category.measures.first()
        if hasattr(category, "measures")
        else (Measure.objects.filter(category=category).first())
    )
    before = state(draft)
    measure.delete()
    MeasureCategory.objects.get(pk=category.pk).delete()
    of_category, of_measure = numbers(staff.get(page_of(draft)))
    refused = staff.post(page_of(draft), {"number": of_measure}, follow=True)
    assert f"「{category}」も削除されています。先にそちらを元に戻して" in refused.text
    staff.post(page_of(draft), {"number": of_category})
    staff.post(page_of(draft), {"number": of_measure})
    assert state(draft) == before


def test_a_key_that_another_row_has_now_is_told(draft, staff):
    measure = Measure.objects.filter(edition=draft).first()
    other = Measure.objects.filter(edition=draft).last()
    measure.delete()
    other.key = measure.key
    other.save()
    (number,) = numbers(staff.get(page_of(draft)))
    refused = staff.post(page_of(draft), {"number": number}, follow=True)
    assert f"「{measure.key}」は、いま" in refused.text
    assert not Measure.objects.filter(pk=measure.pk).exists()


def test_only_who_may_edit_the_row_brings_it_back(draft, staff):
    Measure.objects.filter(edition=draft).first().delete()
    a_heading(draft).delete()
    of_robots, of_zones = person("editor", "robots"), person("editor", "zones")
    shown = signed_in(of_zones).get(page_of(draft))
    assert Measure._meta.verbose_name not in shown.text
    both = numbers(staff.get(page_of(draft)))
    measure = next(number for number in both if number.startswith("robots.measure-"))
    assert signed_in(of_zones).post(page_of(draft), {"number": measure}).status_code == 403
    looker = signed_in(person("viewer", "robots"))
    assert numbers(looker.get(page_of(draft))) == []
    assert looker.post(page_of(draft), {"number": measure}).status_code == 403
    own = signed_in(of_robots)
    assert own.post(page_of(draft), {"number": measure}).status_code == 302
    assert Measure.history.first().history_user == of_robots


def test_nothing_comes_back_into_a_published_edition(published, staff):
    page = staff.get(page_of(published))
    assert "この版で削除したものはありません" in page.text
    answer = staff.post(page_of(published), {"number": "robots.measure-1"}, follow=True)
    assert "公開済み" in answer.text
