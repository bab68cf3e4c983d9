"""After an update of the program a decision holds for what says the same under another hash."""

import json
from typing import Any

import pytest
from django.core.management import call_command

from kanagawa.editions.models import Node
from kanagawa.workflow import snapshots
from kanagawa.workflow.models import Act, Decision, SameContent, Seen
from kanagawa.workflow.updates import carry_decisions
from robots.models import Robot
from zones.models import ZoneEvent, ZoneMunicipality

from .acts import state

pytestmark = pytest.mark.sample

BEFORE = "0" * 64  # the hash that the program of before gave to the same content


@pytest.fixture
def decided(draft, office) -> Any:
    """ロボット approved and 特区 submitted under the program of before."""
    present = snapshots.Present(draft)
    for section, acts in (("robots", (Act.SUBMITTED, Act.APPROVED)), ("zones", (Act.SUBMITTED,))):
        people = {
            Act.SUBMITTED: office.editors[section],
            Act.APPROVED: office.approvers[section],
        }
        content = snapshots._json(present.printed(section))
        of_draft = {"edition": draft, "section": section, "content_hash": BEFORE}
        Seen.objects.create(**of_draft, content=content)
        for number, act in enumerate(acts, 1):
            submitter = people[Act.SUBMITTED]
            Decision.objects.create(
                **of_draft, number=number, act=act, by=people[act], submitted_by=submitter
            )
    return draft


def states(draft) -> list[str]:
    return [state(draft, section).label for section in ("robots", "zones")]


VOID = ["入力中（承認後に変更あり）", "入力中（提出後に変更あり）"]


def test_what_nobody_changed_stays_as_it_was_decided(decided, capsys):
    assert states(decided) == VOID
    call_command("carry_decisions")
    assert capsys.readouterr().out.count("そのまま有効です。") == 2
    assert states(decided) == ["承認済み", "提出済み"]
    # Nothing is left to do, and a later change makes it void as ever, until it is taken back.
    assert carry_decisions() == []
    row = Robot.objects.filter(edition=decided).first()
    name = row.name
    for changed in (f"{name}改", name):
        row.name = changed
        row.save()
        assert states(decided)[0] == (VOID[0] if changed != name else "承認済み")
    assert SameContent.objects.count() == 2


@pytest.mark.parametrize("kind", ["row", "text", "gone"])
def test_what_was_entered_since_has_to_be_decided_anew(decided, kind):
    if kind == "text":
        row: Any = next(
            n
            for n in Node.objects.filter(edition=decided, kind="paragraph")
            if n.section == "robots"
        )
        row.text = f"{row.text}。"
        row.save()
    else:
        row = Robot.objects.filter(edition=decided).first()
        row.name += "改"
        row.delete() if kind == "gone" else row.save()
    outcomes = {outcome.decision.section: str(outcome) for outcome in carry_decisions()}
    assert "そのあとに入力があった" in outcomes["robots"]
    assert "そのまま有効" in outcomes["zones"]
    assert states(decided) == [VOID[0], "提出済み"]


def test_what_is_printed_otherwise_or_was_not_kept_has_to_be_decided_anew(draft, office):
    present = snapshots.Present(draft)
    content = json.loads(snapshots._json(present.printed("robots")))
    block = next(block for block in content["blocks"] if block["kind"] == "paragraph")
    block["text"] = f"{block['text']}（前の文）"
    robots = {"edition": draft, "section": "robots", "content_hash": BEFORE}
    Seen.objects.create(**robots, content=json.dumps(content))
    for section in ("robots", "zones"):
        Decision.objects.create(
            **{**robots, "section": section},
            number=1,
            act=Act.SUBMITTED,
            by=office.editors[section],
            submitted_by=office.editors[section],
        )
    outcomes = {outcome.decision.section: str(outcome) for outcome in carry_decisions()}
    assert "印字が1か所違う" in outcomes["robots"]
    assert "残っていない" in outcomes["zones"]
    assert states(draft) == [VOID[1], VOID[1]]
    assert not SameContent.objects.exists()


def test_layout_alone_and_lists_that_repeat_the_texts_are_a_change_of_form(draft, office):
    present = snapshots.Present(draft)
    content = json.loads(snapshots._json(present.printed("zones")))
    listed = [key for key, _ in content["tables"]]
    content["tables"] = [[k, g] for k, g in content["tables"] if not k.endswith(".in-text")]
    assert "zones.in-text" in listed
    for _, grid in content["tables"]:
        grid["widths"] = []
    zones = {"edition": draft, "section": "zones", "content_hash": BEFORE}
    submit(zones, content, office)
    # Another section's work goes on and says nothing about this one.
    robot = Robot.objects.filter(edition=draft).first()
    robot.name += "改"
    robot.save()
    assert [outcome.why for outcome in carry_decisions()] == [""]
    assert state(draft, "zones").label == "提出済み"
    event = ZoneEvent.objects.filter(edition=draft).first()
    event.delete()
    assert state(draft, "zones").label == VOID[1]


@pytest.mark.parametrize("code", ["", "142034"])
def test_a_new_column_is_a_change_of_form_until_something_stands_in_it(draft, office, code):
    municipalities = ZoneMunicipality.objects.filter(edition=draft)
    municipalities.update(area_code="")
    municipalities.filter(name="平塚市").update(area_code=code)
    content = json.loads(snapshots._json(snapshots.Present(draft).printed("zones")))
    [grid] = [grid for key, grid in content["tables"] if key == "zones.municipalities"]
    for row in (*grid["header"], *grid["body"]):
        del row[2]
    submit({"edition": draft, "section": "zones", "content_hash": BEFORE}, content, office)
    [outcome] = carry_decisions()
    assert bool(outcome.why) == bool(code)
    assert state(draft, "zones").label == ("入力中（提出後に変更あり）" if code else "提出済み")


def submit(part: dict[str, Any], content: Any, office: Any) -> None:
    """Keep `content` as what the section's editor submitted under the program of before."""
    Seen.objects.create(**part, content=json.dumps(content))
    by = office.editors[part["section"]]
    Decision.objects.create(**part, number=1, act=Act.SUBMITTED, by=by, submitted_by=by)
