"""An edited copy of our Word: unchanged it says nothing, edited it says what and where."""

import io
import re
import zipfile
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from docx import Document

from kanagawa.editions.content import LiveContent
from kanagawa.editions.models import Node, NodeKind
from kanagawa.editions.references import References, references_in
from kanagawa.editions.row_hashes import row_hashes
from kanagawa.editions.rows import EditionRows, row_models
from kanagawa.entry.unsafe_files import UnsafeFile
from kanagawa.entry.word_reading import read_word
from kanagawa.entry.word_text import compare_word, with_references
from kanagawa.reports.writers.docx import docx
from kanagawa.reports.writers.paper import Paper
from tests.people import person, signed_in

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_of(edition):
    content = LiveContent(EditionRows(edition))
    return docx(Paper("題", "神奈川県", content.blocks, content.tables, contents=True))


def edited(content, edit):
    document = Document(io.BytesIO(content))
    edit(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def rewritten(content, change, name="word/document.xml"):
    """The package with the text of one part changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for member in old.namelist():
            part = old.read(member)
            new.writestr(member, change(part.decode()).encode() if member == name else part)
    return buffer.getvalue()


def paragraph_of(document, text):
    return next(p for p in document.paragraphs if text in p.text)


def say(paragraph, text):
    for run in paragraph.runs[1:]:
        run._r.getparent().remove(run._r)
    paragraph.runs[0].text = text


def quoting(edition):
    """A text of one line that refers to a number, with what it prints."""
    content = LiveContent(EditionRows(edition))
    for node in content.rows.of(Node):
        references = list(references_in(node.text))
        if node.kind == NodeKind.PARAGRAPH and references and "\n" not in node.text:
            printed = content.references.resolve(references[0].notation)
            if printed[0].isdecimal():
                return node, content.references.resolve(node.text), printed
    raise AssertionError("no text quotes a number")


def test_the_report_read_back_unchanged_says_nothing(draft):
    word_changes = compare_word(draft, read_word(word_of(draft)))
    assert word_changes.is_empty and not word_changes.absent and not word_changes.remarks


@pytest.mark.thorough
def test_a_section_alone_says_nothing_of_the_others(draft):
    content = LiveContent(EditionRows(draft))
    blocks = [block for block in content.blocks if block.section == "robots"]
    file = docx(Paper("題", "神奈川県", blocks, content.tables))
    word_changes = compare_word(draft, read_word(file))
    assert word_changes.is_empty
    assert word_changes.absent == ["programs", "investment", "international", "zones"]


def run(text, marks=""):
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


CHOICE = "<mc:AlternateContent xmlns:mc='x'><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback>"
# What Word holds beside plain letters, and what is said of the line ("": it is as before).
PICTURE = "<w:r><w:drawing><pic:pic xmlns:pic='pic'/></w:drawing></w:r>"
SEEN_OTHERWISE = (
    ('<w:sym w:font="Wingdings" w:char="F0FC"/>', "記号のフォント"),
    ("<m:oMath xmlns:m='m'><m:r><m:t>12</m:t></m:r></m:oMath>", "数式"),
    ("<w:r><w:instrText> EQ \\o\\ac(○,秘)</w:instrText></w:r>", "ルビや囲い文字"),
    ("<w:r><w:object/></w:r>", "埋め込まれたもの"),
    (run("2", '<w:vertAlign w:val="superscript"/>'), "上付き"),
    (run("9", "<w:strike/>"), "取消線"),
    (run("9", '<w:color w:val="FFFFFF"/>'), "見えない文字"),
    (run("9", '<w:sz w:val="2"/>'), "見えない文字"),
    (run("9", '<w:rStyle w:val="GoneChar"/>'), "取消線"),
    (run("ü", '<w:rFonts w:ascii="Wingdings"/>'), "記号のフォント"),
    (run("\ue000"), "外字"),
    (run("｛robots.fact/indicators｝"), "参照の書き方"),
    (run("robots.fact/indicators"), "参照の書き方"),
    ("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt>", ""),
    ("<w:r><w:softHyphen/></w:r>", ""),
    ("<w:r><w:drawing><w:txbxContent><w:p>%s</w:p></w:txbxContent></w:drawing></w:r>", ""),
)


@pytest.mark.sample
def test_what_letters_do_not_say_is_told_at_its_line(draft):
    content = LiveContent(EditionRows(draft))
    node = next(n for n in content.rows.of(Node) if n.kind == "paragraph" and "{" not in n.text)
    text, word = node.text.splitlines()[0], word_of(draft)
    line = f'<w:t xml:space="preserve">{text}</w:t></w:r>'
    gone = (
        '<w:style w:styleId="Gone"><w:rPr><w:dstrike/></w:rPr></w:style>'
        '<w:style w:styleId="GoneChar"><w:basedOn w:val="Gone"/></w:style></w:styles>'
    )
    word = rewritten(word, lambda part: part.replace("</w:styles>", gone), "word/styles.xml")

    def changed(inner):
        def change(part):
            assert part.count(line) == 1
            return part.replace(line, inner)

        return compare_word(draft, read_word(rewritten(word, change)))

    assert "図や写真は取り込みません。" in changed(line + PICTURE).remarks
    for inner, why in SEEN_OTHERWISE:
        word_changes = changed(line + inner.replace("%s", run("ここに入力")))
        assert not word_changes.changes and [why in remark.why for remark in word_changes.told] == [
            True
        ] * bool(why), inner
    choice = CHOICE.format(f"<w:t>{text}</w:t>", f"<w:t>{text}</w:t>") + "</mc:AlternateContent>"
    assert changed(f"{choice}</w:r>").is_empty
    for places in ((6,), (2,), (6, 12)):
        pieces = [text[i:j] for i, j in pairwise((0, *places, len(text)))]
        cut = changed(
            f"<w:t>{pieces[0]}</w:t></w:r>" + "".join(f"</w:p><w:p>{run(p)}" for p in pieces[1:])
        )
        assert [c.new.startswith("\n".join(pieces)) for c in cut.changes] == [True], places
        assert not cut.told


@pytest.mark.sample
def test_a_changed_sentence_keeps_its_reference_and_a_changed_number_loses_it(draft):
    node, printed, number = quoting(draft)
    file = edited(word_of(draft), lambda d: say(paragraph_of(d, printed), f"まず、{printed}以上。"))
    (change,) = compare_word(draft, read_word(file)).changes
    assert (change.ref, change.field) == (node.ref, "text")
    assert (change.after, change.lost) == (f"まず、{node.text}以上。", ())
    other = printed.replace(number, f"1{number}", 1)
    file = edited(word_of(draft), lambda d: say(paragraph_of(d, printed), other))
    (change,) = compare_word(draft, read_word(file)).changes
    assert change.lost and number in change.lost[0]
    assert change.new == other


@pytest.mark.sample
def test_paragraphs_come_and_go_within_a_text(draft):
    node, _, _ = quoting(draft)
    node.text += "\n次の段落。"
    node.save()

    def edit(document):
        second = paragraph_of(document, "次の段落。")
        second.insert_paragraph_before("間の段落。", style="Normal")
        second._p.getparent().remove(second._p)

    (change,) = compare_word(draft, read_word(edited(word_of(draft), edit))).changes
    assert change.after == node.text.replace("次の段落。", "間の段落。")


@pytest.mark.sample
def test_a_new_heading_is_told_with_what_stands_under_it(draft):
    _, printed, _ = quoting(draft)

    def edit(document):
        behind = paragraph_of(document, printed)._p.getnext()
        for text, style in (("ｚ　新しい見出し", "Heading 5"), ("その下の文。", "Normal")):
            behind.addprevious(document.add_paragraph(text, style=style)._p)

    word_changes = compare_word(draft, read_word(edited(word_of(draft), edit)))
    assert word_changes.changes == []
    assert [remark.new for remark in word_changes.told] == ["ｚ　新しい見出し", "その下の文。"]


@pytest.mark.sample
def test_a_list_of_figures_at_the_end_is_no_end_of_a_cover(draft):
    code = "<w:p><w:r><w:instrText> TOC \\c 図 </w:instrText></w:r></w:p><w:sectPr"
    head, end = "<w:p><w:pPr><w:outlineLvl w:val='1'/></w:pPr>", "</w:p>"
    file = rewritten(
        word_of(draft), lambda xml: xml.replace("<w:sectPr", head + run("図の一覧") + end + code)
    )
    word_changes = compare_word(draft, read_word(file))
    assert not word_changes.changes and not word_changes.absent
    assert [(remark.new, "見出し" in remark.why) for remark in word_changes.told] == [
        ("図の一覧", True)
    ]


@pytest.mark.sample
def test_rows_in_a_field_are_rows_and_a_struck_cell_is_told(draft):
    row = re.compile("<w:tr>.*?</w:tr>", re.DOTALL)
    held = r"<w:sdt><w:sdtContent>\g<0></w:sdtContent></w:sdt>"
    file = rewritten(word_of(draft), lambda xml: row.sub(held, xml))
    assert compare_word(draft, read_word(file)).is_empty

    def strike(document):
        cells = (cell for table in document.tables for cell in table._cells)
        next(cell for cell in cells if cell.text.strip()).paragraphs[0].runs[0].font.strike = True

    word_changes = compare_word(draft, read_word(edited(word_of(draft), strike)))
    assert ["取消線" in told.why for told in word_changes.cells] == [True]


@pytest.mark.sample
def test_a_cell_is_told_with_the_way_to_it_and_nothing_of_it_is_taken(draft):
    def edit(document):
        for table in document.tables:
            for cell in (cell for row in table.rows for cell in row.cells):
                if re.fullmatch(r"[0-9,]+件", cell.text):
                    say(cell.paragraphs[0], "987654件")
                    return

    word_changes = compare_word(draft, read_word(edited(word_of(draft), edit)))
    (told,) = word_changes.cells
    assert (told.new, word_changes.changes) == ("987654件", [])
    assert told.ref


@pytest.mark.sample
def test_what_is_made_of_several_fields_is_told(draft):
    content = LiveContent(EditionRows(draft))
    entry = next(block for block in content.blocks if block.kind == "entry")
    file = edited(word_of(draft), lambda d: say(paragraph_of(d, entry.text), "９　別のロボット"))
    word_changes = compare_word(draft, read_word(file))
    assert [(remark.ref, remark.new) for remark in word_changes.told] == [
        (entry.record, "９　別のロボット")
    ]
    assert "登録の画面" in word_changes.told[0].why


@pytest.mark.sample
def test_tracked_changes_are_read_as_accepted_and_struck_text_is_not_guessed(draft):
    _, printed, _ = quoting(draft)
    run = f'<w:t xml:space="preserve">{printed}</w:t>'
    deleted = run.replace("w:t", "w:delText")
    tracked = (
        f'</w:r><w:del w:id="1" w:author="x"><w:r>{deleted}</w:r></w:del>'
        '<w:ins w:id="2" w:author="x"><w:r><w:t>直した文。</w:t></w:r></w:ins><w:r>'
    )
    file = rewritten(word_of(draft), lambda xml: xml.replace(run, tracked))
    word_changes = compare_word(draft, read_word(file))
    assert [change.after for change in word_changes.changes] == ["直した文。"]
    assert "承諾したもの" in word_changes.remarks[0]
    struck = f"<w:rPr><w:strike/></w:rPr>{run}"
    file = rewritten(word_of(draft), lambda xml: xml.replace(run, struck))
    word_changes = compare_word(draft, read_word(file))
    assert not word_changes.changes
    assert ["取消線" in remark.why for remark in word_changes.told] == [True]


@pytest.mark.parametrize(
    ("source", "new", "after"),
    [
        ("全{a/b}件", "全142件", "全{a/b}件"),
        ("全{a/b}件", "全1142件", "全1142件"),
        ("全{a/b}件", "合わせて142件です", "合わせて{a/b}件です"),
        ("{a/b}と{a/b|period}", "令和７年度は142", "{a/b|period}は142"),
        ("{a/b}", "", ""),
    ],
)
def test_references_stay_where_their_print_does(source, new, after):
    references = References({"a/b": ("142", "", "令和７年度")})
    assert with_references(source, new, references) == after


def zipped(packed=True, **members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED if packed else 0) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


DOCTYPE = '<!DOCTYPE w [<!ENTITY a "aaaa">]><w:document xmlns:w="w"><w:body/></w:document>'
LONG = (
    f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>'
)
# Paragraphs that a deleted mark joins to one that has no end.
JOINED = (
    f'<w:document xmlns:w="{W}"><w:body>'
    + "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>あいうえお</w:t></w:r></w:p>" * 4_001
    + "</w:body></w:document>"
)


def test_a_hostile_or_other_file_is_refused_with_what_to_do(tmp_path):
    for content, words in (
        (b"", "空です"),
        (b"PK\x03\x04 broken", "壊れている"),
        (b"\xd0\xcf\x11\xe0 old", "古い形式"),
        (b"%PDF-1.7", "PDFは読めません"),
        (b"hello", "文字だけのファイル"),
        (b"PK" + b"x" * 6 * 2**20, "大きすぎます"),
        (zipped(xl__workbook_xml="<a/>"), "Excelのブックは読めません"),
        (zipped(content_xml="<a/>"), "OpenDocument"),
        (zipped(other_xml="<a/>"), "展開"),
        (zipped(word__document_xml="<a"), "壊れている"),
        (zipped(word__document_xml="<a/>"), "本文がありません"),
        (zipped(word__document_xml=" " * 40 * 2**20), "不自然に大きく"),
        (zipped(False, word__document_xml=f"<a>{'<b/>' * 900_000}</a>"), "大きすぎます"),
        (zipped(word__document_xml="<a>" * 3_000), "入れ子"),
        (zipped(word__document_xml="<a" + "".join(f' a{n}=""' for n in range(201)) + "/>"), "属性"),
        (zipped(word__document_xml=DOCTYPE), "DOCTYPE"),
        (zipped(word__document_xml=LONG % ("あ" * 20_001)), "段落"),
        (zipped(word__document_xml=JOINED), "段落"),
        (zipped(word__document_xml="<a/>", word__vbaProject_bin="x"), "マクロ"),
    ):
        with pytest.raises(UnsafeFile, match=words):
            read_word(content)


@pytest.mark.sample
def test_a_file_of_another_report_is_refused(draft):
    other = docx(Paper("別", "県", [], {}))
    file = edited(other, lambda document: document.add_paragraph("まったく別の文"))
    with pytest.raises(UnsafeFile, match="同じ文が見つかりません"):
        compare_word(draft, read_word(file))


def post(client, draft, content):
    url = reverse("admin:import_text", args=[draft.pk])
    return client.post(url, {"file": SimpleUploadedFile("a.docx", content)})


def sent(page):
    form = BeautifulSoup(page.content, "html.parser").find("form", id="apply-form")
    data = {field["name"]: field["value"] for field in form.select("input[name]")}
    return {**data, "take": [box["value"] for box in form.select("input[name=take]")]}


@pytest.mark.sample
def test_staff_look_choose_and_take(draft):
    node, printed, _ = quoting(draft)
    own = signed_in(person("editor", node.section))
    other = next(s for s in ("zones", "robots") if s != node.section)
    file = edited(word_of(draft), lambda d: say(paragraph_of(d, printed), f"{printed}以上。"))
    before = row_hashes(draft.pk, row_models())
    page = post(own, draft, file)
    assert row_hashes(draft.pk, row_models()) == before
    stranger = post(signed_in(person("editor", other)), draft, file)
    assert 'id="apply-form"' not in stranger.text and "この節の担当者" in stranger.text
    url = reverse("admin:import_text", args=[draft.pk])
    forged = signed_in(person("editor", other)).post(url, sent(page))
    assert forged.status_code == 403
    assert own.post(url, {**sent(page), "take": []}).status_code == 302
    assert row_hashes(draft.pk, row_models()) == before
    own.post(url, sent(page))
    node.refresh_from_db()
    assert node.text.endswith("以上。") and "{" in node.text
    assert node.history.first().history_change_reason == "Wordの文を取り込み"
    again = own.post(url, sent(page), follow=True)
    assert "文が変わりました" in again.text
    assert "違いはありません" in post(own, draft, word_of(draft)).text
    refused = post(own, draft, b"hello")
    assert "文字だけのファイル" in refused.text and "報告書のWord" in refused.text


@pytest.mark.sample
def test_a_published_edition_takes_nothing(published, draft):
    page = post(signed_in(person("editor")), published, word_of(draft))
    assert page.status_code == 409
    assert "公開済み" in page.text


@pytest.mark.thorough
@pytest.mark.sample
def test_the_command_tells_the_same(draft, tmp_path, capsys):
    node, printed, _ = quoting(draft)
    file = tmp_path / "a.docx"
    file.write_bytes(edited(word_of(draft), lambda d: say(paragraph_of(d, printed), "別の文。")))
    call_command("import_text", draft.slug, str(file))
    out = capsys.readouterr().out
    assert node.ref in out and "取り込める文 1件" in out and "参照が文字になります" in out
    for edition, name in (("2025-1", file), ("1999-1", file), (draft.slug, tmp_path / "none")):
        with pytest.raises(CommandError):
            call_command("import_text", edition, str(name))
