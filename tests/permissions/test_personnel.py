"""The personnel change in April: looked at first, done at once, on the record."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kanagawa.reports import registry
from kanagawa.staff.accounts.personnel import write_plan
from kanagawa.workflow.carrying_out import carry_out
from kanagawa.workflow.models import Assignment, Role
from kanagawa.workflow.personnel import Plan, hand_over_plan
from tests.people import person, signed_in
from tests.staff.conftest import messages

pytestmark = pytest.mark.sample

ROLES = "/staff/roles/"


@pytest.fixture
def administrator(db):
    return person("administrator")


@pytest.fixture
def office(administrator):
    """The administrator's browser; every section has its editor and approver."""
    person("publisher")
    for section in registry.sections():
        person("editor", section)
        person("approver", section)
    return signed_in(administrator)


def roles_of(user) -> set[tuple[str, str]]:
    return set(Role.objects.filter(user=user).values_list("section", "name"))


def plan_of(response) -> str:
    element = BeautifulSoup(response.content, "html.parser").find("input", {"name": "plan"})
    assert element, messages(response)
    return element["value"]


def confirm(client, response):
    return client.post(reverse("admin:roles_carry_out"), {"plan": plan_of(response)}, follow=True)


def ticked(response) -> dict[str, list[str]]:
    """The matrix as a browser would send it when nobody touched it."""
    form = BeautifulSoup(response.content, "html.parser").find("table", class_="roles")
    return {
        "shown": [i["value"] for i in form.find_all("input", {"name": "shown"})],
        "role": [i["value"] for i in form.find_all("input", checked=True)],
    }


def hand_over(client, **values):
    data = {f"hand-{name}": value for name, value in ({"tables": "on"} | values).items()}
    return client.post(ROLES, {"act": "hand_over", **data})


def test_the_matrix_shows_every_role_and_changes_only_what_was_ticked(office, administrator):
    editor = person("editor", "robots")
    page = office.get(ROLES)
    boxes = BeautifulSoup(page.content, "html.parser").select(".roles input[type=checkbox]")
    assert all(box["aria-label"] for box in boxes)
    assert len({box["value"] for box in boxes}) == len(boxes)
    sent = ticked(page)
    assert len(sent["shown"]) == Role.objects.count()
    assert "変わるところはありません" in messages(office.post(ROLES, {"act": "matrix", **sent}))
    wanted = [v for v in sent["role"] if v != f"{editor.pk}:robots:editor"]
    wanted.append(f"{editor.pk}:zones:viewer")
    response = office.post(ROLES, {"act": "matrix", "shown": sent["shown"], "role": wanted})
    assert roles_of(editor) == {("robots", "editor")}
    assert "担当の役割を持つ人がいません" in messages(response)
    # Somebody else gives a role in the meantime: it stays.
    person("approver", "programs", editor.username)
    assert "変更しました（2件）" in messages(confirm(office, response))
    assert roles_of(editor) == {("zones", "viewer"), ("programs", "approver")}
    records = Role.history.filter(user=editor, history_user=administrator)
    assert set(records.values_list("section", "history_type")) == {("robots", "-"), ("zones", "+")}
    text = office.get(reverse("admin:roles_history")).text
    assert "閲覧の役割を与えた" in text
    assert "担当の役割を外した" in text


@pytest.mark.parametrize(
    "box",
    ["1:zones:publisher", "x:robots:editor", "1:nowhere:editor", "9" * 30, "1::chief", "²::viewer"],
)
def test_a_box_that_is_none_changes_nothing(box, office):
    assert "読み取れません" in messages(office.post(ROLES, {"act": "matrix", "role": [box]}))


def test_one_person_hands_over_to_another_with_the_tables_of_the_draft(office, draft, published):
    old, new = person("editor", "robots"), person(name="new")
    person("approver", "zones", old.username)
    of_draft, of_published = (
        Assignment.objects.create(edition=e, table="robots.indicator", owner=old)
        for e in (draft, published)
    )
    asked = hand_over(office, old=old.pk, new=new.pk, close="on")
    text = BeautifulSoup(asked.content, "html.parser").find(id="content-main").get_text()
    for words in ("担当の役割を外す", "担当の役割を与える", "robots.indicator", "利用を停止する"):
        assert words in text
    assert roles_of(new) == set()
    confirm(office, asked)
    old.refresh_from_db()
    assert (roles_of(old), old.is_active) == (set(), False)
    assert roles_of(new) == {("robots", "editor"), ("zones", "approver")}
    of_draft.refresh_from_db()
    of_published.refresh_from_db()
    assert (of_draft.owner, of_published.owner) == (new, old)


def test_roles_are_copied_for_the_time_of_the_change(office, draft):
    old, new = person("editor", "robots"), person(name="new")
    confirm(office, hand_over(office, old=old.pk, new=new.pk, keep="keep", close="on"))
    old.refresh_from_db()
    assert roles_of(old) == roles_of(new) == {("robots", "editor")}
    assert old.is_active


def test_many_hand_over_at_once_in_a_chain_and_by_name(office):
    first, second = person("editor", "robots"), person("approver", "zones")
    third = person(name="third")
    third.last_name = "山田 花子"
    third.save()
    lines = f"{first.username}, {second.username}\n\n{second.username}\t山田 花子\n"
    confirm(office, hand_over(office, lines=lines))
    assert roles_of(first) == set()
    assert roles_of(second) == {("robots", "editor")}
    assert roles_of(third) == {("zones", "approver")}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("robots-editor", "「旧, 新」の形で"),
        (
            "robots-editor, どこにもいない人\nx, y",
            "1行目：「どこにもいない人」は登録されていません",
        ),
        ("robots-editor, robots-editor", "別の人を選んで"),
        ("robots-editor, zones-editor\nrobots-editor, zones-approver", "２回あります"),
        ("", "旧担当と新担当を選ぶか"),
    ],
)
def test_a_hand_over_that_cannot_be_understood_says_why(lines, words, office):
    before = list(Role.objects.values_list("pk", flat=True))
    answer = hand_over(office, lines=lines)
    assert words in messages(answer)
    assert lines in BeautifulSoup(answer.content, "html.parser").find("textarea").text
    assert list(Role.objects.values_list("pk", flat=True)) == before


def test_a_closed_account_ends_its_session_at_once_and_gets_no_role(office):
    old = person("editor", "robots")
    theirs = signed_in(old)
    assert theirs.get("/staff/robots/robot/").status_code == 200
    confirm(office, office.post(ROLES, {"act": "close", "person": old.pk}))
    assert theirs.get("/staff/robots/robot/").status_code == 302
    assert not theirs.login(username=old.username, password="x")
    assert get_user_model().objects.filter(pk=old.pk, is_active=False).exists()
    refused = hand_over(office, old=person("editor", "zones").pk, new=old.pk)
    assert "選択" in messages(refused)
    outcome = carry_out(plan=Plan(give=frozenset({(old.pk, "zones", "editor")})), by=old)
    assert "利用を再開してください" in "".join(outcome.refusals)
    confirm(office, office.post(ROLES, {"act": "reopen", "person": old.pk}))
    assert get_user_model().objects.filter(pk=old.pk, is_active=True).exists()
    # The session of before does not come back with the account.
    assert theirs.get("/staff/").status_code == 302
    assert roles_of(old) == set()
    log = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert log == ["利用を停止しました。", "利用を再開しました。"]


def test_a_role_that_was_taken_away_is_gone_with_the_next_request(office):
    """The session itself stays: it opens what the other roles of the person open."""
    old = person("editor", "robots")
    theirs = signed_in(old)
    assert theirs.get("/staff/robots/robot/").status_code == 200
    taken = Plan(take=frozenset({(old.pk, "robots", "editor")}))
    assert not carry_out(plan=taken, by=old).refusals
    assert theirs.get("/staff/robots/robot/").status_code == 403


def test_the_last_administrator_stays(office, administrator):
    own = f"{administrator.pk}::administrator"
    sent = ticked(office.get(ROLES))
    wanted = [value for value in sent["role"] if value != own]
    response = office.post(ROLES, {"act": "matrix", "shown": sent["shown"], "role": wanted})
    assert "管理の役割を持つ人がいなくなります" in messages(response)
    assert "このとおり変更する" not in response.text
    assert "いなくなります" in messages(confirm(office, response))
    response = office.post(ROLES, {"act": "close", "person": administrator.pk})
    assert "自分の利用は停止できません" in messages(response)
    second = person("administrator", name="second")
    # An administrator whose account was closed is none.
    get_user_model().objects.filter(pk=second.pk).update(is_active=False)
    plan = Plan(take=frozenset({(administrator.pk, "", "administrator")}))
    assert carry_out(plan=plan, by=administrator).refusals
    get_user_model().objects.filter(pk=second.pk).update(is_active=True)
    assert not carry_out(plan=plan, by=administrator).refusals
    assert office.get(ROLES).status_code == 403


def test_warnings_name_sections_without_people_and_people_with_two_roles(office):
    assert messages(office.get(ROLES)) == ""
    person("approver", "robots", "robots-editor")
    Role.objects.filter(section="zones", name="approver").delete()
    Role.objects.filter(name="publisher").delete()
    texts = messages(office.get(ROLES))
    zones = registry.sections()["zones"].title
    assert f"{zones}：承認の役割を持つ人がいません" in texts
    assert "公開の役割を持つ人がいません" in texts
    assert "robots-editor：担当と承認を兼ねます" in texts
    assert texts.count("いません") == 2
    person("approver", "", "whole")
    assert f"{zones}：承認" not in messages(office.get(ROLES))


def test_a_plan_is_carried_out_whole_or_not_at_all(office, administrator, monkeypatch):
    old, new = person("editor", "robots"), person(name="new")
    plan = hand_over_plan([(old, new)])
    monkeypatch.setattr(Role, "full_clean", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        carry_out(plan=plan, by=administrator)
    assert roles_of(old) == {("robots", "editor")}
    assert roles_of(new) == set()


def test_a_plan_is_carried_out_once_and_only_as_it_was_shown(office):
    old, new = person("editor", "robots"), person(name="new")
    asked = hand_over(office, old=old.pk, new=new.pk)
    confirm(office, asked)
    count = Role.history.count()
    confirm(office, asked)
    assert Role.history.count() == count
    for text in ("", "x", plan_of(asked)[:-3] + "abc"):
        answer = office.post(reverse("admin:roles_carry_out"), {"plan": text}, follow=True)
        assert "もう一度、初めから" in messages(answer)


def test_new_people_get_a_link_to_set_their_password_that_works_once(office, client):
    lines = "sato-hanako, 佐藤 花子\nsuzuki，鈴木 一郎"
    page = office.post(reverse("admin:roles_people"), {"new-lines": lines})
    links = re.findall(r"http://testserver(/staff/password/\S+?)<", page.text)
    assert len(links) == 2
    sato = get_user_model().objects.get(username="sato-hanako")
    assert (sato.get_full_name(), sato.is_staff, sato.has_usable_password()) == (
        "佐藤 花子",
        True,
        False,
    )
    form = client.get(links[0], follow=True)
    url = form.redirect_chain[-1][0]
    short = {"new_password1": "short", "new_password2": "short"}
    assert client.post(url, short).status_code == 200
    good = "県の報告書を毎年つくる人の長い合言葉"
    done = client.post(url, {"new_password1": good, "new_password2": good}, follow=True)
    assert "ログインしてください" in messages(done)
    assert client.login(username="sato-hanako", password=good)
    client.logout()
    assert "このリンクは使えません" in client.get(links[0], follow=True).text
    assert "このリンクは使えません" in client.get("/staff/password/xx/yy-zz/").text
    # Who was closed in the meantime cannot set one either.
    get_user_model().objects.filter(username="suzuki").update(is_active=False)
    assert "このリンクは使えません" in client.get(links[1], follow=True).text


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("sato", "「利用者名, 氏名」の形で"),
        ("佐藤 花子, 佐藤", "佐藤 花子："),
        ("Robots-Editor, 別の人", "すでに使われています"),
        ("sato, 佐藤\nSato, 佐藤", "２行にあります"),
        ("", "必須"),
    ],
)
def test_new_people_are_all_added_or_none(lines, words, office):
    before = get_user_model().objects.count()
    answer = office.post(
        reverse("admin:roles_people"), {"new-lines": f"suzuki, 鈴木\n{lines}"} if lines else {}
    )
    assert words in messages(answer)
    assert get_user_model().objects.count() == before


def test_an_administrator_by_role_has_no_way_to_a_system_administrator(office):
    chief = get_user_model().objects.create_superuser("chief")
    assert office.post(reverse("admin:roles_link"), {"person": chief.pk}).status_code == 403
    response = office.post(ROLES, {"act": "close", "person": chief.pk})
    assert "利用の停止・再開ができません" in messages(response)
    change = reverse("admin:auth_user_change", args=[chief.pk])
    assert office.get(change).status_code == 200
    assert office.post(change, {"username": "taken"}).status_code == 403
    stored = get_user_model().objects.get(pk=chief.pk)
    assert (stored.username, stored.is_active) == ("chief", True)


def test_the_screen_of_a_person_raises_nobody(office, administrator):
    change = reverse("admin:auth_user_change", args=[administrator.pk])
    sent = {
        "username": "renamed",
        "last_name": "新しい氏名",
        "is_superuser": "on",
        "is_staff": "on",
        "user_permissions": ["1", "2"],
        "groups": ["1"],
        "password": "x",
        "is_active": "",
    }
    assert office.post(change, sent).status_code == 302
    administrator.refresh_from_db()
    assert administrator.username == "renamed"
    assert not administrator.is_superuser
    assert administrator.is_active
    assert administrator.password == ""
    assert administrator.user_permissions.count() == 0
    for url in ("/staff/auth/group/", "/staff/auth/user/add/", f"{change}../password/"):
        assert office.get(url).status_code in (302, 403, 404), url
    for screen in ("add", "delete"):
        args = [] if screen == "add" else [administrator.pk]
        url = reverse(f"admin:auth_user_{screen}", args=args)
        assert office.post(url, {"post": "yes"}).status_code == 403


def test_more_people_take_no_more_queries(office):
    urls = [ROLES, reverse("admin:roles_history"), reverse("admin:auth_user_changelist")]
    for url in urls:
        office.get(url)
    before = {url: queries(office, url) for url in urls}
    for number in range(20):
        person("viewer", "zones", f"viewer-{number}")
    assert {url: queries(office, url) for url in urls} == before


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_nobody_else_opens_the_screens_or_carries_out_a_plan(office):
    plan = write_plan(Plan(give=frozenset({(person().pk, "", "administrator")})))
    for user in (person(), person("editor"), person("publisher"), person("viewer")):
        client = signed_in(user)
        for name in ("roles", "roles_history"):
            assert client.get(reverse(f"admin:{name}")).status_code == 403
        for name in ("roles", "roles_carry_out", "roles_people", "roles_link"):
            data = {"plan": plan, "person": user.pk, "new-lines": "x, y", "act": "reopen"}
            assert client.post(reverse(f"admin:{name}"), data).status_code == 403
    assert roles_of(person()) == set()
