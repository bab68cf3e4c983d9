"""What an upload would change and what applying it does, on an edition with three figures alone."""

from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import EditionPublished, NotAllowed
from kanagawa.entry import uploads
from kanagawa.entry.models import Upload
from kanagawa.entry.parsing import Entered, Entry
from kanagawa.entry.preview import CellRemark, difference, in_words, preview
from kanagawa.entry.reading import Reading
from kanagawa.entry.records import Head, WrongWorkbook
from kanagawa.entry.told import Problem
from kanagawa.entry.unsafe_files import UnsafeFile
from kanagawa.entry.uploads import apply_upload, earlier, forget_old_uploads, is_applied, store
from kanagawa.events import Event
from kanagawa.formats.digests import sha256
from robots.models import MeasureFigure
from tests.people import person

from .test_saving_small import DAY, FIRST, SECOND, THIRD, mark, values
from .test_saving_small import edition as three_figures  # noqa: F401

pytestmark = pytest.mark.sample

CHANGED, LEFT = "確かめている間に値が変わりました", "反映できません"
MARKS = {FIRST: mark(), SECOND: mark("2"), THIRD: mark("3")}


@pytest.fixture
def edition(three_figures):  # noqa: F811
    return three_figures


def uploaded(edition, user, typed=None, shown=None, problems=(), remarks=(), **more) -> Upload:
    """As `store` keeps it: what was typed by ref, over the marks that were handed out."""
    shown = MARKS if shown is None else shown
    entries = {ref: asdict(Entry(shown[ref], text)) for ref, text in (typed or {}).items()}
    content = {
        "made_at": "2030-04-01T09:00:00",
        "made_by": "sato",
        "respondent": None,
        "entries": entries,
        "shown": shown,
        "at": {ref: ["第1表", f"C{row}"] for row, ref in enumerate((FIRST, SECOND, THIRD), 4)},
        "problems": [Problem(*problem).to_json() for problem in problems],
        "remarks": [Problem(*remark).to_json() for remark in remarks],
    }
    values = {"name": "入力.xlsx", "sha256": "a" * 64, **more}
    return Upload.objects.create(
        edition=edition, section="robots", by=user, content=content, **values
    )


def change(key: str, value: int, user=None) -> None:
    row = MeasureFigure.objects.get(key=key)
    row.value, row._history_user = value, user
    row.save()


def applied(upload, user, seen=None, **choices):
    refs = {"first": FIRST, "second": SECOND, "third": THIRD}
    seen = preview(upload).seen if seen is None else seen
    choices = {refs[name]: choice for name, choice in choices.items()}
    return apply_upload(upload=upload, user=user, seen=seen, choices=choices)


def stored(edition, user, monkeypatch, name="x.xlsx", error=None) -> Upload:
    """What `store` keeps of a file that says these things, or is refused with this error."""

    def read(content, edition, section):
        if error:
            raise error
        entries = {FIRST: Entry(mark(), "7")}
        problem, remark = Problem("第1表", "C4", FIRST, "？"), Problem("第1表", "H4", "", "メモ")
        head = Head("1", "2030-1", "robots", "2030-04-01T09:00:00", "sato")
        return Reading(head, entries, MARKS, {FIRST: ("第1表", "C4")}, [problem], [remark])

    monkeypatch.setattr(uploads, "read_workbook", read)
    return store(edition=edition, section="robots", user=user, name=name, content=b"PK")


def test_what_was_read_is_kept_and_changes_nothing(edition, clerk, monkeypatch):
    upload = stored(edition, clerk, monkeypatch, name="a" * 10 + "b" * 196 + ".xlsx")
    again = Upload.objects.get(pk=upload.pk)
    assert (again.by, again.section, again.name) == (clerk, "robots", "b" * 195 + ".xlsx")
    assert again.sha256 == sha256(b"PK".decode())
    assert uploads.entries_of(again) == {FIRST: Entry(mark(), "7")}
    assert (again.content["made_by"], again.content["shown"]) == ("sato", MARKS)
    shown = preview(again)
    assert [p.message for p in shown.problems] == ["？"]
    assert [r.message for r in shown.remarks] == ["メモ"]
    assert values(edition) == [1, 2, 3]


@pytest.mark.parametrize("error", [UnsafeFile("壊れています"), WrongWorkbook("別の版です")])
def test_a_file_that_is_not_taken_is_a_line_of_the_log(error, edition, clerk, monkeypatch):
    lines = []
    monkeypatch.setattr(uploads, "record", lambda event, **line: lines.append((event, line)))
    with pytest.raises(type(error)):
        stored(edition, clerk, monkeypatch, error=error)
    why = {"user": clerk, "edition": edition, "section": "robots", "why": type(error).__name__}
    assert lines == [(Event.UPLOAD_REFUSED, why)]
    assert not Upload.objects.exists()


def test_only_who_enters_the_section_of_a_draft_brings_a_file(edition, clerk, monkeypatch):
    with pytest.raises(NotAllowed, match="この節の担当者"):
        stored(edition, person("editor", "zones"), monkeypatch)
    edition.state = "published"
    with pytest.raises(EditionPublished):
        stored(edition, clerk, monkeypatch)
    assert not Upload.objects.exists()


def test_each_change_is_shown_with_its_place_and_difference(edition, clerk):
    shown = preview(uploaded(edition, clerk, {SECOND: "7", FIRST: "１"}))
    (line,) = shown.changes
    assert (line.sheet, line.at, line.ref) == ("第1表", "C5", SECOND)
    assert (line.old, line.new, line.difference) == ("２件", "７件", "＋５件（＋250.0％）")
    assert "実証" in line.label and "second" in line.label
    assert (shown.unchanged, shown.not_in_file, shown.since, shown.problems) == (2, 0, [], [])
    assert shown.can_apply and shown.refused == ""
    some = preview(uploaded(edition, clerk, shown={FIRST: mark()}))
    assert (some.unchanged, some.not_in_file, some.can_apply) == (1, 2, False)


def test_what_others_changed_meanwhile_is_shown_and_left(edition, clerk):
    change("third", 9)
    shown = preview(uploaded(edition, clerk, {FIRST: "7"}))
    (line,) = shown.since
    assert (line.ref, line.old, line.new) == (THIRD, "３件", "９件")
    assert (shown.unchanged, len(shown.changes)) == (1, 1)


def test_a_figure_that_both_changed_is_shown_with_both_values(edition, clerk):
    change("first", 9, clerk)
    shown = preview(uploaded(edition, clerk, {FIRST: "7"}))
    (clash,) = shown.clashes
    assert (clash.old, clash.new, clash.theirs, clash.at) == ("１件", "７件", "９件", "C4")
    assert clash.by == clerk.username and clash.when is not None
    assert (shown.changes, shown.since, shown.can_apply) == ([], [], True)


def test_what_cannot_be_read_stands_in_the_order_of_the_file(edition, clerk):
    sheet = ("第2表", "", "", "行が動いています")
    read = ("第1表", "D5", SECOND, "日が読めません")
    shown = preview(
        uploaded(edition, clerk, {THIRD: "x", SECOND: "7", FIRST: "8"}, problems=[read, sheet])
    )
    assert [(p.ref, p.at, p.column, p.row) for p in shown.problems] == [
        ("", "", "", ""), (SECOND, "D5", "D", "5"), (THIRD, "C6", "C", "6"),
    ]  # fmt: skip
    # What else was typed of a figure that cannot be read does not count yet.
    assert [line.ref for line in shown.changes] == [FIRST]
    assert (shown.can_apply, shown.unchanged) == (False, 0)
    assert "「x」は数ではありません" in shown.problems[2].message


def test_a_whole_sheet_comes_first_and_each_cell_is_named(edition, clerk):
    read = [("第1表", "D4", FIRST, "？"), ("第2表", "", "", "動いています")]
    sheet, cell = preview(uploaded(edition, clerk, problems=read)).problems
    assert (sheet.ref, cell.ref) == ("", FIRST)
    assert cell.label.startswith("実証 first") and sheet.label == ""


def test_the_checks_are_asked_of_what_changes_when_it_is_looked_at(edition, clerk, monkeypatch):
    one, two = SimpleNamespace(ref=FIRST), SimpleNamespace(ref=SECOND)
    touching = "kanagawa.entry.preview.findings_touching"
    monkeypatch.setattr(touching, lambda edition, models, rows: [one, two])
    upload = uploaded(edition, clerk, {FIRST: "7"})
    assert preview(upload).findings == []
    assert preview(upload, checked=True).findings == [one]
    assert preview(uploaded(edition, clerk), checked=True).findings == []


def test_a_clash_in_a_cell_that_cannot_be_read_is_none_yet(edition, clerk):
    change("first", 9)
    read = ("第1表", "D4", FIRST, "日が読めません")
    assert preview(uploaded(edition, clerk, {FIRST: "7"}, problems=[read])).clashes == []


def test_what_stands_beside_the_values_is_told_and_stands_in_nobodys_way(edition, clerk):
    remark = ("第1表", "H4", "", "メモ")
    shown = preview(uploaded(edition, clerk, {FIRST: "7"}, remarks=[remark]))
    assert shown.remarks == [CellRemark("第1表", "H4", "", "", "メモ")]
    assert shown.can_apply


def test_all_that_is_seen_and_nothing_else_is_in_the_mark(edition, clerk):
    one = uploaded(edition, clerk, {FIRST: "7"})
    again = preview(uploaded(edition, clerk, {FIRST: "7.0"})).seen
    assert preview(one).seen == again
    seen = {preview(one).seen, preview(uploaded(edition, clerk, {FIRST: "8"})).seen}
    seen.add(preview(uploaded(edition, clerk, {FIRST: "7", SECOND: "x"})).seen)
    change("first", 9)
    seen.add(preview(one).seen)
    change("first", 10)
    seen.add(preview(one).seen)
    edition.state = "published"
    one.edition = edition
    seen.add(preview(one).seen)
    assert len(seen) == 6


def test_what_was_seen_is_applied_whole_and_once(edition, clerk):
    upload = uploaded(edition, clerk, {FIRST: "7", SECOND: "8"})
    assert not is_applied(upload)
    outcome = applied(upload, clerk)
    assert outcome.is_done and outcome.message == ""
    assert values(edition) == [3, 7, 8]
    stored = Upload.objects.get(pk=upload.pk)
    assert (stored.changed, stored.kept, stored.applied_by) == (2, 0, clerk)
    assert stored.is_applied and is_applied(upload)
    history = MeasureFigure.objects.get(key="first").history.first()
    assert history.history_change_reason == "Excel取込み：入力.xlsx"
    change("first", 1)
    again = applied(upload, clerk, seen="x")
    assert again.is_done and "すでに反映して" in again.message
    assert values(edition) == [1, 3, 8]


def test_a_long_name_is_cut_where_the_history_keeps_no_more(edition, clerk):
    applied(uploaded(edition, clerk, {FIRST: "7"}, name="x" * 200), clerk)
    reason = MeasureFigure.objects.get(key="first").history.first().history_change_reason
    assert reason == "Excel取込み：" + "x" * 91


def test_what_was_not_seen_so_is_not_applied(edition, clerk):
    upload = uploaded(edition, clerk, {FIRST: "7"})
    seen = preview(upload).seen
    change("first", 9)
    for mark_sent in (seen, "", "x"):
        outcome = applied(upload, clerk, seen=mark_sent)
        assert not outcome.is_done and CHANGED in outcome.message
        assert len(outcome.preview.clashes) == 1
    broken = uploaded(edition, clerk, {SECOND: "x"})
    assert LEFT in applied(broken, clerk).message
    assert LEFT in applied(uploaded(edition, clerk), clerk).message
    assert values(edition) == [2, 3, 9] and not is_applied(upload)


def test_whose_value_stands_is_chosen_for_each(edition, clerk):
    change("first", 8)
    change("second", 9)
    upload = uploaded(edition, clerk, {FIRST: "5", SECOND: "6", THIRD: "7"})
    for choices in ({}, {"first": "mine"}, {"first": "mine", "second": "x"}):
        outcome = applied(upload, clerk, **choices)
        assert not outcome.is_done and "どちらの値にするか" in outcome.message
    assert applied(upload, clerk, first="mine", second="theirs").is_done
    assert values(edition) == [5, 7, 9]
    stored = Upload.objects.get(pk=upload.pk)
    assert (stored.changed, stored.kept) == (2, 1)


def test_only_who_enters_the_section_applies(edition, clerk):
    upload = uploaded(edition, clerk, {FIRST: "7"})
    for user in (person("editor", "zones"), person("approver", "robots")):
        with pytest.raises(NotAllowed, match="この節の担当者"):
            applied(upload, user)
    assert values(edition) == [1, 2, 3]


def test_nothing_is_taken_into_a_published_edition(edition, clerk):
    upload = uploaded(edition, clerk, {FIRST: "7"})
    upload.edition.state = "published"
    shown = preview(upload)
    assert "公開済みのため、取り込めません" in shown.refused and not shown.can_apply
    assert LEFT in applied(upload, clerk).message


def test_a_value_that_changes_between_the_look_and_the_save_is_told(edition, clerk, monkeypatch):
    upload = uploaded(edition, clerk, {FIRST: "7"})
    seen = preview(upload).seen
    save = uploads.save_entries

    def too_late(**arguments):
        change("first", 9)
        return save(**arguments)

    monkeypatch.setattr(uploads, "save_entries", too_late)
    outcome = applied(upload, clerk, seen=seen)
    assert CHANGED in outcome.message and not outcome.is_done
    assert not is_applied(upload)


def test_the_same_file_is_recognised_when_it_was_applied(edition, clerk):
    first = uploaded(edition, clerk, {FIRST: "7"})
    second = uploaded(edition, clerk, {FIRST: "7"})
    assert earlier(second) is None
    applied(first, clerk)
    assert earlier(second) == first and earlier(first) is None
    assert earlier(uploaded(edition, clerk, sha256="b" * 64)) is None
    second.section = "zones"
    assert earlier(second) is None
    other = Edition.objects.create(fiscal_year=2031)
    assert earlier(uploaded(other, clerk)) is None


def test_who_typed_what_was_applied_is_known(edition, clerk):
    typist, other = person("editor", "robots", "typist"), person("editor", "robots", "other")
    applied(uploaded(edition, typist, {FIRST: "7"}), clerk)
    uploaded(edition, other, {FIRST: "8"})
    assert uploads.uploaders(edition, "robots") == {typist.pk}
    assert uploads.uploaders(edition, "zones") == set()


def test_what_nobody_applied_for_a_month_is_forgotten(edition, clerk):
    old, done, young = (uploaded(edition, clerk, {FIRST: "7"}) for _ in range(3))
    applied(done, clerk)
    now = timezone.now()
    Upload.objects.exclude(pk=young.pk).update(at=now - timedelta(days=30, minutes=1))
    Upload.objects.filter(pk=young.pk).update(at=now - timedelta(days=29, hours=23))
    assert forget_old_uploads() == 1
    assert set(Upload.objects.all()) == {done, young}
    assert not Upload.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize(
    ("old", "new", "unit", "words"),
    [
        ("5", "7", "件", "＋２件（＋40.0％）"),
        ("7", "5", "件", "△２件（△28.6％）"),
        ("0", "5", "件", "＋５件"),
        ("-5", "5", "件", "＋10件"),
        ("5", "7", "％", "＋２％"),
        ("5", "7", "%", "＋２%"),
        ("5", "5", "件", ""),
        (None, "5", "件", ""),
        ("5", None, "件", ""),
        ("1", "2", "件", "＋１件（＋100.0％）"),
        ("1", "0.5", "件", "△0.5件（△50.0％）"),
        ("1000", "995", "件", "△５件（△0.5％）"),
        ("400", "449", "件", "＋49件（＋12.3％）"),  # half up, as everywhere
        ("1000", "1000.1", "件", "＋0.1件（＋0.0％）"),
    ],
)
def test_a_difference_is_told_in_the_unit_and_as_a_share(old, new, unit, words):
    old, new = (None if value is None else Decimal(value) for value in (old, new))
    assert difference(old, new, unit) == words


def entered(value=None, status="value", kind="actual", as_of=DAY, **more) -> Entered:
    number = None if value is None else Decimal(value)
    return Entered(number, status, kind, as_of, "現在", **more)


def test_a_figure_is_put_in_words_with_what_differs_alone():
    five = entered("5")
    assert in_words(five, "件", besides=five) == "５件"
    assert in_words(five, "件", besides=entered("5", kind="forecast")) == "５件　実績値"
    assert in_words(five, "件", besides=entered("5", as_of=None)) == "５件　令和12年３月31日現在"
    assert in_words(entered("5", as_of=None), "件", besides=five) == "５件　時点なし"
    assert in_words(entered(status="to_enter"), "件", besides=five) == "未入力"
    assert in_words(entered(status="compiling"), "件", besides=five) == "集計中"
    assert "（" in in_words(entered(status="nil"), "件", besides=five)
    assert in_words(entered("5", qualifier="about"), "件", besides=five) == "約５件"
