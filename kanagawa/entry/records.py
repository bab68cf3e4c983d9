"""The hidden sheet of an entry workbook: which figure stands where, and what was shown in it.

It is all that an upload is recognised by. Who changes it by hand gains nothing: refs are
held against the section, and what was shown is only compared with what is stored.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused
from kanagawa.formats.digests import sha256
from kanagawa.formats.years import fiscal_year

from .our_books import FIGURES
from .parsing import Entered

SHEET = FIGURES
VERSION = "1"
COMPUTED = "="
ELSEWHERE = "→"  # before the place where the value of a line is typed
_MAKE = "kanagawa-entry"
_PIECE = 30_000  # characters of a cell; Excel takes 32,767
_AGAIN = "入力用Excelをもう一度ダウンロードし、値だけを写してください。"


class WrongWorkbook(Refused):
    """Not an entry workbook of this edition and section; the message says which and what to do."""


@dataclass(frozen=True)
class Head:
    """What the workbook is about, when it was made by whom, and for which respondent if any."""

    edition_pk: str
    edition: str
    section: str
    made_at: str
    made_by: str
    respondent: str = ""


@dataclass(frozen=True)
class FigurePlace:
    """Where the parts of a figure are typed (「C7」); "" for a part that is not offered.

    `shown` is the mark of what stood there (`parsing.Entered.mark`).
    """

    ref: str
    sheet: str
    value: str
    kind: str
    status: str
    as_of: str
    shown: str


@dataclass(frozen=True)
class Label:
    """A text that tells the reader of the file that nothing was moved, COMPUTED where a formula
    stands, or ELSEWHERE and a place (「→C7」) where nothing is typed.
    """

    sheet: str
    at: str
    text: str


@dataclass
class SheetRecord:
    """All that the hidden sheet holds.

    `written` has for each sheet the cells that we wrote, as one text (「A1 A2 C7」); workbooks of
    before have none.
    """

    head: Head
    places: list[FigurePlace] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    written: list[tuple[str, str]] = field(default_factory=list)

    def rows(self) -> list[tuple[str, ...]]:
        """As rows of the hidden sheet: make, version and check sum, then the record in pieces.

        Few long cells are read many times faster than many short ones; in ASCII, for LibreOffice
        cuts a text wherever its script changes.
        """
        places, labels = map(astuple, self.places), map(astuple, self.labels)
        parts = [astuple(self.head), list(places), list(labels), self.written]
        text = json.dumps(parts, separators=(",", ":"))
        text = text.replace(" ", "\\u0020")  # some programs drop a space at the end of a cell
        pieces = [(text[n : n + _PIECE],) for n in range(0, len(text), _PIECE)]
        return [(_MAKE, VERSION, sha256(text)), *pieces]


def read_record(rows: Iterable[Sequence[object]]) -> SheetRecord:
    """What `SheetRecord.rows` wrote.

    Raises WrongWorkbook when it is of another make or was changed.
    """
    first, *pieces = [tuple("" if v is None else str(v) for v in row) for row in rows] or [("",)]
    if first[0] != _MAKE:
        raise WrongWorkbook(f"この画面で作った入力用Excelではありません。{_AGAIN}")
    if first[1:2] != (VERSION,):
        raise WrongWorkbook(f"古い形式の入力用Excelです。{_AGAIN}")
    text = "".join(piece[0] for piece in pieces)
    if first[2:3] != (sha256(text),):
        raise WrongWorkbook(f"隠しシート「{SHEET}」が書き換えられています。{_AGAIN}")
    try:
        return _record(*json.loads(text))
    except (LookupError, TypeError, ValueError, RecursionError, ValidationError) as error:
        raise WrongWorkbook(f"隠しシート「{SHEET}」を読み取れません。{_AGAIN}") from error


def _record(
    head: list[Any], places: list[Any], labels: list[Any], written: Sequence[Any] = ()
) -> SheetRecord:
    entries = (head, *places, *labels, *written)
    if not all(isinstance(text, str) for entry in entries for text in entry):
        raise TypeError("not all of it is text")
    record = SheetRecord(
        Head(*head), [FigurePlace(*e) for e in places], [Label(*e) for e in labels]
    )
    record.written = [(sheet, cells) for sheet, cells in written]
    for place in record.places:
        Entered.read(place.shown)
    return record


def require_record_of(record: SheetRecord, edition: Edition, section: str) -> None:
    """Raises WrongWorkbook unless the workbook was made for this section of this very edition."""
    head = record.head
    if head.edition != edition.slug or head.edition_pk != str(edition.pk):
        year, _, revision = head.edition.partition("-")
        words = fiscal_year(int(year)) if re.fullmatch("(19|20)[0-9]{2}", year) else "ほかの年度"
        raise WrongWorkbook(
            f"ほかの年度版（{words}の第{revision}版）の入力用Excelです。"
            f"{edition}のものをダウンロードして使ってください。"
        )
    if head.section != section:
        raise WrongWorkbook(
            "ほかの節の入力用Excelです。この節のものをダウンロードして使うか、"
            "その節の画面から取り込んでください。"
        )
    if any(place.ref.split(".", 1)[0] != section for place in record.places):
        raise WrongWorkbook(f"ほかの節の数値が書き込まれています。{_AGAIN}")
