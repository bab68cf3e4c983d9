"""The life of one value: changes, editions, prints and what was known on a day, on one screen."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from international.models import AttractedCount
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Node
from kanagawa.editions.publishing import publish
from kanagawa.editions.rolling import roll_edition
from kanagawa.editions.rows import update_rows
from programs.models import MetricFigure
from robots.models import Robot
from tests.breadth import over_kinds_of_rows
from tests.people import person, signed_in

FIGURE = "international.attractedcount/asia-actual-2024"
TOTAL = "international.attracted/total-2024"


def url_of(thing: str) -> str:
    return reverse("admin:life", args=[thing])


def soup(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def events(page) -> list[list[str]]:
    rows = page.select("[aria-labelledby=events-heading] tbody tr")
    return [[cell.get_text() for cell in row.find_all("td")] for row in rows]


def prints(page, name: str = "年度版ごとの印字の表") -> list[list[str]]:
    rows = page.select(f'[aria-label="{name}"] tbody tr')
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in rows]


@pytest.fixture
def corrected(published, chief):
    """A second revision in which one figure was saved, saved emptily and changed in bulk."""
    draft = copy_edition(source=published, fiscal_year=2025, reason="集計の誤り", user=chief)
    figure = AttractedCount.objects.get(edition=draft, key="asia-actual-2024")
    figure._history_user, figure._change_reason = chief, "照会による"
    figure.value = 13
    figure.save()
    figure.save()
    figure = AttractedCount.objects.get(pk=figure.pk)
    figure.value = 14
    update_rows(AttractedCount, [figure], ["value"], user=chief, reason="アップロード：表.xlsx")
    return publish(edition=draft, user=chief)


def test_a_figure_tells_its_changes_and_what_each_edition_printed(corrected, staff):
    page = soup(staff.get(url_of(FIGURE)))
    lines = events(page)
    told = [(line[2], line[3], line[5], line[6], line[7]) for line in lines]
    second = "令和７年度版（第２版）"
    assert told == [
        ("公開", second, "", "14", "集計の誤り"),
        ("変更", second, "13", "14", "アップロード：表.xlsx"),
        ("変更", second, "12", "13", "照会による"),
        ("追加", second, "", "12", "令和７年度版から複製"),
        ("公開", "令和７年度版", "", "12", ""),
        ("追加", "令和７年度版", "", "12", "ファイルから読込み"),
    ]
    assert {line[1] for line in lines} == {"chief", "システム"}
    # What each edition printed.
    texts = prints(page)
    assert [(row[0], row[3]) for row in texts] == [
        ("令和７年度版", "12"),
        ("令和７年度版（第２版）", "14"),
    ]
    assert texts[0][2] == "県の支援により誘致した外国企業 → アジア → 令和６年度"
    # A computed figure has a life of prints.
    page = soup(staff.get(url_of(TOTAL)))
    assert [row[3] for row in prints(page)] == ["18", "20"]
    assert [line[2] for line in events(page)] == ["公開", "公開"]


def test_a_day_shows_what_was_known_and_public_then(published, draft, staff):
    figure = AttractedCount.objects.get(edition=draft, key="asia-actual-2024")
    figure.value = 99
    figure.save()
    today = soup(staff.get(url_of(FIGURE)))
    assert known(today) == {"令和７年度版": "12", "令和８年度版": "99"}
    assert [row[3] for row in prints(today, "この時点の印字の表")] == ["12"]
    before = soup(staff.get(url_of(FIGURE), {"on": "2001-02-03"}))
    assert known(before) == {}
    assert prints(before, "この時点の印字の表") == []
    assert len(prints(before)) == 1


def test_a_day_shows_the_value_before_the_change_made_later(published, draft, staff):
    figure = AttractedCount.objects.get(edition=draft, key="asia-actual-2024")
    earlier, later = (timezone.now() + timedelta(days=d) for d in (-30, -10))
    figure.pk = None
    figure.key = "asia-actual-1999"
    figure.period_start, figure.period_end = date(1999, 4, 1), date(2000, 3, 31)
    figure.value, figure._history_date = 1, earlier
    figure.save()
    figure.value, figure._history_date = 2, later
    figure.save()
    at = url_of(figure.ref)
    days = {d: timezone.localdate() + timedelta(days=d) for d in (-40, -30, -20, -10, 0)}
    values = {d: known(soup(staff.get(at, {"on": day.isoformat()}))) for d, day in days.items()}
    label = str(draft)
    assert values == {
        -40: {},
        -30: {label: "1"},
        -20: {label: "1"},
        -10: {label: "2"},
        0: {label: "2"},
    }


def known(page) -> dict[str, str]:
    """The value by edition."""
    values = {}
    for row in page.select('[aria-label="年度版ごとの値の表"] tbody tr'):
        named = {div.dt.text: div.dd.text for div in row.select("dl div")}
        values[row.th.text] = named["値"]
    return values


DAYS = ("9999-12-31", "0001-01-01", "きのう", "2026-13-45", "令和７年４月１日")


def test_any_day_gets_an_answer(published, staff):
    for on in DAYS:
        assert staff.get(url_of(FIGURE), {"on": on, "p": "x"}).status_code == 200, on


def test_a_forecast_and_next_year_s_actual_are_one_life(published, staff, chief):
    forecast = MetricFigure.objects.get(edition=published, key="contest-participants-forecast-2025")
    rolled = roll_edition(source=published, user=chief)
    actual = MetricFigure.objects.get(edition=rolled, key="contest-participants-actual-2025")
    actual.value, actual.status = 95, "value"
    actual._history_user = chief
    actual.save()
    publish(edition=rolled, user=chief)
    for thing in (forecast.ref, actual.ref):
        page = soup(staff.get(url_of(thing)))
        assert [(row[0], row[3]) for row in prints(page)] == [
            ("令和７年度版", "(90)"),
            ("令和８年度版", "95"),
        ]
        assert ("変更", "", "95") in [(line[2], line[5], line[6]) for line in events(page)]


def test_a_text_and_a_record_have_a_life_too(published, draft, staff):
    node = Node.objects.filter(edition=draft, kind="paragraph").first()
    node.text += "追記"
    node.save()
    page = soup(staff.get(url_of(node.ref)))
    assert events(page)[0][6].endswith("追記")
    assert len(prints(page)) == 1
    robot = Robot.objects.filter(edition=draft).first()
    texts = prints(soup(staff.get(url_of(robot.ref))))
    assert len(texts) == 2, "the list and the text"


def test_a_deleted_row_keeps_its_life(draft, staff):
    robot = Robot.objects.filter(edition=draft).first()
    at = url_of(robot.ref)
    robot.delete()
    page = soup(staff.get(at))
    assert events(page)[0][2] == "削除"
    assert known_editions(page) == ["令和７年度版"]


def known_editions(page) -> list[str]:
    return [row.th.text for row in page.select('[aria-label="年度版ごとの値の表"] tbody tr')]


NEVER = ("robots.robot/none", "robots.robot", "auth.user/chief", "none/x", "robots.none/x")


def test_what_never_was_is_not_found(published, staff):
    for thing in NEVER:
        assert staff.get(url_of(thing)).status_code == 404, thing


def test_only_who_may_see_the_section_sees_its_life(published):
    robot = Robot.objects.filter(edition=published).first().ref
    own, other = signed_in(person("viewer", "robots")), signed_in(person("editor", "zones"))
    assert own.get(url_of(robot)).status_code == 200
    for thing in (robot, "robots.robot/none", "robots.by-period/all"):
        assert other.get(url_of(thing)).status_code == 403
    text = Node.objects.get(edition=published, key="robots-overview").ref
    assert own.get(url_of(text)).status_code == 200
    assert other.get(url_of(text)).status_code == 403
    assert own.post(url_of(robot), {"on": "x"}).status_code == 405


def test_a_visitor_is_sent_to_the_login(published, client):
    assert client.get(url_of(FIGURE)).headers["Location"].startswith(reverse("admin:login"))


@over_kinds_of_rows
def test_the_screens_of_a_row_lead_to_its_life(models, draft, staff):
    for model in models:
        row = model.objects.filter(edition=draft).first()
        for screen in ("change", "history") if row else ():
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{screen}"
            assert url_of(row.ref) in staff.get(reverse(name, args=[row.pk])).text, model
    figure = AttractedCount.objects.filter(edition=draft).first()
    figure.value += 1
    figure.save()
    changes = staff.get(reverse("admin:edition_changes", args=[draft.pk]))
    assert f'href="{url_of(figure.ref)}"' in changes.text


@pytest.mark.thorough
def test_more_changes_and_editions_take_no_more_queries(corrected, staff):
    before = _queries(staff)
    third = copy_edition(source=corrected, fiscal_year=2025, reason="もう一度")
    figure = AttractedCount.objects.get(edition=third, key="asia-actual-2024")
    for value in (20, 21, 22):
        figure.value = value
        figure.save()
    publish(edition=third)
    assert _queries(staff) == before


def _queries(client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url_of(FIGURE)).status_code == 200
    return len(queries)
