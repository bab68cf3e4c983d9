"""People with roles, for the tests of every part: `person("editor", "robots")`."""

from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from kanagawa.editions.models import Edition
from kanagawa.inquiries.models import Answer, Inquiry
from kanagawa.workflow.models import Respondent, Role


def person(role: str = "", section: str = "", name: str = "") -> Any:
    """An active staff member with this role in this section ("": whole report; no role: none).

    The same arguments give the same account; with `name` one person can get several roles:
    `person("editor", "robots", "sato"); person("approver", "zones", "sato")`.
    """
    username = name or "-".join(part for part in (section, role) if part) or "nobody"
    user, _ = get_user_model().objects.get_or_create(username=username, defaults={"is_staff": True})
    if role:
        Role.objects.get_or_create(user=user, section=section, name=role)
    return user


def signed_in(user: Any, **options: Any) -> Client:
    """A browser of this person; `raise_request_exception=False` for answers of the server."""
    client = Client(**options)
    client.force_login(user)
    return client


def answered(edition: Edition, user: Any) -> None:
    """An inquiry of the edition that somebody answered: no edition has one by itself."""
    row = Respondent.objects.create(name="県内の団体", kind="outside")
    inquiry = Inquiry.objects.create(
        edition=edition, section="robots", opened_at=timezone.now(), opened_by=user
    )
    Answer.objects.create(
        inquiry=inquiry,
        table="robots.indicator",
        respondent=row,
        kind="unchanged",
        by=user,
        at=timezone.now(),
    )
