"""Each kind of thing that is stored of a published edition is falsified, and found by its name.

The triggers are lifted for it, as somebody with the database's password could.
"""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from kanagawa.editions.integrity import problems
from kanagawa.editions.models import Edition, EditionRow, FrozenKind, FrozenPart
from kanagawa.editions.triggers import lift
from kanagawa.formats.digests import sha256
from tests.breadth import each_model

pytestmark = pytest.mark.sample

PARTS = FrozenPart._meta.db_table


@pytest.fixture
def unguarded(published: Edition) -> Edition:
    lift()  # until the test's transaction is rolled back
    return published


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        assert cursor.rowcount > 0, "nothing was falsified"


def part(edition: Edition, kind: FrozenKind) -> FrozenPart:
    return edition.frozen.filter(kind=kind).order_by("position").first()


def test_a_published_edition_agrees_with_its_hashes(published):
    assert problems(published) == []


@pytest.mark.parametrize("kind", [kind for kind in FrozenKind if kind != FrozenKind.ERRATA])
def test_a_changed_part_is_found(kind, unguarded):
    changed = part(unguarded, kind)
    sql(f"UPDATE {PARTS} SET content = content || ' ' WHERE id = %s", changed.pk)
    (problem,) = problems(unguarded)
    assert kind.label in problem and "ハッシュ値と合いません" in problem
    assert kind != FrozenKind.TABLE or changed.key in problem


@pytest.mark.parametrize("kind", [kind for kind in FrozenKind if kind != FrozenKind.ERRATA])
def test_a_part_that_is_changed_with_its_hash_is_found_by_that_of_the_edition(kind, unguarded):
    changed = part(unguarded, kind)
    content = changed.content + " "
    sql(
        f"UPDATE {PARTS} SET content = %s, sha256 = %s WHERE id = %s",
        content, sha256(content), changed.pk,
    )  # fmt: skip
    assert problems(unguarded) == ["年度版のハッシュ値が、公開時の控えのハッシュ値と合いません。"]


def test_a_hash_that_is_changed_is_found(unguarded):
    changed = part(unguarded, FrozenKind.TABLE)
    sql(f"UPDATE {PARTS} SET sha256 = %s WHERE id = %s", "0" * 64, changed.pk)
    messages = problems(unguarded)
    assert any(changed.key in problem for problem in messages)
    assert any(problem.startswith("年度版のハッシュ値") for problem in messages)


def test_the_hash_of_the_edition_that_is_changed_is_found(unguarded):
    sql(
        f"UPDATE {Edition._meta.db_table} SET content_hash = %s WHERE id = %s",
        "0" * 64,
        unguarded.pk,
    )
    unguarded.refresh_from_db()
    assert problems(unguarded) == ["年度版のハッシュ値が、公開時の控えのハッシュ値と合いません。"]


# Not every edition has them: that they are gone is found by the edition's own hash.
OF_SOME = (FrozenKind.ERRATA, FrozenKind.ENGLISH)


@pytest.mark.parametrize("kind", [kind for kind in FrozenKind if kind not in OF_SOME])
def test_a_part_that_is_gone_is_found(kind, unguarded):
    gone = part(unguarded, kind)
    sql(f"DELETE FROM {PARTS} WHERE id = %s", gone.pk)
    text = "".join(problems(unguarded))
    assert (gone.key if kind == FrozenKind.TABLE else f"「{kind.label}」がありません") in text


def test_a_part_that_was_laid_beside_is_found_under_its_own_hash(unguarded):
    sql(f"UPDATE {PARTS} SET beside = %s WHERE kind = %s", True, FrozenKind.MANIFEST.value)
    messages = problems(unguarded)
    assert messages == ["年度版のハッシュ値が、公開時の控えのハッシュ値と合いません。"]


def test_a_manifest_that_no_longer_fits_the_tables_is_found(unguarded):
    changed = part(unguarded, FrozenKind.MANIFEST)
    manifest = json.loads(changed.content)
    gone = manifest["tables"].pop()["key"]
    content = json.dumps(manifest, ensure_ascii=False)
    sql(
        f"UPDATE {PARTS} SET content = %s, sha256 = %s WHERE id = %s",
        content, sha256(content), changed.pk,
    )  # fmt: skip
    assert f"公開時の控えの表「{gone}」が、年度版の構成にありません。" in problems(unguarded)


def test_a_part_that_cannot_be_read_is_found(unguarded):
    changed = part(unguarded, FrozenKind.TEXT)
    sql(f"UPDATE {PARTS} SET content = %s WHERE id = %s", '[{"text"', changed.pk)
    assert any("読み取れません" in problem for problem in problems(unguarded))


@each_model
def test_a_changed_added_or_removed_row_is_found_in_every_model(model: type[EditionRow], unguarded):
    table, name = model._meta.db_table, f"「{model._meta.verbose_name}」の行の"
    row = model.objects.filter(edition=unguarded).last()
    with transaction.atomic():
        sql(f'UPDATE "{table}" SET position = position + 1 WHERE id = %s', row.pk)
        assert problems(unguarded) == [f"{name}「並び順」が、公開したときと違います。"]
        sql(f'UPDATE "{table}" SET key = %s WHERE id = %s', "renamed", row.pk)
        assert f"{name}「識別子」が、公開したときと違います。" in problems(unguarded)
        transaction.set_rollback(True)
    assert problems(unguarded) == []


def test_a_changed_value_is_named_by_its_field(unguarded):
    from programs.models import MetricFigure

    figure = MetricFigure.objects.filter(edition=unguarded, status="value").first()
    sql(f'UPDATE "{MetricFigure._meta.db_table}" SET value = value + 1 WHERE id = %s', figure.pk)
    (problem,) = problems(unguarded)
    assert "の行の「値」が、公開したときと違います" in problem


def test_the_database_refuses_to_touch_the_manifest_and_what_is_laid_beside(published):
    for statement in (
        f"UPDATE {PARTS} SET content = '{{}}' WHERE kind = 'manifest'",
        f"DELETE FROM {PARTS} WHERE kind IN ('manifest', 'rows')",
        f"INSERT INTO {PARTS} (edition_id, kind, key, section, position, content, sha256, beside)"
        f" VALUES ({published.pk}, 'manifest', 'other', '', 999, '', '', TRUE)",
    ):
        with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
            sql(statement)
