"""Files that show where a value comes from, and remarks with their answers: what is kept, whose."""

import pytest

from kanagawa.editions.refusals import NotAllowed, Refused
from kanagawa.workflow.evidence import (
    LARGEST,
    add_evidence,
    delete_evidence,
    evidence_of,
    refusal_of,
    safe_name,
)
from kanagawa.workflow.models import Evidence, Remark
from kanagawa.workflow.remarking import answer, remark, remark_counts, remarks_by_ref

from .acts import approve, submit
from .small import small_edition

pytestmark = pytest.mark.sample


@pytest.fixture
def edition(office):
    return small_edition(office)


@pytest.fixture
def editor(office):
    return office.editors["robots"]


@pytest.fixture
def approver(office):
    return office.approvers["robots"]


def add(edition, user, name="調査.pdf", content=b"%PDF", ref="", place="") -> Evidence:
    return add_evidence(
        edition=edition, section="robots", user=user, name=name, content=content,
        ref=ref, place=place,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [
        ("調査.pdf", 1, ""),
        ("調査.PDF", LARGEST, ""),
        ("調査.pdf", 0, "空のファイル"),
        ("調査.pdf", LARGEST + 1, "大きすぎます。5MBまで"),
        ("調査.exe", 1, "登録できない種類"),
        ("調査", 1, "登録できない種類"),
        ("pdf", 1, "登録できない種類"),
        ("調査.pdf.exe", 0, "登録できない種類"),
    ],
)
def test_a_file_of_a_usual_kind_and_size_is_kept(name, size, why):
    refusal = refusal_of(name, size)
    assert (why in refusal) and bool(why) == bool(refusal)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("調査.pdf", "調査.pdf"),
        ("C:\\資料\\調査.pdf", "調査.pdf"),
        ("../../etc/調査.pdf", "調査.pdf"),
        (' 調<査>:"?*|\x00\x7f\x9f.pdf. ', "調査.pdf"),
        ("調査", "調査"),
        ("a/", "無題"),
        ("あ" * 300 + ".pdf", "あ" * 196 + ".pdf"),
        ("あ" * 196 + ".pdf", "あ" * 196 + ".pdf"),
        ("あ." + "x" * 300, "." + "x" * 199),
    ],
)
def test_a_name_is_what_every_system_takes(name, safe):
    assert safe_name(name) == safe
    assert len(safe_name(name)) <= 200


def test_a_file_is_kept_with_its_place_and_its_hash_once(edition, editor, approver):
    file = add(edition, editor, "x/調査.pdf", ref="r" * 300, place="p" * 300)
    assert (file.name, file.size, bytes(file.content), file.by) == ("調査.pdf", 4, b"%PDF", editor)
    assert (file.ref, file.place, len(file.sha256)) == ("r" * 200, "p" * 200, 64)
    assert list(evidence_of(edition)) == [file]
    with pytest.raises(Refused, match="同じ内容のファイル"):
        add(edition, editor, "別名.pdf", ref="r" * 300)
    add(edition, editor)  # at another place it is another proof
    with pytest.raises(Refused, match="空のファイル"):
        add(edition, editor, content=b"")
    with pytest.raises(NotAllowed, match="この節の担当者"):
        add(edition, approver, content=b"2")
    assert evidence_of(edition).count() == 2


def test_a_file_is_taken_away_while_its_part_is_entered(edition, editor, approver):
    file = add(edition, editor)
    with pytest.raises(Refused, match="この根拠資料はありません"):
        delete_evidence(edition=edition, evidence_id=file.pk + 1, user=editor)
    with pytest.raises(NotAllowed):
        delete_evidence(edition=edition, evidence_id=file.pk, user=approver)
    submit(edition, "robots", editor)
    with pytest.raises(Refused, match="提出済みのため、根拠資料を削除できません"):
        delete_evidence(edition=edition, evidence_id=file.pk, user=editor)
    approve(edition, "robots", approver)
    with pytest.raises(Refused, match="承認済みのため"):
        delete_evidence(edition=edition, evidence_id=file.pk, user=editor)
    Evidence.objects.update(section="zones")
    with pytest.raises(NotAllowed):
        delete_evidence(edition=edition, evidence_id=file.pk, user=editor)
    Evidence.objects.update(section="robots")
    edition.decisions.all().delete()
    assert delete_evidence(edition=edition, evidence_id=file.pk, user=editor) == "調査.pdf"
    assert not evidence_of(edition).exists()


def write(edition, user, text="？", ref="robots.robot/a", place="１行目") -> Remark:
    return remark(edition=edition, section="robots", user=user, text=text, ref=ref, place=place)


def test_a_remark_is_written_by_who_decides_and_answered_once(edition, editor, approver, office):
    question = write(edition, approver, " ？ ", "r" * 300, "p" * 300)
    assert (question.text, question.ref, question.place) == ("？", "r" * 200, "p" * 200)
    with pytest.raises(Refused, match="指摘を入力"):
        write(edition, approver, " \n")
    with pytest.raises(NotAllowed, match="この節の承認者"):
        write(edition, editor)
    for user in (office.editors["zones"], office.approvers["zones"]):
        with pytest.raises(NotAllowed, match="この節の担当者"):
            answer(edition=edition, remark_id=question.pk, user=user, text="はい")
    with pytest.raises(Refused, match="回答を入力"):
        answer(edition=edition, remark_id=question.pk, user=editor, text=" ")
    with pytest.raises(Refused, match="この指摘はありません"):
        answer(edition=edition, remark_id=question.pk + 1, user=editor, text="はい")
    answer(edition=edition, remark_id=question.pk, user=editor, text=" はい ")
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("はい", editor) and question.answered_at
    with pytest.raises(Refused, match="が回答しています"):
        answer(edition=edition, remark_id=question.pk, user=editor, text="いいえ")
    # Who wrote it may close it himself.
    own = write(edition, approver)
    answer(edition=edition, remark_id=own.pk, user=approver, text="解決")


def test_open_remarks_are_shown_where_they_are_and_counted_by_part(edition, editor, approver):
    first, second = write(edition, approver), write(edition, approver)
    other = write(edition, approver, ref="")
    answer(edition=edition, remark_id=second.pk, user=editor, text="はい")
    third = write(edition, approver)
    assert remarks_by_ref(edition, "robots") == {"robots.robot/a": [first, third], "": [other]}
    assert remarks_by_ref(edition, "zones") == {}
    assert remark_counts(edition) == {"robots": (4, 3)}
    edition.state = "published"
    assert remarks_by_ref(edition, "robots") == {}
