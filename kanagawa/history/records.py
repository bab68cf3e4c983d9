"""What simple-history keeps of a row: its fields as they were, and who saved them when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from django.contrib.auth.models import User
from django.db import models

AnyField: TypeAlias = "models.Field[Any, Any]"


class HistoryRecord(Protocol):
    """A row as it was saved once; the fields of its model stand beside these."""

    id: int
    history_id: int
    history_date: datetime
    history_type: str  # "+" added, "~" changed, "-" deleted
    history_user: User | None
    history_change_reason: str | None
    tracked_fields: Sequence[AnyField]


class RowRecord(HistoryRecord, Protocol):
    """That of a row of an edition."""

    key: str
    edition_id: int
