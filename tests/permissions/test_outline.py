"""The outline is one tree; each row belongs to the section whose heading it stands under."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from kanagawa.editions.models import Node, NodeKind
from kanagawa.editions.outline import nodes_of
from kanagawa.reports import registry
from kanagawa.workflow import roles
from tests.people import person, signed_in
from tests.staff.conftest import sent

pytestmark = pytest.mark.sample

LIST = "admin:editions_node_changelist"


def change(node) -> str:
    return reverse("admin:editions_node_change", args=[node.pk])


def heading(edition, section: str) -> Node:
    return Node.objects.get(edition=edition, key=section)


def text_of(edition, section: str) -> Node:
    """A text well inside a section."""
    rows = nodes_of([section]).filter(edition=edition, kind=NodeKind.PARAGRAPH)
    return rows.order_by("-position").first()


@pytest.fixture
def editor(db):
    return signed_in(person("editor", "robots"))


def test_the_database_and_the_rows_agree_which_section_a_node_is_in(draft, published):
    for section in ("", *registry.sections()):
        in_database = set(nodes_of([section]).values_list("pk", flat=True))
        by_row = {n.pk for n in Node.objects.select_related("parent") if n.section == section}
        assert in_database == by_row, section
        assert by_row


def test_nodes_to_edit_and_to_view_are_those_that_the_rows_say(draft):
    people = [
        person(role, section)
        for role in ("editor", "approver", "viewer")
        for section in ("", "robots", "zones")
    ]
    nodes = list(Node.objects.filter(edition=draft).select_related("parent__parent"))
    for user in [*people, person("publisher"), person("administrator"), person()]:
        to_edit = set(roles.nodes_to_edit(user).values_list("pk", flat=True))
        to_view = set(roles.nodes_to_view(user).values_list("pk", flat=True))
        for node in nodes:
            assert (node.pk in to_edit) == roles.may_edit_row(user, node), (user, node)
            assert (node.pk in to_view) == roles.may_view_row(user, node), (user, node)
        assert bool(to_edit) == (user.username in ("editor", "robots-editor", "zones-editor"))


def test_an_editor_sees_and_changes_the_texts_of_his_section_only(draft, editor):
    own, other = text_of(draft, "robots"), text_of(draft, "zones")
    form = sent(editor.get(change(own)), "node_form")
    assert editor.post(change(own), form | {"text": "新しい文"}).status_code == 302
    own.refresh_from_db()
    assert own.text == "新しい文"
    text = editor.get(reverse(LIST)).text
    assert change(own) in text
    assert change(other) not in text
    # The answer is that for a row which does not exist.
    missing = reverse("admin:editions_node_change", args=[987654])
    for url in (change(other), missing):
        assert editor.get(url).headers["Location"] == reverse("admin:index")
        assert editor.post(url, form | {"text": "他の節"}).status_code == 302
    for screen, status in (("history", 404), ("delete", 302)):
        url = reverse(f"admin:editions_node_{screen}", args=[other.pk])
        assert editor.get(url).status_code == status
        assert editor.post(url, {"post": "yes"}).status_code == status
    assert Node.objects.get(pk=other.pk).text == other.text


def test_the_heading_of_a_section_belongs_to_the_whole_report(draft, editor):
    own = heading(draft, "robots")
    assert "name=" not in str(
        BeautifulSoup(editor.get(change(own)).content, "html.parser").find("fieldset")
    )
    assert editor.post(change(own), {"text": "別の節名"}).status_code == 403
    url = reverse("admin:editions_node_delete", args=[own.pk])
    assert editor.post(url, {"post": "yes"}).status_code == 403
    whole = signed_in(person("editor"))
    form = sent(whole.get(change(own)), "node_form")
    assert whole.post(change(own), form | {"text": "別の節名"}).status_code == 302


def test_a_node_moves_only_between_sections_that_are_both_his(draft, editor):
    own, there = text_of(draft, "robots"), heading(draft, "zones")
    form = sent(editor.get(change(own)), "node_form")
    choices = BeautifulSoup(editor.get(change(own)).content, "html.parser").select(
        "#id_parent option"
    )
    offered = Node.objects.filter(pk__in=[c["value"] for c in choices])
    assert {n.section for n in offered} == {"robots"}
    for parent in (there.pk, ""):
        assert editor.post(change(own), form | {"parent": parent}).status_code == 200
        own.refresh_from_db()
        assert own.section == "robots"
    person("editor", "zones", "robots-editor")
    assert editor.post(change(own), form | {"parent": there.pk}).status_code == 302
    assert Node.objects.get(pk=own.pk).section == "zones"


def test_a_node_is_added_only_to_his_section(draft, editor):
    url = reverse("admin:editions_node_add")
    form = sent(editor.get(url), "node_form") | {"kind": "paragraph", "text": "加えた文"}
    for parent in (heading(draft, "zones").pk, ""):
        assert editor.post(url, form | {"parent": parent}).status_code == 200
    assert not Node.objects.filter(text="加えた文").exists()
    assert editor.post(url, form | {"parent": heading(draft, "robots").pk}).status_code == 302
    assert Node.objects.get(text="加えた文").section == "robots"


def test_no_key_makes_a_text_the_heading_of_a_section(draft, editor):
    heading(draft, "zones").delete()
    own = text_of(draft, "robots")
    form = sent(editor.get(change(own)), "node_form")
    # The key of the heading that was there is another thing's.
    crafted = form | {"kind": "heading", "key": "zones"}
    assert "ほかのもの" in editor.post(change(own), crafted).content.decode()
    own.refresh_from_db()
    assert own.kind == NodeKind.PARAGRAPH


def test_the_action_deletes_his_texts_and_no_other(draft, editor):
    own, other = text_of(draft, "robots"), text_of(draft, "zones")
    action = {"action": "delete_selected", "post": "yes"}
    editor.post(reverse(LIST), action | {"_selected_action": [own.pk, other.pk]})
    assert Node.objects.filter(pk=other.pk).exists()
    refused = editor.post(
        reverse(LIST), action | {"_selected_action": [heading(draft, "robots").pk]}
    )
    assert refused.status_code == 403
    assert Node.objects.filter(edition=draft, key="robots").exists()


def test_a_section_that_was_put_below_his_text_is_not_deleted_with_it(draft, editor):
    own, other = text_of(draft, "robots"), heading(draft, "zones")
    Node.objects.filter(pk=other.pk).update(parent=own)
    url = reverse("admin:editions_node_delete", args=[own.pk])
    assert editor.post(url, {"post": "yes"}).status_code == 403
    assert Node.objects.filter(pk=other.pk).exists()


def test_no_node_is_put_below_itself(draft, editor):
    own = Node.objects.filter(parent=heading(draft, "robots"), children__isnull=False).first()
    form = sent(editor.get(change(own)), "node_form")
    for below in (own, own.children.first()):
        answer = editor.post(change(own), form | {"parent": below.pk})
        assert "その下にある行は選べません" in answer.text
    own.parent = own.children.first()
    own.parent.parent = own
    assert own.section == ""


def test_the_record_of_changes_tells_only_of_his_section(draft, editor):
    for section in ("robots", "zones"):
        node = text_of(draft, section)
        node.text = f"{section}の新しい文"
        node.save()
    url = reverse("admin:edition_changes", args=[draft.pk])
    text = editor.get(url, {"format": "csv"}).content.decode()
    assert "robotsの新しい文" in text
    assert "zonesの新しい文" not in text
    assert "zonesの新しい文" in signed_in(person("viewer")).get(url, {"format": "csv"}).text
