"""A table that staff define goes the whole way: defined, filled, published, read back, rolled."""

import io
import json
import zipfile
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kanagawa.editions.content import Content
from kanagawa.editions.models import Node
from kanagawa.editions.publishing import publish
from kanagawa.editions.rolling import roll_edition
from kanagawa.own_tables.models import OwnFigure, OwnTable
from kanagawa.workflow.new_facts import new_facts
from tests.files.reading import csv_rows, sheet_rows
from tests.paper.test_paper import text_of_pdf
from tests.paper.word import words_of_docx
from tests.people import person, signed_in
from tests.staff.conftest import messages, sent

from .defining import define

pytestmark = pytest.mark.sample
TITLE = "実証実験の実施状況"
YEARS = ({"fiscal_year": "令和７年度"}, {"fiscal_year": "R8", "kind": "forecast"})
FIXED = {"label": "累計額", "unit": "円", "is_standing": "on"}
VALUES = ("1,234", "(1,300)", "15億8,741万円", "５", "該当なし", "2億円")


@pytest.fixture
def filled(draft):
    """The table with its values, typed into the entry grid by the editor of the section."""
    editor = signed_in(person("editor", "robots"))
    heading = Node.objects.get(edition=draft, key="robots")
    fields = {"title": TITLE, "unit": "件", "has_total_row": "on", "note": "県の調べによります。"}
    define(editor, heading, (*YEARS, FIXED), ({"label": "介護"}, {"label": "災害対応"}), **fields)
    table = OwnTable.objects.get(edition=draft, title=TITLE)
    asked = {f.ref for g in new_facts(draft, ["robots"]).groups for f in g.facts}
    figures = OwnFigure.objects.filter(row__table=table)
    assert len(figures) == 6 and {figure.ref for figure in figures} <= asked
    url = reverse("admin:entry", args=[draft.pk, "robots"])
    data = sent(editor.get(f"{url}?table={table.target}&show=all"), "entry-form")
    typed = dict(zip((f"value:{f.ref}" for f in figures), VALUES, strict=True))
    assert typed.keys() <= data.keys()
    assert "6件の数値を保存しました" in messages(editor.post(url, data | typed, follow=True))
    return table


def printed(content, key):
    return [[cell.text for cell in row] for row in content.tables[key].positions()]


MONEY = "15億 8,741万円"
PRINTED = [
    ["区分", "令和７年度", "令和８年度\n(見込)", "累計額"],
    ["介護", "1,234", "1,300", MONEY],
    ["災害対応", "５", "－", "２億円"],
    ["合計", "1,239", "1,300", "17億 8,741万円"],
]


def test_it_is_printed_in_every_format_and_moves_on_with_the_year(filled, draft, tmp_path):
    key = filled.target
    figure = OwnFigure.objects.filter(row__table=filled).first()
    text = Node.objects.filter(edition=draft, kind="paragraph").first()
    text.text += f"{{{figure.ref}}}"
    text.save()
    draft.charts = {key: {"kind": "years", "on_paper": True}}
    draft.save()
    edition = publish(edition=draft)
    assert printed(Content(edition), key) == PRINTED
    public, at = Client(), f"/{edition.slug}"
    page = public.get(f"{at}/tables/{key}/").content.decode()
    assert TITLE in page and MONEY in page and "県の調べによります。" in page
    assert "<svg" in page[page.index(TITLE) :] and "棒グラフ" in page
    for file, chart in ((f"tables/{key}.xlsx", "xl/charts/"), ("robots.docx", "word/charts/")):
        with zipfile.ZipFile(io.BytesIO(public.get(f"{at}/{file}").content)) as package:
            assert any(name.startswith(chart) for name in package.namelist()), file
    assert TITLE in public.get(f"{at}/report/").content.decode()
    head, *rows = csv_rows(public.get(f"{at}/tables/{key}.csv").content)
    values = [(row[head.index("value")], row[head.index("status")]) for row in rows]
    assert values[:6] == [
        *(("1234", "value"), ("1300", "value"), ("1587410000", "value")),
        *(("5", "value"), ("", "not_applicable"), ("200000000", "value")),
    ]
    grid = json.loads(public.get(f"{at}/tables/{key}.json").content)
    assert TITLE in json.dumps(grid, ensure_ascii=False)
    sheet = sheet_rows(public.get(f"{at}/tables/{key}.xlsx").content)
    assert [Decimal(1239), Decimal(1300)] in [row[1:3] for row in sheet]
    for words in (
        " ".join(words_of_docx(public.get(f"{at}/robots.docx").content)),
        text_of_pdf(public.get(f"{at}/robots.pdf").content, tmp_path),
    ):
        assert TITLE in words and "8,741万円" in words and "1,239" in words
    flat = csv_rows(public.get(f"{at}/figures.csv").content)
    assert key in {row[flat[0].index("table_key")] for row in flat}
    following = roll_edition(source=edition)
    moved = printed(Content(following), key)
    assert moved[0] == ["区分", "令和８年度", "令和９年度\n(見込)", "累計額"]
    assert [row[1:] for row in moved[1:3]] == [["－", "－", MONEY], ["－", "－", "２億円"]]
    text = Node.objects.get(edition=following, key=text.key)
    assert f"{{{figure.ref.replace('2025', '2026')}}}" in text.text
    publish(edition=following)
    compared = public.get(f"/compare/{edition.slug}..{following.slug}/robots/").content.decode()
    assert TITLE in compared
