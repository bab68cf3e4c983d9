"""The office's part of a correction: what was said of a warning that still stands goes with it."""

from django.contrib.auth.models import User
from django.db import transaction

from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition

from .models import Confirmation, DroppedProposal, SettledRegister


@transaction.atomic
def start_correction(*, source: Edition, reason: str, user: User | None = None) -> Edition:
    """The next revision of a published edition with the reasons given in it; all or nothing.

    A confirmation is for a finding with its values, so it counts only where nothing changed.
    Raises ValidationError like `copy_edition`.
    """
    draft = copy_edition(source=source, fiscal_year=source.fiscal_year, user=user, reason=reason)
    copies = [
        Confirmation(
            edition=draft,
            section=each.section,
            check_key=each.check_key,
            ref=each.ref,
            digest=each.digest,
            message=each.message,
            reason=each.reason,
            by_id=each.by_id,
        )
        for each in source.confirmations.all()
    ]
    Confirmation.objects.bulk_create(copies)
    SettledRegister.objects.bulk_create(
        SettledRegister(edition=draft, section=each.section, ref=each.ref, by_id=each.by_id)
        for each in source.settled_registers.all()
    )
    DroppedProposal.objects.bulk_create(
        DroppedProposal(edition=draft, section=each.section, ref=each.ref, by_id=each.by_id)
        for each in source.dropped_proposals.all()
    )
    return draft
