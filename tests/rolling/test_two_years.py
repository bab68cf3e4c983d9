"""Two years of the office by its forms and its Excel files, with the mistakes that people make.

令和７ is out; 令和８ is rolled, entered, decided and published, then 令和９. A mistake is told at
its place and stores nothing, and what the paper of both years prints is what was meant.
"""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse

from international.models import Activity
from kanagawa.checks.run import findings
from kanagawa.editions.models import Edition, Node
from kanagawa.editions.outline import nodes_of
from kanagawa.editions.rows import row_model
from kanagawa.entry.parsing import Entered
from kanagawa.figures.kinds import Status
from kanagawa.workflow import releasing
from programs.models import Programme
from robots.models import RobotIndicator
from tests.entry.books import filled, opened, places
from tests.entry.books import sent as as_file
from tests.entry.test_lists import form_of as list_form
from tests.entry.test_screen import form_of
from tests.people import signed_in
from tests.public.public_urls import look_for_news
from tests.rolling.conftest import FIGURES
from tests.staff.conftest import messages, sent
from tests.workflow.acts import approve, state, submit

SECTIONS = settings.REPORT_SECTIONS
# What a tired clerk types into a figure of any unit, and a piece of what he is told.
MISTAKES = [
    ("10以上", "１つの値になりません"),
    ("3～5", "幅のある値"),
    ("150（うち県内90）", "数が２つ"),
    ("調査中", "集計中か未定"),
    ("なし", "皆無"),
    ("1,2345", "桁区切り"),
    ("十二", "算用数字"),
    ("12※", "読み取れません"),
    ("=A1", "読み取れません"),
    ("①", "読めません"),
    ("５百", ""),
    ("16億2000", ""),
]
FORMULA = "=1+1"


class Year:
    """One draft, with the people who work on it."""

    def __init__(self, edition: Edition, office) -> None:
        self.edition, self.office = edition, office
        self.web = {s: signed_in(office.editors[s]) for s in SECTIONS}

    def address(self, name: str, part: str) -> str:
        return reverse(f"admin:{name}", args=[self.edition.pk, part])

    def waiting(self, section: str) -> list[str]:
        rows = [
            row
            for model in FIGURES
            for row in model._default_manager.filter(edition=self.edition, status="to_enter")
        ]
        return [row.ref for row in rows if row.section == section]

    def stored(self, address: str):
        name, _, key = address.partition("/")
        return row_model(name)._default_manager.get(edition=self.edition, key=key)


def rolled(source: Edition, office) -> Year:
    web = signed_in(office.administrator)
    answer = web.post(reverse("admin:roll", args=[source.pk]))
    assert answer.status_code == 302, messages(answer)
    return Year(Edition.objects.get(fiscal_year=source.fiscal_year + 1, state="draft"), office)


def enter_by_grid(year: Year, section: str, value: str) -> None:
    """Every waiting figure of a section; first each mistake in turn, alone among right values.

    In the second year it is only some of the mistakes, for each costs a page.
    """
    mistakes = MISTAKES if year.edition.fiscal_year == 2026 else MISTAKES[::6]
    web, page = year.web[section], year.address("entry", section)
    data, waiting = form_of(web.get(page)), year.waiting(section)
    typed = {f"value:{address}": value for address in waiting}
    for number, (wrong, words) in enumerate(mistakes):
        at = waiting[number % len(waiting)]
        answer = web.post(page, data | typed | {f"value:{at}": wrong})
        texts = messages(answer)
        assert answer.status_code == 200 and "保存していません" in texts, wrong
        assert words in texts, (wrong, texts)
        assert wrong in answer.text.replace("&#x27;", "'"), wrong
        assert year.stored(at).status == Status.TO_ENTER, wrong
    answer = web.post(page, data | typed)
    assert answer.status_code == 302, messages(answer)
    assert year.waiting(section) == []


def enter_by_workbook(year: Year, section: str, value: int) -> None:
    """The section's Excel file, sent back three times: with mistakes, right, and once more."""
    web, upload = year.web[section], year.address("upload", section)
    content = web.get(year.address("workbook", section)).content
    waiting = [
        address
        for address, place in places(opened(content)).items()
        if Entered.read(place.shown).status == Status.TO_ENTER
    ]
    typed = {address: {"value": value} for address in waiting}
    wrong = dict(zip(waiting, [{"value": text} for text, _ in MISTAKES[:4]], strict=False))
    wrong[waiting[-1]] = {"value": FORMULA}
    page = web.post(upload, as_file(filled(content, typed | wrong)), follow=True)
    assert "数式（=1+1）は取り込めません" in page.text
    assert "この内容で反映する" not in page.text
    assert year.waiting(section)
    page = web.post(upload, as_file(filled(content, typed)), follow=True)
    preview = page.request["PATH_INFO"]
    seen = BeautifulSoup(page.content, "html.parser").find("input", {"name": "seen"})["value"]
    assert (
        f"{len(waiting)}件の数値を反映しました"
        in web.post(preview, {"seen": seen}, follow=True).text
    )
    again = web.post(upload, as_file(filled(content, typed)), follow=True)
    assert "この内容で反映する" not in again.text
    assert year.waiting(section) == []


def resolve_events(year: Year) -> None:
    """What was planned is held: an impossible day and a vague one are told first."""
    page = year.address("entry_list", "international.activity")
    web = year.web["international"]
    data = list_form(web.get(page))
    waiting = (name for name, value in data.items() if value == "to_enter")
    lines = [n.removesuffix("-state") for n in waiting if n.startswith("known")]
    if not lines:
        return
    for wrong, words in (
        ("令和８年２月30日", "という日はありません"),
        ("11月上旬", "何月何日か決まりません"),
        ("46000", "Excelが日付の代わりに持つ番号"),
    ):
        typed = {f"{line}-state": "held" for line in lines} | {f"{lines[0]}-start": wrong}
        answer = web.post(page, data | typed)
        assert answer.status_code == 200 and words in messages(answer), (wrong, messages(answer))
    for line in lines:
        day = f"R{year.edition.fiscal_year - 2019}.11.10（祝）"
        data |= {f"{line}-state": "held", f"{line}-start": day, f"{line}-end": ""}
        data[f"{line}-place"] = data.get(f"{line}-place") or "産業貿易センタービル"
    answer = web.post(page, data, follow=True)
    assert "行を保存しました" in messages(answer), messages(answer)
    assert not Activity.objects.filter(edition=year.edition, state="to_enter").exists()


def decide(year: Year) -> str:
    """Submitted and approved section by section, then published; the address of the edition."""
    edition, office = year.edition, year.office
    for section in SECTIONS:
        submit(edition, section, office.editors[section])
        approve(edition, section, office.approvers[section], "確認済み")
    releasing.release(edition=edition, user=office.publisher, number=state(edition, "").number)
    edition.refresh_from_db()
    assert edition.is_published
    look_for_news()
    return f"/{edition.fiscal_year}/report/"


def only_sums(year: Year) -> bool:
    """One value everywhere contradicts its totals, which is told; nothing else is wrong."""
    messages = [f.message for f in findings(year.edition) if f.severity == "error"]
    assert [m for m in messages if not re.search("一致しません|超えています", m)] == []
    return bool(messages)


def revise(year: Year, address: str) -> None:
    """An earlier year's figure is corrected afterwards, in the grid."""
    section = year.stored(address).section
    web, page = year.web[section], year.address("entry", section)
    data = form_of(web.get(f"{page}?show=all"))
    answer = web.post(page, data | {f"value:{address}": "１，３００"})
    assert answer.status_code == 302, messages(answer)
    told = [f.message for f in findings(year.edition, section) if f.ref == address]
    assert any("同じ期間の値が変わっています" in message for message in told), told


def rename(year: Year, row, form: str, **typed: str) -> None:
    label = row._meta
    web = year.web[label.app_label]
    url = reverse(f"admin:{label.app_label}_{label.model_name}_change", args=[row.pk])
    blank = web.post(url, sent(web.get(url), form) | dict.fromkeys(typed, "\u200b"))
    assert blank.status_code == 200 and "必須" in messages(blank), messages(blank)
    answer = web.post(url, sent(web.get(url), form) | typed)
    assert answer.status_code == 302, messages(answer)


RANK = "international.foreign-nationality/rank-{}"
RANKED = "国籍別では、{{{0}|name}}が{{{0}}}、｛{1}｜名称｝が{{ {1} }}である。"


def write(year: Year, node: Node, text: str, *wrong: tuple[str, str]) -> None:
    """A text or heading of the outline; each wrong one is told first and stores nothing."""
    web = year.web[node.section]
    url = reverse("admin:editions_node_change", args=[node.pk])
    data, before = sent(web.get(url), "node_form"), node.text
    for typed, words in wrong:
        answer = web.post(url, data | {"text": typed})
        assert answer.status_code == 200 and words in messages(answer), (typed, messages(answer))
        node.refresh_from_db()
        assert node.text == before, typed
    answer = web.post(url, data | {"text": text}, follow=True)
    node.refresh_from_db()
    assert node.text != before, messages(answer)


def write_prose(year: Year) -> None:
    """A sentence of the largest two, with the mistakes people make in braces, and a heading."""
    first, second = RANK.format(1), RANK.format(2)
    nodes = Node.objects.filter(edition=year.edition, pk__in=nodes_of(["international"]))
    paragraph = nodes.filter(kind="paragraph").first()
    wrong = (
        (f"最も多いのは{{{first}|name", "数が合いません"),
        (f"最も多いのは[{first}]である。", "囲まれていない"),
        ("最も多いのは{いちばん多い国}である。", "当たる数値がありません"),
        ("文字\ue000が入る。", "外字"),
    )
    write(year, paragraph, RANKED.format(first, second), *wrong)
    assert f"{{{second}|name}}" in paragraph.text and f"{{{second}}}" in paragraph.text
    heading = nodes.filter(kind="heading", target="").last()
    write(year, heading, "国際ビジネスの新しい柱", ("\u200b", ""))


def redefine(year: Year, row: RobotIndicator) -> None:
    """What a KPI counts is said anew: its name, its unit and a note that says since when."""
    note = "令和８年度から、試験導入を除いて数える。"
    rename(
        year, row, "robotindicator_form", name="実装に至ったロボットの件数", unit="台", note=note
    )


def end(year: Year, programme: Programme) -> None:
    web = year.web["programs"]
    url = reverse("admin:programs_programme_delete", args=[programme.pk])
    answer = web.post(url, {"post": "yes"}, follow=True)
    assert not Programme.objects.filter(pk=programme.pk).exists(), messages(answer)


def begin(year: Year, name: str) -> None:
    """A new programme, typed with what a PDF and a Mac leave in a text."""
    web, url = year.web["programs"], reverse("admin:programs_programme_add")
    page = web.get(f"{url}?edition={year.edition.pk}")
    stage = Programme.objects.filter(edition=year.edition)[0].stage
    typed = {"name": f"\ufeff{name}\u200b", "stage": stage, "description": "一つ目。\r\n二つ目。"}
    answer = web.post(f"{url}?edition={year.edition.pk}", sent(page, "programme_form") | typed)
    assert answer.status_code == 302, messages(answer)
    assert Programme.objects.filter(edition=year.edition, name=name).exists()


def enter_all(year: Year, value: int) -> list[str]:
    """The first section by the grid, the others by Excel; what was entered."""
    entered = [address for section in SECTIONS for address in year.waiting(section)]
    first, *others = [section for section in SECTIONS if year.waiting(section)]
    enter_by_grid(year, first, f"{value:,}".translate(WIDE))
    for section in others:
        enter_by_workbook(year, section, value)
    assert all(year.stored(address).value == value for address in entered)
    return entered


WIDE = {ord(","): "，", **{ord("0") + n: ord("０") + n for n in range(10)}}


@pytest.mark.thorough
def test_two_years_with_the_mistakes_of_their_clerks(published, office):
    second = rolled(published, office)
    entered = enter_all(second, 1234)
    resolve_events(second)
    assert only_sums(second)
    first_paper = Client().get(decide(second)).text
    assert "1,234" in first_paper

    third = rolled(second.edition, office)
    enter_all(third, 2345)
    resolve_events(third)
    indicator = RobotIndicator.objects.filter(edition=third.edition).first()
    old_name, address = (
        indicator.name,
        next(a for a in entered if a.startswith("robots.") and "-2025" in a),
    )
    revise(third, address)
    redefine(third, indicator)
    write_prose(third)
    ended = Programme.objects.filter(edition=third.edition).last()
    end(third, ended)
    begin(third, "災害対応ロボット実装支援")
    assert only_sums(third)
    paper = Client().get(decide(third)).text
    for printed in (
        "2,345",
        "1,300",
        "（遡及改訂",
        "実装に至ったロボットの件数",
        "災害対応ロボット実装支援",
        "現在(台)",
        "令和８年度から、試験導入を除いて数える。",
        "国際ビジネスの新しい柱",
    ):
        assert printed in paper, printed
    assert re.search("国籍別では、[^{}、]+が2,345社、[^{}、]+が2,345社である。", paper)
    assert not re.search(f"[\u200b\ufeff]|{re.escape(ended.name)}|うち県内90|調査中", paper)
    assert old_name in first_paper
    # What is out stays as it is but for the line that names the newer edition.
    again = Client().get("/2026/report/").text
    assert "1,234" in again and "1,300" not in again
