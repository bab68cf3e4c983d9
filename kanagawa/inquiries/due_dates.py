"""The due dates of a respondent as a calendar file (.ics, RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from kanagawa.organisation import organisation


@dataclass(frozen=True)
class DueDate:
    """A day on which tables of an inquiry are due; `key` stays the same when the file comes again.

    `titles` are those of the tables, as they are declared.
    """

    key: str
    day: date
    section_title: str
    titles: tuple[str, ...]


def calendar(due_dates: Iterable[DueDate], now: datetime) -> bytes:
    """A whole-day event for each; reading the file again changes those that are there already."""
    ical = Calendar()
    ical.add("prodid", f"-//{_line(organisation().name)}//inquiry//JA")
    ical.add("version", "2.0")
    ical.add("method", "PUBLISH")
    for due in due_dates:
        event = Event()
        event.add("uid", f"{due.key}@inquiry")
        event.add("dtstamp", now)
        event.add("dtstart", due.day)
        event.add("dtend", due.day + timedelta(days=1))
        event.add("summary", _line(f"照会の回答期限：{due.section_title}"))
        event.add("description", "\n".join(map(_line, due.titles)))
        event.add("transp", "TRANSPARENT")
        ical.add_component(event)
    return bytes(ical.to_ical())


def _line(text: str) -> str:
    """What people typed on one line, whatever it holds: it can begin no property of its own."""
    return " ".join(text.split())
