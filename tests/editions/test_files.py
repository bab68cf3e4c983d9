"""The edition files: what is loaded is what is written again, and mistakes are named."""

import shutil
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from kanagawa.editions.files import BadFile, dump_edition, load_edition
from kanagawa.editions.models import Edition

FIXTURES = Path(__file__).parents[2] / "fixtures" / "2025"


def quiet(line: str) -> None:
    pass


def read(folder: Path) -> dict[str, list]:
    return {
        str(path.relative_to(folder)): yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.yaml"))
    }


def test_writing_a_loaded_edition_gives_files_that_load_to_the_same_edition(published, tmp_path):
    count = dump_edition(published, tmp_path / "first")
    folder = tmp_path / "2031"
    shutil.copytree(tmp_path / "first", folder)
    again = load_edition(folder=folder, fiscal_year=2031, report=quiet)
    assert dump_edition(again, tmp_path / "second") == count
    assert read(tmp_path / "first") == read(tmp_path / "second")


def test_the_fixture_files_hold_every_model_and_nothing_else(published, tmp_path):
    dump_edition(published, tmp_path)
    assert read(FIXTURES).keys() == read(tmp_path).keys()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"- key: [\n", "YAMLとして読めません（2行目）"),
        (b"\xff\xfe\x00", "UTF-8の文字列ではありません"),
        (b"key: x\n", "並びではありません"),
        (b"- x\n", "並びではありません"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(db, tmp_path, content, message):
    path = tmp_path / "robots" / "robot.yaml"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(BadFile, match=message):
        load_edition(folder=tmp_path, fiscal_year=2032, report=quiet)
    path.unlink()
    with pytest.raises(BadFile, match="年度版のファイルがありません"):
        load_edition(folder=tmp_path, fiscal_year=2032, report=quiet)
    assert not Edition.objects.filter(fiscal_year=2032).exists()


def test_a_place_that_cannot_be_written_is_told(published, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="途中にフォルダーではないもの"):
        call_command("dump_edition", published.slug, str(tmp_path / "file"))
    for slug in ("2025-²", "²"):
        with pytest.raises(CommandError, match="2025-1 のように"):
            call_command("dump_edition", slug, str(tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("category: entry", "category: nowhere", "nowhere"),
        ("  name: ", "  nmae: ", "項目「nmae」"),
        ("key: sme-entry", "key: participation", "participation"),
    ],
)
def test_a_mistake_in_a_file_is_named_and_nothing_is_loaded(db, tmp_path, old, new, message):
    folder = tmp_path / "2032"
    shutil.copytree(FIXTURES, folder)
    path = folder / "robots" / "measure.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadFile, match=message):
        load_edition(folder=folder, fiscal_year=2032, report=quiet)
    assert not Edition.objects.filter(fiscal_year=2032).exists()
