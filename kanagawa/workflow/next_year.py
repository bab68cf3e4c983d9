"""The office's part of next year's edition: who enters which table, a year on."""

from django.contrib.auth.models import User
from django.db import transaction

from kanagawa.editions.models import Edition
from kanagawa.editions.rolling import roll_edition
from kanagawa.formats.years import Period

from .models import Assignment, Respondent


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
            table=assignment.table,
            source=assignment.source,
            owner=assignment.owner if assignment.owner and assignment.owner.is_active else None,
            respondent=_still_asked(assignment.respondent),
            due_on=assignment.due_on and Period.days(assignment.due_on, None).shifted(1).start,
        )
        for assignment in source.assignments.select_related("owner", "respondent")
    )
    return edition


def _still_asked(respondent: Respondent | None) -> Respondent | None:
    return respondent if respondent and respondent.is_active else None
