"""Editions that nobody wishes for are open data, too: other people's validators read them all.

Published in an emergency with nothing entered, with nothing that applies, and with every status,
qualifier and kind of note that there is.
"""

import csv
import io
import json
from itertools import cycle

import feedparser
import pytest
from openapi_spec_validator import validate

from kanagawa.editions.content import Content
from kanagawa.editions.publishing import publish
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.models import Qualifier, Status
from kanagawa.own_tables.models import OwnTable
from kanagawa.reports.writers.jsonstat import cube
from tests.public.public_urls import look_for_news
from tests.public.test_machine_readable import broken_rules, tables_of
from tests.public.test_read_by_others import check_every_operation
from tests.public.validators import errors_of, get, is_csvw, is_dcat, read_cubes, unpacked
from tests.states.making import FIGURES, mend_all, not_applicable, rolled
from zones.models import ZoneMunicipality

pytestmark = [pytest.mark.sample, pytest.mark.thorough]
REASONS = [status for status in Status if status not in (Status.VALUE, Status.TO_ENTER)]


def of_every_kind(published):
    """Every status in turn, values with every qualifier, notes, a municipality, an own table."""
    edition = rolled(published)
    rows, states = EditionRows(edition), cycle([Status.VALUE, *REASONS])
    qualifiers = cycle(["", *Qualifier])
    for model in FIGURES:
        for number, figure in enumerate(rows.of(model)):
            figure.status = next(states)
            has_value = figure.status == Status.VALUE
            figure.value, figure.qualifier = (number, next(qualifiers)) if has_value else (None, "")
            figure.note = '注は,"二重"の\n引用符と改行を含む' if number % 3 == 0 else ""
            figure.save()
    zone = rows.of(ZoneMunicipality)[0].zone
    ZoneMunicipality.objects.create(edition=edition, zone=zone, name="清川村", area_code="144029")
    assert OwnTable.objects.filter(edition=edition).exists()
    return edition


@pytest.fixture(
    params=[rolled, not_applicable, of_every_kind],
    ids=lambda make: make.__name__,
)
def odd(request, published):
    edition = request.param(published)
    mend_all(edition)
    publish(edition=edition)
    look_for_news()
    return edition


def test_csvw_frictionless_and_the_rule_of_machine_readability_find_nothing(web, odd, tmp_path):
    folder = unpacked(web, tmp_path, odd.slug)
    assert errors_of(folder) == []
    assert is_csvw(folder / "figures.csv-metadata.json")
    tables = tables_of(web, odd.slug)
    assert {table.path: broken_rules(table) for table in tables if broken_rules(table)} == {}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # within pyshacl
def test_pyshacl_feedparser_and_the_validator_of_openapi_find_nothing(web, odd):
    assert is_dcat(json.loads(get(web, "/catalog.jsonld")))
    feed = feedparser.parse(web.get("/feed.atom").content)
    assert not feed.bozo
    assert feed.entries[0].link == f"http://testserver/{odd.slug}/"
    validate(json.loads(get(web, "/openapi.json")))


def test_jsonstat_toolkit_reads_every_cube(web, odd, tmp_path):
    cubes = [key for key, grid in Content(odd).tables.items() if cube(grid)]
    documents = [web.get(f"/{odd.slug}/tables/{key}.jsonstat.json").content for key in cubes]
    answers = read_cubes(documents, tmp_path) if documents else []
    for key, document, answer in zip(cubes, documents, answers, strict=True):
        read = [value for row in answer["values"] for value in row]
        assert read == json.loads(document)["value"], key


def test_a_client_made_from_the_description_gets_what_it_promises(odd, settings):
    check_every_operation(settings)


def test_every_figure_of_an_added_municipality_and_of_a_city_has_its_code(web, published):
    edition = of_every_kind(published)
    mend_all(edition)
    publish(edition=edition)
    look_for_news()
    rows = csv.DictReader(io.StringIO(get(web, "/2026/figures.csv").decode("utf-8-sig")))
    codes = {row["row_label"] + row["column_label"]: row["local_gov_code"] for row in rows}
    assert {code for label, code in codes.items() if "横浜" in label} == {"141003"}
    table = Content(edition).tables["zones.municipalities"]
    assert ["清川村", "144029"] in [[cell.text for cell in row[-2:]] for row in table.body]
