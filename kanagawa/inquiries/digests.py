"""The mails of open inquiries: what is asked, seven days and one day before it is due, and after.

One mail a day for each address, over all sections and respondents. A mail names tables and days,
never what a draft says.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kanagawa.editions.models import Edition, State
from kanagawa.editions.rows import EditionRows
from kanagawa.formats.years import wareki
from kanagawa.organisation import organisation
from kanagawa.reports import registry
from kanagawa.workflow.models import Assignment, Respondent

from .due_dates import DueDate, calendar
from .items import awaited_tables, titles
from .models import Inquiry, Mail, Notice, Occasion

_SATURDAY = 5
REMINDERS_FROM = 8  # o'clock; a new inquiry is told of at once


@dataclass(frozen=True)
class Awaited:
    """A table that a respondent has not answered; `is_news` when he is to be told of it now."""

    inquiry: Inquiry
    respondent: Respondent
    table: str
    due_on: date
    occasion: Occasion
    is_news: bool


def write_digests(now: datetime) -> list[Mail]:
    """Put into the outbox what has to be told now; who had a mail today waits for tomorrow."""
    inquiries = Inquiry.objects.filter(closed_at=None, edition__state=State.DRAFT)
    awaited: dict[str, list[Awaited]] = defaultdict(list)
    for inquiry in inquiries.select_related("edition"):
        for each in _awaited(inquiry, now):
            awaited[each.respondent.address].append(each)
    news = [address for address, of in awaited.items() if address and any(a.is_news for a in of)]
    day = timezone.localdate(now)
    today = Q(day=day) | Q(sent_at__date=day)
    had = set(Mail.objects.filter(today, to__in=news).values_list("to", flat=True))
    written = [_write(address, awaited[address], now) for address in news if address not in had]
    return [mail for mail in written if mail is not None]


def _awaited(inquiry: Inquiry, now: datetime) -> Iterable[Awaited]:
    day, hour = timezone.localdate(now), timezone.localtime(now).hour
    occasions: dict[tuple[int, str, date], int] = {}
    for notice in inquiry.notices.all():
        key = (notice.respondent_id, notice.table, notice.due_on)
        occasions[key] = max(occasions.get(key, 0), notice.occasion)
    for assignment in awaited_tables(inquiry):
        respondent, due_on = assignment.respondent, assignment.due_on
        if respondent is None or due_on is None:
            continue
        now_is = occasion(due_on, day)
        is_news = occasions.get((respondent.pk, assignment.table, due_on), 0) < now_is
        may_tell = now_is == Occasion.OPENED or (is_workday(day) and hour >= REMINDERS_FROM)
        yield Awaited(inquiry, respondent, assignment.table, due_on, now_is, is_news and may_tell)


def occasion(due_on: date, day: date) -> Occasion:
    """What a mail of this day would be about; when nobody watched for days, the newest only.

    The day before is one on which people work: of a Monday the Friday.
    """
    days = (due_on - day).days
    if days < 0:
        return Occasion.LATE
    day_before = due_on - timedelta(days=1)
    while not is_workday(day_before):
        day_before -= timedelta(days=1)
    if day >= day_before:
        return Occasion.DAY
    return Occasion.WEEK if days <= 7 else Occasion.OPENED


def is_workday(day: date) -> bool:
    """On Saturdays and Sundays nobody reads a reminder; holidays differ from office to office."""
    return day.weekday() < _SATURDAY


def _write(address: str, awaited: list[Awaited], now: datetime) -> Mail | None:
    """The mail with the record of what it tells; None when another watcher has written it."""
    titles = _Titles()
    due_dates = due_dates_of(awaited, titles)
    try:
        with transaction.atomic():
            mail = Mail.objects.create(
                to=address,
                day=timezone.localdate(now),
                subject=_subject(awaited),
                body=_body(awaited, titles, timezone.localdate(now)),
                calendar=calendar(due_dates, now).decode(),
                created_at=now,
                next_attempt_at=now,
            )
            for item in awaited:
                if item.is_news:
                    Notice.objects.create(
                        mail=mail,
                        inquiry=item.inquiry,
                        respondent=item.respondent,
                        table=item.table,
                        occasion=item.occasion,
                        due_on=item.due_on,
                    )
            _replace_unsent(mail)
    except IntegrityError:
        return None
    return mail


def _replace_unsent(mail: Mail) -> None:
    """It tells all that is awaited, so what could not be sent on the days before is not sent."""
    unsent = Mail.objects.filter(to=mail.to, sent_at=None).exclude(pk=mail.pk)
    Notice.objects.filter(mail__in=unsent).update(mail=mail)
    unsent.delete()


class _Titles:
    """The titles of tables by inquiry, each section of an edition read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], dict[str, str]] = {}

    def of(self, inquiry: Inquiry, table: str) -> str:
        key = (inquiry.edition_id, inquiry.section)
        if key not in self._known:
            self._known[key] = titles(inquiry.section, EditionRows(inquiry.edition))
        return " ".join(self._known[key].get(table, "表").split())


def due_dates_of(awaited: Iterable[Awaited], titles: _Titles) -> list[DueDate]:
    """One entry per inquiry, respondent and day, the earliest day first."""
    awaited_by_day: dict[tuple[int, int, date], list[Awaited]] = defaultdict(list)
    for one in awaited:
        awaited_by_day[one.inquiry.pk, one.respondent.pk, one.due_on].append(one)
    return [
        DueDate(
            f"{inquiry}-{respondent}-{day:%Y%m%d}",
            day,
            f"{_section_title(of[0].inquiry)}（{of[0].inquiry.edition}）",
            tuple(titles.of(one.inquiry, one.table) for one in of),
        )
        for (inquiry, respondent, day), of in sorted(
            awaited_by_day.items(), key=lambda item: item[0][2]
        )
    ]


def _section_title(inquiry: Inquiry) -> str:
    return registry.sections()[inquiry.section].title


def _subject(awaited: list[Awaited]) -> str:
    """Nothing that people typed: a name can put nothing into the head of a mail."""
    newest = max(one.occasion for one in awaited if one.is_news)
    days = [one.due_on for one in awaited if one.is_news and one.occasion == newest]
    what = "回答のお願い" if newest == Occasion.OPENED else "回答期限のお知らせ"
    if newest == Occasion.LATE:
        what = "回答期限を過ぎています"
    return f"【照会】{what}（期限　{wareki(min(days))}）"


def _when(due_on: date, day: date) -> str:
    days = (due_on - day).days
    if days < 0:
        return "（期限を過ぎています）"
    return {0: "（今日）", 1: "（明日）"}.get(days, "")


def _body(awaited: list[Awaited], titles: _Titles, day: date) -> str:
    publisher = organisation()
    lines = [
        *dict.fromkeys(f"{' '.join(one.respondent.name.split())} 御中" for one in awaited),
        "",
        f"{publisher.name}の「{publisher.site_title}」について、次の回答をお願いします。",
    ]
    by_inquiry: dict[Inquiry, list[Awaited]] = defaultdict(list)
    for one in awaited:
        by_inquiry[one.inquiry].append(one)
    for inquiry, of in by_inquiry.items():
        lines += ["", f"■ {_section_title(inquiry)}（{inquiry.edition}）"]
        for one in sorted(of, key=lambda item: item.due_on):
            title, when = titles.of(inquiry, one.table), _when(one.due_on, day)
            lines += [f"・{title}", f"　期限：{wareki(one.due_on)}{when}"]
    return "\n".join([*lines, "", *_how_to_answer(by_inquiry)]) + "\n"


def _how_to_answer(inquiries: Iterable[Inquiry]) -> list[str]:
    editions = {inquiry.edition.pk: inquiry.edition for inquiry in inquiries}
    return [
        "回答のしかた",
        "・担当者から受け取った入力用Excelに書き込み、担当者へ返してください。",
        "・変わるところがない表は「変更なし」、値がない表は「該当なし」と知らせてください。",
        "・職員用画面を使う方は、「照会」の画面で自分の一覧を開けます。",
        *(f"　{settings.SITE_URL}{_path(e)}" for e in editions.values() if settings.SITE_URL),
        "",
        "このメールに報告の数値は載せていません。期限は、添付のファイル（.ics）から予定表に登録できます。",
    ]


def _path(edition: Edition) -> str:
    return reverse("admin:inquiries", args=[edition.pk])


def calendar_of(
    inquiry: Inquiry, respondent: Respondent, assignments: Iterable[Assignment], now: datetime
) -> bytes:
    """The due dates of one respondent's list in an inquiry, answered ones included."""
    due_tables = [
        Awaited(inquiry, respondent, a.table, a.due_on, Occasion.OPENED, False)
        for a in assignments
        if a.due_on is not None
    ]
    return calendar(due_dates_of(due_tables, _Titles()), now)
