"""A key that any edition ever used is not given to another thing."""

import pytest
import yaml
from django.urls import reverse

from kanagawa.editions.files import dump_edition
from kanagawa.editions.keys import new_key, next_number
from kanagawa.editions.models import Edition
from kanagawa.editions.rolling import roll_edition
from robots.models import Measure, MeasureFigure, RobotIndicatorFigure
from tests.people import person, signed_in
from tests.staff.conftest import messages, sent

LAST = "measure-099"


@pytest.fixture
def editor(db):
    return signed_in(person("editor", "robots"))


def add_measure(editor, edition: Edition, name: str) -> Measure:
    url = reverse("admin:robots_measure_add")
    category = Measure.objects.filter(edition=edition).first().category_id
    form = sent(editor.get(url), "measure_form")
    answer = editor.post(url, form | {"category": category, "name": name, "description": "文"})
    assert answer.status_code == 302, messages(answer)
    return Measure.objects.get(edition=edition, name=name)


def delete(editor, row) -> None:
    url = reverse(f"admin:robots_{row._meta.model_name}_delete", args=[row.pk])
    page = editor.get(url)
    answer = editor.post(url, {"post": "yes"} | hidden(page))
    assert answer.status_code == 302, messages(answer)
    assert not type(row)._default_manager.filter(pk=row.pk).exists()


def hidden(page) -> dict[str, str]:
    from bs4 import BeautifulSoup

    fields = BeautifulSoup(page.content, "html.parser").select("form input[type=hidden][name]")
    return {field["name"]: field["value"] for field in fields}


@pytest.mark.thorough
def test_a_deleted_thing_keeps_its_key_within_a_draft(draft, editor):
    first = add_measure(editor, draft, "学校向けロボット出前授業")
    delete(editor, first)
    second = add_measure(editor, draft, "災害対応ロボット実装事業")
    assert second.key > first.key
    # Another one beside it has a number of its own, too.
    assert add_measure(editor, draft, "三つ目の取組").key > second.key


def test_a_thing_of_last_year_keeps_its_key_after_roll_over(published, editor):
    edition = roll_edition(source=published)
    taken = Measure.objects.filter(edition=edition).order_by("position").last()
    Measure.objects.filter(pk=taken.pk).update(key=LAST)
    # As if last year's edition had known it by that key, which the published rows may not change.
    old = Measure.history.filter(edition_id=edition.pk, id=taken.pk).first()
    assert old is not None
    row = Measure.objects.get(pk=taken.pk)
    row.save()
    row.delete()
    added = add_measure(editor, edition, "災害対応ロボット実装事業")
    assert added.key == "measure-100"


def test_keys_of_a_draft_that_was_thrown_away_stay_used(draft, editor):
    key = add_measure(editor, draft, "学校向けロボット出前授業").key
    for model in (MeasureFigure, Measure):
        for row in model.objects.filter(edition=draft):
            row.delete()
    assert next_number(Measure) > key


def test_a_key_that_another_thing_had_cannot_be_typed(draft, editor):
    first = add_measure(editor, draft, "学校向けロボット出前授業")
    had = first.key
    delete(editor, first)
    second = add_measure(editor, draft, "災害対応ロボット実装事業")
    own = second.key
    url = reverse("admin:robots_measure_change", args=[second.pk])

    def save(**changes):
        return editor.post(url, sent(editor.get(url), "measure_form") | changes)

    refused = save(key=had)
    assert refused.status_code == 200
    assert "ほかのもの" in messages(refused)
    # A key that nobody ever had, its own again, and that of the same thing are taken.
    for key, name in (("measure-free", second.name), (own, second.name), (had, first.name)):
        assert save(key=key, name=name).status_code == 302
        second.refresh_from_db()
        assert (second.key, second.name) == (key, name)


def test_what_a_name_tells_apart_gets_another_key(draft, editor):
    figure = MeasureFigure.objects.filter(edition=draft).first()
    values = {name: getattr(figure, name) for name in ("measure", "unit", "kind", "period_start")}
    values |= {"edition": draft, "period_end": figure.period_end, "value": 3}
    was = figure.derive_key()
    MeasureFigure.objects.filter(pk=figure.pk).delete()
    figure.history.create(**history_of(figure, key=was))
    other = MeasureFigure(**values, name="まったく別の項目")
    assert new_key(other) == f"{was}-2"
    other.save()
    other.delete()
    assert new_key(MeasureFigure(**values, name="三つ目の項目")) == f"{was}-3"
    # The same thing entered again is the same thing.
    assert new_key(MeasureFigure(**values, name=figure.name)) == was


def history_of(row, **changes):
    names = [f.attname for f in row._meta.concrete_fields if f.name != "search_text"]
    from django.utils import timezone

    values = {name: getattr(row, name) for name in names}
    return values | {"history_date": timezone.now(), "history_type": "-"} | changes


def test_an_indicators_figure_entered_again_is_the_same_thing(draft):
    figure = RobotIndicatorFigure.objects.get(edition=draft, key="smes-target-2026")
    figure.delete()
    figure.pk, figure.key = None, ""
    figure.save()
    assert figure.key == "smes-target-2026"


@pytest.mark.thorough
def test_a_row_whose_key_is_emptied_gets_its_own_back(draft, editor):
    row = Measure.objects.filter(edition=draft).first()
    url = reverse("admin:robots_measure_change", args=[row.pk])
    form = sent(editor.get(url), "measure_form")
    assert editor.post(url, form | {"key": "", "name": "新しい名称"}).status_code == 302
    after = Measure.objects.get(pk=row.pk)
    assert (after.key, after.name) == (row.key, "新しい名称")


def test_numbered_keys_are_written_into_the_files(published, tmp_path):
    dump_edition(published, tmp_path)
    for name in ("investment/subsidypayment", "international/foreigncount", "robots/robot"):
        rows = yaml.safe_load((tmp_path / f"{name}.yaml").read_text(encoding="utf-8"))
        assert all(row["key"] for row in rows)
