"""The Japanese texts of a draft that wait for a translation, and how translations are written."""

from collections.abc import Iterator, Mapping

from django.contrib.auth.models import User
from django.db import transaction

from kanagawa.formats.text import squeeze
from kanagawa.reports import registry
from kanagawa.reports.english import English, Pending

from .content import LiveContent
from .correcting import reasons_of
from .references import notation, references_in
from .refusals import Stale
from .texts import texts
from .words import Translation, mark_of


def untranslated(live: LiveContent, section: str) -> list[str]:
    """The texts of a section that its English pages show in Japanese, in the order of the report.

    A text that refers to figures is given as it was written, with its references.
    """
    written: dict[str, str] = {}
    for text in texts(live.rows):
        if text.section == section and "{" in text.text:
            for line in live.references.resolve(text.text).splitlines():
                written[squeeze(line)] = text.text
    pending = (str(text) for text in _pending(live, live.english, section))
    return list(dict.fromkeys(written.get(squeeze(text), text) for text in pending))


def _pending(live: LiveContent, english: English, section: str) -> Iterator[Pending]:
    for text in _printed(live, english, section):
        if isinstance(text, Pending):
            yield text


def _printed(live: LiveContent, english: English, section: str) -> Iterator[str]:
    for block in live.blocks:
        if block.section == section:
            translated = english.block(block)
            yield from (translated.text, translated.label, *(name for name, _ in translated.items))
            yield from (served for _, names in translated.items for served in names)
    for key, grid in live.tables.items():
        if registry.section_of(key) == section:
            table = english.grid(grid, section)
            yield from (table.title, table.caption, table.aside, *table.notes, table.source)
            yield from (cell.text for row in (*table.header, *table.body) for cell in row)
    manifest = english.manifest(live.manifest)
    yield from (entry.title for entry in manifest.sections if entry.key == section)
    yield from (entry.title for entry in manifest.records if entry.section == section)
    yield from (each.label for each in manifest.headlines if each.section == section)
    if not section:
        for term in map(english.term, live.manifest.terms):
            yield from (term.word, term.meaning, term.source)
        yield from map(english.text, reasons_of(live.rows.edition))


def wrong_references(japanese: str, english: str) -> str:
    """What is amiss with the references of a translation, in words; "" when nothing is."""
    japanese_refs, english_refs = (
        {notation(each.key, each.form) for each in references_in(text)}
        for text in (japanese, english)
    )
    problems = []
    if japanese_refs - english_refs:
        problems.append(
            f"日本語にある参照が英語にありません：{'、'.join(sorted(japanese_refs - english_refs))}"
        )
    if english_refs - japanese_refs:
        problems.append(
            f"日本語にない参照が英語にあります：{'、'.join(sorted(english_refs - japanese_refs))}"
        )
    return "。".join(problems)


@transaction.atomic
def save_translations(
    *, section: str, english: Mapping[str, str], was: Mapping[str, str], user: User
) -> int:
    """Write the English of Japanese texts; an empty one takes the translation away.

    `was`: the English that it was typed over. Returns how many were changed: what is as it was
    leaves no history. Raises Stale when somebody changed one of them meanwhile.
    """
    translations = Translation.objects.filter(section=section).select_for_update()
    by_mark = {each.mark: each for each in translations}
    changed = 0
    for japanese, text in english.items():
        translation = by_mark.get(mark_of(japanese)) or Translation(section=section)
        if text == translation.english:
            continue
        if translation.english != was.get(japanese, ""):
            raise Stale(f"「{japanese[:40]}」の英訳を、ほかの人がいま変えました。")
        translation._history_user = user  # type: ignore[attr-defined]  # simple-history's
        changed += 1
        if text:
            translation.japanese, translation.english = japanese, text
            translation.save()
        else:
            translation.delete()
    return changed
