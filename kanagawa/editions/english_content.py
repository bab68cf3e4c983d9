"""What an edition says, in English: the same tables, figures and text (`Content`)."""

from collections.abc import Sequence
from functools import cached_property

from django.conf import settings
from django.utils.translation import override

from kanagawa.reports import registry
from kanagawa.reports.document import Block
from kanagawa.reports.english import English
from kanagawa.reports.grid import Grid
from kanagawa.reports.manifest import Manifest, RecordListEntry, SectionTitle

from .content import Content
from .english import LANGUAGE
from .models import Edition
from .proving import being_proved


class EnglishContent(Content):
    """A draft is built as it is printed, in Japanese, before any word of it is put into English;
    what is said anew of it (the pictures' sentences) is said in English whoever asks.
    """

    @classmethod
    def of(cls, edition: Edition) -> "EnglishContent":
        """Put into English once for all pages of an edition that is being proved."""
        proved = being_proved(edition)
        return proved.once("English content", lambda: cls(edition)) if proved else cls(edition)

    @cached_property
    def _original(self) -> Content:
        return Content(self.edition, self._rows)

    @cached_property
    def manifest(self) -> Manifest:
        original = self._original_manifest
        with override(LANGUAGE):
            return self.english.manifest(original)

    @cached_property
    def _original_manifest(self) -> Manifest:
        with override(settings.LANGUAGE_CODE):
            return self._original.manifest

    @cached_property
    def english(self) -> English:
        with override(settings.LANGUAGE_CODE):
            return self._original.english

    @cached_property
    def tables(self) -> dict[str, Grid]:
        with override(settings.LANGUAGE_CODE):
            tables = self._original.tables
        return {key: self._in_english(grid) for key, grid in tables.items()}

    def table(self, key: str) -> Grid | None:
        if being_proved(self.edition):  # as in `FrozenContent`
            return self.tables.get(key)
        with override(settings.LANGUAGE_CODE):
            grid = self._original.table(key)
        return self._in_english(grid) if grid else None

    def _in_english(self, grid: Grid) -> Grid:
        english = self.english
        with override(LANGUAGE):
            return english.grid(grid, registry.section_of(grid.key))

    @cached_property
    def blocks(self) -> Sequence[Block]:
        with override(settings.LANGUAGE_CODE):
            blocks = self._original.blocks
        return [self.english.block(block) for block in blocks]

    @cached_property
    def sections(self) -> Sequence[SectionTitle]:
        return self.manifest.sections

    @cached_property
    def records(self) -> Sequence[RecordListEntry]:
        return self.manifest.records
