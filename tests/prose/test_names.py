"""Names of records in texts: referred to like figures, and found where a name was changed."""

import pytest
from django.urls import reverse

from kanagawa.checks import names
from kanagawa.checks.context import Context
from kanagawa.checks.run import findings
from kanagawa.editions.content import LiveContent
from kanagawa.editions.models import Node, NodeKind
from kanagawa.editions.rows import EditionRows
from kanagawa.editions.texts import named_models
from kanagawa.figures.quotable import FactOrigin, quotables
from kanagawa.workflow.mending import mend
from programs.models import Hub
from tests.people import person, signed_in

pytestmark = pytest.mark.sample


@pytest.fixture
def hub(draft):
    return Hub.objects.filter(edition=draft).first()


@pytest.fixture
def text(draft):
    """A text of the same section."""
    texts = Node.objects.filter(edition=draft, kind=NodeKind.PARAGRAPH)
    return next(node for node in texts if node.section == "programs")


def found(draft):
    return list(names.run(Context(EditionRows(draft))))


def printed(draft, row):
    blocks = LiveContent(EditionRows(draft)).blocks
    return next(block.text for block in blocks if block.record == row.ref)


def test_a_text_prints_the_present_name_of_what_it_refers_to(draft, hub, text):
    text.text = f"拠点は{{{hub.ref}|name}}である。"
    text.save()
    assert printed(draft, text) == f"拠点は{hub.name}である。"
    hub.name = "新しい拠点"
    hub.save()
    assert printed(draft, text) == "拠点は新しい拠点である。"
    facts = quotables(LiveContent(EditionRows(draft)))
    assert (facts[hub.ref].origin, facts[hub.ref].title) == (FactOrigin.NAME, "新しい拠点")
    page = signed_in(person("editor")).get(
        reverse("admin:facts", args=[draft.pk]), {"q": "新しい拠点"}
    )
    assert f"{{{hub.ref}|name}}" in page.text


def test_hubs_programmes_and_schemes_can_be_named(draft):
    kinds = {model._meta.label_lower for model in named_models()}
    assert kinds == {"programs.hub", "programs.programme", "investment.scheme"}


def test_every_text_with_an_old_name_is_found_and_mended_in_one_press(draft, hub, text):
    old = hub.name
    text.text = f"{old}と{old}別館。"
    text.save()
    assert found(draft) == []
    hub.name = f"{old}別館"
    hub.save()
    (finding,) = [f for f in found(draft) if f.ref == text.ref]
    assert f"「{old}」があります（いまは「{old}別館」）" in finding.message
    assert finding.digest in {each.digest for each in findings(draft)}
    mend(edition=draft, digest=finding.digest, number=0, user=person("editor"))
    text.refresh_from_db()
    assert text.text == f"{{{hub.ref}|name}}と{old}別館。"
    assert text.history.first().history_change_reason == "変わる前の名称を直した"
    assert [f for f in found(draft) if f.ref == text.ref] == []


def test_whoever_renames_a_row_is_told_at_once(draft, hub, text):
    from tests.staff.conftest import sent

    text.text = f"拠点は{hub.name}である。"
    text.save()
    client = signed_in(person("editor", "programs"))
    url = reverse("admin:programs_hub_change", args=[hub.pk])
    data = {**sent(client.get(url), "hub_form"), "name": "改めた拠点"}
    answer = client.post(url, data, follow=True)
    assert "変わる前の名称" in answer.text


def test_a_name_that_another_row_has_now_is_nobodys_old_name(draft, hub, text):
    other = Hub.objects.filter(edition=draft).exclude(pk=hub.pk).first()
    text.text = f"拠点は{hub.name}である。"
    text.save()
    other.name, hub.name = hub.name, "別の拠点"
    other.save()
    hub.save()
    assert [f for f in found(draft) if f.ref == text.ref] == []
