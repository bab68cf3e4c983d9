"""Every field that may refer to figures is declared, and prints them wherever it is printed."""

import re

from django.db import models

from kanagawa.editions.content import LiveContent
from kanagawa.editions.rows import EditionRows, row_models
from kanagawa.editions.texts import text_models, texts

# Notes of these indicators stand in no table; the pages of the records print them. The report has
# no table that staff define.
NOT_IN_THE_REPORT = {
    "investment.kpi.note",
    "international.homeregion.note",
    "international.supporttype.note",
    "own_tables.owntable.note",
    "programs.metric.note",
}


def everything_printed(content: LiveContent) -> list[str]:
    """Every piece of print: blocks, and of the tables all cells and what stands around them."""
    texts = [part for block in content.blocks for part in (block.text, block.label)]
    for grid in content.tables.values():
        texts += [grid.title, grid.caption, grid.aside, grid.source, *grid.notes]
        texts += [cell.text for row in (*grid.header, *grid.body) for cell in row]
    return texts


def test_the_declared_fields_are_text_fields():
    for model in text_models():
        for name in model.WITH_REFERENCES:
            field = model._meta.get_field(name)
            assert isinstance(field, models.CharField | models.TextField), (model, name)


def test_no_other_field_has_references(report):
    for model in row_models():
        for field in model._meta.concrete_fields:
            if field.name in (*model.WITH_REFERENCES, "search_text"):
                continue
            if isinstance(field, models.CharField | models.TextField):
                values = [getattr(row, field.name) for row in report.rows.of(model)]
                assert [v for v in values if "{" in v] == [], (model, field.name)


def test_every_declared_field_prints_its_references(published):
    rows = EditionRows(published)
    fields = [(model, name) for model in text_models() for name in model.WITH_REFERENCES]
    for model, name in fields:
        for row in rows.of(model):
            if getattr(row, name) or model.__name__ in ("RobotIndicator", "OverseasPost"):
                mark = f"{model._meta.label_lower}.{name}"
                setattr(row, name, f"【{mark}】{{robots.fact/indicators}}")
    printed = everything_printed(LiveContent(rows))
    assert [text for text in printed if "{" in text] == []
    marked = re.findall(r"【([a-z_.]+)】６つ", "\n".join(printed))
    declared = {f"{model._meta.label_lower}.{name}" for model, name in fields}
    assert declared - set(marked) == NOT_IN_THE_REPORT


def test_every_text_says_whose_it_is(report):
    labels = [text.label for text in texts(report.rows)]
    assert all(labels)
    assert not any("{" in label and "robots." in label for label in labels)
    assert "見出し「調査方法」" in labels
    assert "「調査方法」の本文" in labels
