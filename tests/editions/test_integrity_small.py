"""What does not agree with its hashes any more is named, on a published edition of one robot."""

import json

import pytest

from kanagawa.editions import integrity
from kanagawa.editions.integrity import problems
from kanagawa.editions.models import Edition, FrozenKind, FrozenPart, StoredFile
from kanagawa.editions.publishing import publish
from kanagawa.editions.schema import UnknownSchemaError
from kanagawa.editions.triggers import lift
from kanagawa.formats.digests import sha256
from robots.models import Robot
from tests.made_once import made_once
from tests.workflow.small import small_edition

pytestmark = pytest.mark.sample

ONCE = (FrozenKind.TEXT, FrozenKind.REFERENCES, FrozenKind.MANIFEST)
OF_EDITION = "年度版のハッシュ値が、公開時の控えのハッシュ値と合いません。"


@pytest.fixture
def edition(office):
    edition = made_once("small published", lambda: publish(edition=small_edition(office)))
    lift()  # until the test's transaction is rolled back
    return edition


def parts(edition, kind):
    return FrozenPart.objects.filter(edition=edition, kind=kind).order_by("position")


def put(part, content, digest=None) -> None:
    """Other content; with its own hash unless another one is given."""
    FrozenPart.objects.filter(pk=part.pk).update(content=content, sha256=digest or sha256(content))


def test_what_is_as_published_has_no_problems(edition):
    assert problems(edition) == []


def test_a_part_with_another_content_is_named_by_kind_or_by_table(edition):
    table, text = parts(edition, FrozenKind.TABLE).first(), parts(edition, FrozenKind.TEXT).get()
    for part in (table, text):
        put(part, part.content + " ", part.sha256)
    assert problems(edition) == [
        f"公開時の控えの表「{table.key}」の内容が、ハッシュ値と合いません。",
        "公開時の控えの「本文」の内容が、ハッシュ値と合いません。",
    ]


@pytest.mark.parametrize("kind", ONCE)
def test_a_kind_that_is_gone_is_named(kind, edition):
    parts(edition, kind).delete()
    lines = problems(edition)
    assert f"公開時の控えに「{kind.label}」がありません。" in lines
    assert OF_EDITION in lines


def test_a_hash_of_the_edition_that_is_another_one_is_told(edition):
    edition.content_hash = "0" * 64
    assert problems(edition) == [OF_EDITION]


def test_tables_and_manifest_name_each_other(edition):
    manifest = parts(edition, FrozenKind.MANIFEST).get()
    stored = json.loads(manifest.content)
    first, *others = stored["tables"]
    put(manifest, json.dumps({**stored, "tables": others}))
    gone = f"公開時の控えの表「{first['key']}」が、年度版の構成にありません。"
    assert problems(edition) == [OF_EDITION, gone]
    put(manifest, manifest.content)
    parts(edition, FrozenKind.TABLE).filter(key=first["key"]).delete()
    missing = f"公開時の控えに表「{first['key']}」がありません。"
    assert problems(edition) == [OF_EDITION, missing]


def test_a_part_that_cannot_be_read_stops_nothing(edition):
    for kind in ONCE:
        part = parts(edition, kind).get()
        for content in ("7", "[7]"):
            put(part, content)
            assert problems(edition)[0] == OF_EDITION
        put(part, "[")
        assert problems(edition)[1].startswith("公開時の控えを読み取れません（")
        put(part, part.content)


def test_an_edition_of_a_later_program_is_told_in_its_words(edition, monkeypatch):
    class Later:
        @property
        def manifest(self):
            raise UnknownSchemaError("令和13年度版")

    monkeypatch.setattr(integrity, "FrozenContent", lambda edition: Later())
    assert problems(edition) == [str(UnknownSchemaError("令和13年度版"))]


def test_a_changed_row_is_named_by_its_field(edition):
    Robot.objects.filter(edition=edition).update(name="別のロボット")
    (line,) = problems(edition)
    assert line == f"「{Robot._meta.verbose_name}」の行の「名称」が、公開したときと違います。"


def test_rows_of_models_and_fields_that_are_no_more_are_left_out(edition):
    part = parts(edition, FrozenKind.ROWS).get()
    hashes = json.loads(part.content)
    robots = hashes["robots.robot"]
    hashes |= {"robots.gone": {"x": "y"}, "robots.robot": {**robots, "gone": "y"}}
    put(part, json.dumps(hashes))
    assert problems(edition) == [OF_EDITION]
    del hashes["robots.robot"]["name"]
    Robot.objects.filter(edition=edition).update(name="別のロボット")
    put(part, json.dumps(hashes))
    assert problems(edition) == [OF_EDITION]


def test_hashes_of_rows_that_cannot_be_read_are_told_by_their_own_hash(edition):
    part = parts(edition, FrozenKind.ROWS).get()
    for content in ("[", "7", '{"robots.robot": 7}'):
        put(part, content, part.sha256)
        assert problems(edition) == ["公開時の控えの「行の照合」の内容が、ハッシュ値と合いません。"]


def test_the_last_hashes_of_rows_count(edition):
    FrozenPart.objects.create(
        edition=edition, kind=FrozenKind.ROWS, key="rows-2", position=99, beside=True,
        content="{}", sha256=sha256("{}"),
    )  # fmt: skip
    Robot.objects.filter(edition=edition).update(name="別のロボット")
    assert problems(edition) == []
    FrozenPart.objects.filter(edition=edition, kind=FrozenKind.ROWS).delete()
    assert problems(edition) == [OF_EDITION, "公開時の控えに「行の照合」がありません。"]


def test_a_file_with_another_content_is_named(edition):
    for path, content in (("a.pdf", b"1"), ("b.pdf", b"2")):
        StoredFile.objects.create(
            edition=edition, path=path, content=content, size=1, sha256=sha256(content.decode())
        )
    assert problems(edition) == []
    StoredFile.objects.filter(path="b.pdf").update(content=b"3")
    assert problems(edition) == ["ファイル「b.pdf」が、ハッシュ値と合いません。"]


def test_other_editions_are_not_looked_at(edition):
    assert Edition.objects.exclude(pk=edition.pk).exists()
    Robot.objects.exclude(edition=edition).update(name="別のロボット")
    assert problems(edition) == []
