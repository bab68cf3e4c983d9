"""Every write leaves history, bulk writes included; bare bulk writes stand nowhere in the code."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from kanagawa.editions.rows import row_models, update_rows

pytestmark = pytest.mark.sample


ROOT = Path(__file__).parents[2]
BULK = {"bulk_create", "bulk_update", "bulk_create_with_history", "bulk_update_with_history"}
# rows.py is where history-keeping bulk writes live; frozen copies have no history to keep.
ALLOWED = {
    "kanagawa/editions/rows.py",
    "kanagawa/editions/publishing.py",
    # Translations are no rows of an edition; this one writes their history too.
    "kanagawa/editions/translation_files.py",
    # What the search reads is written anew from what was published.
    "kanagawa/editions/search_index.py",
    # Confirmations and assignments are no rows of the report: who and when stand in them.
    "kanagawa/workflow/beginning.py",
    "kanagawa/workflow/confirming.py",
    "kanagawa/workflow/next_year.py",
}
PACKAGES = ("kanagawa", *settings.REPORT_SECTIONS)


def test_bulk_changes_leave_old_and_new_values(draft):
    for model in row_models():
        rows = list(model.objects.filter(edition=draft))
        for row in rows:
            row.position += 1
        assert update_rows(model, rows, ["position"], reason="並べ替え") == len(rows)
        newest = model.history.filter(edition=draft, history_type="~")
        assert newest.count() == len(rows)
        assert set(newest.values_list("history_change_reason", flat=True)) == {"並べ替え"}


def test_no_code_writes_rows_in_bulk_past_the_history():
    calls = []
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            if name in ALLOWED or "migrations" in name:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                    called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    if called in BULK:
                        calls.append(f"{name}:{node.lineno}")
    assert calls == []
