"""What was deleted in a draft comes back whole or says why it cannot, on a handful of rows."""

from datetime import date

import pytest
from django.db import IntegrityError

from international.models import Activity, ActivityFigure, ActivityPart
from kanagawa.editions.models import Edition, Node
from kanagawa.editions.refusals import NotAllowed, Refused, Stale
from kanagawa.figures.missing import REASON as MADE_BY_ITSELF
from kanagawa.workflow import restoring
from kanagawa.workflow.restoring import REASON, deletions, restore
from robots.models import Measure, MeasureCategory, MeasureFigure
from tests.people import person

pytestmark = pytest.mark.sample


@pytest.fixture
def edition(db):
    edition = Edition.objects.create(fiscal_year=2030)
    category = MeasureCategory.objects.create(edition=edition, key="c", name="実証の区分")
    measure = Measure.objects.create(edition=edition, key="m", name="実証", category=category)
    for key in ("one", "two"):
        MeasureFigure.objects.create(
            edition=edition, measure=measure, key=key, name=key, unit="件", value=5,
            period_start=date(2029, 4, 1),
        )  # fmt: skip
    return edition


@pytest.fixture
def editor(db):
    return person("editor", "robots")


def delete(row, user=None, reason="") -> None:
    row._history_user, row._change_reason = user, reason
    row.delete()


def get(model, edition):
    return model.objects.get(edition=edition)


def state(edition) -> list:
    models = (MeasureCategory, Measure, MeasureFigure)
    return [list(model.objects.filter(edition=edition).order_by("pk").values()) for model in models]


def test_a_row_comes_back_with_all_that_went_with_it(edition, editor):
    before = state(edition)
    delete(get(MeasureCategory, edition), editor, "誤って作った")
    (deletion,) = deletions(edition)
    assert (deletion.name, deletion.kind) == ("実証の区分", "取組の区分")
    assert (deletion.user, deletion.reason) == (editor.username, "誤って作った")
    assert dict(deletion.below) == {
        Measure._meta.verbose_name: 1, MeasureFigure._meta.verbose_name: 2,
    }  # fmt: skip
    assert deletion.number.startswith("robots.measurecategory-")
    assert len(deletion.rows) == 4 and deletion.row is deletion.rows[0]
    assert restore(edition=edition, number=deletion.number, user=editor).number == deletion.number
    assert state(edition) == before
    assert deletions(edition) == []
    for model in (MeasureCategory, Measure, MeasureFigure):
        record = model.history.filter(edition_id=edition.pk).first()
        assert (record.history_type, record.history_user) == ("+", editor)
        assert record.history_change_reason == REASON
    with pytest.raises(Stale, match="すでに元に戻されたか"):
        restore(edition=edition, number=deletion.number, user=editor)


def test_what_was_deleted_apart_comes_back_apart_newest_first(edition, editor):
    one, two = MeasureFigure.objects.filter(edition=edition).order_by("key")
    delete(one)
    delete(two, editor)
    newest, older = deletions(edition)
    assert (newest.row.key, newest.user, older.row.key) == ("two", editor.username, "one")
    assert (older.reason, older.below) == ("", [])
    assert newest.when > older.when
    restore(edition=edition, number=older.number, user=editor)
    assert MeasureFigure.objects.get(edition=edition).key == "one"
    # Deleted twice, it is told once: how it was the last time.
    delete(MeasureFigure.objects.get(edition=edition), editor, "やはり不要")
    assert [d.reason for d in deletions(edition)] == ["やはり不要", ""]


def test_what_stood_under_a_row_that_is_gone_waits_for_it(edition, editor):
    delete(get(Measure, edition))
    delete(get(MeasureCategory, edition))
    of_category, of_measure = deletions(edition)
    with pytest.raises(Refused, match="その上の取組の区分「実証の区分」も削除されています"):
        restore(edition=edition, number=of_measure.number, user=editor)
    assert not Measure.objects.filter(edition=edition).exists()
    restore(edition=edition, number=of_category.number, user=editor)
    restore(edition=edition, number=of_measure.number, user=editor)
    assert MeasureFigure.objects.filter(edition=edition).count() == 2


def test_of_two_rows_above_the_one_that_is_gone_is_named(edition):
    activity = Activity.objects.create(edition=edition, key="a", name="商談会", fiscal_year=2030)
    part = ActivityPart.objects.create(edition=edition, key="p", name="東京", activity=activity)
    figure = ActivityFigure.objects.create(
        edition=edition, key="f", activity=activity, part=part, label="参加者", unit="人",
        value=5, period_start=date(2030, 4, 1),
    )  # fmt: skip
    delete(figure)
    delete(part)
    _, of_figure = deletions(edition)
    with pytest.raises(Refused, match="小見出し「東京」も削除されています"):
        restore(edition=edition, number=of_figure.number, user=person("editor"))


def test_a_key_that_another_row_has_now_is_told(edition, editor):
    delete(get(Measure, edition))
    category = get(MeasureCategory, edition)
    Measure.objects.create(edition=edition, key="m", name="別の取組", category=category)
    (deletion,) = deletions(edition)
    with pytest.raises(Refused, match="「別の取組」に使われています"):
        restore(edition=edition, number=deletion.number, user=editor)
    other = Edition.objects.create(fiscal_year=2031)
    Measure.objects.filter(edition=edition).delete()
    MeasureCategory.objects.create(edition=other, key="c", name="翌年")
    assert restore(edition=edition, number=deletion.number, user=editor)


def test_what_the_database_refuses_is_told(edition, editor, monkeypatch):
    def refuse(*rows, **who):
        raise IntegrityError

    delete(get(Measure, edition))
    (deletion,) = deletions(edition)
    monkeypatch.setattr(restoring, "create_rows", refuse)
    with pytest.raises(Refused, match="同じ役割や同じ内容の行がいまあるため"):
        restore(edition=edition, number=deletion.number, user=editor)
    assert not Measure.objects.filter(edition=edition).exists()


def test_only_who_may_edit_all_of_it_brings_it_back(edition):
    before = state(edition)
    delete(get(MeasureCategory, edition))
    (deletion,) = deletions(edition)
    for user in (person("editor", "zones"), person("approver", "robots"), person("viewer")):
        with pytest.raises(NotAllowed, match="「実証の区分」を元に戻せるのは、この節の担当者"):
            restore(edition=edition, number=deletion.number, user=user)
    assert state(edition) != before


def test_empty_cells_that_a_table_lost_by_itself_come_again_by_themselves(edition):
    delete(MeasureFigure.objects.filter(edition=edition).first(), reason=MADE_BY_ITSELF)
    assert deletions(edition) == []


def test_a_text_under_a_text_comes_back_in_its_place(edition):
    chief = person("editor")
    heading = Node.objects.create(
        edition=edition, kind="heading", key="h", text="見出し", position=1
    )
    for key in ("a", "b"):
        Node.objects.create(
            edition=edition, kind="paragraph", key=key, text=key, position=2, parent=heading
        )
    before = list(Node.objects.filter(edition=edition).order_by("pk").values())
    delete(heading)
    (deletion,) = deletions(edition)
    assert (deletion.row.pk, len(deletion.rows)) == (before[0]["id"], 3)
    restore(edition=edition, number=deletion.number, user=chief)
    assert list(Node.objects.filter(edition=edition).order_by("pk").values()) == before


def test_a_row_that_is_younger_than_what_stands_under_it_comes_first(edition):
    text = Node.objects.create(edition=edition, kind="paragraph", key="t", text="本文", position=2)
    heading = Node.objects.create(
        edition=edition, kind="heading", key="h", text="見出し", position=1
    )
    text.parent = heading
    text.save()
    delete(heading)
    (deletion,) = deletions(edition)
    assert [row.key for row in deletion.rows] == ["h", "t"]
    restore(edition=edition, number=deletion.number, user=person("editor"))
    assert Node.objects.get(key="t", edition=edition).parent.key == "h"


def test_of_a_row_whose_parent_left_no_trace_the_key_is_told(edition):
    for figure in MeasureFigure.objects.filter(edition=edition):
        delete(figure)
    Measure.objects.filter(edition=edition)._raw_delete("default")
    assert {deletion.name for deletion in deletions(edition)} == {"one", "two"}


def test_other_editions_have_nothing_of_it(edition):
    delete(get(MeasureCategory, edition))
    assert deletions(Edition.objects.create(fiscal_year=2031)) == []
