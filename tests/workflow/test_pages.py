"""The review in the browser: what each person sees, sends and is told."""

import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from kanagawa.workflow import evidence
from kanagawa.workflow.models import Act, Evidence, Release
from kanagawa.workflow.new_facts import settle_register
from kanagawa.workflow.parts import in_url, parts
from robots.models import Robot
from tests.people import person, signed_in

from .acts import approve_all, state, submit

pytestmark = pytest.mark.sample


def url_of(edition, section=None) -> str:
    if section is None:
        return reverse("admin:review", args=[edition.pk])
    return reverse("admin:review_section", args=[edition.pk, in_url(section)])


def forms(page: Any) -> dict[str, dict[str, str]]:
    """What a browser would send for each form of the page, by its act."""
    by_name = {}
    for form in BeautifulSoup(page.content, "html.parser").select("main form"):
        data = {f["name"]: _value(f) for f in form.select("input[name], textarea, select")}
        by_name[data["act"]] = data
    return by_name


def _value(field: Any) -> str:
    if field.name == "select":
        return (field.find("option", selected=True) or field.find("option"))["value"]
    return field.text.strip() if field.name == "textarea" else field.get("value", "")


def told(page: Any) -> str:
    soup = BeautifulSoup(page.content, "html.parser")
    return "\n".join(e.get_text(" ", strip=True) for e in soup.select(".messagelist, .errorlist"))


def take(client, url: str, act: str, page: Any = None, **typed: Any) -> Any:
    """Open the page (or be on it) and send the form of an act with what is typed into it."""
    data = forms(page or client.get(url))[act] | typed
    return client.post(url, data, follow=True)


def rename(edition, name: str, user=None) -> Robot:
    robot = Robot.objects.filter(edition=edition).first()
    robot.name = name
    robot._history_user = user
    robot.save()
    return robot


@pytest.mark.thorough
def test_a_part_goes_from_entering_to_public_by_the_pages_alone(draft, office):
    editor, approver = (signed_in(who["robots"]) for who in (office.editors, office.approvers))
    rename(draft, "改めた名称", office.editors["robots"])
    url = url_of(draft, "robots")
    assert set(forms(approver.get(url))) == {"look", "remark"}
    page = take(editor, url, "submit")
    assert "提出しました" in told(page)
    assert "withdraw" in forms(page)
    page = take(approver, url, "remark", text="出典は？")
    assert "指摘を書きました" in told(page)
    assert "差し戻しました" in told(take(approver, url, "return", page))
    page = take(editor, url, "submit")
    assert "回答のない指摘が1件" in told(page)
    page = take(editor, url, "answer", page, text="県調べです。")
    assert "回答しました" in told(page)
    assert "提出しました" in told(take(editor, url, "submit", page, reason="直しました。"))
    assert "承認しました" in told(take(approver, url, "approve", reason="確認済み"))
    assert state(draft, "robots").is_approved


def test_the_sheet_shows_old_new_who_and_leads_to_the_place(draft, office):
    old = Robot.objects.filter(edition=draft).first().name
    robot = rename(draft, "改めた名称", office.editors["robots"])
    page = signed_in(office.approvers["robots"]).get(url_of(draft, "robots"))
    # It is printed twice, in the list of the paper and in the table of all robots: told once.
    (line,) = soup(page).select("#published .decided tbody")
    old_text, new_text = (line.select_one(name).text.strip() for name in (".old", ".new"))
    assert old in old_text and "改めた名称" in new_text
    assert "robots-editor" in line.text
    assert reverse("admin:open_place", args=[draft.pk, robot.ref]) in page.text


def soup(page) -> BeautifulSoup:
    return BeautifulSoup(page.content, "html.parser")


def test_after_a_look_only_what_changed_since_is_shown_as_new(draft, office):
    client, url = signed_in(office.approvers["robots"]), url_of(draft, "robots")
    rename(draft, "はじめの変更")
    assert soup(client.get(url)).select_one("#look") is None
    assert "ここまで見た" in told(take(client, url, "look"))
    assert not soup(client.get(url)).select("#look tbody tr")
    rename(draft, "あとの変更")
    since = soup(client.get(url)).select_one("#look").get_text()
    assert "はじめの変更" in since
    assert "あとの変更" in since
    assert "あとの変更" in soup(client.get(url)).select_one("#published").get_text()
    other = signed_in(office.publisher).get(url)
    assert soup(other).select_one("#look") is None


def test_a_change_after_the_approval_is_shown_to_everybody(draft, office):
    approve_all(draft, office)
    submit_page = signed_in(office.viewer).get(url_of(draft))
    assert submit_page.text.count("承認済み") >= len(parts())
    client = signed_in(office.approvers["zones"])
    rename(draft, "承認前")
    submit(draft, "robots", office.editors["robots"])
    approver = signed_in(office.approvers["robots"])
    take(approver, url_of(draft, "robots"), "approve", reason="確認済み")
    rename(draft, "承認後")
    assert "承認後に変更あり" in client.get(url_of(draft)).text
    html = soup(signed_in(office.viewer).get(url_of(draft, "robots")))
    assert "承認前" in html.select_one("#decision").get_text()
    assert "承認後" in html.select_one("#decision").get_text()


def test_a_stale_form_is_told_so_and_keeps_what_was_typed(draft, office):
    submit(draft, "robots", office.editors["robots"])
    client, url = signed_in(office.approvers["robots"]), url_of(draft, "robots")
    sent = forms(client.get(url))["return"] | {"reason": "この件数を確かめてください。"}
    rename(draft, "そのあいだの変更")
    answer = client.post(url, sent)
    assert answer.status_code == 409
    assert "内容が変更されました" in told(answer)
    assert "return" not in forms(answer)  # it is not submitted any more
    submit(draft, "robots", office.editors["robots"])
    answer = client.post(url, sent)
    assert answer.status_code == 409
    kept = forms(answer)["return"]
    assert kept["reason"] == "この件数を確かめてください。"
    assert "差し戻しました" in told(client.post(url, kept, follow=True))
    assert draft.decisions.filter(act=Act.RETURNED).count() == 1


def test_who_entered_is_told_why_he_may_not_approve(draft, office):
    rename(draft, "自分の入力", office.approvers["robots"])
    submit(draft, "robots", office.editors["robots"])
    client, url = signed_in(office.approvers["robots"]), url_of(draft, "robots")
    page = client.get(url)
    assert "approve" not in forms(page)
    assert "ご自分が入力した節は承認できません" in page.text
    forged = forms(page)["return"] | {"act": "approve", "reason": "代決"}
    answer = client.post(url, forged)
    assert answer.status_code == 403
    assert "ご自分が入力した" in told(answer)


def test_a_deputy_is_told_what_it_means_and_everybody_sees_it_ever_after(draft, office):
    submit(draft, "robots", office.editors["robots"])
    client, url = signed_in(office.approvers["zones"]), url_of(draft, "robots")
    assert "代決になります" in client.get(url).text
    assert "代決のときは理由" in told(take(client, url, "approve"))
    assert "（代決）" in told(take(client, url, "approve", reason="課長が出張のため"))
    edition_page = reverse("admin:editions_edition_change", args=[draft.pk])
    for place in (url_of(draft), url, edition_page):
        page = signed_in(office.viewer).get(place).text
        assert "代決" in page
        assert "課長が出張のため" in page


@pytest.mark.parametrize(
    ("is_public", "every"),
    [(True, False), pytest.param(False, True, marks=pytest.mark.thorough)],
)
def test_every_address_asks_who_may(is_public, every, draft, office):
    file = Evidence.objects.create(
        edition=draft,
        section="robots",
        name="a.pdf",
        content=b"x",
        size=1,
        sha256="",
        by=office.editors["robots"],
    )
    sheet = reverse("admin:review_sheet", args=[draft.pk, "robots", "xlsx"])
    urls = [url_of(draft, "robots"), sheet, reverse("admin:evidence", args=[draft.pk, file.pk])]
    if is_public:
        from kanagawa.editions.publishing import publish

        publish(edition=draft)
    # An approver of another section may have to decide as a deputy, so he may look.
    allowed = {office.editors["robots"], *office.approvers.values(), office.superuser}
    allowed |= {office.publisher, office.administrator, office.viewer}
    some = (office.stranger, office.editors["zones"], office.approvers["zones"])
    for user in office.everybody() if every else some:
        client = signed_in(user)
        answers = {client.get(url).status_code for url in urls}
        assert answers <= ({200, 302, 404} if user in allowed else {403}), user
        assert (client.get(url_of(draft)).status_code == 200) == (user != office.stranger)
        for act in ("submit", "approve", "evidence", "nonsense", ""):
            if user not in allowed:
                assert client.post(urls[0], {"act": act}).status_code == 403


def test_what_is_not_there_is_no_error(draft, office):
    client = signed_in(office.superuser)
    for name, args in {
        "review": [987654],
        "review_section": [draft.pk, "nonsense"],
        "review_sheet": [987654, "robots", "xlsx"],
        "evidence": [draft.pk, 987654],
    }.items():
        assert client.get(reverse(f"admin:{name}", args=args)).status_code == 404
    assert client.get(url_of(draft, "robots"), {"at": "nonsense/"}).status_code == 200
    for data in ({}, {"act": "x"}, {"act": "release"}):
        assert client.post(url_of(draft, "robots"), data).status_code == 403
    for act in ("submit", "look", "remark", "evidence"):  # a form of each kind
        answer = client.post(url_of(draft, "robots"), {"act": act, "number": "9" * 30})
        assert answer.status_code in (200, 409), act
    huge = {"act": "answer", "remark": "9" * 30, "text": "回答"}
    assert "指摘はありません" in told(client.post(url_of(draft, "robots"), huge))


def upload(client, draft, form: dict[str, Any], name: str, content: bytes, **typed):
    data = form | typed | {"file": SimpleUploadedFile(name, content)}
    return client.post(url_of(draft, "robots"), data, follow=True)


def test_a_file_is_kept_pinned_handed_out_as_a_download_and_removed(draft, office):
    editor = signed_in(office.editors["robots"])
    robot = rename(draft, "改", office.editors["robots"])
    page = editor.get(url_of(draft, "robots"), {"at": robot.ref})
    data = forms(page)["evidence"]
    assert data["ref"] == robot.ref
    data["file"] = SimpleUploadedFile("../調査 結果\x07.PDF", b"%PDF-1.7")
    assert "登録しました" in told(editor.post(url_of(draft, "robots"), data, follow=True))
    [file] = draft.evidence.all()
    assert (file.name, file.ref, bytes(file.content)) == (
        "調査 結果.PDF",
        robot.ref,
        b"%PDF-1.7",
    )
    answer = signed_in(office.approvers["robots"]).get(
        reverse("admin:evidence", args=[draft.pk, file.pk])
    )
    assert answer.content == b"%PDF-1.7"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E8%AA%BF%E6%9F%BB%20%E7%B5%90%E6%9E%9C.PDF"
    )
    assert (
        "調査 結果.PDF" in soup(editor.get(url_of(draft, "robots"))).select_one("#published").text
    )
    submit(draft, "robots", office.editors["robots"])
    gone = {"act": "delete_evidence", "evidence": file.pk}
    assert "削除できません" in told(editor.post(url_of(draft, "robots"), gone, follow=True))
    take(editor, url_of(draft, "robots"), "withdraw")
    assert "削除しました" in told(editor.post(url_of(draft, "robots"), gone, follow=True))
    assert not draft.evidence.exists()


def test_files_that_cannot_be_kept_get_a_clear_word_and_change_nothing(draft, office, monkeypatch):
    monkeypatch.setattr(evidence, "LARGEST", 100)
    editor = signed_in(office.editors["robots"])
    form: Any = forms(editor.get(url_of(draft, "robots")))["evidence"]
    for name, content, expected in [
        ("a.exe", b"MZ", "登録できない種類"),
        ("a.xlsm", b"PK", "登録できない種類"),
        ("pdf", b"x", "登録できない種類"),
        ("a.pdf", b"", "空のファイル"),
        ("a.pdf", b"x" * 101, "大きすぎます"),
    ]:
        assert expected in told(upload(editor, draft, form, name, content)), name
    assert "箇所" not in told(upload(editor, draft, form, "a.pdf", b"x"))
    assert "同じ内容" in told(upload(editor, draft, form, "b.pdf", b"x"))
    assert "正しく選択" in told(upload(editor, draft, form, "c.pdf", b"y", ref="no/such"))
    assert draft.evidence.count() == 1
    for user in (office.approvers["robots"], office.editors["zones"], office.viewer):
        data = {"act": "evidence", "file": SimpleUploadedFile("d.pdf", b"z"), "ref": ""}
        assert signed_in(user).post(url_of(draft, "robots"), data).status_code == 403
    assert draft.evidence.count() == 1


def test_the_publication_is_confirmed_planned_and_taken_back_on_the_page(draft, office):
    client, url = signed_in(office.publisher), url_of(draft)
    assert set(forms(client.get(url))) == {"emergency"}
    approve_all(draft, office)
    page = take(client, url, "release", confirmed="")
    assert "確かめた印" in told(page)
    for at in ("きのう", "0001-01-01T00:00"):
        page = take(client, url, "schedule", page, at=at)
        assert told(page), at
    assert "予約しました" in told(take(client, url, "schedule", page, at="令和182年１月１日 10:00"))
    Release.objects.update(failure="節に変更がありました。")
    page = client.get(url)
    for shown in (page, client.get(reverse("admin:index"))):
        assert "節に変更がありました。" in shown.text
    page = take(client, url, "unschedule", page)
    assert "取り消しました" in told(page)
    assert "公開しました" in told(take(client, url, "release", page, confirmed="on"))
    draft.refresh_from_db()
    assert draft.is_published
    assert client.get(url_of(draft, "robots")).status_code == 302


def test_an_emergency_is_marked_on_every_page_of_the_edition(draft, office):
    client, url = signed_in(office.publisher), url_of(draft)
    assert "必須" in told(take(client, url, "emergency", confirmed="on"))
    take(client, url, "emergency", confirmed="on", reason="災害のため")
    for place in (url, reverse("admin:editions_edition_change", args=[draft.pk])):
        page = signed_in(office.viewer).get(place).text
        assert "緊急" in page
        assert "災害のため" in page
        assert "承認のない節" in page


def test_the_start_page_says_what_waits_for_whom(draft, office):
    start = reverse("admin:index")

    def tasks(user) -> list[str]:
        page = soup(signed_in(user).get(start))
        return [t.get_text() for t in page.select(".next:has(a:not(.quiet-button)) p, .tasks li")]

    editor, approver = office.editors["robots"], office.approvers["robots"]
    settle_register(edition=draft, ref="robots.robot", user=editor)
    assert [t for t in tasks(editor) if "提出してください" in t]
    assert tasks(approver) == []
    submit(draft, "robots", editor)
    assert tasks(editor) == []
    assert [t for t in tasks(approver) if "承認してください" in t]
    take(signed_in(approver), url_of(draft, "robots"), "return", reason="確かめてください。")
    assert [t for t in tasks(editor) if "差し戻されました" in t]
    assert tasks(office.stranger) == tasks(office.viewer) == []
    assert not [t for t in tasks(office.publisher) if "公開を予約" in t]
    approve_all(draft, office)
    assert [t for t in tasks(office.publisher) if "公開を予約" in t]
    assert tasks(office.viewer) == tasks(approver) == []


def test_the_pages_name_every_input_and_have_nothing_inline(draft, office):
    rename(draft, "改", office.editors["robots"])
    submit(draft, "robots", office.editors["robots"])
    for url in (url_of(draft), url_of(draft, "robots"), url_of(draft, "")):
        page = soup(signed_in(office.superuser).get(url))
        labelled = {label.get("for") for label in page.select("label")}
        fields = page.select("main input, main select, main textarea")
        shown = [f for f in fields if f.get("type") not in ("hidden", "submit")]
        assert {f["id"] for f in shown} <= labelled
        ids = [e["id"] for e in page.select("[id]")]
        assert len(ids) == len(set(ids))
        assert page.select("style, [style], [onclick], script:not([src])") == []


def test_excel_has_the_rows_of_the_page(draft, office):
    rename(draft, "=1+1", office.editors["robots"])
    client = signed_in(office.approvers["robots"])
    take(client, url_of(draft, "robots"), "look")
    rename(draft, "二度目", office.editors["robots"])
    page = soup(client.get(url_of(draft, "robots")))
    answer = client.get(reverse("admin:review_sheet", args=[draft.pk, "robots", "xlsx"]))
    assert "filename*=utf-8''" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    for key, name in (("look", "前に見た時から"), ("published", "公開版との違い")):
        listed = list(book[name].iter_rows(min_row=2, values_only=True))
        elements = page.select(f"#{key} .decided tbody th")
        assert [row[0] for row in listed] == [th.get_text(strip=True) for th in elements]
        (line,) = listed
        assert "二度目" in line[5]
        assert line[8].startswith("robots-editor\n")
        assert ("=1+1" in line[2]) == (key == "look")
    assert book["入力の記録"].max_row > 1
    # What there is none of takes no paper, and is told.
    contents = dict(book["目次"].iter_rows(min_row=2, values_only=True))
    nothing = [name for name, count in contents.items() if count == "該当なし"]
    assert {"指摘", "根拠資料", "手続"} <= {*nothing}
    assert book.sheetnames == ["目次", *(name for name in contents if name not in nothing)]


@pytest.mark.parametrize("section", [None, "robots"])
def test_more_changes_take_no_more_queries(section, draft, office, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, url = signed_in(office.approvers["robots"]), url_of(draft, section)
    rename(draft, "一つ")
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as first:
        client.get(url)
    for robot in Robot.objects.filter(edition=draft)[:20]:
        robot.name += "改"
        robot.save()
    with django_assert_max_num_queries(len(first)):
        client.get(url)


def test_what_is_gone_is_named_without_a_link(draft):
    robot = Robot.objects.filter(edition=draft).first()
    ref, name = robot.ref, robot.name
    robot.delete()
    page = signed_in(person("approver", "robots")).get(url_of(draft, "robots")).content.decode()
    assert name in page
    assert reverse("admin:open_place", args=[draft.pk, ref]) not in page


def test_what_is_there_is_linked(draft):
    robot = Robot.objects.filter(edition=draft).first()
    robot.name += "２号"
    robot.save()
    page = signed_in(person("approver", "robots")).get(url_of(draft, "robots")).content.decode()
    assert reverse("admin:open_place", args=[draft.pk, robot.ref]) in page
