"""The import contracts see what they are there for, a new section included."""

from .project_copy import copy_project, run

# By file: a line against the contracts, and how it is named. All stand in one copy, read once.
AGAINST = {
    "kanagawa/editions/stamp.py": (
        "import robots.models\n",
        "kanagawa.editions.stamp -> robots.models",
    ),
    "kanagawa/formats/text.py": ("import django.conf\n", "kanagawa.formats.text -> django"),
    "kanagawa/figures/kinds.py": (
        "from . import rolling\n",
        "No cycles are allowed in kanagawa.figures.",
    ),
    "robots/models.py": ("from . import report\n", "No cycles are allowed in robots."),
    "kanagawa/staff/prose/facts.py": (
        "from kanagawa.staff.review import views\n",
        "kanagawa.staff.prose.facts -> kanagawa.staff.review.views",
    ),
    "kanagawa/staff/new_room.py": ("", "- kanagawa.staff.new_room"),
    # A new section is watched as soon as the settings name it.
    "skills/__init__.py": ("", ""),
    "skills/models.py": ("import robots.models\n", "skills.models -> robots.models"),
}


def add(copy, path, text):
    file = copy / path
    file.parent.mkdir(exist_ok=True)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(before + text, encoding="utf-8")


def test_every_import_against_the_layers_is_named(tmp_path):
    copy = copy_project(tmp_path)
    for file, (line, _) in AGAINST.items():
        add(copy, file, line)
    settings = copy / "kanagawa" / "settings.py"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('"zones"]', '"zones", "skills"]'), encoding="utf-8")
    answer = run(copy, "lint-imports")
    assert answer.returncode == 1
    assert [named for _, named in AGAINST.values() if named not in answer.stdout] == []


def test_the_project_as_it_is_keeps_every_contract(tmp_path):
    answer = run(copy_project(tmp_path), "lint-imports")
    assert answer.returncode == 0, answer.stdout
