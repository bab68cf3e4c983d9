"""Opening, answering and closing: who may, what forbids it, what is written into the rows."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kanagawa.editions.models import State
from kanagawa.editions.refusals import EditionPublished, NotAllowed, Refused
from kanagawa.figures.kinds import Status
from kanagawa.inquiries.inquiring import answer, close_inquiry, open_inquiry, withdraw_answer
from kanagawa.inquiries.items import ItemState, items_of
from kanagawa.inquiries.models import Answer
from kanagawa.workflow.carrying_out import outlook
from kanagawa.workflow.models import Assignment, Evidence, Respondent, SettledRegister
from kanagawa.workflow.next_year import start_next_year
from kanagawa.workflow.personnel import closing_plan
from robots.models import RobotIndicatorFigure
from tests.people import person, signed_in

from .conftest import COUNTS, DUE, REGISTER, SECTION, TESTS, TEXT, ask

pytestmark = pytest.mark.sample

TODAY = date(2026, 6, 1)


def states(edition):
    return {item.table: item.state for item in items_of(edition, [SECTION], TODAY)}


def opened(edition, user):
    return open_inquiry(edition=edition, section=SECTION, user=user)


def test_an_inquiry_needs_somebody_to_ask_and_due_dates_to_come(rolled, clerk, division):
    with pytest.raises(Refused, match="照会先を決めた表がありません"):
        opened(rolled, clerk)
    for due, why in ((None, "期限がない"), (date(2026, 5, 31), "期限が過ぎている")):
        ask(rolled, division, COUNTS, due=due)
        with pytest.raises(Refused, match=why):
            opened(rolled, clerk)
    ask(rolled, division, COUNTS)
    division.is_active = False
    division.save()
    with pytest.raises(Refused, match="使わなくなった照会先"):
        opened(rolled, clerk)


def test_only_the_editors_of_a_section_take_steps(inquiry, rolled, clerk):
    close_inquiry(edition=rolled, section=SECTION, user=clerk)
    others = [person("editor", "zones"), person("approver", SECTION), person("viewer")]
    for user in (*others, person("administrator"), person("publisher")):
        for step in (opened, lambda e, u: close_inquiry(edition=e, section=SECTION, user=u)):
            with pytest.raises(NotAllowed):
                step(rolled, user)
        for act in (answer, withdraw_answer):
            kind = {"kind": "unchanged"} if act is answer else {}
            with pytest.raises(NotAllowed):
                act(edition=rolled, table=COUNTS, user=user, **kind)


@pytest.mark.thorough
def test_a_second_inquiry_begins_when_the_first_has_ended(inquiry, rolled, clerk):
    with pytest.raises(Refused, match="すでに始まっています"):
        opened(rolled, clerk)
    answer(edition=rolled, table=COUNTS, kind="not_applicable", user=clerk)
    close_inquiry(edition=rolled, section=SECTION, user=clerk)
    assert states(rolled)[COUNTS] == ItemState.ANSWERED
    assert states(rolled)[TESTS] == ItemState.UNANSWERED
    opened(rolled, clerk)
    assert states(rolled)[COUNTS] == ItemState.WAITING
    assert (
        "2回目の照会"
        in signed_in(clerk).get(reverse("admin:inquiry", args=[rolled.pk, SECTION])).text
    )


def test_nothing_to_change_is_no_answer_while_cells_are_empty(inquiry, rolled, clerk):
    for kind in ("unchanged", "values"):
        with pytest.raises(Refused, match="入力していないものが1件"):
            answer(edition=rolled, table=COUNTS, kind=kind, user=clerk)
    assert not Answer.objects.exists()


def test_not_applicable_is_written_into_the_empty_cells_with_history(inquiry, rolled, clerk):
    figures = RobotIndicatorFigure.objects.filter(edition=rolled, indicator__key="commercialised")
    [waiting] = figures.filter(status=Status.TO_ENTER)
    settled = figures.filter(status=Status.VALUE).count()
    answer(edition=rolled, table=COUNTS, kind="not_applicable", user=clerk)
    waiting.refresh_from_db()
    assert waiting.status == Status.NOT_APPLICABLE
    assert figures.filter(status=Status.VALUE).count() == settled
    record = waiting.history.first()
    assert (record.history_user, record.history_change_reason) == (clerk, "照会の回答：産業振興課")
    with pytest.raises(Refused, match="すでに回答"):
        answer(edition=rolled, table=COUNTS, kind="not_applicable", user=clerk)
    withdraw_answer(edition=rolled, table=COUNTS, user=clerk)
    with pytest.raises(Refused, match="入力していない欄はありません"):
        answer(edition=rolled, table=COUNTS, kind="not_applicable", user=clerk)
    with pytest.raises(Refused, match="照会を始めたあとに1件変わっています"):
        answer(edition=rolled, table=COUNTS, kind="unchanged", user=clerk)
    answer(edition=rolled, table=COUNTS, kind="values", user=clerk)


def test_a_register_that_stays_as_it_is_counts_as_settled(inquiry, rolled, clerk):
    answer(edition=rolled, table=REGISTER, kind="unchanged", user=clerk)
    assert SettledRegister.objects.get(edition=rolled).by == clerk
    assert items_of(rolled, [SECTION], TODAY)[0].inquiry == inquiry
    assert not [i for i in items_of(rolled, [SECTION], TODAY) if i.table == REGISTER and i.facts]


def test_evidence_is_kept_beside_the_table_or_nothing_is(inquiry, rolled, clerk, division):
    desk = signed_in(clerk)
    url = reverse("admin:inquiry_list", args=[rolled.pk, SECTION, division.pk])
    data = {"act": "answer", "table": COUNTS, "kind": "not_applicable"}
    refused = desk.post(url, data | {"file": SimpleUploadedFile("x.exe", b"x")})
    assert "登録できない種類" in refused.text
    assert not Answer.objects.exists()
    assert "未入力 1件" in refused.text
    assert desk.post(url, data | {"file": SimpleUploadedFile("回答.pdf", b"x")}).status_code == 302
    row = Evidence.objects.get()
    assert (row.ref, row.name, row.by) == (COUNTS, "回答.pdf", clerk)
    assert "回答.pdf" in desk.get(url).text


def test_what_nobody_is_asked_for_cannot_be_answered(inquiry, rolled, clerk):
    for table in (TEXT, "robots.nothing"):
        with pytest.raises(Refused, match="照会していません"):
            answer(edition=rolled, table=table, kind="unchanged", user=clerk)
    with pytest.raises(Refused, match="種類を選んで"):
        answer(edition=rolled, table=COUNTS, kind="perhaps", user=clerk)
    with pytest.raises(Refused, match="回答はありません"):
        withdraw_answer(edition=rolled, table=COUNTS, user=clerk)


def test_a_published_edition_has_ended_its_inquiry(inquiry, rolled, clerk, division):
    type(rolled).objects.filter(pk=rolled.pk).update(
        state=State.PUBLISHED, published_at="2026-06-23T00:00Z", content_hash="x"
    )
    rolled.refresh_from_db()
    with pytest.raises(EditionPublished):
        answer(edition=rolled, table=COUNTS, kind="not_applicable", user=clerk)
    inquiry.refresh_from_db()
    assert not inquiry.is_open


def test_the_next_year_asks_the_same_a_year_later(published, clerk, division, town, time_machine):
    time_machine.move_to("2026-06-01 09:00+09:00")
    ask(published, division, COUNTS, due=date(2025, 6, 30))
    ask(published, town, TESTS, due=date(2025, 7, 31))
    Respondent.objects.filter(pk=town.pk).update(is_active=False)
    draft = start_next_year(source=published)
    values = Assignment.objects.filter(edition=draft).values_list("table", "respondent", "due_on")
    assert set(values) == {(COUNTS, division.pk, DUE), (TESTS, None, date(2026, 7, 31))}
    assert not draft.inquiries.exists()
    opened(draft, clerk)


def test_who_is_asked_himself_sees_his_own_list_and_no_other(inquiry, rolled, division, town):
    me = person(name="shinko")  # without any role
    division.account = me
    division.save()
    mine = signed_in(me, raise_request_exception=False)
    place = [rolled.pk, SECTION, division.pk]
    board = mine.get(reverse("admin:inquiries", args=[rolled.pk]))
    assert "産業振興課の一覧" in board.text and "藤沢市" not in board.text
    assert mine.get(reverse("admin:inquiry_list", args=place)).status_code == 200
    assert mine.get(reverse("admin:inquiry_workbook", args=place)).status_code == 200
    data = {"act": "answer", "table": COUNTS, "kind": "not_applicable"}
    assert mine.post(reverse("admin:inquiry_list", args=place), data).status_code == 403
    for url in (
        reverse("admin:inquiry_list", args=[*place[:2], town.pk]),
        reverse("admin:inquiry_workbook", args=[*place[:2], town.pk]),
        reverse("admin:inquiry", args=place[:2]),
    ):
        assert mine.get(url).status_code == 403


def test_a_respondent_saved_as_shown_has_no_new_history(division, clerk):
    desk, url = (
        signed_in(clerk),
        reverse("admin:workflow_respondent_change", args=[division.pk]),
    )
    for name, records in ((division.name, 1), ("産業振興課 企画係", 2)):
        shown = {"name": name, "kind": division.kind, "email": division.email, "is_active": "on"}
        assert desk.post(url, shown).status_code == 302
        assert division.history.count() == records
    assert division.history.first().history_user == clerk


def test_who_was_asked_stays_in_the_records(rolled, division, town, clerk):
    ask(rolled, division, COUNTS)
    desk = signed_in(clerk)
    for asked, status in ((division, 403), (town, 302)):
        url = reverse("admin:workflow_respondent_delete", args=[asked.pk])
        assert desk.post(url, {"post": "yes"}).status_code == status
    assert list(Respondent.objects.all()) == [division]


def test_an_account_that_ends_is_told_to_be_that_of_a_respondent(division):
    division.account = person(name="shinko")
    division.save()
    plan = closing_plan(division.account)
    warnings = [w for w in outlook(plan, person("administrator")).warnings if "照会先" in w]
    assert warnings == [
        "照会先「産業振興課」のアカウントの人です。「照会先」の画面で別の人を選んでください。"
    ]


def test_empty_places_are_filled_at_once_and_what_was_decided_stays(rolled, clerk, division, town):
    ask(rolled, town, TESTS, due=None)
    desk, url = signed_in(clerk), reverse("admin:inquiry", args=[rolled.pk, SECTION])
    data = {"act": "fill", "respondent": division.pk, "due_on": "令和８年６月30日"}
    assert desk.post(url, data).status_code == 302
    rows = Assignment.objects.filter(edition=rolled)
    assert rows.get(table=TESTS).respondent == town
    assert set(rows.values_list("due_on", flat=True)) == {DUE}
    assert rows.filter(respondent=division).count() == len(states(rolled)) - 1
    assert "日付" in desk.post(url, data | {"due_on": "あした"}).text


@pytest.mark.thorough
def test_the_board_asks_the_database_the_same_however_many_are_asked(
    inquiry, rolled, clerk, division
):
    desk, url = signed_in(clerk), reverse("admin:inquiries", args=[rolled.pk])
    desk.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        desk.get(url)
    for number, item in enumerate(items_of(rolled, [SECTION], TODAY)):
        if item.respondent is None:
            ask(rolled, Respondent.objects.create(name=f"課{number}", kind="division"), item.table)
    with CaptureQueriesContext(connection) as many:
        desk.get(url)
    assert len(many) == len(few)
