"""The office's part of next year's edition: who enters which table, a year on."""

from django.contrib.auth.models import User
from django.db import transaction

from kanagawa.editions.models import Edition
from kanagawa.editions.rolling import roll_edition
from kanagawa.formats.years import Period

from .models import Assignment


@transaction.atomic
def start_next_year(*, source: Edition, user: User | None = None) -> Edition:
    """The next year's draft with the assignments of this year, due one year later; all or nothing.

    The inquiry itself is opened anew, when its due dates have been looked at. Raises Refused like
    `roll_edition`.
    """
    edition = roll_edition(source=source, user=user)
    Assignment.objects.bulk_create(
        Assignment(
            edition=edition,
            table=last.table,
            source=last.source,
            owner=last.owner if last.owner and last.owner.is_active else None,
            respondent=last.respondent if last.respondent and last.respondent.is_active else None,
            due_on=last.due_on and Period.days(last.due_on, None).shifted(1).start,
        )
        for last in source.assignments.select_related("owner", "respondent")
    )
    return edition
