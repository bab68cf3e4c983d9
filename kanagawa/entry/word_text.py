"""What an edited copy of our Word says otherwise than the draft, and taking its text back.

The Word's lines are laid beside those that the draft prints. A line that one text field prints
can be taken back: references in it stay where what they print is unchanged. Everything else (a
cell, a line made from several fields, a new heading) is told with the place where staff change it.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction

from kanagawa.editions.content import LiveContent
from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition, EditionRow, Node, typed_texts
from kanagawa.editions.notations import loose_keys, with_plain_braces
from kanagawa.editions.references import References, references_in
from kanagawa.editions.refusals import NotAllowed, Refused, Stale
from kanagawa.editions.rows import EditionRows, row_model
from kanagawa.formats.digests import sha256
from kanagawa.formats.text import doubtful
from kanagawa.reports.comparing.align import align
from kanagawa.reports.grid import Grid
from kanagawa.workflow.roles import may_edit_row

from .unsafe_files import UnsafeFile
from .word_lines import (
    PrintedLine,
    cells_of,
    heads_of,
    lines_of,
    printed_line,
    put_together,
    same,
    without_number,
    word_line,
)
from .word_reading import WordLine, WordTable, WordText

REASON = "Wordの文を取り込み"
MOST_CHANGES = 200
NOT_OURS = (
    "この版の報告書のWordと同じ文が見つかりません。この版の「Wordダウンロード」で受け取った"
    "報告書か節のファイルを直したものを選んでください。"
)
_TABLE = "表の題や注は、表か目次と本文の画面で直します。"
_MADE = "この行は、いくつかの項目から作っています。登録の画面で直します。"
_NEW = "新しい文です。入れる場所の画面で加えます。"
_NEW_HEADING = "新しい見出しです。見出しとその下の文は、目次と本文か登録の画面で加えます。"
_GONE = "Wordでは消えています。消すときは、画面で削除します。"
_LONG = "改行や別の段落は、この項目に入れられません。"
_BRACES = "「{」「}」は参照の書き方なので、画面で入力します。"
_UNREAD = "{}があるため、読み取りません。確かめて、ふつうの文字にしてから取り込みます。"
# Numbers count as a whole: a reference stays only where its whole number does.
_PIECES = re.compile(r"[0-9０-９][0-9０-９,，.．]*|.", re.DOTALL)


@dataclass(frozen=True)
class TextChange:
    """A text of the draft that would say otherwise: `stored` as it is, `after` as it would be."""

    where: str
    ref: str
    field: str
    stored: str
    after: str
    old: str
    new: str
    lost: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """What the text was when the change was shown."""
        return sha256(self.stored)[:16]


@dataclass(frozen=True)
class Told:
    """Something that differs and is changed elsewhere, with the ref of its place."""

    where: str
    old: str
    new: str
    why: str
    ref: str = ""


@dataclass
class WordChanges:
    """All that a Word file says otherwise; `absent` are sections that it does not hold."""

    changes: list[TextChange] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    cells: list[Told] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.told or self.cells)


def compare_word(edition: Edition, word: WordText, user: User | None = None) -> WordChanges:
    """What would change; nothing is written. With `user`, what he may not change is only told.

    Raises UnsafeFile for a file that shares nothing with this edition's report.
    """
    content = LiveContent(EditionRows(edition))
    printed = list(lines_of(content.blocks, content.tables))
    return _WordComparison(content, printed, word, user).run()


class _WordComparison:
    def __init__(
        self, content: LiveContent, printed: list[PrintedLine], word: WordText, user: User | None
    ) -> None:
        self.content, self.printed, self.word, self.user = content, printed, word, user
        self.found = WordChanges(remarks=list(word.remarks))
        self.fields = _Fields(content)
        # By row and field: the new lines in the place of each line of the stored text.
        self.edits: dict[tuple[str, str], dict[int, list[str]]] = defaultdict(dict)
        self.where: dict[tuple[str, str], str] = {}
        self.is_under_new_heading = False

    def run(self) -> WordChanges:
        pairs = align(
            [printed_line(p) for p in self.printed], [word_line(w) for w in self.word.lines]
        )
        if not any(self.printed[i].text or self.printed[i].grid for i, _ in pairs):
            raise UnsafeFile(NOT_OURS)
        held = {self.printed[i].block.section for i, _ in pairs}
        every = dict.fromkeys(p.block.section for p in self.printed)
        self.found.absent = [section for section in every if section and section not in held]
        start, end = (-1, -1), (len(self.printed), len(self.word.lines))
        for before, pair in pairwise([start, *pairs, end]):
            for i in range(before[0] + 1, pair[0]):
                if self.printed[i].block.section in held:
                    self._gone(self.printed[i])
            lines = self.word.lines[before[1] + 1 : pair[1] + 1]
            if pair != end:
                lines = put_together(lines, self.printed[pair[0]])
            for line in lines[:-1] if pair != end else lines:
                self._new(before[0], line)
            self.is_under_new_heading = False
            if pair != end:
                self._pair(self.printed[pair[0]], lines[-1])
        self._finish()
        return self.found

    def _pair(self, printed: PrintedLine, line: WordLine) -> None:
        if printed.grid is not None:
            self._table(printed, printed.grid, line)
        elif line.unread:
            self._tell(printed, line.text, _UNREAD.format(line.unread))
        elif same(printed.text) != same(line.text):
            self._changed(printed, line.text)

    def _changed(self, printed: PrintedLine, new: str) -> None:
        place = self.fields.place(printed)
        if place is None:
            self._tell(printed, new, _MADE if printed.is_own else _TABLE)
            return
        row, name, number = place
        text = without_number(printed, new)
        if text is None:
            self._tell(printed, new, f"「{printed.before}」は自動で付きます。そのままにします。")
        elif same(text) != same(printed.block.text):
            self._edit(printed, row, name, number, [part for part in text.split("\n") if part])

    def _gone(self, printed: PrintedLine) -> None:
        place = self.fields.place(printed)
        if place is None or not self.fields.has_more(*place) or printed.block.kind == "heading":
            if printed.is_own or printed.grid is not None:
                self._tell(printed, "", _GONE)
            return
        self._edit(printed, *place, [])

    def _new(self, before: int, line: WordLine) -> None:
        """A new paragraph belongs to the text of the paragraph that it stands behind."""
        printed = self.printed[before] if before >= 0 else None
        self.is_under_new_heading |= line.is_heading
        why = _why_not_taken(line, self.is_under_new_heading)
        place = self.fields.place(printed) if printed and not why else None
        if printed and place and printed.block.kind in ("paragraph", "note"):
            row, name, number = place
            lines = self.edits[row.ref, name].get(number)
            own = lines if lines is not None else [self.fields.lines(row, name)[number]]
            self._edit(printed, row, name, number, [*own, *line.text.split("\n")], raw=len(own))
            return
        ref = printed.block.record or printed.block.table if printed else ""
        text = "（表）" if line.table else line.text
        remark = Told(printed.where if printed else "", "", text, why or _NEW, ref)
        self.found.told.append(remark)

    def _edit(
        self,
        printed: PrintedLine,
        row: EditionRow,
        name: str,
        number: int,
        lines: list[str],
        raw: int = 0,
    ) -> None:
        """Note new lines for one line of a stored text; the first `raw` are stored text already."""
        new = "\n".join(lines[raw:])
        source = self.fields.lines(row, name)[number]
        one_line = not isinstance(row._meta.get_field(name), models.TextField)
        if set("{}") & {*with_plain_braces(new)} or loose_keys(new):
            self._tell(printed, new, _BRACES)
        elif (one_line or printed.block.kind == "heading") and len(lines) > 1:
            self._tell(printed, new, _LONG)
        elif self.user is not None and not may_edit_row(self.user, row):
            self._tell(printed, new, "この文を変えられるのは、この節の担当者です。")
        else:
            taken = list(lines)
            if not raw and lines:
                taken[0] = with_references(source, lines[0], self.content.references)
            self.edits[row.ref, name][number] = taken
            self.where.setdefault((row.ref, name), printed.where)

    def _tell(self, printed: PrintedLine, new: str, why: str) -> None:
        block = printed.block
        old = printed.text or (f"（表「{printed.grid.title}」）" if printed.grid else "")
        self.found.told.append(Told(printed.where, old, new, why, block.record or block.table))

    def _table(self, printed: PrintedLine, grid: Grid, line: WordLine) -> None:
        theirs = line.table or WordTable({})
        ours, title = cells_of(grid), grid.title or printed.where
        if ours.keys() != theirs.cells.keys():
            why = "行や列の数が違います。表の形は、登録の画面で変えます。"
            self.found.cells.append(Told(title, "", "", why, printed.block.table))
            return
        for place, (cell, text) in ours.items():
            unread, new = theirs.unread.get(place, ""), theirs.cells[place]
            if unread or same(text) != same(new):
                figures = [figure.key for figure in cell.figures if not figure.computed]
                ref = next(iter(figures), "") or cell.link or printed.block.table
                where = f"{title}　{heads_of(grid, *place)}".strip()
                why = "" if figures else "計算した値か見出しです。もとの登録を直します。"
                why = _UNREAD.format(unread) if unread else why
                self.found.cells.append(Told(where, text, new, why, ref))

    def _finish(self) -> None:
        for (ref, name), edits in self.edits.items():
            row = self.fields.row(ref)
            stored = str(getattr(row, name))
            lines = stored.splitlines()
            after = "\n".join(each for n, line in enumerate(lines) for each in edits.get(n, [line]))
            self._keep(row, name, stored, after, self.where[ref, name])

    def _keep(self, row: EditionRow, name: str, stored: str, after: str, where: str) -> None:
        resolve = self.content.references.resolve
        old, new = resolve(stored), resolve(after)
        if why := _refused(row, name, after):
            self.found.told.append(Told(where, old, new, why, row.ref))
            return
        remaining = {reference.notation for reference in references_in(after)}
        notations = dict.fromkeys(r.notation for r in references_in(stored))
        lost = tuple(f"{resolve(each)}（{each}）" for each in notations if each not in remaining)
        self.found.changes.append(TextChange(where, row.ref, name, stored, after, old, new, lost))


def _why_not_taken(line: WordLine, is_under_new_heading: bool) -> str:
    """Why a new line is only told; "" for a paragraph that a text can take."""
    if line.table is not None:
        return "新しい表です。報告書の表は、登録の画面から作ります。"
    if line.unread:
        return _UNREAD.format(line.unread)
    return _NEW_HEADING if is_under_new_heading else ""


def _refused(row: EditionRow, name: str, text: str) -> str:
    """Why a row cannot say this; "" when it can."""
    was = getattr(row, name)
    if unseen := [each for each in doubtful(text) if each not in doubtful(str(was))]:
        return (
            f"ほかの人には見えない文字が入っています：{'、'.join(unseen[:5])}。画面で入力します。"
        )
    setattr(row, name, text)
    try:
        row.clean_fields(exclude={f.name for f in row._meta.fields} - {name})
    except ValidationError as error:
        return "".join(error.messages)
    finally:
        setattr(row, name, was)
    return ""


def with_references(source: str, new: str, references: References) -> str:
    """The new text with the references of `source` where what they print is unchanged in it."""
    spans, printed, end = [], "", 0
    for reference in references_in(source):
        printed += source[end : reference.start]
        text = references.resolve(reference.notation)
        spans.append((len(printed), len(printed) + len(text), reference.notation))
        printed += text
        end = reference.end
    printed += source[end:]
    olds, news = _PIECES.findall(printed), _PIECES.findall(new)
    old_at, new_at = _starts(olds), _starts(news)
    matcher = SequenceMatcher(None, olds, news, autojunk=False)
    result, position = "", 0
    for a, b, size in matcher.get_matching_blocks():
        first, last = old_at[a], old_at[a + size]
        for start, stop, notation in spans:
            if first <= start and stop <= last:
                at = new_at[b] + start - first
                result += new[position:at] + notation
                position = at + stop - start
    return result + new[position:]


def _starts(pieces: Sequence[str]) -> list[int]:
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    return starts


class _Fields:
    """Which field of which row prints a line, by its stored lines."""

    def __init__(self, content: LiveContent) -> None:
        self.content = content
        self._rows: dict[str, EditionRow | None] = {}

    def row(self, ref: str) -> Any:
        if ref not in self._rows:
            label, _, key = ref.partition("/")
            model = row_model(label) if key else None
            rows = self.content.rows.of(model) if model else ()
            self._rows[ref] = next((row for row in rows if row.key == key), None)
        return self._rows[ref]

    def lines(self, row: EditionRow, name: str) -> list[str]:
        return str(getattr(row, name)).splitlines()

    def place(self, printed: PrintedLine) -> tuple[EditionRow, str, int] | None:
        """Row, field and line, where exactly one prints this text; None for what is made."""
        row: EditionRow | None = self.row(printed.block.record) if printed.is_own else None
        if row is None:
            return None
        print_ = same(printed.block.text)
        places = [
            (row, field.name, number)
            for field in typed_texts(type(row))
            if field.name != "key" and field.name not in row.INTERNAL
            for number, line in enumerate(self.lines(row, field.name))
            if same(self.content.references.resolve(line)) == print_
        ]
        return places[0] if len(places) == 1 else None

    def has_more(self, row: EditionRow, name: str, number: int) -> bool:
        """Whether the text would not be empty without this line."""
        return sum(bool(line.strip()) for line in self.lines(row, name)) > 1


@transaction.atomic
def apply_changes(
    *, edition: Edition, changes: Sequence[tuple[str, str, str, str]], user: User
) -> list[EditionRow]:
    """Write texts as the preview showed them, all or none; returns their rows.

    A change is ref, field, mark of the text that was shown, new text. Raises Stale when a
    text has changed since, NotAllowed for another's, Refused for what the field does not take.
    """
    edition = lock_draft(edition)
    return [_apply(edition, *change, user) for change in changes]


def _apply(edition: Edition, ref: str, name: str, mark: str, after: str, user: User) -> EditionRow:
    label, _, key = ref.partition("/")
    model = row_model(label)
    rows: Any = model._default_manager if model else Node.objects
    locked = rows.select_for_update(of=("self",)).filter(edition=edition, key=key)
    row: EditionRow | None = locked.first()
    names = {field.name for field in typed_texts(type(row))} - {"key"} if row else set()
    if row is None or name not in names or sha256(str(getattr(row, name)))[:16] != mark:
        raise Stale("画面を開いたあとに文が変わりました。もう一度ファイルを選んでください。")
    if not may_edit_row(user, row):
        raise NotAllowed("この文を変えられるのは、この節の担当者です。")
    if why := _refused(row, name, after):
        raise Refused(why)
    setattr(row, name, after)
    row._history_user, row._change_reason = user, REASON  # type: ignore[attr-defined]  # simple-history's
    row.save()
    return row
