"""What Excel makes of what people type, and what the upload makes of that."""

import datetime
import io
import random
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import partial
from time import process_time
from xml.etree import ElementTree

import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.formula import ArrayFormula

from kanagawa.entry.parsing import Entered
from kanagawa.entry.reading import read_workbook
from kanagawa.entry.records import COMPUTED, SHEET, WrongWorkbook, read_record
from kanagawa.entry.saving import check_entries
from kanagawa.entry.sheet_reader import Hidden
from kanagawa.entry.unsafe_files import UnsafeFile
from kanagawa.entry.workbook import entry_workbook
from robots.models import RobotIndicatorFigure
from tests.breadth import first_daily, first_or_every

from .books import edited, filled, opened, places
from .conftest import open_cells
from .hostile import MAIN, changed, changed_zip, good

COUNT = "robots.robotindicatorfigure/commercialised-actual-2024"  # in 件, on the paper itself


@pytest.fixture
def content(draft, clerk):
    return entry_workbook(draft, "robots", clerk)


@pytest.fixture
def read(draft, content):
    """What the upload makes of one cell: (new Entered or None when unchanged, messages)."""

    def read(**parts):
        return all_read([parts])[0]

    def all_read(cases):
        """The same of many cells of 件 that have a value, all in one file."""
        cells = open_cells(draft, "robots").items()
        counts = [a for a, c in cells if c.unit == "件" and c.status == "value"]
        refs = [COUNT, *(a for a in counts if a != COUNT)]
        if any("as_of" in case for case in cases):
            refs = [a for a, c in cells if c.status == "value" and not c.day_holder]
        asked = dict(zip(refs, cases, strict=False))
        assert len(asked) == len(cases)
        reading = read_workbook(edited(content, lambda book: type_in(book, asked)), draft, "robots")
        outcome = check_entries(edition=draft, section="robots", entries=reading.entries)
        found = []
        for ref in asked:
            said = [p.message for p in reading.problems if p.ref == ref]
            said += outcome.errors.get(ref, [])
            found.append((outcome.changes.get(ref, (None, None))[1], said))
        return found

    read.all = all_read
    return read


def type_in(book, asked):
    where = places(book)
    for ref, parts in asked.items():
        for part, value in parts.items():
            if part != "number_format":
                cell = book[where[ref].sheet][getattr(where[ref], part)]
                cell.value = value
                cell.number_format = parts.get("number_format", cell.number_format)


NUMBERS = [
    (640, 640),
    (640.0, 640),
    ("640", 640),
    ("６４０", 640),
    (" 640 ", 640),
    ("640　", 640),
    ("\u00a0640", 640),
    ("1,234件", 1234),
    ("１，２３４", 1234),
    (28.8, Decimal("28.8")),
    (0.1 + 0.2, Decimal("0.3")),
    (0, 0),
    ("△5", -5),
]


def test_numbers_are_read_however_they_were_typed(read):
    answers = read.all([{"value": typed} for typed, _ in NUMBERS])
    for (typed, value), (new, said) in zip(NUMBERS, answers, strict=True):
        assert said == [], typed
        assert (new.value, new.status) == (value, "value"), typed


@pytest.mark.parametrize("notes", [["県調べ"], ["県調べ", "速報による"]])
def test_figures_with_notes_are_typed_over_like_others(draft, clerk, notes):
    """Their cells show ※, or ※１ and ※２, behind the number."""
    figures = [figure for figure in of_one_table(draft) if figure.value is not None][: len(notes)]
    for figure, note in zip(figures, notes, strict=True):
        figure.note = note
        figure.save()
    content = entry_workbook(draft, "robots", clerk)
    new = filled(content, {figure.ref: {"value": 98765} for figure in figures[:1]})
    for book, changes in ((content, 0), (new, 1)):
        reading = read_workbook(book, draft, "robots")
        outcome = check_entries(edition=draft, section="robots", entries=reading.entries)
        assert (reading.problems, outcome.errors, len(outcome.changes)) == ([], {}, changes)


def of_one_table(draft):
    return RobotIndicatorFigure.objects.filter(edition=draft, indicator__key="commercialised")


def test_the_same_value_in_another_spelling_is_no_change(draft, clerk, content):
    cells = open_cells(draft, "robots")
    spellings = ("{}", "{}.0", " {}　", "{:,}")
    asked = {
        a: {"value": spellings[n % 4].format(int(c.entered.value)) + c.unit * (n % 2)}
        for n, (a, c) in enumerate(cells.items())
        if c.entered.value is not None
    }
    assert len(asked) > 40
    reading = read_workbook(filled(content, asked), draft, "robots")
    outcome = check_entries(edition=draft, section="robots", entries=reading.entries)
    assert (reading.problems, outcome.changes, outcome.errors) == ([], {}, {})


@pytest.mark.thorough
def test_brackets_typed_as_text_mean_a_forecast(read):
    new, said = read(value="（640）")
    assert (new.value, new.kind, said) == (640, "forecast", [])


NO_VALUES = [
    ("－", "理由"),
    (-640, "負の数"),
    (datetime.datetime(2025, 6, 4), "日付（令和７年６月４日）"),
    (datetime.time(1, 2), "時刻"),
    (datetime.timedelta(hours=30), "時刻"),
    (True, "真偽値"),
    ("#REF!", "#REF!"),
    ("=SUM(B5:B6)", "数式（=SUM(B5:B6)）"),
    (ArrayFormula("B5", "=SUM(B5:B6*2)"), "数式"),
    ("たくさん", "数ではありません"),
    ("5人", "単位は「件」です"),
    ("12,34", "桁区切り"),
    (1.23456, "小数"),
    (10**20, "桁"),
    ("9" * 61, "文字まで"),
]


def test_what_is_no_value_gets_a_message_that_says_what_to_do(read):
    answers = read.all([{"value": typed} for typed, _ in NO_VALUES])
    for (typed, words), (new, said) in zip(NO_VALUES, answers, strict=True):
        assert new is None, typed
        assert len(said) == 1, typed
        assert words in said[0], typed


def test_a_percentage_is_one_only_where_percent_is_the_unit(read):
    (new, said), (other, nothing) = read.all(
        [
            {"value": 0.5, "number_format": "0%"},
            {"value": 2880.0, "number_format": '"約"#,##0"％"'},
        ]
    )
    assert new is None and "単位は「件」です" in said[0]
    assert other is None and "単位は「件」です（「2880%」" in nothing[0]


def test_a_reason_stands_for_a_value(read):
    dash, chosen, nothing, both, unknown = read.all(
        [
            {"value": "－", "status": "皆無"},
            {"value": None, "status": "該当なし"},
            {"value": None},
            {"status": "皆無"},
            {"status": "忘れた"},
        ]
    )
    assert (dash[0].value, dash[0].status, dash[1]) == (None, "nil", [])
    assert (chosen[0].value, chosen[0].status, chosen[1]) == (None, "not_applicable", [])
    assert "理由を選んでください" in nothing[1][0]
    assert "値があるときは" in both[1][0]
    assert "という理由はありません" in unknown[1][0]


@pytest.mark.thorough
def test_a_kind_is_chosen_by_its_name(read, draft, content):
    new, said = read(kind="見込")
    assert (new.kind, new.value, said) == ("forecast", 33, [])
    assert "「予想」という種別はありません" in read(kind="予想")[1][0]
    assert "「見込」を選んでください" in read(kind=None)[1][0]
    assert "でだけ変更できます" in read(kind="目標値")[1][0]


DAYS = [
    ("令和７年３月31日現在", (2025, 3, 31), "現在"),
    ("令和７年６月末時点", (2025, 6, 30), "末時点"),
    ("R7.3.31", (2025, 3, 31), "現在"),
    (datetime.datetime(2025, 3, 31), (2025, 3, 31), "現在"),
    (datetime.date(2025, 3, 31), (2025, 3, 31), "現在"),
]


@pytest.mark.thorough
def test_days_are_read_as_text_and_as_dates(read):
    typed_in = [{"as_of": typed} for typed, _, _ in DAYS]
    found = [*read.all(typed_in[:3]), *read.all(typed_in[3:])]
    for (_, day, wording), (new, said) in zip(DAYS, found, strict=True):
        assert (new.as_of, new.as_of_wording, said) == (datetime.date(*day), wording, [])


@pytest.mark.thorough
def test_a_day_that_cannot_be_read_gets_an_example(read):
    assert "のように入力してください" in "".join(read(as_of="そのうち")[1])
    assert "のように入力してください" in "".join(read(as_of=45000)[1])


def test_every_problem_is_told_at_once_with_its_place(draft, content):
    found = open_cells(draft, "robots")
    cells = [*found][:3]
    cells.append(next(a for a, cell in found.items() if not cell.day_holder))
    wrong = filled(
        content,
        {
            cells[0]: {"value": "=1+1"},
            cells[2]: {"value": True, "status": "忘れた"},
            cells[3]: {"value": "たくさん", "as_of": "いつか"},
        },
    )
    reading = read_workbook(wrong, draft, "robots")
    outcome = check_entries(edition=draft, section="robots", entries=reading.entries)
    assert [(p.ref, bool(p.sheet and p.at)) for p in reading.problems] == [
        (cells[0], True),
        (cells[2], True),
        (cells[2], True),
        (cells[3], True),
    ]
    assert len({p.at for p in reading.problems}) == 4
    assert list(outcome.errors) == [cells[3]]
    assert outcome.changes == {}


# The file as a whole


def forged(content, **changes):
    """The file with another record that has the right check sum."""

    def change(book):
        record = read_record(book[SHEET].iter_rows(values_only=True))
        record.places[0] = replace(record.places[0], **changes)
        for number, row in enumerate(record.rows(), start=1):
            for column, text in enumerate(row, start=1):
                book[SHEET].cell(number, column).value = text

    return edited(content, change)


@pytest.mark.thorough
def test_a_forged_record_reaches_no_other_section_and_costs_nothing(draft, content):
    other = forged(content, ref="programs.metricfigure/meetings-actual-2025")
    assert "ほかの節の数値" in refusal(other, draft)
    assert "読み取れません" in refusal(forged(content, shown="なし"), draft)
    for nowhere in ("XFD1048576", "7", "'"):
        assert read_workbook(forged(content, value=nowhere), draft, "robots").at
    unknown = read_workbook(forged(content, ref="robots.x/y", value="B6"), draft, "robots")
    outcome = check_entries(edition=draft, section="robots", entries=unknown.entries)
    assert outcome.changes == {}


def refusal(content, draft, section="robots"):
    with pytest.raises(WrongWorkbook) as refused:
        read_workbook(content, draft, section)
    return str(refused.value)


def test_a_file_of_another_edition_section_or_make_is_recognised(draft, content, clerk):
    assert "ほかの節" in refusal(content, draft, "programs")
    draft.revision = 2
    assert "ほかの年度版" in refusal(content, draft)
    draft.revision, draft.pk = 1, draft.pk + 1
    assert "ほかの年度版" in refusal(content, draft)
    assert "この画面で作った" in refusal(
        edited(content, lambda book: book.remove(book[SHEET])), draft
    )


def change_record(content, change):
    def edit(book):
        change(book[SHEET])

    return edited(content, edit)


def test_a_hidden_sheet_that_somebody_changed_is_recognised(draft, content):
    def other_ref(ws):
        ws["A2"].value = ws["A2"].value.replace("robots.", "programs.", 1)

    assert "書き換えられています" in refusal(change_record(content, other_ref), draft)
    assert "書き換えられています" in refusal(
        change_record(content, lambda ws: ws.delete_rows(2)), draft
    )

    def old_form(ws):
        ws["B1"].value = "0"

    assert "古い形式" in refusal(change_record(content, old_form), draft)


MOVES = {
    "第1表": lambda ws: ws.insert_rows(4),
    "第2表": lambda ws: ws.delete_rows(5),
    "第3表": lambda ws: ws.insert_cols(2),
    "第4表": lambda ws: ws.move_range("A5:G6", rows=3),
}


def test_moved_rows_and_columns_are_recognised_and_nothing_is_read_from_such_a_sheet(
    draft, content
):
    def change(book):
        for sheet, move in MOVES.items():
            for area in list(book[sheet].merged_cells.ranges):
                book[sheet].unmerge_cells(area.coord)
            move(book[sheet])

    reading = read_workbook(edited(content, change), draft, "robots")
    problems = [(p.sheet, "元に戻すか" in p.message) for p in reading.problems]
    assert problems == [(sheet, True) for sheet in MOVES]
    assert reading.entries == {}


@pytest.mark.thorough
def test_a_renamed_or_deleted_sheet_is_recognised_and_the_others_are_read(draft, content):
    def rename(book):
        book["第1表"].title = "ロボット"
        del book["第2表"]
        book["第3表"].title = "第2表"

    reading = read_workbook(edited(content, rename), draft, "robots")
    assert [p.sheet for p in reading.problems] == ["第1表", "第2表", "第3表"]
    assert "このシートがありません" in reading.problems[0].message


def test_sheets_in_another_order_and_new_ones_do_no_harm(draft, content):
    def change(book):
        book.move_sheet("第2表", -2)
        book.create_sheet("メモ")["A1"] = "=1+1"

    reading = read_workbook(edited(content, change), draft, "robots")
    assert (reading.problems, reading.entries) == ([], {})


def test_marks_say_the_same_as_the_stored_figures(draft, content):
    reading = read_workbook(content, draft, "robots")
    cells = open_cells(draft, "robots")
    assert {a: Entered.read(m) for a, m in reading.shown.items()} == {
        a: c.entered for a, c in cells.items()
    }


@pytest.mark.parametrize("times", first_daily(15, 60))
def test_a_file_with_broken_parts_is_read_or_refused_with_words(times, draft, content):
    """Bytes changed inside the parts, where the zip itself stays whole."""
    draw = random.Random(7)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    outcomes = set()
    for _ in range(times):
        name = draw.choice(list(parts))
        broken = bytearray(parts[name])
        for _ in range(draw.randint(1, 4)):
            # Letters and digits mostly: such a part stays XML and says something else.
            broken[draw.randrange(len(broken))] = draw.choice(b'0123456789abcxyz<>"/=')
        try:
            reading = read_workbook(changed(content, {name: bytes(broken)}), draft, "robots")
        except (UnsafeFile, WrongWorkbook) as error:
            assert str(error).endswith("。")
            outcomes.add("refused")
        else:
            assert all(p.message.endswith("。") for p in reading.problems)
            outcomes.add("read")
    assert outcomes == {"read", "refused"}


@first_or_every
def test_a_part_that_is_missing_is_told_in_words(take, draft, content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name).decode() for name in names}
    for name in take(names, lambda name: name.rpartition("/")[0]):
        less = changed_zip({n: text for n, text in parts.items() if n != name})
        try:
            reading = read_workbook(less, draft, "robots")
        except (UnsafeFile, WrongWorkbook) as error:
            assert str(error).endswith("。"), name
        else:
            assert all(p.message.endswith("。") for p in reading.problems), name


@pytest.mark.parametrize("number", first_daily(9_000, 39_000))
def test_styles_without_end_cost_seconds_and_not_minutes(number, draft):
    alike = '<xf fontId="1"><alignment horizontal="left"/><protection/></xf>'
    unlike = "".join(alike.replace('"1"', f'"{n}"') for n in range(number))
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs>{unlike}</cellXfs></styleSheet>'
    start = process_time()
    with pytest.raises((UnsafeFile, WrongWorkbook)):
        read_workbook(changed(good(), {"xl/styles.xml": styles}), draft, "robots")
    assert process_time() - start < 10


def test_a_number_typed_over_a_computed_total_is_told(draft, clerk):
    content = entry_workbook(draft, "investment", clerk)
    record = read_record(opened(content)[SHEET].iter_rows(values_only=True))
    total = next(label for label in record.labels if label.text == COMPUTED)

    def type_over(book):
        book[total.sheet][total.at] = 999

    (problem,) = read_workbook(edited(content, type_over), draft, "investment").problems
    assert (problem.sheet, problem.at) == (total.sheet, total.at)
    assert "999" in problem.message and "計算" in problem.message


def test_values_that_nobody_sees_are_refused_where_they_change(draft, content):
    """Hidden rows, columns and sheets are told; what is hidden and unchanged disturbs nobody."""

    def hide(book, how, value=None):
        place = places(book)[COUNT]
        sheet = book[place.sheet]
        cell = sheet[place.value]
        if how == "row":
            sheet.row_dimensions[cell.row].hidden = True
        elif how == "column":
            sheet.column_dimensions[cell.column_letter].hidden = True
        elif how == "sheet":
            sheet.sheet_state = "hidden"
        cell.value = value or cell.value

    for how in ("row", "column", "sheet"):
        hidden = edited(content, partial(hide, how=how))
        unchanged = read_workbook(hidden, draft, "robots")
        assert (unchanged.problems, unchanged.entries) == ([], {}), how
        file = edited(content, partial(hide, how=how, value=99))
        (problem,) = read_workbook(file, draft, "robots").problems
        assert "隠れている" in problem.message and problem.ref == COUNT, how


def test_a_row_or_column_that_is_too_small_to_show_anything_is_hidden_too():
    hidden = Hidden()
    for xml in (
        '<row r="3" ht="0"/>',
        '<row r="4" ht="13.5"/>',
        '<row r="6" ht="2.25"/>',
        '<col min="2" max="3" width="0"/>',
        '<col min="6" max="6" width="0.25"/>',
    ):
        hidden.take(ElementTree.fromstring(xml))
    cells = ("E3", "E4", "E6", "C4", "D4", "F4")
    assert [hidden.where(at) for at in cells] == ["3行目", "", "6行目", "列", "", "列"]


def test_comments_that_people_wrote_are_told_and_ours_are_not(draft, content):
    assert read_workbook(content, draft, "robots").remarks == []

    def comment(book):
        place = places(book)[COUNT]
        book[place.sheet][place.value].comment = Comment("確認中です", "佐藤")

    (remark,) = read_workbook(edited(content, comment), draft, "robots").remarks
    assert "「確認中です」は取り込みません" in remark.message and remark.at


@pytest.mark.thorough
def test_what_stands_beside_the_cells_to_fill_in_is_told(draft, content):
    """Notes on the sheet, other sheets, and a value in the line of a cell of the table."""
    assert read_workbook(content, draft, "robots").remarks == []

    def write(book):
        place = places(book)[COUNT]
        sheet = book[place.sheet]
        line = next(c.row for row in sheet.iter_rows() for c in row if c.value == place.value)
        sheet.cell(line, sheet[place.status].column - 3).value = 55
        sheet["B60"] = "田中メモ"
        book.create_sheet("控え")["A1"] = 40
        book.copy_worksheet(book["第2表"])

    reading = read_workbook(edited(content, write), draft, "robots")
    (problem,) = reading.problems
    assert "「55」" in problem.message and "D6です" in problem.message
    remarks = [(r.sheet, r.at, r.message) for r in reading.remarks]
    assert ("第1表", "B60") in [(sheet, at) for sheet, at, _ in remarks]
    assert any("田中メモ" in message for _, _, message in remarks)
    assert {sheet for sheet, at, _ in remarks if not at} == {"控え", "第2表 Copy"}

    def write_much(book):
        for row in range(100, 130):
            book["第1表"].cell(row, 2).value = "メモ"

    many = read_workbook(edited(content, write_much), draft, "robots").remarks
    assert len(many) == 11 and "20か所" in many[-1].message


@pytest.mark.thorough
def test_a_line_added_to_our_comment_is_told(draft, content):
    def add(book, text, whole=False):
        place = places(book)[COUNT]
        cell = book[place.sheet][place.value]
        cell.comment = Comment(text if whole else f"{cell.comment.text}\n{text}", "佐藤")

    for whole in (False, True):
        file = edited(content, partial(add, text="単位は確認中", whole=whole))
        (remark,) = read_workbook(file, draft, "robots").remarks
        assert "「単位は確認中」は取り込みません" in remark.message
    file = edited(content, partial(add, text="単位：社で数えました", whole=True))
    assert len(read_workbook(file, draft, "robots").remarks) == 1


@pytest.mark.thorough
def test_a_reason_in_both_columns_is_one_reason(read):
    same, other, emptied = read.all(
        [
            {"value": "皆無", "status": "皆無"},
            {"value": "皆無", "status": "集計中"},
            {"value": "皆無", "status": None},
        ]
    )
    assert (same[0].status, same[1]) == ("nil", [])
    assert other[0] is None and "「皆無」と、選んだ理由「集計中」が違います" in other[1][0]
    assert (emptied[0].status, emptied[1]) == ("nil", [])


def test_a_text_that_excel_escaped_is_what_was_typed(read):
    (new, said), (other, nothing) = read.all([{"value": "640_x000D_"}, {"value": "_x0036_40"}])
    assert (new.value, said, other.value, nothing) == (640, [], 640, [])
