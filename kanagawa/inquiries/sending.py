"""The outbox is sent by the watcher, away from every request; what fails is tried again."""

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.utils import timezone

from kanagawa.environment import NO_MAIL

from .digests import write_digests
from .models import Mail

MOST = 50  # in one round of the watch, which also publishes at the set time
KEEPS_TRYING = timedelta(days=3)  # older news would only mislead; a person may send it again
_log = logging.getLogger(__name__)


def is_configured() -> bool:
    return bool(settings.EMAIL_BACKEND != NO_MAIL)


def send_mails() -> int:
    """Write what is due and send what waits; returns how many were sent. Never raises for a mail
    server that is away: the mail keeps the reason.
    """
    if not is_configured():
        return 0
    now = timezone.now()
    write_digests(now)
    waiting = list(waiting_mails(now)[:MOST])
    if not waiting:
        return 0
    connection, sent = get_connection(), 0
    for mail in waiting:
        if not _claim(mail, now):
            continue
        failure, is_away = _send(mail, connection)
        _record(mail, failure)
        sent += not failure
        if is_away:  # the others wait for their turn instead of for the same silence
            break
    return sent


def waiting_mails(now: datetime) -> QuerySet[Mail]:
    return Mail.objects.filter(
        sent_at=None, next_attempt_at__lte=now, created_at__gt=now - KEEPS_TRYING
    ).order_by("id")


def next_attempt(attempts: int, now: datetime) -> datetime:
    """Soon at first, then every six hours."""
    return now + min(timedelta(minutes=2 ** min(attempts, 10)), timedelta(hours=6))


def _claim(mail: Mail, now: datetime) -> bool:
    """Whether this watcher is the one to send it; written before, so that a crash delays only."""
    mail.attempts += 1
    claimed = Mail.objects.filter(pk=mail.pk, sent_at=None, attempts=mail.attempts - 1).update(
        attempts=mail.attempts, next_attempt_at=next_attempt(mail.attempts, now)
    )
    return claimed == 1


def _send(mail: Mail, connection: BaseEmailBackend) -> tuple[str, bool]:
    """Why it was not sent ("" when it was), and whether the server as a whole is away."""
    message = EmailMessage(
        mail.subject,
        mail.body,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    message.attach("kigen.ics", mail.calendar, "text/calendar")
    try:
        message.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError) as error:
        _log.warning("mail %s refused: %s", mail.pk, type(error).__name__)
        return "宛先が受け付けませんでした。アドレスを確かめてください。", False
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("mail server away: %s", type(error).__name__)
        return "メールサーバーに送れませんでした。あとでもう一度送ります。", True
    return "", False


def _record(mail: Mail, failure: str) -> None:
    stored = Mail.objects.filter(pk=mail.pk)
    if failure:
        stored.update(error=failure)
    else:
        stored.update(error="", sent_at=timezone.now())


def send_again(mail: Mail) -> None:
    """A person asks for a mail that was given up or waits long; the watcher sends it."""
    now = timezone.now()
    Mail.objects.filter(pk=mail.pk, sent_at=None).update(next_attempt_at=now, created_at=now)
