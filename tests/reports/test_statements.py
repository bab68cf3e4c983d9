"""What the sentences say is what the figures say, computed another way; else nothing is said."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client

from international.models import AttractedCount, ForeignCount, OverseasCount
from investment.models import KpiFigure, RegionCount
from kanagawa.editions.content import Content
from kanagawa.editions.rolling import roll_edition
from kanagawa.formats.numbers import amount, number
from kanagawa.formats.years import Period, fiscal_year
from kanagawa.reports.grid import Cell, Figure, Grid, column_head, row_head
from kanagawa.reports.manifest import Manifest
from kanagawa.reports.statements import change_of_total, largest_by_row, targets
from robots.models import RobotIndicator, RobotIndicatorFigure
from tests.made_once import made_once


def said(edition) -> dict[str, list[str]]:
    by_section: dict[str, list[str]] = {}
    for statement in Content(edition).manifest.statements:
        by_section.setdefault(statement.table or statement.section, []).append(statement.text)
    return by_section


def test_every_target_is_told_as_the_rows_have_it(published):
    found = said(published)
    met = beyond = 0
    for indicator in RobotIndicator.objects.filter(edition=published):
        rows = RobotIndicatorFigure.objects.filter(indicator=indicator, value__isnull=False)
        values = {(row.kind, row.period_start.year, row.period_end.year): row for row in rows}
        actual, before, target, last = (
            values[kind, year, year + 1]
            for kind, year in (
                ("actual", 2024),
                ("actual", 2023),
                ("target", 2024),
                ("target", 2027),
            )
        )
        (sentence,) = found[f"robots.indicator.{indicator.key}"]
        over = amount(actual.value - target.value, indicator.unit)
        more = amount(actual.value - before.value, indicator.unit)
        assert sentence.startswith(f"令和６年度の{indicator.name}")
        assert (
            f"で、目標値の{amount(target.value, indicator.unit)}を{over}上回りました。" in sentence
        )
        assert f"前年度の{amount(before.value, indicator.unit)}から{more}増えました。" in sentence
        met += actual.value >= target.value
        beyond += actual.value >= last.value
    assert (met, beyond) == (6, 2)
    assert f"達したものは{number(met)}つ" in found["robots"][0]
    assert f"うち{number(beyond)}つは、令和９年度" in found["robots"][0]


def test_a_year_that_is_not_over_is_held_against_no_target(published):
    (sentence,) = said(published)["investment.kpi.supported"]
    values = {
        (row.kind, row.period_start.year): row.value
        for row in KpiFigure.objects.filter(edition=published)
    }
    assert values["actual", 2025] == 63  # by the end of June
    assert "令和６年度" in sentence
    assert "63" not in sentence
    assert (
        f"{amount(values['actual', 2024] - values['target', 2024], '件')}上回りました" in sentence
    )


def test_shares_are_those_of_the_rows(published):
    found = said(published)
    regions = sorted(RegionCount.objects.filter(edition=published), key=lambda r: -r.value)
    total = sum(region.value for region in regions)
    (sentence,) = found["investment.regions"]
    for region in regions[:2]:
        share = round(Fraction(int(region.value) * 1000, int(total)) + Fraction(1, 10**9))
        assert f"{amount(region.value, '件')}（{share / 10}％）" in sentence
    for model, table in ((ForeignCount, "foreign"), (OverseasCount, "overseas")):
        for name in {row.breakdown for row in model.objects.filter(edition=published)}:
            rows = model.objects.filter(edition=published, breakdown=name)
            (text,) = found[f"international.{table}-{name}"]
            best = max(row.value for row in rows if row.category != "その他")
            assert amount(best, "社") in text.split("が")[1] + text


def test_the_change_of_a_total_is_that_of_the_rows(published):
    (sentence,) = said(published)["international.attracted"]
    sums = {
        year: sum(
            row.value
            for row in AttractedCount.objects.filter(edition=published, value__isnull=False)
            if row.period_start.year == year
        )
        for year in (2023, 2024)
    }
    assert sentence == (
        f"令和６年度の県の支援により誘致した外国企業は{amount(sums[2024], '件')}で、"
        f"前年度の{amount(sums[2023], '件')}から{amount(sums[2024] - sums[2023], '件')}増えました。"
    )


def test_orders_are_divided_by_the_aid_of_the_same_scheme(published):
    (sentence,) = said(published)["investment.aid"]
    # 686億2,566万円, 39億4,296万円, 115億6,757万円 and 223億6,998万円 of the printed report
    aid = (6862566, 394296, 1156757, 2236998)
    local = (286694100, 58496000, 48199700, 28814300)
    times = [f"{Decimal(o) / Decimal(a):.1f}倍" for o, a in zip(local, aid, strict=True)]
    assert re.findall(r"[0-9.]+倍", sentence) == times
    assert "令和７年６月30日時点" in sentence
    assert "令和６年９月30日時点" in sentence


def test_sentences_are_frozen_with_the_edition_and_lead_to_their_cells(published):
    web = Client()
    manifest = Content(published).manifest
    assert Manifest.from_json(manifest.to_json()) == manifest
    for path in ("/", "/2025/", "/2025/robots/"):
        page = web.get(path).content.decode()
        assert manifest.statements[0].text in re.sub("<[^>]+>", "", page), path
    for statement in manifest.statements:
        for text, cell in statement.pieces:
            if cell:
                table, _, place = cell.rpartition("/")
                page = web.get(f"/2025/tables/{table}/").content.decode()
                (found,) = re.findall(f'<td id="{place}"[^>]*>(.*?)</td>', page)
                printed = re.sub(r"[\s　]|<[^>]+>", "", found)
                assert (
                    re.sub(r"[\s　]", "", text).rstrip("件社人箇所％倍") in printed or "倍" in text
                )


def test_an_edition_published_without_sentences_is_shown_without(published):
    data = Content(published).manifest.to_json()
    del data["statements"]
    for headline in data["headlines"]:
        for name in ("target", "before", "direction"):
            headline.pop(name, None)
    manifest = Manifest.from_json(data)
    assert manifest.statements == ()
    assert manifest.to_json() == data


# Tables of the tests' own


def figure(value, year, kind="actual", **more) -> Figure:
    period = Period.fiscal_year(year)
    text = "－" if value is None else amount(Decimal(value), "件")
    number_of = None if value is None else Decimal(value)
    more = {"indicator": "数", "unit": "件", "status": "value", **more}
    return Figure(
        f"x.y/{kind}-{year}", value=number_of, kind=kind, text=text, period=period, **more
    )


def table(*rows: tuple[Figure, ...]) -> Grid:
    body = tuple((row_head("行"), *(Cell(f.text, (f,)) for f in row)) for row in rows)
    heads = tuple(column_head(str(n)) for n in range(len(body[0])))
    return Grid("x.y", "件数", body, header=(heads,))


def told(grid: Grid) -> list[str]:
    return [statement.text for statement in targets("x", [grid], "目標")]


def test_met_missed_and_equal_are_told_in_plain_words():
    for value, words in ((7, "を２件上回りました"), (3, "を２件下回りました"), (5, "と同じです")):
        grid = table((figure(5, 2024, "target"),), (figure(value, 2024),))
        assert told(grid) == [
            f"令和６年度の件数は{amount(Decimal(value), '件')}で、目標値の５件{words}。"
        ]


@pytest.mark.parametrize(
    "actual",
    [
        figure(None, 2024, status="not_due"),
        figure(9, 2024, qualifier="provisional"),
        figure(9, 2024, as_of=date(2025, 3, 30)),
        figure(9, 2023),
        figure(9, 2024, kind="forecast"),
    ],
)
def test_nothing_is_said_of_what_is_not_known_or_not_over(actual):
    assert told(table((figure(5, 2024, "target"),), (actual,))) == []


def test_nothing_is_said_of_two_actuals_of_one_year():
    twice = (figure(6, 2024), figure(7, 2024))
    assert told(table((figure(5, 2024, "target"), figure(5, 2023, "target")), twice)) == []


def test_some_of_several_targets():
    grids = [
        table((figure(5, 2024, "target"), figure(8, 2027, "target")), (figure(v, 2024),) * 1)
        for v in (9, 5, 4)
    ]
    first = next(iter(targets("x", [g.with_(header=()) for g in grids], "目標")))
    year = fiscal_year(2027)
    assert first.text == (
        "３つの目標のうち、令和６年度の目標値に達したものは２つです。"
        f"うち１つは、{year}の目標値にも達しています。"
    )
    none = table((figure(5, 2024, "target"),), (figure(None, 2024, status="not_due"),))
    assert all(s.table for s in targets("x", [*grids, none], "目標"))


def test_the_largest_is_named_only_when_it_is_the_only_one():
    def parts(*values: int) -> Grid:
        rows = tuple(
            (
                row_head(name),
                Cell("", (figure(value, 2024),)),
                Cell("", (figure(value, 2024, unit="％"),)),
            )
            for name, value in zip("甲乙丙丁", values, strict=False)
        )
        return Grid("x.y", "件数", rows)

    def count(*values: int) -> int:
        return len(list(largest_by_row("x", parts(*values))))

    assert count(9, 5, 3) == 1
    assert count(9, 9, 3) == 0
    assert count(9, 5, 5) == 0
    assert count(9, 5) == 0


def test_a_total_falls_too():
    then, now = (figure(v, y, rule="sum") for v, y in ((9, 2023), (4, 2024)))
    (statement,) = change_of_total("x", table((then, now)))
    assert statement.text.endswith("は４件で、前年度の９件から５件減りました。")


@pytest.mark.sample
def test_nothing_is_said_of_a_table_that_waits_for_this_years_values(published):
    """A new year's draft begins with last year's values, which are no news."""
    rolled = made_once("rolled", lambda: roll_edition(source=published))
    content = Content(rolled)
    waiting = {
        key
        for key, grid in content.tables.items()
        if any(figure.status == "to_enter" for figure in grid.figures())
    }
    assert waiting & said(published).keys()
    cells = [cell for s in content.manifest.statements for _, cell in s.pieces if cell]
    assert {cell.partition("/")[0] for cell in cells}.isdisjoint(waiting)
    assert not [s for s in content.manifest.statements if "令和６年度の" in s.text]
