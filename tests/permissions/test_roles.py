"""What each role allows, asked of the rules themselves: no page, no database."""

from itertools import count
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser, User

from kanagawa.editions.models import Node
from kanagawa.workflow import roles
from robots.models import Robot

SECTIONS = ("robots", "programs", "investment", "international", "zones")
NAMES = ("editor", "approver", "viewer", "publisher", "administrator")


_NUMBERS = count(1)


def holder(*held, active=True, waits=False):
    """Somebody with these (section, role) pairs, read already."""
    user = User(pk=next(_NUMBERS), username="somebody", is_active=active, is_staff=True)
    user._roles_held, user._waits_for_voucher = frozenset(held), waits
    return user


RULES = [
    (roles.may_edit, "editor"),
    (roles.may_approve, "approver"),
]


@pytest.mark.parametrize(("may", "needed"), RULES)
def test_a_role_in_a_section_is_for_that_section_and_one_of_the_whole_for_all(may, needed):
    for name in NAMES:
        of_section, of_whole = holder(("robots", name)), holder(("", name))
        assert may(of_section, "robots") is (name == needed)
        assert may(of_whole, "robots") is may(of_whole, "zones") is (name == needed)
        assert not may(of_section, "zones") and not may(of_section, "")
        assert may(of_whole, "") is (name == needed)
    assert not may(holder(), "robots")
    # Nobody who may not sign in any more may anything, whatever he held.
    assert not may(holder(("", needed), active=False), "robots")


def test_publishing_and_administering_have_a_role_each():
    for name in NAMES:
        person = holder(("", name))
        assert roles.may_publish(person) is (name == "publisher")
        assert roles.may_administer(person) is (name == "administrator")
        assert roles.may_vouch(person) is (name in ("approver", "publisher", "administrator"))
    assert roles.may_vouch(holder(("robots", "approver")))
    assert not roles.may_vouch(holder(("robots", "editor"), ("zones", "viewer")))
    assert not roles.may_vouch(holder())


def test_every_role_lets_one_look_at_its_section_and_those_of_the_whole_at_all():
    for name in NAMES:
        assert roles.may_view(holder(("robots", name)), "robots")
        assert not roles.may_view(holder(("robots", name)), "zones")
        assert not roles.may_view(holder(("robots", name)), "")
        assert roles.may_view(holder(("", name)), "zones") and roles.may_view(
            holder(("", name)), ""
        )
    assert not roles.may_view(holder(), "robots")


def test_the_sections_of_a_person_are_those_he_holds_a_role_in():
    person = holder(("zones", "editor"), ("robots", "viewer"), ("programs", "approver"))
    assert roles.sections_to_edit(person) == ["zones"]
    assert set(roles.sections_to_view(person)) == {"zones", "robots", "programs"}
    assert set(roles.sections_to_edit(holder(("", "editor")))) == set(SECTIONS)
    assert roles.sections_to_view(holder()) == []


def test_a_person_who_waits_for_a_voucher_is_told_so():
    assert roles.must_wait(holder(waits=True)) and not roles.must_wait(holder())


def test_who_must_not_decide_yet_may_look():
    assert roles._until_vouched_for(("zones", "approver")) == ("zones", "viewer")
    assert roles._until_vouched_for(("", "publisher")) == ("", "viewer")
    assert roles._until_vouched_for(("zones", "editor")) == ("zones", "editor")


# Of the permissions that stock screens ask for: what each role has and has not.
PERMISSIONS = {
    "viewer": (
        {"editions.view_edition", "robots.view_robot", "editions.view_node"},
        {"robots.change_robot", "editions.change_term", "editions.publish_edition"},
    ),
    "editor": (
        {"robots.change_robot", "robots.delete_robot", "robots.add_robot", "editions.change_node"}
        | {"editions.change_term", "editions.add_synonym", "workflow.delete_respondent"},
        {"editions.delete_edition", "editions.publish_edition", "auth.view_user"},
    ),
    "approver": (
        {"robots.view_robot", "editions.preview_edition"},
        {"robots.change_robot", "editions.publish_edition", "workflow.change_respondent"},
    ),
    "publisher": (
        {"editions.publish_edition", "robots.view_robot"},
        {"editions.copy_edition", "editions.delete_edition", "robots.change_robot"},
    ),
    "administrator": (
        {"editions.copy_edition", "editions.change_edition", "editions.delete_edition"}
        | {"auth.view_user", "auth.change_user", "workflow.change_respondent"},
        {"editions.publish_edition", "robots.change_robot", "auth.add_user", "auth.delete_user"},
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_the_permissions_of_a_role(name):
    backend = roles.RoleBackend()
    whole, part = holder(("", name)), holder(("robots", name))
    has, has_not = PERMISSIONS[name]
    held = backend.get_all_permissions(whole)
    assert has <= held and not has_not & held
    assert all(backend.has_perm(whole, each) for each in has)
    assert not any(backend.has_perm(whole, each) for each in has_not)
    assert "zones.view_zoneevent" in held
    of_part = backend.get_all_permissions(part)
    assert "robots.view_robot" in of_part and "zones.view_zoneevent" not in of_part
    assert {"editions.view_edition", "editions.view_node", "editions.view_term"} <= of_part
    assert backend.has_module_perms(part, "robots") and not backend.has_module_perms(part, "zones")


def test_nobody_holds_a_permission_who_is_not_there_or_asks_about_a_thing():
    backend = roles.RoleBackend()
    assert backend.get_all_permissions(holder(("", "editor"), active=False)) == set()
    assert backend.get_all_permissions(holder(("", "editor")), obj=object()) == set()
    assert backend.get_all_permissions(AnonymousUser()) == set()
    assert roles.roles_of(AnonymousUser()) == roles.roles_of(User(is_active=True)) == frozenset()
    with pytest.raises(NotImplementedError):
        backend.with_perm("editions.view_edition")


def test_rows_are_their_sections_and_its_heading_is_the_whole_reports():
    robot, heading = Robot(), Node(pk=1, kind="heading", key="robots")
    text = Node(pk=2, kind="paragraph", key="text-1", parent=heading)
    top = Node(pk=3, kind="paragraph", key="text-2")
    own, other, whole = (
        holder(("robots", "editor")),
        holder(("zones", "editor")),
        holder(("", "editor")),
    )
    for row, editors, viewers in (
        (robot, [own, whole], [own, whole]),
        (text, [own, whole], [own, whole]),
        (heading, [whole], [own, whole]),
        (top, [whole], [own, other, whole]),
    ):
        everybody = [own, other, whole, holder(), holder(("", "editor"), active=False)]
        assert [u for u in everybody if roles.may_edit_row(u, row)] == editors
        assert [u for u in everybody if roles.may_view_row(u, row)] == viewers
    backend = roles.RoleBackend()
    assert backend.has_perm(own, "robots.change_robot", robot)
    assert not backend.has_perm(own, "editions.change_node", heading)
    assert backend.has_perm(own, "editions.view_node", heading)
    assert not backend.has_perm(other, "robots.view_robot", robot)


def test_a_system_administrator_does_everything_while_he_may_sign_in():
    boss = User(pk=1, is_active=True, is_superuser=True)
    closed = User(pk=1, is_active=False, is_superuser=True)
    assert roles.may_edit(boss, "robots") and roles.may_edit(boss, "")
    assert roles.may_view(boss, "robots") and not roles.may_view(closed, "robots")
    assert not roles.may_edit(closed, "robots")


@pytest.mark.parametrize("waits", [True, False])
def test_a_system_administrator_who_waits_enters_and_decides_nothing(waits):
    boss = User(pk=1, is_active=True, is_superuser=True)
    boss._waits_for_voucher = waits
    assert roles.must_wait(boss) is waits
    assert roles.may_approve(boss, "robots") is roles.may_publish(boss) is not waits
    assert roles.may_edit(boss, "robots") and roles.may_view(boss, "robots")


def test_who_is_no_account_may_nothing_and_waits_for_nobody():
    assert not roles.has_role(SimpleNamespace(), "editor")
    assert not roles.may_view(SimpleNamespace(is_active=True), "robots")
    assert roles.must_wait(AnonymousUser()) is False
