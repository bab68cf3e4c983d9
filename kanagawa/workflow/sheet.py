"""The change sheet: everything of a part that differs from what was published, seen, decided.

It is made from the full comparison of the printed tables and text, so nothing is hidden, and
from the rows' history, so what is not printed shows too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.auth.models import User

from kanagawa.editions.comparing import printed_today
from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition, EditionRow, Node
from kanagawa.editions.rows import models_of, only_in
from kanagawa.editions.terms import terms_by_section
from kanagawa.history.changes import Change, changes
from kanagawa.reports.comparing import Difference, compare
from kanagawa.reports.manifest import Manifest

from .confirming import Checked
from .decided import Decided, DraftFigures, split
from .english_changes import EnglishChange, english_changes, last_published
from .entries import nodes_in
from .evidence import evidence_of
from .findings import checked
from .last_changes import Touch, touches
from .models import Decision, Evidence, Look, Remark
from .places_to_mark import places_of
from .sheet_rows import SheetRow
from .snapshots import Present, Printed, last_look, seen_at
from .states import PartState, part_states

FORM = "form"  # the key of the comparison that tells changes of form


@dataclass(frozen=True)
class Comparison:
    """Everything that differs from one earlier print; `base` says which in words, `now` with
    what it is held, `note` what it means for who reviews. Each of the `rows` belongs to one thing
    that was `decided`, or `moved` by itself.
    """

    key: str
    title: str
    base: str
    rows: list[SheetRow] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    moved: list[SheetRow] = field(default_factory=list)
    now: str = "いまの内容"
    note: str = ""


@dataclass
class Sheet:
    """The change sheet of one part for one person."""

    edition: Edition
    section: str
    user: User

    @cached_property
    def present(self) -> Present:
        return Present(self.edition)

    @cached_property
    def state(self) -> PartState:
        return part_states(self.edition, self.present.hashes)[self.section]

    @cached_property
    def content_hash(self) -> str:
        return self.present.hashes[self.section]

    @cached_property
    def checked(self) -> Checked:
        return checked(self.present, self.section)

    @cached_property
    def remarks(self) -> list[Remark]:
        remarks = self.edition.remarks.filter(section=self.section)
        return list(remarks.select_related("by", "answered_by").order_by("id"))

    @cached_property
    def evidence(self) -> list[Evidence]:
        return list(evidence_of(self.edition).filter(section=self.section).order_by("id"))

    @cached_property
    def decisions(self) -> list[Decision]:
        decisions = self.edition.decisions.filter(section=self.section)
        return list(decisions.select_related("by").order_by("number"))

    @cached_property
    def look(self) -> Look | None:
        return last_look(self.edition, self.section, self.user)

    @cached_property
    def published(self) -> Edition | None:
        return last_published(self.edition)

    @cached_property
    def places(self) -> dict[str, str]:
        return places_of(self.present.printed(self.section))

    @cached_property
    def changes(self) -> list[Change]:
        """What people entered since the edition was made, what is not printed included."""
        return entered(self.edition, self.section)

    @cached_property
    def english(self) -> list[tuple[EnglishChange, str]]:
        """What people changed of the English, with the Japanese as it is printed."""
        translations = english_changes(self.edition, self.section)
        resolve = self.present.content.references.resolve
        return [(change, resolve(change.japanese)) for change in translations]

    @cached_property
    def beside(self) -> list[tuple[str, str, str]]:
        """What stands beside the print otherwise than it was published: what, as it was, as it is.

        The meanings of the words that the section prints, and the figure that staff chose for it.
        """
        published = Content(self.published).manifest if self.published else Manifest()
        was, now = self._meanings(published), self._meanings(self.present.content.manifest)
        lines = [(word, was.get(word, ""), now.get(word, "")) for word in {**was, **now}]
        chosen_before = self.published.headlines if self.published else {}
        if self.edition.headlines.get(self.section) != chosen_before.get(self.section):
            now_chosen = self._headline(self.present.content.manifest)
            lines.append(("主な数値", self._headline(published), now_chosen))
        return [(what, old, new) for what, old, new in lines if old != new]

    def _meanings(self, manifest: Manifest) -> dict[str, str]:
        content = self.present.content
        terms = terms_by_section(content.tables, content.blocks, manifest.terms)
        return {term.word: term.meaning for term in terms.get(self.section, ())}

    def _headline(self, manifest: Manifest) -> str:
        return next((h.label for h in manifest.headlines if h.section == self.section), "")

    @cached_property
    def comparisons(self) -> list[Comparison]:
        """Since the void decision (if any), since this person looked, since the publication.

        Last what the system prints otherwise since then, which is nobody's entry.
        """
        pairs = [
            self._since_decision(),
            self._since_look(),
            self._since_published(),
            self._form(),
        ]
        return [comparison for comparison in pairs if comparison is not None]

    def _since_decision(self) -> Comparison | None:
        last = self.state.last
        if not self.state.voided or last is None:
            return None
        printed_then = seen_at(self.edition, self.section, last.content_hash)
        act = last.get_act_display()
        return self._compared("decision", f"{act}のあとの変更", f"{act}した内容", printed_then)

    def _since_look(self) -> Comparison | None:
        if self.look is None:
            return None
        printed_then = seen_at(self.edition, self.section, self.look.content_hash)
        return self._compared("look", "前に見た時からの変更", "前に見た内容", printed_then)

    def _since_published(self) -> Comparison | None:
        if self.published is None:
            return self._compared(
                "published", "はじめての版の内容", "（公開した版はありません）", ({}, [])
            )
        old = printed_today(self.published).of(self.section)
        return self._compared("published", f"{self.published}との違い", str(self.published), old)

    def _form(self) -> Comparison | None:
        """What today's code prints otherwise than it was published, in whatever edition."""
        if self.published is None:
            return None
        form = printed_today(self.published).form
        rows = [SheetRow(each) for each in form if each.section == self.section]
        if not rows:
            return None
        return Comparison(
            FORM,
            "様式の変更",
            f"公開したときの印字（{self.published}）",
            rows,
            now="いまのプログラムによる印字",
            note="同じ内容を、プログラムの更新により公開時と違う形で印字する箇所です。"
            "だれの入力でもなく、正誤表には載りません。公開済みの版は公開時のまま変わりません。",
        )

    def _compared(self, key: str, title: str, base: str, old: Printed | None) -> Comparison | None:
        if old is None:
            return None
        differences = compare(*old, *self.present.printed(self.section))
        rows = self._rows(differences)
        return Comparison(key, title, base, rows, *split(rows, self._figures))

    @cached_property
    def _figures(self) -> DraftFigures:
        return DraftFigures(self.present.rows)

    def _rows(self, differences: Iterable[Difference]) -> list[SheetRow]:
        differences_ = list(differences)
        touches_by_ref = touches(self.edition, {a for d in differences_ for a in refs(d)})
        return [self._row(difference, touches_by_ref) for difference in differences_]

    def _row(self, difference: Difference, touches_by_ref: dict[str, Touch]) -> SheetRow:
        at = refs(difference)
        touched = [touches_by_ref[ref] for ref in at if ref in touches_by_ref]
        return SheetRow(
            difference,
            max(touched, key=lambda touch: touch.at, default=None),
            tuple(f for f in self.checked.unsettled if f.ref in at),
            tuple(c for c in self.checked.confirmed if c.finding.ref in at),
            tuple(r for r in self.remarks if r.ref in at),
            tuple(e for e in self.evidence if e.ref in at),
        )


def refs(difference: Difference) -> set[str]:
    """The refs of what differs: its own and those of its figures that are entered."""
    figures = {change.figure.key for change in difference.figures if not change.figure.computed}
    return {ref for ref in {difference.ref, *figures} if ref}


def entered(edition: Edition, section: str) -> list[Change]:
    """The record of changes of a part, newest first, without what came with the edition."""
    nodes = nodes_in(edition, section)
    entries: list[Change] = []
    models: list[type[EditionRow]] = [Node, *models_of(section)]
    for model in models:
        scope = {"edition_id": edition.pk, **only_in(section, model)}
        edits = changes(model, scope, since=edition.created_at)
        entries += [c for c in edits if model is not Node or c.row_id in nodes]
    return sorted(entries, key=lambda change: change.when, reverse=True)
