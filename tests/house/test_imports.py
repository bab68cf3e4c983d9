"""The import contracts see what they are there for, a new section included."""

import pytest

from .project_copy import copy_project, run


@pytest.fixture
def copy(tmp_path):
    return copy_project(tmp_path)


def add(copy, path, text):
    file = copy / path
    file.parent.mkdir(exist_ok=True)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(before + text, encoding="utf-8")


def broken(copy):
    """What lint-imports says about the contracts that do not hold; "" when all hold."""
    answer = run(copy, "lint-imports")
    return "" if answer.returncode == 0 else answer.stdout


def test_a_new_section_is_watched_as_soon_as_the_settings_name_it(copy):
    add(copy, "skills/__init__.py", "")
    add(copy, "skills/models.py", "import robots.models\n")
    settings = copy / "kanagawa" / "settings.py"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('"zones"]', '"zones", "skills"]'), encoding="utf-8")
    assert "skills.models -> robots.models" in broken(copy)


@pytest.mark.parametrize(
    ("file", "line", "named"),
    [
        (
            "kanagawa/editions/stamp.py",
            "import robots.models\n",
            "kanagawa.editions.stamp -> robots",
        ),
        ("kanagawa/formats/text.py", "import django.conf\n", "kanagawa.formats.text -> django"),
        ("kanagawa/figures/kinds.py", "from . import rolling\n", "No circles, at any depth BROKEN"),
        ("robots/models.py", "from . import report\n", "No circles, at any depth BROKEN"),
        (
            "kanagawa/staff/prose/facts.py",
            "from kanagawa.staff.review import views\n",
            "staff.review",
        ),
        ("kanagawa/staff/new_room.py", "", "new_room"),
    ],
)
def test_an_import_against_the_layers_is_named(copy, file, line, named):
    add(copy, file, line)
    assert named in broken(copy)


def test_the_project_as_it_is_keeps_every_contract(copy):
    assert broken(copy) == ""
