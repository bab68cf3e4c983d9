"""What each role allows of the rows of an edition, asked of a small one."""

import pytest

from kanagawa.editions.models import Node
from kanagawa.workflow import roles
from kanagawa.workflow.account_log import note
from kanagawa.workflow.models import AccountAct
from robots.models import Robot
from tests.people import person
from tests.workflow.small import small_edition
from zones.models import ZoneEvent

pytestmark = pytest.mark.sample


@pytest.fixture
def nodes(office):
    edition = small_edition(office)
    heading = Node.objects.get(edition=edition, key="robots")
    Node.objects.create(
        edition=edition, kind="paragraph", key="text-1", text="文", position=1, parent=heading
    )
    return Node.objects.filter(edition=edition)


def keys(rows) -> set[str]:
    return {row.key for row in rows}


def test_rows_of_the_outline_are_asked_for_as_one_by_one(nodes):
    everybody = [person("editor"), person("editor", "robots"), person("viewer"), person()]
    for user in everybody:
        ours = {node.key for node in nodes if roles.may_edit_row(user, node)}
        assert keys(roles.nodes_to_edit(user).filter(edition=nodes[0].edition)) == ours
        seen = {node.key for node in nodes if roles.may_view_row(user, node)}
        assert keys(roles.nodes_to_view(user).filter(edition=nodes[0].edition)) == seen
    assert keys(roles.nodes_to_edit(everybody[1]).filter(edition=nodes[0].edition)) == {"text-1"}
    assert not roles.nodes_to_view(everybody[3]).exists()


def test_all_rows_or_none_are_deleted(nodes):
    own, whole = person("editor", "robots"), person("editor")
    text, heading = nodes.get(key="text-1"), nodes.get(key="robots")
    assert roles.may_delete_all(own, Node, [text]) and not roles.may_delete_all(
        own, Node, [heading]
    )
    assert not roles.may_delete_all(own, Node, [text, heading])
    assert roles.may_delete_all(whole, Node, [text, heading])
    robots = list(Robot.objects.filter(edition=text.edition))
    assert roles.may_delete_all(own, Robot, robots)
    assert not roles.may_delete_all(own, ZoneEvent, []) and roles.may_delete_all(
        whole, ZoneEvent, []
    )


def test_who_waits_for_somebody_to_vouch_may_look_and_decides_nothing(db):
    approver, editor = person("approver", "robots"), person("editor", "robots")
    for user in (approver, editor):
        note(AccountAct.LINK_MADE, user, by=person("administrator"), needs_voucher=True)
    assert roles.roles_of(approver) == {("robots", "viewer")}
    assert roles.roles_of(editor) == {("robots", "editor")}
    assert roles.must_wait(approver) and not roles.must_wait(editor)
    other = person("approver", "robots", "other")
    assert roles.roles_of(other) == {("robots", "approver")} and not roles.must_wait(other)
