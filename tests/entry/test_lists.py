"""Lists of things entered as one table: what is saved, told, kept and refused."""

import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from international.models import Activity, ActivityFigure, ActivityGroup
from kanagawa.editions.publishing import publish
from kanagawa.staff.rows.fields import YearField
from robots.models import Robot
from tests.breadth import first_or_every
from tests.people import person, signed_in
from zones.models import ZoneMunicipality

pytestmark = pytest.mark.sample


@pytest.fixture
def web(clerk):
    return signed_in(clerk)


def url_of(edition, name="robots.robot"):
    return reverse("admin:entry_list", args=[edition.pk, name])


def form_of(response):
    """What a browser would send for the table that nobody touched."""
    form = BeautifulSoup(response.content, "html.parser").find("form", id="list-form")
    data = {}
    for field in form.find_all(["input", "select", "textarea"]):
        if field.get("type") in ("submit", "checkbox"):
            continue
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            data[field["name"]] = chosen["value"]
        else:
            text = field.get_text() if field.name == "textarea" else field.get("value", "")
            data[field["name"]] = text
    return data


def told(response):
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(tag.get_text(" ") for tag in page.select(".messagelist, .banner"))


def robots(edition):
    return Robot.objects.filter(edition=edition)


def test_many_new_rows_are_saved_at_once_with_keys_of_their_own(draft, web):
    before = robots(draft).count()
    data = form_of(web.get(url_of(draft) + "?new=18"))
    for number in range(18):
        data[f"new-{number}-name"] = f"新しいロボット{number}"
        data[f"new-{number}-commercialised_on"] = "R8.2"
    response = web.post(url_of(draft), data | {"reason": "照会の回答"}, follow=True)
    assert "18行を保存しました" in told(response)
    assert robots(draft).count() == before + 18
    assert len(set(robots(draft).values_list("key", flat=True))) == before + 18
    first = robots(draft).get(name="新しいロボット0")
    assert first.commercialised == "令和８年２月"
    assert first.history.first().history_change_reason == "照会の回答"
    order = robots(draft).filter(name__startswith="新しい").order_by("position", "id")
    assert [row.name for row in order] == [f"新しいロボット{n}" for n in range(18)]


def test_a_mistake_in_one_row_saves_nothing_names_the_cell_and_keeps_what_was_typed(draft, web):
    before = robots(draft).count()
    data = form_of(web.get(url_of(draft)))
    data |= {"new-0-name": "よいもの", "new-0-commercialised_on": "令和８年２月"}
    data |= {"new-1-name": "わるいもの", "new-1-commercialised_on": "いつか"}
    response = web.post(url_of(draft), data)
    assert robots(draft).count() == before
    assert "次の1か所" in told(response) and "商品化年月" in told(response)
    assert form_of(response)["new-0-name"] == "よいもの"
    assert form_of(response)["new-1-commercialised_on"] == "いつか"


@pytest.mark.thorough
def test_a_look_before_saving_tells_what_would_change_and_saves_nothing(draft, web):
    data = form_of(web.get(url_of(draft) + "?show=all"))
    was = data["known-0-name"]
    response = web.post(url_of(draft), data | {"known-0-name": "改名", "_preview": "1"})
    assert "まだ保存していません" in told(response)
    assert f"{was} → 改名" in told(response)
    assert not robots(draft).filter(name="改名").exists()
    web.post(url_of(draft), form_of(response))
    assert robots(draft).filter(name="改名").exists()


def test_more_empty_rows_keep_what_was_typed(draft, web):
    data = form_of(web.get(url_of(draft) + "?new=2")) | {"new-1-name": "途中", "_more": "1"}
    kept = form_of(web.post(url_of(draft), data))
    assert kept["new-1-name"] == "途中"
    assert kept["new-TOTAL_FORMS"] == "12"


def test_two_people_who_change_a_row_see_both_and_only_what_was_typed_is_saved(
    draft, web, colleague
):
    mine = form_of(web.get(url_of(draft) + "?show=all"))
    number, other = mine["known-0-name"], signed_in(colleague)
    theirs = form_of(other.get(url_of(draft) + "?show=all"))
    other.post(url_of(draft), theirs | {"known-0-name": "相手の名", "known-1-name": "残る名"})
    response = web.post(url_of(draft), mine | {"known-0-name": "私の名"})
    assert "colleague" in told(response) and "相手の名" in told(response)
    assert robots(draft).filter(name__in=[number, "私の名"]).count() == 0
    again = web.post(url_of(draft), form_of(response))
    assert again.status_code == 302
    assert robots(draft).filter(name__in=["私の名", "残る名"]).count() == 2


def a_result(draft) -> ActivityFigure:
    """The number of an event that was held; the sample may have none."""
    figure = ActivityFigure.objects.filter(edition=draft).first()
    ActivityFigure.objects.filter(pk=figure.pk).update(kind="actual", is_standing=False)
    held = date(figure.activity.fiscal_year or 2025, 6, 5)
    same = Activity.objects.filter(pk=figure.activity_id)
    same.update(state="held", start=held, end=None, precision="day", date_text="")
    return ActivityFigure.objects.get(pk=figure.pk)


def test_an_event_is_told_held_with_its_result_on_one_line(draft, web):
    figure = a_result(draft)
    event = figure.activity
    Activity.objects.filter(pk=event.pk).update(state="to_enter")
    ActivityFigure.objects.filter(pk=figure.pk).update(value=None, status="to_enter")
    page = url_of(draft, "international.activity")
    data = form_of(web.get(page + "?show=all"))
    line = next(n[:-3] for n, v in data.items() if n.startswith("known") and v == str(event.pk))
    result = next(n[:-3] for n, v in data.items() if n.startswith("result") and v == str(figure.pk))
    typed = {f"{line}-state": "held", f"{line}-place": "横浜", f"{result}-value": "８６"}
    response = web.post(page, data | typed, follow=True)
    assert "2行を保存しました" in told(response)
    event.refresh_from_db()
    figure.refresh_from_db()
    assert (event.state, event.place, figure.value, figure.status) == ("held", "横浜", 86, "value")


def test_last_years_events_are_proposals_until_they_are_taken_up(draft, web):
    page = url_of(draft, "international.activity")
    group = ActivityGroup.objects.filter(edition=draft).first()
    Activity.objects.create(
        edition=draft,
        key="spring-fair-2025",
        name="春の商談会 2025",
        part="expansion",
        group=group if (group.part, group.fiscal_year) == ("expansion", 2025) else None,
        fiscal_year=2025,
        kind="business_meeting",
        state="held",
        start="2025-04-01",
    )
    offered = BeautifulSoup(web.get(page).content, "html.parser").select("[name=proposal]")
    assert "spring-fair-2026" in [box["value"] for box in offered]
    there = Activity.objects.filter(edition=draft, name="春の商談会 2026")
    assert not there.exists()
    web.post(page, {"_take_up": "1", "proposal": ["spring-fair-2026", "unknown"]})
    assert there.get().state == "to_enter" and there.get().start is None
    assert 'value="spring-fair-2026"' not in web.get(page).content.decode()


def test_an_event_that_is_not_held_this_year_is_proposed_no_more(draft, web):
    page = url_of(draft, "international.activity")
    fair = {"edition": draft, "part": "expansion", "fiscal_year": 2025, "kind": "seminar"}
    for name in ("spring", "autumn"):
        Activity.objects.create(**fair, key=f"{name}-2025", name=f"{name} 2025", state="held")

    def offered(button):
        forms = BeautifulSoup(web.get(page).content, "html.parser").select("form.entry-more")
        boxes = [f.select("[name=proposal]") for f in forms if f.select(f"[name={button}]")]
        return {box["value"] for form in boxes for box in form}

    web.post(page, {"_drop": "1", "proposal": ["spring-2026", "unknown"]})
    assert "spring-2026" not in offered("_drop") and "autumn-2026" in offered("_drop")
    assert offered("_propose_again") == {"spring-2026"}
    assert "選んでください" in told(web.post(page, {"_drop": "1"}, follow=True))
    # Nor is one that was taken up and deleted again.
    taking = web.post(
        page, {"_take_up": "1", "proposal": ["autumn-2026", "spring-2026"]}, follow=True
    )
    assert "1行を加えました" in told(taking)
    taken = Activity.objects.filter(edition=draft, name__in=("spring 2026", "autumn 2026"))
    taken.get().delete()
    assert "autumn 2026" not in web.get(page).content.decode()
    web.post(page, {"_propose_again": "1", "proposal": "spring-2026"})
    assert "spring-2026" in offered("_drop") and not offered("_propose_again")


def test_a_new_event_takes_part_and_year_from_its_group(draft, web):
    page = url_of(draft, "international.activity")
    group = ActivityGroup.objects.filter(edition=draft).first()
    data = form_of(web.get(page))
    data |= {"new-0-name": "新しい催し", "new-0-kind": "seminar", "new-0-state": "to_enter"}
    assert "分類を選んでください" in told(web.post(page, data))
    assert web.post(page, data | {"new-0-group": group.pk}).status_code == 302
    row = Activity.objects.get(edition=draft, name="新しい催し")
    assert (row.part, row.fiscal_year) == (group.part, group.fiscal_year)


def test_the_code_of_a_municipality_is_read_as_typed_and_a_wrong_one_told(draft, web):
    page = url_of(draft, "zones.zonemunicipality")
    data = form_of(web.get(page + "?show=all"))
    response = web.post(page, data | {"known-0-area_code": "142050"})
    assert "最後の数字（検査数字）が合いません" in told(response)
    assert web.post(page, data | {"known-0-area_code": "１４２０５１"}).status_code == 302
    assert "142051" in ZoneMunicipality.objects.filter(edition=draft).values_list(
        "area_code", flat=True
    )


@first_or_every
def test_every_list_is_shown_and_untouched_changes_nothing(take, draft, web):
    lists = (
        "international.activity",
        "robots.robot",
        "zones.zonemunicipality",
        "zones.zoneevent",
        "zones.zoneplanmeasure",
        "zones.strategicproject",
    )
    for name in take(lists, type):
        page = url_of(draft, name)
        data = form_of(web.get(page + "?show=all"))
        assert int(data["known-TOTAL_FORMS"]) >= 1, name
        assert "変更はありませんでした" in told(web.post(page, data, follow=True)), name


def test_who_may_only_look_gets_no_inputs_and_another_section_nothing(draft, published, web):
    viewer, other = signed_in(person("viewer", "robots")), signed_in(person("editor", "zones"))
    for client, edition in ((viewer, draft), (web, published)):
        response = client.get(url_of(edition) + "?show=all")
        page = BeautifulSoup(response.content, "html.parser")
        assert "変更できません" in told(response)
        assert page.select("#list-form input[type=text], #list-form select") == []
        assert robots(edition).first().name in page.get_text()
    assert viewer.post(url_of(draft), {}).status_code == 403
    assert other.get(url_of(draft)).status_code == 403
    assert web.get(url_of(draft, "robots.plan")).status_code == 404
    assert web.get(url_of(draft, "robots.measure")).status_code == 404


def test_an_edition_published_meanwhile_changes_nothing(draft, web):
    data = form_of(web.get(url_of(draft))) | {
        "new-0-name": "遅れた",
        "new-0-commercialised_on": "R8.2",
    }
    publish(edition=draft)
    assert "公開済み" in told(web.post(url_of(draft), data))
    assert not robots(draft).filter(name="遅れた").exists()


@first_or_every
def test_a_crafted_form_gets_no_server_error(take, draft, web):
    row = ZoneMunicipality.objects.filter(edition=draft).first()
    whole = form_of(web.get(url_of(draft) + "?show=all"))
    crafted = (
        {},
        {"known-TOTAL_FORMS": "x"},
        whole | {"new-TOTAL_FORMS": "1000000"},
        whole | {"new-TOTAL_FORMS": "-1", "_more": "1"},
        whole | {"new-INITIAL_FORMS": "9"},
        whole | {"known-0-id": str(row.pk)},
        whole | {"known-0-id": "x\0", "known-0-name": "\0"},
        whole | {"reason": "長" * 300},
        {"_take_up": "1", "proposal": "\0"},
        {"_drop": "1", "proposal": "\0"},
        {"_propose_again": "1"},
    )
    for data in take(crafted, lambda data: (len(data) > 2, "proposal" in data)):
        assert web.post(url_of(draft), data).status_code in (200, 302, 409)
    for query in take(("?new=9999999", "?new=-1", "?new=４", "?show=x"), type):
        assert web.get(url_of(draft) + query).status_code == 200


def opened(web, edition, name="robots.robot"):
    answer = web.get(reverse("admin:entry_list_workbook", args=[edition.pk, name]))
    return load_workbook(io.BytesIO(answer.content))


def uploaded(web, edition, book, name="robots.robot"):
    file = io.BytesIO()
    book.save(file)
    sent = {"_upload": "1", "file": SimpleUploadedFile("一覧.xlsx", file.getvalue())}
    return web.post(url_of(edition, name), sent, follow=True)


def test_a_list_goes_out_as_a_workbook_and_comes_back_to_be_looked_at(draft, web):
    book = opened(web, draft)
    sheet = book["一覧"]
    was, last = sheet["B4"].value, robots(draft).count() + 4
    sheet["B4"] = "Excelで改名"
    sheet.cell(last, 2, "Excelで追加")
    sheet.cell(last, 3, "令和８年２月")
    assert not sheet.cell(last, 2).protection.locked and sheet["A4"].protection.locked
    response = uploaded(web, draft, book)
    assert "次の2行が変わります" in told(response) and f"{was} → Excelで改名" in told(response)
    assert not robots(draft).filter(name__startswith="Excelで").exists()
    web.post(url_of(draft), form_of(response))
    assert robots(draft).filter(name__startswith="Excelで").count() == 2
    again = uploaded(web, draft, book)
    assert "Excelで改名 → " not in told(again)


def test_every_list_comes_back_from_its_workbook_unchanged(draft, web):
    for name in ("international.activity", "zones.zonemunicipality", "zones.strategicproject"):
        response = uploaded(web, draft, opened(web, draft, name), name)
        assert "変わるものはありません" in told(response), (name, told(response))


@pytest.mark.thorough
def test_results_are_typed_beside_their_event_in_the_workbook(draft, web):
    figure = a_result(draft)
    book = opened(web, draft, "international.activity")
    for row in book["一覧"].iter_rows(min_row=4):
        if row[0].value == figure.activity.key:
            value = next(n for n, c in enumerate(row) if c.value == figure.label) + 1
            row[value].value = 4321
    response = uploaded(web, draft, book, "international.activity")
    assert "4321" in told(response)


@pytest.mark.thorough
def test_a_file_of_another_list_or_a_broken_one_is_refused_in_words(draft, web):
    municipalities = opened(web, draft, "zones.zonemunicipality")
    assert "この一覧のExcelではありません" in told(uploaded(web, draft, municipalities))
    moved = opened(web, draft)
    moved["一覧"]["B3"] = "別の見出し"
    assert "見出しが変わっています" in told(uploaded(web, draft, moved))
    formula = opened(web, draft)
    formula["一覧"]["B4"] = "=1+1"
    assert "数式" in told(uploaded(web, draft, formula))
    far = opened(web, draft)
    far["一覧"]["B900000"] = "遠い行"
    assert "行が多すぎます" in told(uploaded(web, draft, far))
    broken = {"_upload": "1", "file": SimpleUploadedFile("x.xlsx", b"PK")}
    for data in (broken, {"_upload": "1"}):
        response = web.post(url_of(draft), data, follow=True)
        assert response.status_code == 200 and told(response)


def test_what_a_list_in_excel_has_besides_is_told_and_marks_and_copied_rows_are_refused(draft, web):
    name = "zones.strategicproject"  # a short list

    def of(edit):
        book = opened(web, draft, name)
        edit(book["一覧"], book)
        return told(uploaded(web, draft, book, name))

    def strike(sheet, book):
        sheet["B4"].font = Font(strike=True)

    def copy_a_row(sheet, book):
        empty = next(row for row in range(4, 99) if not sheet.cell(row, 1).value)
        for column in range(1, 4):
            sheet.cell(empty, column).value = sheet.cell(4, column).value

    def write_beside_and_delete(sheet, book):
        sheet.delete_rows(4)
        sheet["Z4"] = "脇のメモ"
        sheet["B5"].comment = Comment("確認中", "佐藤")
        book.create_sheet("控え")["A1"] = "x"

    assert "B4：取消線" in of(strike)
    assert "4行目と" in of(copy_a_row)
    remarks = of(write_beside_and_delete)
    for words in ("Z4の「脇のメモ」", "B5のコメント「確認中」", "「控え」", "ファイルにない1行"):
        assert words in remarks
    assert "変わるものはありません" in remarks


def test_what_was_typed_in_a_list_where_nobody_sees_it_is_refused(draft, web):
    def of(edit):
        book = opened(web, draft)
        edit(book["一覧"], robots(draft).count() + 4)
        return told(uploaded(web, draft, book))

    def hide_rows(sheet, empty):
        for row in range(4, empty + 1):
            sheet.row_dimensions[row].hidden = True

    def rename_in_a_hidden_row(sheet, empty):
        sheet["B4"] = "隠れた改名"
        sheet.row_dimensions[4].hidden = True

    def add_in_a_hidden_row(sheet, empty):
        sheet.cell(empty, 2, "隠れた行")
        hide_rows(sheet, empty)

    def empty_a_hidden_column(sheet, empty):
        sheet["B4"] = None
        sheet.column_dimensions["B"].hidden = True

    def hide_the_sheet(sheet, empty):
        sheet["B4"] = "隠れた改名"
        sheet.sheet_state = "hidden"
        sheet.parent.active = sheet.parent.create_sheet("控え")

    assert "変わるものはありません" in of(hide_rows)
    assert "B4：隠れている4行目" in of(rename_in_a_hidden_row)
    assert "隠れている" in of(add_in_a_hidden_row)
    assert "B4：隠れている列" in of(empty_a_hidden_column)
    assert "B4：隠れているシート" in of(hide_the_sheet)


def test_a_month_takes_no_day_and_a_year_no_bare_number(draft, web):
    data = form_of(web.get(url_of(draft)))
    data |= {"new-0-name": "新しいロボット", "new-0-commercialised_on": "令和８年２月15日"}
    assert "日があります" in problems(web.post(url_of(draft), data))
    assert not robots(draft).filter(name="新しいロボット").exists()
    with pytest.raises(ValidationError, match="元号がありません"):
        YearField().clean("8")


def problems(response):
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(tag.get_text(" ") for tag in page.find_all(class_=True))
