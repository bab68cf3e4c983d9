"""Typed numbers that a fact exists for are found, in every spelling; all others are left alone."""

import pytest

from kanagawa.checks import broken_references, typed_numbers
from kanagawa.checks.typed_numbers import Facts, TextPlace, place_of, typed_in
from kanagawa.editions.references import references_in
from kanagawa.editions.texts import texts
from kanagawa.figures.quotable import quotables

# Names, not numbers: only a reference says that the plan counts 第３期 and the scheme ＮＥＸＴ.
# and the scheme its ＮＥＸＴ.
NOT_FOUND = {"{robots.fact/plan}", "{investment.fact/scheme}"}


@pytest.fixture
def facts(report):
    return Facts(quotables(report.content).values())


def test_the_report_has_no_typed_number_that_a_fact_exists_for(report):
    assert list(typed_numbers.run(report)) == []


def test_the_report_has_no_broken_reference(report):
    assert list(broken_references.run(report)) == []


def test_every_reference_of_the_report_would_be_missed_if_it_were_typed(report, facts):
    """Typed in its place, each printed number is found and its own reference suggested first."""
    missed, count = [], 0
    for text in texts(report.rows):
        for reference in references_in(text.text):
            if reference.form == "name":
                continue  # a name is no number
            count += 1
            printed = report.content.references.text_of(reference.key, reference.form)
            before, after = text.text[: reference.start], text.text[reference.end :]
            numbers = typed_in(before + printed + after, place_of(text, report.rows), facts)
            first = [t.suggestions[0].notation for t in numbers if t.start == reference.start]
            if "/rank-" in reference.key and first:
                continue  # typed behind 米国, it is the figure of that country
            if first != [reference.notation] and reference.notation not in NOT_FOUND:
                missed.append((text.ref, reference.notation, first))
    assert count > 60
    assert missed == []


@pytest.mark.parametrize(
    "typed",
    [
        "302社",
        "３０２社",
        "302 社",
        "28.8％",
        "28.8%",
        "２８．８％",
        "13億291万円",
        "13億　291万円",
        "１３億２９１万円",
        "10,532件",
        "10532件",
        "1,112社",
        "161件",
        "令和７年６月末時点",
        "令和7年6月末時点",
        "令和５～９年度",
    ],
)
def test_numbers_are_found_however_they_are_written(typed, facts):
    numbers = typed_in(f"結果は{typed}となった。", TextPlace("", ""), facts)
    assert [number.typed for number in numbers] == [typed]


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("連携する６つの工業団地", "{international.parks/count}"),
        ("商品化状況の目標を含む６つの数値目標", "{robots.fact/indicators}"),
    ],
)
def test_a_small_number_needs_the_words_of_its_fact(text, notation, facts):
    section = notation[1:].partition(".")[0]
    numbers = typed_in(text, TextPlace("", section), facts)
    assert notation in [s.notation for number in numbers for s in number.suggestions]
    assert typed_in("これから６つの村を訪ねる", TextPlace("", section), facts) == []


@pytest.mark.parametrize(
    "text",
    [
        "「セレクト神奈川100」による",
        "セレクト神奈川100件目の",
        "平成14年度に創設された",
        "２分の１",
        "第３期計画",
        "10階",
        "１丁目９－22",
        "TICAD９",
        "１週間～１か月",
        "令和６年４月に",
        "※１ 施設",
        "10年まで",
        "３つがある",
        "2024年版",
        "都市計画法第20条",
        "平成16年度～21年度",
        "平成27年度に開設",
        "令和７年度に実施",
        "11月に開催",
        "302社目",
        "第302回",
        "CL-02",
        "302",
    ],
)
def test_names_dates_durations_and_ordinals_are_no_results(text, facts):
    assert typed_in(f"これは{text}のこと", TextPlace("", "robots", key="x"), facts) == []


def test_the_check_says_which_reference_to_write(correction):
    from kanagawa.checks.context import Context
    from kanagawa.editions.rows import EditionRows
    from robots.models import Measure

    measure = Measure.objects.get(edition=correction, key="monitors")
    measure.description = "今年度は、17種類のロボットを対象に実施している。"
    measure.save()
    [finding] = typed_numbers.run(Context(EditionRows(correction)))
    assert (finding.severity, finding.section) == ("warning", "robots")
    assert finding.ref == "robots.measure/monitors"
    assert "「17種類」" in finding.message
    assert finding.values[0] == "17種類"
    assert finding.values[1] in finding.message


def test_a_year_that_is_meant_for_good_is_no_reference_and_others_say_what_comes(facts):
    """令和７年度から would read 令和８年度から in the next edition."""
    place = TextPlace("", "")
    for text in ("令和７年度から行う。", "令和７年度に拡充した。", "令和７年度当初より始めた。"):
        assert typed_in(text, place, facts) == [], text
    (typed,) = typed_in("令和７年度は、次の取組を行う。", place, facts)
    (suggestion,) = typed.suggestions
    assert suggestion.notation == "{edition|fiscal_year}"
    assert (suggestion.name, suggestion.next_year) == ("この版の年度", "「令和８年度」")
    (typed,) = typed_in("結果は302社となった。", place, facts)
    assert typed.suggestions[0].next_year == "その版で入力した値"
