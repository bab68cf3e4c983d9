"""Whatever people do, in whatever order: nothing is public without valid approvals or an exception.

The content is stood in for by a word for each part, so that walks are long; that the hash is
bound to the real content is proved in test_bound_to_content.
"""

import random
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import timezone

from kanagawa.editions.models import Edition, Node, State
from kanagawa.editions.refusals import Refused
from kanagawa.editions.rows import row_models
from kanagawa.workflow import deciding, releasing, remarking, snapshots, states
from kanagawa.workflow.models import Act
from kanagawa.workflow.parts import approves, may_publish, may_submit, parts
from kanagawa.workflow.states import part_states

# Where each walk begins and how many steps it takes; every day one that becomes public on its way
# and a short one that does not.
WALKS = [
    *((5, 260), (7, 100)),
    *(pytest.param((seed, 260), marks=pytest.mark.thorough) for seed in (0, 1, 2, 3, 4, 6, 7)),
]
WORDS = "abc"


@dataclass
class Walk:
    """A draft, its people, and what a bystander with a good memory knows about it."""

    draft: Edition
    office: Any
    draw: random.Random
    steps: int
    words: dict[str, str] = field(default_factory=dict)
    entered: dict[str, set[int]] = field(default_factory=dict)
    taken: list[Any] = field(default_factory=list)
    refused: int = 0

    def somebody(self, right: Any) -> Any:
        return right if self.draw.random() < 0.6 else self.draw.choice(self.office.everybody())

    def shown(self, section: str) -> dict[str, Any]:
        """What a page shows, sometimes one of a while ago."""
        state = part_states(self.draft, self.words)[section]
        number, seen = state.number, state.content_hash
        if self.draw.random() < 0.1:
            number, seen = max(0, number - 1), self.draw.choice(WORDS)
        return {"edition": self.draft, "section": section, "number": number, "seen_hash": seen}

    def step(self) -> None:
        section = self.draw.choice(parts())
        act = self.draw.choice(
            [
                self.submit,
                self.submit,
                self.submit,
                self.approve,
                self.approve,
                self.approve,
                self.approve,
                self.withdraw,
                self.send_back,
                self.edit,
                self.remark,
                self.answer,
                self.release,
                self.emergency,
            ]
        )
        try:
            act(section)
        except Refused as error:
            assert str(error)
            self.refused += 1

    def submit(self, section: str) -> None:
        user = self.somebody(self.office.editors[section])
        done = deciding.submit(**self.shown(section), user=user)
        assert may_submit(user, section)
        assert not self.draft.remarks.filter(section=section, answer="").exists()
        self.note(done, section)

    def approve(self, section: str) -> None:
        user = self.somebody(self.office.approvers[section])
        reason = self.draw.choice(["", "理由"])
        done = deciding.approve(**self.shown(section), user=user, reason=reason)
        assert user.pk not in self.entered[section]
        assert user.pk != done.submitted_by_id
        assert bool(done.exceptional) == (not approves(user, section))
        assert done.reason or not done.exceptional
        self.note(done, section)

    def note(self, done: Any, section: str) -> None:
        assert done.content_hash == self.words[section]
        self.taken.append(done)

    def withdraw(self, section: str) -> None:
        if self.draw.random() < 0.7:
            return
        shown = self.shown(section)
        del shown["seen_hash"]
        deciding.withdraw(**shown, user=self.somebody(self.office.editors[section]))

    def send_back(self, section: str) -> None:
        if self.draw.random() < 0.7:
            return
        user = self.somebody(self.office.approvers[section])
        deciding.return_(**self.shown(section), user=user, reason=self.draw.choice(["", "理由"]))

    def edit(self, section: str) -> None:
        if self.draw.random() < 0.7:
            return
        user = self.somebody(self.office.editors[section])
        model = next((m for m in row_models() if m._meta.app_label == section), Node)
        rows = model._default_manager.filter(edition=self.draft).order_by("id")
        row = next(row for row in rows if row.section == section)
        row._history_user = user
        row.save()
        self.entered[section].add(user.pk)
        self.words[section] = self.draw.choice(WORDS)

    def remark(self, section: str) -> None:
        if self.draw.random() < 0.9:
            return
        user = self.somebody(self.office.approvers[section])
        remarking.remark(edition=self.draft, section=section, user=user, text="指摘")

    def answer(self, section: str) -> None:
        for open_one in self.draft.remarks.filter(section=section, answer=""):
            user = self.somebody(self.office.editors[section])
            remarking.answer(edition=self.draft, remark_id=open_one.pk, user=user, text="回答")

    def release(self, section: str) -> None:
        user = self.somebody(self.office.publisher)
        releasing.release(edition=self.draft, user=user, number=self.shown("")["number"])
        assert may_publish(user)
        self.all_is_approved()

    def emergency(self, section: str) -> None:
        if self.draw.random() < 0.94:
            return
        user = self.somebody(self.office.publisher)
        reason = self.draw.choice(["", "災害のため"])
        number = self.shown("")["number"]
        releasing.release_in_emergency(edition=self.draft, user=user, number=number, reason=reason)
        assert may_publish(user)
        marked = self.draft.decisions.get(act=Act.RELEASED)
        assert (marked.exceptional, marked.reason[:2]) == ("emergency", "災害")

    def all_is_approved(self) -> None:
        """Told from the bystander's notes, not from what the services say."""
        for section in parts():
            own = self.draft.decisions.filter(section=section).exclude(act=Act.RELEASED)
            last = own.order_by("number").last()
            assert last is not None
            assert last.act == Act.APPROVED
            assert last.content_hash == self.words[section]
            assert last in self.taken


@pytest.fixture
def walk(draft, office, monkeypatch, request) -> Walk:
    seed, steps = request.param
    made = Walk(draft, office, random.Random(seed), steps)
    made.words = dict.fromkeys(parts(), "a")
    made.entered = {section: set() for section in parts()}
    monkeypatch.setattr(snapshots, "hashes_of", lambda *present: dict(made.words))
    monkeypatch.setattr(snapshots.Present, "printed", lambda present, section: ({}, []))
    monkeypatch.setattr(states, "section_hashes", lambda edition: dict(made.words))
    monkeypatch.setattr(states, "_headings", lambda edition: edition.pk)  # changed ones
    monkeypatch.setattr(deciding, "open_errors", lambda present, section: [])
    monkeypatch.setattr(releasing, "publish", publish)
    return made


def publish(*, edition: Edition, user: Any, proof: Any = None) -> Edition:
    Edition.objects.filter(pk=edition.pk).update(
        state=State.PUBLISHED, published_at=timezone.now(), published_by=user, content_hash="x"
    )
    return Edition.objects.get(pk=edition.pk)


@pytest.mark.parametrize("walk", WALKS, indirect=True)
def test_no_way_leads_to_the_public_without_approvals_or_a_marked_exception(walk):
    for _ in range(walk.steps):
        walk.step()
        walk.draft.refresh_from_db()
        if walk.draft.is_published:
            break
    made = list(walk.draft.decisions.order_by("section", "number"))
    for section in parts():
        numbers = [d.number for d in made if d.section == section]
        assert numbers == list(range(1, len(numbers) + 1))
    if not walk.draft.is_published:
        assert walk.refused > walk.steps // 5
        assert len(walk.taken) > 10
    assert walk.draft.is_published == any(d.act == Act.RELEASED for d in made)
