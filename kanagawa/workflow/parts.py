"""The parts of an edition that are decided on one by one: its sections, and what stands above."""

from kanagawa.people import Person
from kanagawa.reports import registry

from .models import RoleName
from .roles import has_role, may_administer, may_approve, may_edit, may_publish, may_view, roles_of

WHOLE = ""  # the part above all sections: headings of chapters
_WHOLE_IN_ADDRESS, _WHOLE_TITLE = "whole", "報告全体（章の見出し）"


def parts() -> list[str]:
    """All parts of an edition, in the order of the report."""
    return [WHOLE, *registry.sections()]


def title(section: str) -> str:
    return _WHOLE_TITLE if section == WHOLE else registry.sections()[section].title


def quoted_title(section: str) -> str:
    """The title in quotation marks, which the title of a section may have of its own."""
    name = title(section)
    return name if name.startswith("「") else f"「{name}」"


def in_url(section: str) -> str:
    """How a URL names the part; `from_url` reads it back."""
    return section or _WHOLE_IN_ADDRESS


def from_url(name: str) -> str | None:
    """The part that a URL names, None when there is none such."""
    section = WHOLE if name == _WHOLE_IN_ADDRESS else name
    return section if section in parts() else None


def may_submit(user: Person, section: str) -> bool:
    """The editors of a section; the headings above all sections also who looks after the whole."""
    if section == WHOLE and (may_publish(user) or may_administer(user)):
        return True
    return may_edit(user, section)


def approves(user: Person, section: str) -> bool:
    """The approvers of a section; the headings above all sections also the publisher."""
    return may_approve(user, section) or (section == WHOLE and may_publish(user))


def may_deputise(user: Person) -> bool:
    """Who may decide for an absent approver (代決): approvers elsewhere, publisher, administrator.

    It needs a reason and is marked for ever; nobody's own entries are open to it.
    """
    if may_publish(user) or may_administer(user):
        return True
    return any(name == RoleName.APPROVER for _, name in roles_of(user))


def may_decide(user: Person, section: str) -> bool:
    return approves(user, section) or may_deputise(user)


def may_review(user: Person, section: str) -> bool:
    """Who may open the change sheet and the evidence of a part."""
    return may_view(user, section) or may_deputise(user)


def may_review_any(user: Person) -> bool:
    return bool(roles_of(user)) or has_role(user, RoleName.VIEWER)
