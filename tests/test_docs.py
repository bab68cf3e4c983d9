"""The documents say what the program is: the picture of the models, the pages of the guide."""

import re
import tomllib
from html import unescape
from pathlib import Path
from runpy import run_path

from django.apps import apps
from django.conf import settings
from django.urls import reverse

from kanagawa.staff.guide import pages

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"


def test_the_picture_of_the_data_model_names_every_model():
    drawn = unescape((DOCS / "data-model.svg").read_text(encoding="utf-8"))
    ours = ["editions", "workflow", "entry", "inquiries", *settings.REPORT_SECTIONS, "own_tables"]
    models = [m for app in ours for m in apps.get_app_config(app).get_models()]
    missing = [
        model.__name__
        for model in models
        if not model.__name__.startswith("Historical") and f">{model.__name__}<" not in drawn
    ]
    assert missing == []


def test_every_picture_and_link_of_the_guide_leads_somewhere(admin_client):
    assert len(pages()) >= 8
    for name in pages():
        response = admin_client.get(reverse("admin:guide_page", args=[name]))
        assert response.status_code == 200
    for file in sorted((DOCS / "guide").glob("*.md")):
        text = file.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#\s]+)\)", text):
            assert (file.parent / target).exists(), f"{file.name}: {target}"


def test_the_newest_changes_are_those_of_the_version_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    headings = re.findall(
        r"^## ([0-9.]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M
    )
    assert headings[0] == project["version"]


def test_the_layers_that_contributors_read_are_those_of_the_import_contract():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "report_layers")
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "```\n" + "\n".join(layers) + "\n```" in guide
    places = [name.strip("()") for layer in layers for name in layer.split(" | ")]
    packages = [
        name.replace(".", "/") for name in places if (ROOT / name.replace(".", "/")).is_dir()
    ]
    assert [name for name in packages if f"`{name}`" not in guide] == []


def test_the_page_of_the_architecture_names_files_and_names_that_there_are():
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:kanagawa|tools|fixtures)/[^`]+|pyproject.toml)`", page))
    assert len(paths) > 40
    assert [path for path in paths if not (ROOT / path).exists()] == []
    named = re.findall(r"`(kanagawa/[^`]+\.py)` の (?:制約 )?`(\w+)`(?: と `(\w+)`)?", page)
    assert len(named) > 25
    missing = [
        f"{path}: {name}"
        for path, *names in named
        for name in filter(None, names)
        if not re.search(rf'(def |class |^|"){name}\b', (ROOT / path).read_text("utf-8"), re.M)
    ]
    assert missing == []


def test_the_picture_of_the_architecture_is_drawn_from_the_import_contract():
    drawing = run_path(str(DOCS / "draw_architecture.py"))
    drawn = (DOCS / "architecture.svg").read_text(encoding="utf-8")
    assert drawn == drawing["svg"](), "draw it anew: python docs/draw_architecture.py"


def test_every_decision_and_recipe_is_listed_and_every_link_of_the_documents_leads_somewhere():
    for folder in ("decisions", "recipes"):
        listed = (DOCS / folder / "README.md").read_text(encoding="utf-8")
        files = [f for f in (DOCS / folder).glob("*.md") if f.name != "README.md"]
        assert [file.name for file in files if f"]({file.name})" not in listed] == []
    documents = [*ROOT.glob("*.md"), *DOCS.glob("*.md"), *DOCS.glob("decisions/*.md")]
    for file in (*documents, *DOCS.glob("recipes/*.md")):
        for target in re.findall(r"\]\(([^)#:\s]+)\)", file.read_text(encoding="utf-8")):
            assert (file.parent / target).exists(), f"{file.name}: {target}"


def test_the_guide_is_for_staff_only_and_unknown_pages_say_so(client, admin_client):
    assert client.get(reverse("admin:guide")).status_code == 302
    assert admin_client.get(reverse("admin:guide_page", args=["nothing"])).status_code == 404


def test_what_the_guide_tells_to_press_stands_on_the_screens():
    ours = ROOT / "kanagawa"
    screens = [*ROOT.glob("*/templates/**/*.html"), *(ours / "staff").glob("*.py")]
    screens += (ours / "static" / "kanagawa").glob("*.js")
    words = "\n".join(file.read_text(encoding="utf-8") for file in screens)
    labels = {
        (file.name, re.sub("^令和.+?年度", "", name))
        for file in (DOCS / "guide").glob("*.md")
        for name in re.findall("「([^」]+)」(?:を選|の画面)", file.read_text(encoding="utf-8"))
    }
    assert len(labels) > 10
    assert {place for place in labels if place[1] not in words} == set()
