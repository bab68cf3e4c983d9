"""A published edition is changed by nobody: not by the models, not by raw SQL."""

import hashlib
from collections.abc import Callable
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from kanagawa.editions.integrity import problems
from kanagawa.editions.models import Edition, FrozenKind, FrozenPart
from kanagawa.editions.publishing import publish
from kanagawa.editions.refusals import EditionPublished
from kanagawa.editions.rows import create_rows, row_models, update_rows
from kanagawa.editions.triggers import guarded_tables, history_tables
from tests.people import answered, person

pytestmark = pytest.mark.sample

MODELS = [*row_models()]


def refused(sql: str, params: tuple = ()) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params)
    except DatabaseError as error:
        return "cannot be changed" in str(error)
    return False


def refuses(act: Callable[[], object]) -> bool:
    try:
        act()
    except EditionPublished as refusal:
        return "公開済み" in str(refusal)
    return False


def test_models_refuse_to_save_and_delete_rows_of_a_published_edition(published):
    for model in MODELS:
        row = model.objects.filter(edition=published).first()
        assert row is not None, f"the fixture edition has no row of {model._meta.label}"
        assert refuses(row.save), model
        assert refuses(row.delete), model
        assert refuses(partial(update_rows, model, [row], ["position"])), model
        assert refuses(partial(create_rows, model, [model(edition=published)])), model


def test_the_database_refuses_raw_changes_of_published_rows(published):
    for table in guarded_tables():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE edition_id = %s', [published.pk])
            assert cursor.fetchone()[0] > 0
        assert refused(f'UPDATE "{table}" SET position = position + 1'), table
        assert refused(f'DELETE FROM "{table}"'), table


def test_the_database_refuses_to_move_or_add_rows_into_a_published_edition(published, draft):
    for model in MODELS:
        table = model._meta.db_table
        row = model.objects.filter(edition=draft).first()
        assert refused(
            f'UPDATE "{table}" SET edition_id = %s, key = %s WHERE id = %s',
            (published.pk, "moved", row.pk),
        )


def test_the_database_refuses_to_reopen_or_delete_a_published_edition(published):
    table = Edition._meta.db_table
    assert refused(
        f"UPDATE \"{table}\" SET state = 'draft', published_at = NULL, content_hash = ''"
    )
    assert refused(f'DELETE FROM "{table}"')


def test_the_database_refuses_to_change_history(published):
    answered(published, person("viewer"))  # a role and an answer: their histories are guarded too
    for table in history_tables():
        assert refused(f"UPDATE \"{table}\" SET history_type = '~'"), table
        assert refused(f'DELETE FROM "{table}"'), table


def test_a_draft_can_be_changed_by_the_same_sql(draft):
    for model in MODELS:
        change = f'UPDATE "{model._meta.db_table}" SET position = position + 1'
        with connection.cursor() as cursor:
            cursor.execute(f"{change} WHERE edition_id = %s", [draft.pk])
            assert cursor.rowcount > 0


def test_publishing_freezes_every_table_and_the_text_under_their_hashes(published):
    assert problems(published) == []
    kinds = set(FrozenPart.objects.filter(edition=published).values_list("kind", flat=True))
    assert kinds == set(FrozenKind) - {FrozenKind.ERRATA}
    for part in FrozenPart.objects.filter(edition=published):
        assert part.sha256 == hashlib.sha256(part.content.encode()).hexdigest(), part.key


def test_an_edition_is_published_once_only(published):
    with pytest.raises(EditionPublished):
        publish(edition=published)


def test_a_draft_with_a_broken_reference_is_not_published(draft):
    from kanagawa.editions.models import Node
    from kanagawa.editions.refusals import CannotPublish

    node = Node.objects.filter(edition=draft, kind="paragraph").first()
    node.text = "数は{robots.robot/no-such-thing}です。"
    node.save()
    with pytest.raises(CannotPublish, match="no-such-thing"):
        publish(edition=draft)
    draft.refresh_from_db()
    assert not draft.is_published
    assert not draft.frozen.exists()
