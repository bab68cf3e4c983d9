"""A round as tired people go through it: what came back wrong is told, and nothing gets lost."""

import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from openpyxl import load_workbook

from kanagawa.editions.refusals import Refused
from kanagawa.editions.rolling import roll_edition
from kanagawa.figures.kinds import Status
from kanagawa.inquiries.digests import occasion
from kanagawa.inquiries.inquiring import answer, close_inquiry, open_inquiry, withdraw_answer
from kanagawa.inquiries.models import Answer, Inquiry, Occasion
from kanagawa.inquiries.sending import send_mails
from kanagawa.workflow.deleted_drafts import bring_back, delete_draft
from robots.models import RobotIndicatorFigure
from tests.entry.books import filled, sent
from tests.people import person, signed_in

from .conftest import COUNTS, REGISTER, SECTION, TESTS, ask

pytestmark = pytest.mark.sample
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 6, day) for day in (26, 27, 28, 29))


@pytest.fixture
def desk(clerk):
    return signed_in(clerk)


def waiting(edition, key="commercialised"):
    figures = RobotIndicatorFigure.objects.filter(edition=edition, indicator__key=key)
    return [figure.ref for figure in figures if figure.status == Status.TO_ENTER]


def book_for(desk, edition, respondent):
    place = [edition.pk, SECTION, respondent.pk]
    return desk.get(reverse("admin:inquiry_workbook", args=place)).content


def preview(desk, edition, content, section=SECTION):
    return desk.post(
        reverse("admin:upload", args=[edition.pk, section]), sent(content), follow=True
    )


def apply(desk, shown):
    form = BeautifulSoup(shown.content, "html.parser").select_one("#apply-form input[name=seen]")
    return desk.post(shown.request["PATH_INFO"], {"seen": form["value"]}, follow=True)


def renamed(content):
    book = load_workbook(io.BytesIO(content))
    book["第1表"].title = "回答"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_wrong_workbook_says_what_to_do_and_changes_nothing(
    inquiry, rolled, desk, division, town
):
    mine = book_for(desk, rolled, division)
    [cell] = waiting(rolled)
    zones = signed_in(person("editor", "zones"))
    assert "ほかの節の入力用Excelです" in preview(zones, rolled, mine, "zones").text
    for content, words in (
        (renamed(mine), "シート名を元に戻すか"),
        (filled(mine, {cell: {"value": "変更なし"}}), "変更なし"),
        (mine, "「変更なし」を記録してください"),
        (book_for(desk, rolled, town), "照会先「藤沢市の担当課」に渡した"),
    ):
        shown = preview(desk, rolled, content)
        assert words in shown.text, words
    assert waiting(rolled) == [cell]
    assert not Answer.objects.exists()


def test_a_workbook_of_another_draft_is_refused(inquiry, rolled, published, clerk, desk, division):
    earlier = book_for(desk, rolled, division)
    deleted = delete_draft(edition=rolled, user=clerk)
    assert send_mails() == 0
    draft = roll_edition(source=published)
    ask(draft, division, COUNTS)
    open_inquiry(edition=draft, section=SECTION, user=clerk)
    assert "ほかの年度版" in preview(desk, draft, earlier).text
    # The round of the draft that was deleted comes back with it.
    delete_draft(edition=draft, user=clerk)
    restored = bring_back(number=deleted.pk, user=clerk)
    assert Inquiry.objects.get(edition=restored).is_open
    shown = preview(desk, restored, filled(earlier, {waiting(restored)[0]: {"value": 7}}))
    assert "照会の回答を1件記録しました" in apply(desk, shown).text


def test_a_half_filled_workbook_is_taken_in_and_what_lacks_is_told(inquiry, rolled, desk, division):
    ask(rolled, division, TESTS)
    cells = [*waiting(rolled), *waiting(rolled, "field-tests")]
    book = book_for(desk, rolled, division)
    done = apply(desk, preview(desk, rolled, filled(book, {cells[0]: {"value": 7}})))
    assert "照会の回答を1件記録しました" in done.text
    assert "未入力が1件あるため、まだ回答にしていません" in done.text
    assert [answer.table for answer in Answer.objects.all()] == [COUNTS]
    # Sent once more, whole: the first answer stays, the second is added.
    again = filled(book, {cell: {"value": 7} for cell in cells})
    done = apply(desk, preview(desk, rolled, again))
    assert "照会の回答を1件記録しました" in done.text
    assert "すでに回答があります" in done.text
    assert Answer.objects.count() == 2


def test_who_is_not_asked_any_more_answers_nothing(inquiry, rolled, desk, division, town):
    ask(rolled, division, TESTS)
    book = book_for(desk, rolled, division)
    ask(rolled, town, COUNTS)
    ask(rolled, None, TESTS)
    typed = {cell: {"value": 7} for cell in (*waiting(rolled), *waiting(rolled, "field-tests"))}
    done = apply(desk, preview(desk, rolled, filled(book, typed)))
    assert "2件の数値を反映しました" in done.text
    assert "いまの照会先は藤沢市の担当課です" in done.text
    assert "いまは、だれにも照会していません" in done.text
    assert not Answer.objects.exists()


def test_an_answer_to_a_round_that_ended_meanwhile(inquiry, rolled, clerk, desk, division):
    [cell] = waiting(rolled)
    shown = preview(desk, rolled, filled(book_for(desk, rolled, division), {cell: {"value": 7}}))
    assert "欄がすべて埋まった表は回答済みになります" in shown.text
    close_inquiry(edition=rolled, section=SECTION, user=clerk)
    done = apply(desk, shown)
    assert "1件の数値を反映しました" in done.text
    assert "回答としては記録していません" in done.text
    listed = reverse("admin:inquiry_list", args=[rolled.pk, SECTION, division.pk])
    typed = {"act": "answer", "table": REGISTER, "kind": "unchanged"}
    assert "始まっていないか、終わっています" in desk.post(listed, typed).text
    # Opened once more, it is answered by what stands there.
    open_inquiry(edition=rolled, section=SECTION, user=clerk)
    assert desk.post(listed, typed | {"table": COUNTS, "kind": "values"}).status_code == 302
    assert "すでに回答があります" in desk.post(listed, typed | {"table": COUNTS}).text


def test_nothing_changed_is_no_answer_where_values_changed(inquiry, rolled, clerk, time_machine):
    time_machine.move_to("2026-06-02 09:00+09:00")
    [cell] = waiting(rolled)
    figure = next(f for f in RobotIndicatorFigure.objects.filter(edition=rolled) if f.ref == cell)
    figure.value, figure.status = 7, Status.VALUE
    figure.save()
    with pytest.raises(Refused, match="1件変わっています"):
        answer(edition=rolled, table=COUNTS, kind="unchanged", user=clerk)
    answer(edition=rolled, table=COUNTS, kind="values", user=clerk)
    withdraw_answer(edition=rolled, table=COUNTS, user=clerk)
    figure.refresh_from_db()
    assert figure.value == 7


def test_the_reminder_of_the_day_before_comes_on_a_working_day(
    rolled, clerk, division, time_machine, mailoutbox
):
    expected = {FRIDAY: Occasion.DAY, SUNDAY: Occasion.DAY, MONDAY: Occasion.DAY}
    for day, told in expected.items():
        assert occasion(MONDAY, day) == told
    assert occasion(MONDAY, date(2026, 6, 25)) == Occasion.WEEK
    assert occasion(SUNDAY, FRIDAY) == occasion(SATURDAY, FRIDAY) == Occasion.DAY
    ask(rolled, division, COUNTS, due=MONDAY)
    open_inquiry(edition=rolled, section=SECTION, user=clerk)
    told = []
    for day in range(1, 31):
        time_machine.move_to(f"2026-06-{day:02} 09:00+09:00")
        if send_mails():
            told.append(day)
    assert told == [1, 22, 26, 30]


def test_who_has_no_address_is_named_when_the_round_begins(rolled, desk, division, town):
    town.email = ""
    town.save()
    ask(rolled, division, COUNTS)
    ask(rolled, town, TESTS)
    page = reverse("admin:inquiry", args=[rolled.pk, SECTION])
    done = desk.post(page, {"act": "open", "confirmed": "on"}, follow=True)
    assert "「藤沢市の担当課」にはメールアドレスがないため" in done.text
    assert "「産業振興課」に" not in done.text
