"""The data as other people's programs read it: pandas, LibreOffice, jsonstat-toolkit, and a client
that is made from the description of the interface (schemathesis)."""

import csv
import io
import subprocess
from collections import Counter

import pandas
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings

from kanagawa.editions.content import Content
from kanagawa.reports.writers.export import extract
from kanagawa.reports.writers.flat import HEADER, flat_rows
from kanagawa.reports.writers.jsonstat import cube
from kanagawa.reports.writers.workbook import FLAT
from kanagawa.wsgi import application
from tests.public.validators import read_cubes

pytestmark = pytest.mark.sample
# Its way to a WSGI application does not unpack what it says that it takes.
PLAIN = {"Accept-Encoding": "identity"}


def figures(edition):
    content = Content(edition)
    part = extract(content.tables, content.manifest, edition=edition.slug, label=edition.label)
    return list(flat_rows(edition.slug, part.all, part.orders))


def assert_same(frame: pandas.DataFrame, rows) -> None:
    assert list(frame.columns) == list(HEADER)
    assert len(frame) == len(rows)
    for row, read in zip(rows, frame.itertuples(index=False), strict=True):
        for name in ("edition", "table_key", "row_label", "figure_key", "sub_of", "printed"):
            wanted, text = getattr(row, name), getattr(read, name)
            # What is all digits is a number to it.
            assert wanted == ("" if pandas.isna(text) else str(text)), (row.figure_key, name)
        assert (None if pandas.isna(read.value) else float(read.value)) == (
            None if row.value is None else float(row.value)
        )
        assert pandas.isna(read.as_of) or pandas.Timestamp(read.as_of).date() == row.as_of
        assert (
            bool(read.computed) == row.computed or str(read.computed) == str(row.computed).lower()
        )


def test_pandas_reads_the_csv_and_the_sheet_as_they_were_written(web, published):
    rows = figures(published)
    content = web.get("/2025-1/figures.csv").content
    frame = pandas.read_csv(io.BytesIO(content), dtype={"printed": str, "edition": str})
    assert_same(frame, rows)
    guessed = pandas.read_csv(io.BytesIO(content))
    assert set(guessed["edition"]) == {"2025_1"}
    assert guessed["value"].dtype == "float64" and guessed["table_order"].dtype == "int64"
    book = io.BytesIO(web.get("/2025-1/report.xlsx").content)
    assert_same(pandas.read_excel(book, sheet_name=FLAT), rows)


@pytest.mark.office
def test_a_spreadsheet_takes_no_text_of_the_csv_for_a_day_or_a_negative_number(
    web, published, tmp_path, office_profile
):
    content = web.get("/2025-1/figures.csv").content
    (tmp_path / "figures.csv").write_bytes(content)
    # With the recognition of special numbers, in Japanese, as somebody opens it.
    command = [
        "soffice",
        office_profile,
        "--headless",
        "--infilter=CSV:44,34,76,1,,1041,false,true",
    ]
    out = ["--convert-to", "xlsx", "--outdir", str(tmp_path), str(tmp_path / "figures.csv")]
    subprocess.run([*command, *out], check=True, capture_output=True, timeout=120)
    read = pandas.read_excel(tmp_path / "figures.xlsx")
    written = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(read) == len(written)
    for name in ("edition", "time_code", "figure_key", "row_label", "column_label"):
        assert [str(v) for v in read[name].fillna("")] == [row[name] for row in written], name
    for shown, row in zip(read["printed"], written, strict=True):
        assert not (isinstance(shown, int | float) and shown < 0), row["printed"]


def test_jsonstat_toolkit_gives_back_every_value_of_every_cube(web, published, tmp_path):
    cubes = {key: cube(grid) for key, grid in Content(published).tables.items()}
    cubes = {key: figures for key, figures in cubes.items() if figures}
    assert len(cubes) > 20
    documents = [web.get(f"/2025-1/tables/{key}.jsonstat.json").content for key in cubes]
    answers = read_cubes(documents, tmp_path)
    for read, (key, wanted) in zip(answers, cubes.items(), strict=True):
        rows, columns = read["labels"]
        values = {
            (row, column): read["values"][r][c]
            for r, row in enumerate(rows)
            for c, column in enumerate(columns)
        }
        assert values == {
            place: None if figure.value is None else float(figure.value)
            for place, figure in wanted.items()
        }, key


@pytest.mark.thorough
def test_a_client_made_from_the_description_gets_what_it_promises(published, settings):
    check_every_operation(settings)


def check_every_operation(settings) -> None:
    """The examples answer; whatever else is asked for is refused as the description says."""
    settings.ALLOWED_HOSTS = ["*"]
    schema = schemathesis.openapi.from_wsgi("/openapi.json", application)
    answered: Counter[int] = Counter()
    for result in schema.get_all_operations():
        operation = result.ok()
        known = {
            parameter.name: parameter.definition["example"]
            for parameter in operation.path_parameters
            if "example" in parameter.definition
        }
        if len(known) == len([*operation.path_parameters]):
            check_the_example(operation, known)
        if known:
            answered += asked(operation)
    assert set(answered) <= {200, 404} and answered[404] > 40


def check_the_example(operation, known: dict[str, str]) -> None:
    answer = operation.Case(path_parameters=known).call_and_validate(headers=PLAIN)
    assert answer.status_code == 200
    if operation.query:
        refused = operation.Case(path_parameters=known, query={"as_of": "昨日"})
        assert refused.call_and_validate(headers=PLAIN).status_code == 400


def asked(operation) -> Counter[int]:
    """What was answered to things that nobody thought of."""
    answered: Counter[int] = Counter()

    @given(case=operation.as_strategy())
    @hypothesis_settings(
        max_examples=6,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case) -> None:
        response = case.call(headers=PLAIN)
        case.validate_response(response)
        answered[response.status_code] += 1

    ask()
    return answered
