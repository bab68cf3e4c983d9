"""Every recipe works as it stands: all are followed in one copy of the project, then tried."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.breadth import first_daily

from .project_copy import copy_project, run
from .recipes import CHECK, blocks, follow

RECIPES = Path(settings.BASE_DIR) / "docs" / "recipes"


@pytest.mark.parametrize("name", first_daily("check", "[a-z]*"))
def test_every_recipe_can_be_followed_and_does_what_it_says(name, tmp_path):
    copy = copy_project(tmp_path)
    steps = [step for file in sorted(RECIPES.glob(f"{name}.md")) for step in blocks(file)]
    for step in steps:
        follow(copy, step)
    for tool, *words in (["ruff", "check", "."], ["ruff", "format", "--check", "."]):
        assert run(copy, tool, *words).returncode == 0, run(copy, tool, *words).stdout
    (copy / "try.py").write_text(tried(steps), encoding="utf-8")
    answer = run(copy, "python", "try.py")
    assert answer.returncode == 0, answer.stdout
    if name != "check":  # which adds no import and no model
        assert run(copy, "lint-imports").returncode == 0
        assert run(copy, "python", "manage.py", "makemigrations", "--check").returncode == 0


def tried(steps):
    """One program that reads the edition and runs what each recipe says to try."""
    probes = [(step.recipe, step.text) for step in steps if step.text.startswith(CHECK)]
    assert {recipe for recipe, _ in probes} == {step.recipe for step in steps}
    return f"""
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "kanagawa.settings"
import django
django.setup()
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
# Tables straight from the models, which is quicker; the migrations are held against them above.
settings.MIGRATION_MODULES = {{app.label: None for app in apps.get_app_configs()}}
call_command("migrate", run_syncdb=True, verbosity=0)
call_command("load_edition", "fixtures/2025", verbosity=0)
for recipe, probe in {probes!r}:
    exec(compile(probe, recipe, "exec"), {{}})
"""
