"""Every result in the prose of 令和７年度 is a reference: what is still typed is explained here.

Whoever types a result number into a text, or a number that this list does not know, is told.
"""

import re

from django.db import models

from kanagawa.editions.rows import row_models
from kanagawa.editions.texts import outlined, texts

HISTORY, NAME, MARK = "a date of history", "part of a name", "a mark that points to a column"
DURATION, ORDINAL, SHARE = "a duration", "the number of a plan", "a rule of the subsidy"
LISTED, PLANNED = "counts what the sentence itself lists", "a date that is planned"

EXPLAINED = {
    "editions.node/investment-overview-1": [("令和６年４月", HISTORY)],
    "editions.node/investment-survey-method-1": [("９月", HISTORY)],
    "editions.node/investment-schemes-1": [
        ("平成16年度", HISTORY),
        ("21年度", HISTORY),
        ("２", NAME),
        ("平成22年度", HISTORY),
        ("27年度", HISTORY),
        ("100", NAME),
        ("平成28年度", HISTORY),
        ("11月", HISTORY),
    ],
    "editions.node/investment-aid-note-1": [("※１", MARK)],
    "editions.node/investment-aid-note-2": [("※２", MARK)],
    "editions.node/investment-aid-note-3": [("※３", MARK), ("10年", DURATION)],
    "editions.node/zones-1": [("３つ", LISTED)],
    "editions.node/zones-structural-1": [("平成14年度", HISTORY)],
    "editions.node/zones-strategic-1": [("平成25年", HISTORY)],
    "editions.node/zones-strategic-2": [("平成26年５月", HISTORY)],
    "zones.comprehensivezone/life-innovation": [("平成23年12月", HISTORY)],
    "robots.measure/pre-field": [("平成26年度", HISTORY)],
    "robots.measure/monitors": [("１週間", DURATION), ("１か月", DURATION)],
    "international.activity/attraction-seminar-2024": [
        ("令和７年度", PLANNED),
        ("７月", PLANNED),
        ("11月", PLANNED),
    ],
    "international.activity/africa-seminar-2025": [("TICAD９", NAME)],
    "international.activitynote/startup-subsidy-2024-rate": [("２分の１", SHARE)],
    **{
        f"zones.zoneevent/{zone}-plan-{number}": [(f"第{printed}期", ORDINAL)]
        for zone in ("life-innovation", "sagami-robots")
        for number, printed in enumerate("１２３", start=1)
    },
}
# Fields that refer to no figures and hold digits: names, titles, addresses, dates in words, codes.
WITH_DIGITS = {
    "robots.robot.name",
    "programs.hub.location",
    "investment.scheme.name",
    "investment.scheme.short_name",
    "international.survey.title",
    "international.activity.name",
    "international.activity.date_text",
    "international.industrialpark.factory",
    "zones.zonemunicipality.area_code",
}
_PIECE = r"\d[\d,.]*(?:年度|年|月末|月|日|期|週間|か月|分の|つ|[件社人名者]|か所|％)?"
_RUN = re.compile(rf"(?:明治|大正|昭和|平成|令和|第|※|[A-Za-z]+)?(?:{_PIECE})+")


def typed(text: str) -> list[str]:
    return _RUN.findall(outlined(text))


def test_what_is_typed_in_the_texts_is_explained(report):
    by_text: dict[str, list[str]] = {}
    for text in texts(report.rows):
        if runs := typed(text.text):
            by_text.setdefault(text.ref, []).extend(runs)
    assert by_text == {place: [run for run, _ in runs] for place, runs in EXPLAINED.items()}


def test_only_names_addresses_and_dates_in_words_have_digits_elsewhere(report):
    texts = set()
    for model in row_models():
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.CharField | models.TextField) or field.choices:
                continue
            if field.name in ("key", "search_text", *model.WITH_REFERENCES):
                continue
            values = [getattr(row, field.name) for row in report.rows.of(model)]
            if any(re.search(r"\d", value) for value in values):
                texts.add(f"{model._meta.label_lower}.{field.name}")
    assert texts == WITH_DIGITS


def test_a_typed_result_is_not_explained(report):
    [text] = [t for t in texts(report.rows) if t.ref == "robots.measure/monitors"]
    assert typed(text.text.replace("今年度は", "今年度は17種類")) != typed(text.text)
