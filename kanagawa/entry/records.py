"""The hidden sheet of an entry workbook: which figure stands where, and what was shown in it.

It is all that an upload is recognised by. Who changes it by hand gains nothing: addresses are
held against the section, and what was shown is only compared with what is stored.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field, fields
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError

from kanagawa.editions.models import Edition

from .parsing import Entered

SHEET = "_entry"
VERSION = "1"
COLUMNS = 8
MAX_ROWS = 20_000
_MAX_ROW, _MAX_COLUMN = 10_000, 100  # of a sheet that anything is typed into
_AGAIN = "入力用Excelをもう一度ダウンロードし、値だけを写してください。"


class WrongWorkbook(ValueError):
    """Not an entry workbook of this edition and section; the message says which and what to do."""


@dataclass(frozen=True)
class Head:
    """What the workbook is about, and when it was made for whom."""

    edition_pk: str
    edition: str
    section: str
    made_at: str
    made_by: str


@dataclass(frozen=True)
class Place:
    """Where the parts of a figure are typed (「C7」); "" for a part that is not offered.

    `shown` is the mark of what stood there (`parsing.Entered.mark`).
    """

    address: str
    sheet: str
    value: str
    kind: str
    status: str
    as_of: str
    shown: str


@dataclass(frozen=True)
class Label:
    """A text that tells the reader of the file that nothing was moved."""

    sheet: str
    at: str
    text: str


@dataclass
class Record:
    head: Head
    places: list[Place] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def rows(self) -> list[tuple[str, ...]]:
        """As rows of the hidden sheet; the first holds a check sum of the others."""
        body = [
            ("head", *astuple(self.head)),
            *(("cell", *astuple(place)) for place in self.places),
            *(("label", *astuple(label)) for label in self.labels),
        ]
        return [("kanagawa-entry", VERSION, _digest(body)), *body]


def read_record(rows: Iterable[Sequence[Any]]) -> Record:
    """What `Record.rows` wrote. Raises WrongWorkbook when it is of another make or was changed."""
    texts = [tuple("" if v is None else str(v) for v in row) for row in rows]
    texts = [row for row in texts if any(row)]
    if not texts or texts[0][0] != "kanagawa-entry":
        raise WrongWorkbook(f"この画面で作った入力用Excelではありません。{_AGAIN}")
    first, *body = texts
    if first[1] != VERSION:
        raise WrongWorkbook(f"古い形式の入力用Excelです。{_AGAIN}")
    if first[2] != _digest(body):
        raise WrongWorkbook(f"隠しシート「{SHEET}」が書き換えられています。{_AGAIN}")
    try:
        return _record(body)
    except (LookupError, TypeError, ValueError, ValidationError) as error:
        raise WrongWorkbook(f"隠しシート「{SHEET}」を読み取れません。{_AGAIN}") from error


def _record(body: Iterable[Sequence[str]]) -> Record:
    kept: dict[str, list[Any]] = {"head": [], "cell": [], "label": []}
    for kind, *values in body:
        made = {"head": Head, "cell": Place, "label": Label}[kind]
        kept[kind].append(made(*values[: len(fields(made))]))
    for place in kept["cell"]:
        Entered.read(place.shown)
        for at in (place.value, place.kind, place.status, place.as_of):
            _require_near(at)
    for label in kept["label"]:
        _require_near(label.at)
    return Record(kept["head"][0], kept["cell"], kept["label"])


def _require_near(at: str) -> None:
    row, column = position(at) if at else (1, 1)
    if not (0 < row <= _MAX_ROW and 0 < column <= _MAX_COLUMN):
        raise ValueError(f"{at} is far away")


@lru_cache(10_000)
def position(at: str) -> tuple[int, int]:
    """Row and column (from 1) of 「C7」. Raises ValueError."""
    from openpyxl.utils.cell import coordinate_to_tuple
    from openpyxl.utils.exceptions import CellCoordinatesException

    try:
        row, column = coordinate_to_tuple(at)
    except CellCoordinatesException as error:
        raise ValueError(str(error)) from error
    return int(row), int(column)


def _digest(body: Iterable[Sequence[str]]) -> str:
    # Empty cells at the end of a row are not kept by every program.
    lines = ("\t".join(row).rstrip("\t") for row in body)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def require_record_of(record: Record, edition: Edition, section: str) -> None:
    """Raises WrongWorkbook unless the workbook was made for this section of this very edition."""
    head = record.head
    if head.edition != edition.slug or head.edition_pk != str(edition.pk):
        year, _, revision = head.edition.partition("-")
        raise WrongWorkbook(
            f"ほかの年度版（{year}年度の第{revision}版）の入力用Excelです。"
            f"{edition}のものをダウンロードして使ってください。"
        )
    if head.section != section:
        raise WrongWorkbook(
            "ほかの節の入力用Excelです。この節のものをダウンロードして使うか、"
            "その節の画面から取り込んでください。"
        )
    if any(place.address.split(".", 1)[0] != section for place in record.places):
        raise WrongWorkbook(f"ほかの節の数値が書き込まれています。{_AGAIN}")
