"""Where a row stands among its kind: a new one behind its group or by its day, moved up, down."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition, EditionRow, references
from kanagawa.editions.refusals import Refused
from kanagawa.editions.rows import update_rows
from kanagawa.workflow import roles

REASON = "並び順の変更"
UP, DOWN, ROW, AT = "_up", "_down", "_row", "_at"


def next_position(row: EditionRow) -> int:
    """Behind the last row of its group (under the same heading, of the same programme).

    Rows of one position stand in the order they were made.
    """
    rows = type(row)._default_manager.filter(edition_id=row.edition_id)
    group = _group(row).last() if references(type(row)) else None
    if group is None:
        return (rows.aggregate(last=Max("position"))["last"] or 0) + 10
    behind = int(group.position) + 1
    return int(group.position) if rows.filter(position=behind).exists() else behind


def put_by_day(row: EditionRow, user: User) -> None:
    """Let a new, stored row with a day stand behind those of its group that are not later.

    What has no day (a subsidy, a service) stays behind all that have one.
    """
    day = getattr(row, row.PLACED_BY) if row.PLACED_BY else None
    if day is None:
        return
    group = list(_group(row))
    place = _place_of(row, group)
    others = [each for each in group if each.pk != row.pk]
    days = [getattr(each, row.PLACED_BY) for each in others]
    earlier = [number for number, on in enumerate(days) if on is not None and on <= day]
    target = earlier[-1] + 1 if earlier else 0
    if target != place:
        _write_moved(group, place, target, row.edition, user)
        row.refresh_from_db(fields=["position"])


def _group(row: EditionRow) -> QuerySet[EditionRow]:
    """The rows of its kind that refer to the same rows as it does, in their order."""
    same = {field.attname: getattr(row, field.attname) for field in references(type(row))}
    rows = type(row)._default_manager.filter(edition_id=row.edition_id, **same)
    return rows.order_by("position", "id")


@transaction.atomic
def move(row: EditionRow, *, up: bool, user: User) -> bool:
    """Let it change places with its neighbour in the group; False where there is none.

    Only rows of the group are written. Raises PermissionDenied for a neighbour of another's part.
    """
    edition = lock_draft(row.edition)
    group = list(_group(row))
    place = _place_of(row, group)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(group):
        return False
    _write_moved(group, place, other, edition, user)
    return True


@transaction.atomic
def put(row: EditionRow, *, at: int, user: User) -> None:
    """Let it stand where the row with the number `at` stands, the rows between moving up or down.

    Raises Refused where that one is not of the group, PermissionDenied for rows of another's part.
    """
    edition = lock_draft(row.edition)
    group = list(_group(row))
    other = next((number for number, each in enumerate(group) if each.pk == at), None)
    if other is None:
        raise Refused(f"「{row}」は、同じ見出し・分類・事業の行の間でだけ並べ替えられます。")
    _write_moved(group, _place_of(row, group), other, edition, user)


def _place_of(row: EditionRow, group: list[EditionRow]) -> int:
    return next(number for number, each in enumerate(group) if each.pk == row.pk)


def _write_moved(
    group: list[EditionRow], place: int, other: int, edition: Edition, user: User
) -> None:
    """Take the row at `place` out of the group and put it in at `other`."""
    between = range(min(place, other), max(place, other) + 1)
    if not all(roles.may_edit_row(user, group[number]) for number in between):
        raise PermissionDenied
    positions: list[int] = []
    for each in group:
        positions.append(max(each.position, positions[-1] + 1 if positions else 0))
    group.insert(other, group.pop(place))
    changed = []
    for each, position in zip(group, positions, strict=True):
        if each.position != position:
            each.position, each.edition = position, edition
            changed.append(each)
    update_rows(type(group[0]), changed, ["position"], user=user, reason=REASON)
