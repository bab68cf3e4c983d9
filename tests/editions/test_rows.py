"""What stands closer to Django than its documentation: a newer one that differs fails here."""

import pytest
from django.db import connection

from kanagawa.editions.rows import EditionRows, row_models

pytestmark = pytest.mark.sample


def test_the_kept_query_of_every_model_reads_what_the_manager_reads(published, draft):
    for edition in (published, draft):
        rows = EditionRows(edition)
        for model in row_models():
            expected = model._default_manager.filter(edition=edition).order_by("position", "id")
            assert list(rows.of(model)) == list(expected), model


def test_a_bulk_write_of_thousands_of_values_is_one_statement(db):
    """Of two columns; for a SQLite before 3.32 Django splits at 999 values."""
    assert connection.ops.bulk_batch_size(["key", "position"], range(5_000)) >= 5_000
