"""A plan of a personnel change: what it says, what forbids it, what it does, without a screen."""

import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kanagawa.editions.models import Edition
from kanagawa.reports import registry
from kanagawa.workflow import carrying_out
from kanagawa.workflow.carrying_out import carry_out, outlook
from kanagawa.workflow.models import AccountAct, AccountEvent, Assignment, Respondent, Role
from kanagawa.workflow.people import add_people, find_person, held_roles, is_role, section_title
from kanagawa.workflow.personnel import Plan, closing_plan, hand_over_plan, matrix_plan
from tests.people import person, signed_in

pytestmark = pytest.mark.sample


@pytest.fixture
def chief(db):
    return person("administrator", name="chief")


@pytest.fixture
def draft_tables(db):
    """Tables of a draft and of a published edition, by whom they belong to."""
    draft = Edition.objects.create(fiscal_year=2030)

    def assign(owner, table):
        return Assignment.objects.create(edition=draft, table=table, owner=owner)

    return assign


def give(user, section, role) -> Plan:
    return Plan(give=frozenset({(user.pk, section, role)}))


def take(user, section, role) -> Plan:
    return Plan(take=frozenset({(user.pk, section, role)}))


def roles_of(user) -> set[tuple[str, str]]:
    return set(held_roles().get(user.pk, frozenset()))


def refusals(plan, by) -> str:
    """Why it is forbidden; nothing of it was done then."""
    before = (held_roles(), set(get_user_model().objects.values_list("pk", "is_active")))
    why = "".join(carry_out(plan=plan, by=by).refusals)
    after = (held_roles(), set(get_user_model().objects.values_list("pk", "is_active")))
    assert not why or before == after
    return why


def warnings(plan, by) -> str:
    return "\n".join(outlook(plan, by).warnings)


def test_a_plan_says_who_is_concerned_and_travels_as_text():
    plan = Plan(
        give=frozenset({(1, "robots", "editor")}),
        take=frozenset({(2, "", "viewer")}),
        tables=frozenset({(90, 3, 4)}),
        close=frozenset({5}),
        reopen=frozenset({6}),
    )
    assert plan.people == {1, 2, 3, 4, 5, 6}
    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan
    assert not Plan() and plan
    for name in ("give", "take", "tables", "close", "reopen"):
        assert Plan(**{name: getattr(plan, name)})


def test_of_the_matrix_counts_what_was_ticked_and_unticked():
    one, two, three = (1, "", "editor"), (2, "", "editor"), (3, "", "editor")
    plan = matrix_plan([one, two], [two, three])
    assert (plan.give, plan.take) == ({three}, {one})


def test_a_role_exists_for_a_section_or_for_the_whole_report():
    assert is_role("", "publisher") and is_role("", "editor") and is_role("robots", "viewer")
    for section, role in (("robots", "publisher"), ("nowhere", "editor"), ("", "chief")):
        assert not is_role(section, role)


def test_all_that_a_person_had_goes_to_the_next_one(chief, draft_tables):
    old, new = person("editor", "robots", "old"), person("viewer", "zones", "new")
    person("approver", "zones", "old")
    table, other = draft_tables(old, "robots.robots"), draft_tables(chief, "zones.zones")
    both = {(old.pk, "robots", "editor"), (old.pk, "zones", "approver")}
    plan = hand_over_plan([(old, new)])
    assert plan == Plan(
        give=frozenset({(new.pk, *role) for _, *role in both}),
        take=frozenset(both),
        tables=frozenset({(table.pk, old.pk, new.pk)}),
    )
    assert hand_over_plan([(old, new)], tables=False).tables == frozenset()
    assert hand_over_plan([(old, new)], close=True).close == {old.pk}
    kept = hand_over_plan([(old, new)], keep=True, close=True)
    assert (kept.take, kept.close, kept.give) == (frozenset(), frozenset(), plan.give)
    carry_out(plan=plan, by=chief)
    assert roles_of(old) == set()
    assert roles_of(new) == {("robots", "editor"), ("zones", "approver"), ("zones", "viewer")}
    table.refresh_from_db()
    other.refresh_from_db()
    assert (table.owner, other.owner) == (new, chief)


def test_in_a_chain_each_gets_what_the_one_before_had(chief):
    first, second, third = person("editor", "robots", "1"), person("viewer", "zones", "2"), person()
    plan = hand_over_plan([(first, second), (second, third)], close=True)
    assert plan.close == {first.pk}
    carry_out(plan=plan, by=chief)
    assert [roles_of(p) for p in (first, second, third)] == [
        set(), {("robots", "editor")}, {("zones", "viewer")},
    ]  # fmt: skip


def test_pairs_that_make_no_sense_are_told(db):
    one, two, three = person(name="1"), person(name="2"), person(name="3")
    with pytest.raises(ValidationError, match="別の人を選んで"):
        hand_over_plan([(one, one)])
    with pytest.raises(ValidationError, match="２回あります"):
        hand_over_plan([(one, two), (one, three)])
    hand_over_plan([(one, three), (two, three)])


def test_the_end_of_an_account_ends_its_roles(chief):
    old = person("editor", "robots")
    plan = closing_plan(old)
    assert plan == Plan(take=frozenset({(old.pk, "robots", "editor")}), close=frozenset({old.pk}))
    browser = signed_in(old)
    assert browser.get("/staff/").status_code == 200
    carry_out(plan=plan, by=chief)
    old.refresh_from_db()
    assert not old.is_active
    get_user_model().objects.filter(pk=old.pk).update(is_staff=False)
    carry_out(plan=Plan(reopen=frozenset({old.pk})), by=chief)
    old.refresh_from_db()
    assert (old.is_active, old.is_staff, roles_of(old)) == (True, True, set())
    assert browser.get("/staff/").status_code == 302
    acts = AccountEvent.objects.filter(user=old).order_by("pk").values_list("act", "by")
    assert list(acts) == [
        (AccountAct.ROLE_TAKEN, chief.pk),
        (AccountAct.CLOSED, chief.pk),
        (AccountAct.REOPENED, chief.pk),
    ]


def test_a_role_to_decide_with_needs_a_voucher_and_is_in_the_history(chief):
    user = person(name="new")
    for section, role in (("robots", "editor"), ("robots", "approver"), ("", "viewer")):
        carry_out(plan=give(user, section, role), by=chief)
    carry_out(plan=take(user, "robots", "approver"), by=chief)
    events = AccountEvent.objects.filter(user=user).order_by("pk")
    robots = registry.sections()["robots"].title
    assert list(events.values_list("act", "detail", "needs_voucher")) == [
        (AccountAct.ROLE_GIVEN, f"{robots}の担当", False),
        (AccountAct.ROLE_GIVEN, f"{robots}の承認", True),
        (AccountAct.ROLE_GIVEN, "報告全体の閲覧", False),
        (AccountAct.ROLE_TAKEN, f"{robots}の承認", False),
    ]
    changes = Role.history.filter(user=user).order_by("history_id")
    assert [(c.history_type, c.history_user) for c in changes] == [
        ("+", chief), ("+", chief), ("+", chief), ("-", chief),
    ]  # fmt: skip


def test_each_change_is_a_line_of_the_log_when_all_is_done(
    chief, monkeypatch, django_capture_on_commit_callbacks
):
    lines = []
    monkeypatch.setattr(carrying_out, "record", lambda event, **line: lines.append(line))
    one, two = person("editor", "robots", "one"), person(name="two")
    plan = Plan(
        give=frozenset({(two.pk, "", "viewer")}),
        take=frozenset({(one.pk, "robots", "editor")}),
        close=frozenset({one.pk}),
        reopen=frozenset({two.pk}),
    )
    with django_capture_on_commit_callbacks(execute=True):
        carry_out(plan=plan, by=chief)
        assert lines == []
    assert [(line["account"], line["change"]) for line in lines] == [
        ("two", "gave viewer"), ("one", "took editor robots"), ("one", "closed"),
        ("two", "reopened"),
    ]  # fmt: skip
    assert all(line["user"] == chief for line in lines)


def test_what_was_done_meanwhile_is_done_once(chief):
    user = person("editor", "robots")
    carry_out(plan=give(user, "robots", "editor"), by=chief)
    assert Role.objects.filter(user=user).count() == 1
    carry_out(plan=take(user, "zones", "editor"), by=chief)
    assert roles_of(user) == {("robots", "editor")}


def test_all_who_administer_and_who_is_concerned_are_locked_first(chief):
    """So two administrators cannot take the role from each other at the same time."""
    system = get_user_model().objects.create_superuser("system")
    concerned, bystander = person("editor", "robots"), person("publisher")
    with CaptureQueriesContext(connection) as queries:
        carry_out(plan=give(concerned, "zones", "viewer"), by=chief)
    lock = next(q["sql"] for q in queries if 'ORDER BY "auth_user"."id"' in q["sql"])
    locked = {int(pk) for pk in re.findall("[0-9]+", lock.partition(" IN (")[2].partition(")")[0])}
    assert locked == {chief.pk, system.pk, concerned.pk} and bystander.pk not in locked


def test_somebody_administers_always(chief):
    own = take(chief, "", "administrator")
    assert "管理の役割を持つ人がいなくなります" in refusals(own, chief)
    second = person(name="second")
    second.is_superuser = True
    second.save()
    assert outlook(own, chief).refusals == []
    get_user_model().objects.filter(pk=second.pk).update(is_active=False)
    assert "いなくなります" in refusals(own, chief)
    # An account that is no member of the staff opens no screen.
    get_user_model().objects.filter(pk=second.pk).update(is_active=True, is_staff=False)
    assert "いなくなります" in refusals(own, chief)
    assert refusals(Plan(take=own.take, give=give(person(), "", "administrator").give), chief) == ""


def test_nobody_closes_his_own_account_or_that_of_a_system_administrator(chief):
    other = get_user_model().objects.create_superuser("other")
    assert "自分の利用は停止できません" in refusals(Plan(close=frozenset({chief.pk})), chief)
    for plan in (Plan(close=frozenset({other.pk})), Plan(reopen=frozenset({other.pk}))):
        assert "other：システム管理者のため" in refusals(plan, chief)
    third = get_user_model().objects.create_superuser("third")
    assert refusals(Plan(close=frozenset({other.pk})), third) == ""


def test_who_is_unknown_or_left_gets_nothing(chief, draft_tables):
    assert "登録されていない人が含まれています（1人）" in refusals(
        Plan(give=frozenset({(999, "robots", "editor")})), chief
    )
    left = person(name="left")
    get_user_model().objects.filter(pk=left.pk).update(is_active=False)
    table = draft_tables(chief, "robots.robots")
    handed = Plan(tables=frozenset({(table.pk, chief.pk, left.pk)}))
    for plan in (give(left, "robots", "editor"), handed):
        assert "left：利用を停止した人です" in refusals(plan, chief)
    again = Plan(give=give(left, "robots", "editor").give, reopen=frozenset({left.pk}))
    assert refusals(again, chief) == ""
    closed = Plan(give=give(left, "zones", "editor").give, close=frozenset({left.pk}))
    assert "left：利用を停止した人です" in refusals(closed, chief)


def test_parts_without_people_are_told(chief):
    robots, zones = (registry.sections()[key].title for key in ("robots", "zones"))
    text = warnings(give(person(), "robots", "editor"), chief)
    assert "公開の役割を持つ人がいません" in text
    assert f"{robots}：担当の" not in text and f"{robots}：承認の役割を持つ人" in text
    assert f"{zones}：担当の役割を持つ人がいません" in text
    whole = warnings(give(person(), "", "approver"), chief)
    assert "承認の役割を持つ人" not in whole and f"{zones}：担当の" in whole
    assert "公開の役割" not in warnings(give(person(), "", "publisher"), chief)


@pytest.mark.parametrize(
    ("roles", "titles"),
    [
        ([("robots", "editor"), ("zones", "approver")], ()),
        ([("robots", "editor"), ("robots", "approver"), ("zones", "editor")], ("robots",)),
        ([("", "editor"), ("zones", "approver")], ("", "zones")),
        ([("robots", "editor"), ("", "approver")], ("", "robots")),
        ([("", "editor"), ("robots", "editor")], ()),
        ([("", "approver"), ("robots", "viewer")], ()),
    ],
)
def test_who_enters_and_approves_the_same_is_told(roles, titles, chief):
    user = person(name="both")
    plan = Plan(give=frozenset((user.pk, *role) for role in roles))
    lines = [line for line in outlook(plan, chief).warnings if line.startswith("both：")]
    names = "、".join(map(section_title, titles))
    assert [line.split("。")[0] for line in lines] == (
        [f"both：担当と承認を兼ねます（{names}）"] if titles else []
    )


def test_what_an_account_that_closes_leaves_behind_is_told(chief, draft_tables):
    old, new = person(name="old"), person(name="new")
    table, _ = draft_tables(old, "robots.robots"), draft_tables(old, "zones.zones")
    answering = Respondent.objects.create(name="県内の団体", kind="outside", account=old)
    close = frozenset({old.pk})
    text = warnings(Plan(close=close), chief)
    assert "表が2件残ります" in text and f"照会先「{answering}」の" in text
    handed = Plan(close=close, tables=frozenset({(table.pk, old.pk, new.pk)}))
    assert "表が1件残ります" in warnings(handed, chief)
    Respondent.objects.update(is_active=False)
    Assignment.objects.all().delete()
    text = warnings(Plan(close=close), chief)
    assert "残ります" not in text and "照会先" not in text
    assert "残ります" not in warnings(Plan(), chief)


def test_a_person_is_named_by_account_or_by_a_name_that_only_one_has(db):
    User = get_user_model()
    sato = User.objects.create(username="sato", last_name="佐藤")
    User.objects.create(username="suzuki-1", last_name="鈴木")
    User.objects.create(username="suzuki-2", last_name="鈴木")
    named = User.objects.create(username="鈴木", last_name="別の人")
    assert find_person(" Sato ") == find_person("佐藤") == sato
    assert find_person("鈴木") == named
    with pytest.raises(ValidationError, match="「田中」は登録されていません"):
        find_person("田中")
    named.delete()
    with pytest.raises(ValidationError, match="「鈴木」は複数います"):
        find_person("鈴木")


def test_new_people_are_added_all_or_none(db):
    person(name="taken")
    with pytest.raises(ValidationError) as refused:
        add_people(
            [("new", "新"), ("Taken", "別"), ("a b", "空白"), ("Same", "一"), ("same", "二")]
        )
    assert [message.split("：")[0] for message in refused.value.messages] == [
        "Taken",
        "a b",
        "same",
    ]
    assert not get_user_model().objects.filter(username__in=("new", "same")).exists()
    (new,) = add_people([("new", "新 人")])
    assert (new.get_full_name(), new.is_staff, new.has_usable_password()) == ("新 人", True, False)
    assert get_user_model().objects.get(username="new") == new
