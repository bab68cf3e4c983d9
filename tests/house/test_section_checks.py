"""What a new section lacks is named by `manage.py check`, with the file and what to write."""

import re

import pytest

from .project_copy import copy_project, run

REPORT = """
from kanagawa.reports.declaration import Section
from kanagawa.reports.list_tables import list_table
from .models import Award
from .records import AWARDS, RECORDS
TABLES = (list_table("{app}.awards", "表彰", Award, AWARDS.columns),)
SECTION = Section(key="{app}", title="節", tables=TABLES, records=RECORDS)
"""
RECORDS = """
from kanagawa.reports.columns import Column
from kanagawa.reports.records import Records
from .models import Award
AWARDS = Records("awards", Award, "表彰", (Column("name", link=True),))
RECORDS = (AWARDS,)
"""
URLS = """
from kanagawa.public.record_views import record_urls
from .records import RECORDS
urlpatterns = record_urls(RECORDS)
"""
ADMIN = """
from kanagawa.staff.admin import register_rows
from .models import Award
register_rows(Award, list_display=["name"])
"""
MODELS = """
from django.db import models
from kanagawa.editions.models import EditionRow

class Award(EditionRow):
    name = models.CharField("名称", max_length=80)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "表彰"
"""
FIGURE = """
from kanagawa.figures.kinds import Rolls
from kanagawa.figures.models import FigureRow

class AwardFigure(FigureRow):
    award = models.ForeignKey(Award, models.CASCADE, verbose_name="表彰")
    rolls = Rolls.YEARLY

    class Meta(FigureRow.Meta):
        verbose_name = verbose_name_plural = "表彰の数値"
"""
WHOLE = {"models": MODELS, "records": RECORDS, "report": REPORT, "urls": URLS, "admin": ADMIN}
# Each section lacks one thing; what the check says of it names the file and the line.
LACKING: dict[str, tuple[dict[str, str], list[str]]] = {
    "whole": (WHOLE, []),
    "nourls": (
        {name: text for name, text in WHOLE.items() if name != "urls"},
        ["nourls/urls.py", "urlpatterns = record_urls(RECORDS)"],
    ),
    "noreport": (
        {name: text for name, text in WHOLE.items() if name != "report"},
        ["noreport/report.py", "SECTION = Section("],
    ),
    "noadmin": (
        {name: text for name, text in WHOLE.items() if name != "admin"},
        ["noadmin.Award", "register_rows(Award)", "noadmin/admin.py"],
    ),
    "norecords": (
        {**WHOLE, "records": RECORDS.replace("(AWARDS,)", "()")},
        ["norecords.Award", "RECORDS in norecords/records.py", "without_page"],
    ),
    "noaddress": (
        {**WHOLE, "urls": "from django.urls import path\nurlpatterns = [path('x', str, name='x')]"},
        ["'awards'", "record_urls(RECORDS)", "noaddress/urls.py"],
    ),
    "noowner": (
        {**WHOLE, "models": MODELS + FIGURE},
        ["`owner_key`", "`indicator_name`", "`unit`", "noowner/models.py"],
    ),
    "nolabel": (
        {**WHOLE, "records": RECORDS.replace('"name", link', '"section", link')},
        ["'section'", "no Japanese label", "nolabel/records.py"],
    ),
    "nofilter": (
        {
            **WHOLE,
            "records": RECORDS.replace(
                'Column("name", link=True)', 'Column("section", label="節", filter=Filter())'
            ).replace("import Column", "import Column, Filter"),
        },
        ["'section'", "filters by what is no field", "nofilter/records.py"],
    ),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the check says of a copy of the project with all these sections in it."""
    copy = copy_project(tmp_path_factory.mktemp("sections"))
    for app, (files, _) in LACKING.items():
        (copy / app).mkdir()
        (copy / app / "__init__.py").write_text("")
        for name, text in files.items():
            (copy / app / f"{name}.py").write_text(text.replace("{app}", app), encoding="utf-8")
    settings = copy / "kanagawa" / "settings.py"
    named = ", ".join(f'"{app}"' for app in LACKING)
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('"zones"]', f'"zones", {named}]'), encoding="utf-8")
    return run(copy, "python", "manage.py", "check").stdout


def messages_about(said: str, app: str) -> str:
    """The messages that name the section, with their hints."""
    messages = re.split(r"\n(?=\S+: \()", said)
    return "\n".join(message for message in messages if re.search(rf"\b{app}\b", message))


@pytest.mark.parametrize("app", [app for app in LACKING if app != "whole"])
def test_what_a_section_lacks_is_named_with_its_file(said: str, app: str) -> None:
    assert "Traceback" not in said, said
    about = messages_about(said, app)
    assert [words for words in LACKING[app][1] if words not in about] == [], said


def test_a_section_that_has_everything_is_not_spoken_of(said: str) -> None:
    assert "System check identified" in said, said
    assert messages_about(said, "whole") == ""
