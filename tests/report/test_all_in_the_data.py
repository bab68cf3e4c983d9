"""Every figure of the report, in tables or only in its text, is in the data by its labels."""

import re
import unicodedata
from collections import defaultdict

from kanagawa.editions.references import references_in
from kanagawa.editions.texts import texts
from kanagawa.reports.writers.flat import FlatRow, flat_rows

# A number with the unit of something counted or measured.
_UNITS = "社件人名つ市町種者校円億万回期部席団区％%"
_FIGURE = re.compile(rf"([0-9][0-9,.]*)(?:か所|箇所|か国|事務所|[{_UNITS}])")


def rows_of(report) -> list[FlatRow]:
    return list(flat_rows("2025-1", report.tables.values()))


def numbers(text: str) -> set[str]:
    return set(re.findall(r"[0-9][0-9,.]*", unicodedata.normalize("NFKC", text)))


def test_no_two_figures_have_the_same_labels(report):
    keys = defaultdict(set)
    for row in rows_of(report):
        labels = (row.table_key, row.row_label, row.column_label, row.indicator)
        assert row.row_label or row.column_label, row.figure_key
        keys[labels].add(row.figure_key)
    assert [labels for labels, found in keys.items() if len(found) > 1] == []


def test_every_figure_that_a_text_refers_to_is_in_the_data(report):
    known = {row.figure_key for row in rows_of(report)}
    figures = {figure.key for figure in report.facts if figure.value is not None} | known
    missing = {
        reference.key
        for text in texts(report.rows)
        for reference in references_in(text.text)
        if reference.form in ("", "number") and reference.key in figures - known
    }
    assert missing == set()


def test_every_number_of_the_printed_report_is_in_the_data(report, source_text):
    known = {number for row in rows_of(report) for number in numbers(row.printed)}
    printed = set(_FIGURE.findall(unicodedata.normalize("NFKC", source_text)))
    assert printed - known == set()


def test_figures_of_the_text_alone_say_where_they_stand(report):
    rows = {row.figure_key: row for row in rows_of(report)}
    shown = {
        "international.foreign/total": (302, "社", "「県内に本社を置く外国企業」の本文"),
        "international.overseas/total": (1705, "社", "「県内企業の海外進出状況」の本文"),
        "zones.municipalities/cities": (10, "市", "総合特区「さがみロボット産業特区」の概要"),
        "zones.municipalities/towns": (2, "町", "総合特区「さがみロボット産業特区」の概要"),
    }
    for key, (value, unit, place) in shown.items():
        row = rows[key]
        assert (row.value, row.unit) == (value, unit)
        assert place in row.row_label
        assert row.table_key == f"{row.section}.in-text"
    assert f"{rows['international.asia/share'].value}" == "65.2"
