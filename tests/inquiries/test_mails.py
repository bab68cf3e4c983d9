"""The outbox: one mail a day and person, tried again when the server is away, no draft in it."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from kanagawa.editions.models import State
from kanagawa.environment import NO_MAIL
from kanagawa.inquiries.digests import occasion
from kanagawa.inquiries.inquiring import answer, close_inquiry, open_inquiry
from kanagawa.inquiries.models import Mail, Notice, Occasion
from kanagawa.inquiries.sending import send_mails
from kanagawa.workflow.models import Assignment, Respondent
from robots.models import RobotIndicator
from tests.people import person, signed_in

from .conftest import COUNTS, DUE, SECTION, TESTS, ask

pytestmark = pytest.mark.sample


@pytest.fixture
def no_server(settings):
    """Nobody answers at port 1."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def test_a_due_date_is_told_of_by_the_newest_occasion():
    expected = {22: 1, 23: 2, 28: 2, 29: 3, 30: 3}
    assert {day: occasion(DUE, date(2026, 6, day)) for day in expected} == expected
    assert occasion(DUE, date(2026, 7, 1)) == Occasion.LATE


def test_one_digest_for_one_address_over_respondents_and_sections(
    inquiry, rolled, division, mailoutbox
):
    other = Respondent.objects.create(name="企画係", kind="division", email="shinko@example.jp")
    ask(rolled, other, "zones.figures", due=date(2026, 6, 20))
    open_inquiry(edition=rolled, section="zones", user=person("editor", "zones"))
    assert send_mails() == 2
    [mail] = Mail.objects.filter(to="shinko@example.jp")
    for words in ("産業振興課 御中", "企画係 御中", "令和８年６月30日", "令和８年６月20日"):
        assert words in mail.body


def test_a_second_inquiry_of_the_day_is_told_of_tomorrow(
    inquiry, rolled, division, time_machine, mailoutbox
):
    send_mails()
    ask(rolled, division, "zones.figures")
    open_inquiry(edition=rolled, section="zones", user=person("editor", "zones"))
    assert send_mails() == 0
    time_machine.move_to("2026-06-02 00:01+09:00")
    assert send_mails() == 1
    assert Mail.objects.filter(to="shinko@example.jp").count() == 2


def test_who_has_answered_or_has_another_date_is_reminded_accordingly(
    inquiry, rolled, clerk, time_machine, mailoutbox
):
    send_mails()
    answer(edition=rolled, table=COUNTS, kind="not_applicable", user=clerk)
    Assignment.objects.filter(table=TESTS).update(due_on=date(2026, 7, 10))
    time_machine.move_to("2026-06-02 09:00+09:00")
    assert send_mails() == 1  # the new date is told
    assert "令和８年７月10日" in mailoutbox[-1].body
    time_machine.move_to("2026-06-29 09:00+09:00")
    assert send_mails() == 1
    assert mailoutbox[-1].to == ["shinko@example.jp"]
    assert "特区発ロボットの商品化状況" not in mailoutbox[-1].body


@pytest.mark.thorough
def test_a_server_that_is_away_breaks_nothing_and_is_tried_again(
    inquiry, rolled, clerk, division, settings, no_server, time_machine, mailoutbox, capsys
):
    call_command("release_due", verbosity=0)
    mails = Mail.objects.order_by("id")
    # The first one found nobody there, so the others were not made to wait for the same.
    assert [(mail.attempts, mail.sent_at) for mail in mails] == [(1, None), (0, None)]
    board = reverse("admin:inquiries", args=[rolled.pk])
    desk = signed_in(clerk)
    page = desk.get(board).text
    assert "再送待ち" in page and "メールサーバーに送れませんでした" in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_mails() == 1
    time_machine.move_to("2026-06-01 09:03+09:00")
    assert send_mails() == 1
    assert Mail.objects.exclude(sent_at=None).count() == len(mailoutbox) == 2
    assert "再送待ち" not in desk.get(board).text


def broken():
    raise RuntimeError("nobody thought of this")


def test_whatever_goes_wrong_with_mails_the_watcher_goes_on(db, settings, capsys):
    settings.MAIL_SENDER = "tests.inquiries.test_mails.broken"
    call_command("release_due", verbosity=0)
    assert "お知らせを送れませんでした（RuntimeError）" in capsys.readouterr().err


def test_what_was_given_up_is_sent_when_somebody_asks(
    inquiry, rolled, clerk, no_server, settings, time_machine, mailoutbox
):
    send_mails()
    time_machine.move_to("2026-06-05 09:00+09:00")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_mails() == 0
    desk, board = signed_in(clerk), reverse("admin:inquiries", args=[rolled.pk])
    assert "送れませんでした" in desk.get(board).text
    mail = Mail.objects.order_by("id").first()
    assert desk.post(board, {"mail": mail.pk}).status_code == 302
    assert send_mails() == 1
    assert mailoutbox[0].to == [mail.to]
    sent = desk.post(board, {"mail": mail.pk}, follow=True)
    assert "すでに送った" in sent.text


def test_mails_of_days_without_a_server_become_one(
    inquiry, rolled, no_server, settings, time_machine, mailoutbox
):
    for day in ("06-01", "06-23", "06-29"):
        time_machine.move_to(f"2026-{day} 09:00+09:00")
        send_mails()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    time_machine.move_to("2026-06-29 18:00+09:00")
    assert send_mails() == 2
    assert sorted(to for mail in mailoutbox for to in mail.to) == [
        "f@example.jp",
        "shinko@example.jp",
    ]
    assert Notice.objects.filter(table=TESTS).count() == 3


def test_without_a_mail_server_no_mail_is_written(inquiry, rolled, clerk, settings):
    settings.EMAIL_BACKEND = NO_MAIL
    assert send_mails() == 0
    assert not Mail.objects.exists()
    page = signed_in(clerk).get(reverse("admin:inquiries", args=[rolled.pk])).text
    assert "メールサーバーが設定されていない" in page


def test_who_has_no_address_or_is_asked_no_more_gets_no_mail(inquiry, rolled, division, town):
    town.email = ""
    town.save()
    division.is_active = False
    division.save()
    assert send_mails() == 0
    page = signed_in(person("approver", SECTION)).get(reverse("admin:inquiries", args=[rolled.pk]))
    assert page.text.count("メールなし") == 2


def test_the_account_of_a_respondent_gets_his_mail_while_it_is_open(inquiry, town):
    user = person(name="fujisawa")
    user.email = "fujisawa@example.jp"
    user.save()
    town.email, town.account = "", user
    assert town.address == "fujisawa@example.jp"
    user.is_active = False
    assert town.address == ""


def test_a_closed_inquiry_and_a_published_edition_remind_nobody(
    inquiry, rolled, clerk, time_machine
):
    time_machine.move_to("2026-06-23 09:00+09:00")
    close_inquiry(edition=rolled, section=SECTION, user=clerk)
    assert send_mails() == 0
    ask(rolled, Respondent.objects.get(name="産業振興課"), COUNTS)
    open_inquiry(edition=rolled, section=SECTION, user=clerk)
    type(rolled).objects.filter(pk=rolled.pk).update(
        state=State.PUBLISHED, published_at="2026-06-23T00:00Z", content_hash="x"
    )
    assert send_mails() == 0


def test_names_put_nothing_into_the_head_of_a_mail_or_the_calendar(
    inquiry, rolled, division, mailoutbox
):
    evil = "産業振興課\r\nBcc: all@example.jp\r\nEND:VCALENDAR"
    Respondent.objects.filter(pk=division.pk).update(name=evil)
    RobotIndicator.objects.filter(edition=rolled, key="commercialised").update(
        name="商品化\r\nBcc: all@example.jp\r\n{robots.robotindicatorfigure/x}"
    )
    assert send_mails() == 2
    for mail in mailoutbox:
        head = mail.message().as_string().split("\n\n")[0]
        assert "Bcc" not in head
        assert len(mail.recipients()) == 1
        assert "{" not in mail.body
        [(_, calendar, _)] = mail.attachments
        assert calendar.count("END:VCALENDAR") == 1
    desk = signed_in(person("editor", SECTION))
    data = {"name": evil, "kind": "division", "email": "x@example.jp\r\nBcc: y@example.jp"}
    refused = desk.post(reverse("admin:workflow_respondent_add"), data)
    assert refused.status_code == 200
    assert not Respondent.objects.filter(email__contains="Bcc").exists()
