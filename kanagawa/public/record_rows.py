"""Reads the rows that a record's page is made of: for one page, or once for all of a list."""

from operator import attrgetter
from typing import Any

from django.db.models import Q, QuerySet

from kanagawa.editions.models import Edition, EditionRow
from kanagawa.editions.proving import Proved, being_proved
from kanagawa.reports.records import Records

from .selection import rows_of


class RecordRows:
    """The rows that one page of a record needs, each kind by a query of its own."""

    def __init__(self, records: Records, edition: Edition) -> None:
        self.records, self.edition = records, edition

    @classmethod
    def of(cls, records: Records, edition: Edition) -> "RecordRows":
        proved = being_proved(edition)
        return AllRecordRows(records, proved) if proved else cls(records, edition)

    def record(self, key: str) -> Any:
        """The record with this key; None where the edition has none."""
        record = rows_of(self.records, self.edition).filter(key=key).first()
        if record is not None:
            record.edition = self.edition
        return record

    def neighbours(self, record: EditionRow) -> tuple[Any, Any]:
        """The records before and after this one in the order of the report; None at the ends."""
        rows, at = rows_of(self.records, self.edition), (record.position, record.pk)
        earlier = rows.filter(Q(position__lt=at[0]) | Q(position=at[0], pk__lt=at[1]))
        later = rows.filter(Q(position__gt=at[0]) | Q(position=at[0], pk__gt=at[1]))
        return earlier.last(), later.first()

    def matching(self, rows: QuerySet[EditionRow], field: str, value: object) -> list[Any]:
        """Those of the rows that have this value in a field (`hub__key`)."""
        return list(rows.filter(**{field: value}))


class AllRecordRows(RecordRows):
    """The same for an edition that is being proved, of which all pages are built: read once."""

    def __init__(self, records: Records, proved: Proved) -> None:
        super().__init__(records, proved.edition)
        self._proved = proved

    def record(self, key: str) -> Any:
        return next((record for record in self._records() if record.key == key), None)

    def neighbours(self, record: EditionRow) -> tuple[Any, Any]:
        records = self._records()
        at = records.index(record)
        return records[at - 1] if at else None, next(iter(records[at + 1 :]), None)

    def _records(self) -> list[Any]:
        return self._proved.once(f"records of {self.records.name}", self._read)

    def _read(self) -> list[Any]:
        records = list(rows_of(self.records, self.edition))
        for record in records:
            record.edition = self.edition
        return records

    def matching(self, rows: QuerySet[EditionRow], field: str, value: object) -> list[object]:
        name = f"{rows.model._meta.label} of {self.records.name} by {field}"
        return self._proved.once(name, lambda: _by_value(rows, field)).get(value, [])


def _by_value(rows: QuerySet[EditionRow], field: str) -> dict[object, list[object]]:
    """The rows in their order, by the value of a field of theirs or of what they refer to."""
    value_of = attrgetter(field.replace("__", "."))
    by_value: dict[object, list[object]] = {}
    for row in rows:
        by_value.setdefault(value_of(row), []).append(row)
    return by_value
