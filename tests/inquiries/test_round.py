"""A whole round, as the office goes through it: asked, reminded, answered by workbook, closed."""

import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from icalendar import Calendar
from openpyxl import load_workbook

from kanagawa.editions.content import Content
from kanagawa.figures.kinds import Status
from kanagawa.inquiries.models import Answer, Inquiry, Mail
from kanagawa.workflow.models import Assignment
from robots.models import RobotIndicatorFigure
from tests.entry.books import filled, places, sent
from tests.people import signed_in

from .conftest import COUNTS, DUE, REGISTER, SECTION, TESTS

pytestmark = pytest.mark.sample

TYPED, DRAFTED = 98765, 87654


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def fields(page, table):
    """What a browser sends for the line of a table."""
    named = soup(page).select(f'[name^="{table}-"], [name^="initial-{table}-"]')
    data = {"table": table, "act": "save"}
    for field in named:
        chosen = field.find("option", selected=True) if field.name == "select" else field
        data[field["name"]] = chosen.get("value", "") if chosen else ""
    return data


def watch():
    call_command("release_due", verbosity=0)


def test_a_round_is_opened_reminded_answered_by_workbook_and_closed(
    rolled, clerk, division, town, time_machine, mailoutbox, capsys
):
    figures = RobotIndicatorFigure.objects.filter(edition=rolled, indicator__key="commercialised")
    target = figures.filter(status=Status.VALUE).first()
    target.value = DRAFTED
    target.save()
    desk = signed_in(clerk)
    page = reverse("admin:inquiry", args=[rolled.pk, SECTION])
    for table, asked in ((COUNTS, division), (REGISTER, division), (TESTS, town)):
        data = fields(desk.get(page), table)
        data |= {f"{table}-respondent": asked.pk, f"{table}-due_on": "R8.6.30"}
        assert desk.post(page, data).status_code == 302
    assert set(Assignment.objects.values_list("table", "respondent", "due_on")) == {
        (COUNTS, division.pk, DUE),
        (REGISTER, division.pk, DUE),
        (TESTS, town.pk, DUE),
    }

    assert "確かめた印" in desk.post(page, {"act": "open"}).text
    assert not Inquiry.objects.exists()
    assert desk.post(page, {"act": "open", "confirmed": "on"}).status_code == 302

    told = {}
    for moment in (
        *("2026-06-01 10:00", "2026-06-01 18:00", "2026-06-02 09:00", "2026-06-23 07:00"),
        *("2026-06-23 08:00", "2026-06-23 09:00", "2026-06-29 08:00", "2026-06-30 09:00"),
        *("2026-07-01 08:00", "2026-07-02 09:00"),
    ):
        time_machine.move_to(f"{moment}+09:00")
        before = len(mailoutbox)
        watch()
        told[moment[5:]] = sorted(to for mail in mailoutbox[before:] for to in mail.to)
    both = ["f@example.jp", "shinko@example.jp"]
    on = {"06-01 10:00", "06-23 08:00", "06-29 08:00", "07-01 08:00"}
    assert told == {moment: both if moment in on else [] for moment in told}

    desk = signed_in(clerk)  # the session of June has ended
    listed = reverse("admin:inquiry_list", args=[rolled.pk, SECTION, division.pk])
    assert "期限超過" in desk.get(listed).text
    book = desk.get(reverse("admin:inquiry_workbook", args=[rolled.pk, SECTION, division.pk]))
    mine = {a for a in places(load_workbook(io.BytesIO(book.content)))}
    assert mine == {figure.ref for figure in figures}
    waiting = [f.ref for f in figures if f.status == Status.TO_ENTER]
    assert waiting
    upload = reverse("admin:upload", args=[rolled.pk, SECTION])
    typed = {ref: {"value": TYPED} for ref in waiting}
    preview = desk.post(upload, sent(filled(book.content, typed)), follow=True)
    assert not Answer.objects.exists()
    seen = soup(preview).select_one("#apply-form input[name=seen]")["value"]
    done = desk.post(preview.request["PATH_INFO"], {"seen": seen}, follow=True)
    assert "照会の回答を1件記録しました" in done.text
    answer = Answer.objects.get()
    assert (answer.table, answer.kind, answer.by) == (COUNTS, "values", clerk)
    assert answer.history.get().history_user == clerk

    board = desk.get(reverse("admin:inquiries", args=[rolled.pk])).text
    assert "回答済み 1／3件" in board
    assert "期限超過 2件" in board
    desk.post(listed, {"act": "answer", "table": REGISTER, "kind": "unchanged"})
    assert desk.post(page, {"act": "close"}).status_code == 302
    time_machine.move_to("2026-07-03 09:00+09:00")
    before = len(mailoutbox)
    watch()
    assert len(mailoutbox) == before
    assert "回答なし" in signed_in(clerk).get(reverse("admin:inquiries", args=[rolled.pk])).text

    told_in = [f"{m.subject}\n{m.body}\n{m.calendar}" for m in Mail.objects.all()]
    assert len(told_in) == len(mailoutbox) == 8
    assert figures_in(rolled, told_in) == []
    assert len({(mail.to, mail.sent_at.date()) for mail in Mail.objects.all()}) == 8


def figures_in(edition, texts):
    """What the draft prints in three digits or more and one of the texts says too."""
    printed = {
        figure.text
        for grid in Content(edition).tables.values()
        for figure in grid.figures()
        if sum(character.isdigit() for character in figure.text) >= 3
    }
    assert any(f"{TYPED:,}" in text for text in printed)
    assert any(f"{DRAFTED:,}" in text for text in printed)
    words = [*printed, *(form for n in (TYPED, DRAFTED) for form in (str(n), f"{n:,}"))]
    return [(word, text) for word in words for text in texts if word in text]


def test_the_due_dates_come_as_a_calendar(inquiry, rolled, clerk, division, mailoutbox):
    watch()
    [mail] = [mail for mail in mailoutbox if mail.to == ["shinko@example.jp"]]
    [(name, content, kind)] = mail.attachments
    assert (name, kind) == ("kigen.ics", "text/calendar")
    url = reverse("admin:inquiry_calendar", args=[rolled.pk, SECTION, division.pk])
    for text in (content, signed_in(clerk).get(url).content):
        [event] = Calendar.from_ical(text).walk("VEVENT")
        assert event.decoded("dtstart") == date(2026, 6, 30)
        assert "商品化" in str(event["description"])
