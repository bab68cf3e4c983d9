from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kanagawa.editions.models import Edition
from kanagawa.entry.unsafe_files import UnsafeFile
from kanagawa.entry.word_reading import read_word
from kanagawa.entry.word_text import Told, compare_word


class Command(BaseCommand):
    help = "直した報告書のWordが下書きと違うところを示します。取り込むのは職員の画面です。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("edition", help="年度版（例：2026-1）")
        parser.add_argument("file", type=Path, help="直したWord（.docx）")

    def handle(self, *args: object, edition: str, file: Path, **options: object) -> None:
        draft = next((each for each in Edition.objects.all() if each.slug == edition), None)
        if draft is None or draft.is_published:
            raise CommandError(f"下書きの年度版「{edition}」はありません。")
        try:
            comparison = compare_word(draft, read_word(file.read_bytes()))
        except OSError as error:
            raise CommandError(f"ファイル「{file}」を読めません。") from error
        except UnsafeFile as error:
            raise CommandError(str(error)) from error
        for remark in comparison.remarks:
            self.stdout.write(f"お知らせ\t{remark}")
        for change in comparison.changes:
            self._line("文", change.where, change.old, change.new, change.ref)
            for lost in change.lost:
                self.stdout.write(f"\t参照が文字になります：{lost}")
        for kind, all_told in (("画面で", comparison.told), ("表", comparison.cells)):
            for item in all_told:
                self._told(kind, item)
        self.stdout.write(
            f"取り込める文 {len(comparison.changes)}件、画面で直すもの {len(comparison.told)}件、"
            f"表のセル {len(comparison.cells)}件"
        )

    def _told(self, kind: str, item: Told) -> None:
        self._line(kind, item.where, item.old, item.new, f"{item.ref} {item.why}".strip())

    def _line(self, kind: str, where: str, old: str, new: str, rest: str) -> None:
        self.stdout.write(f"{kind}\t{where}\t{old!r} → {new!r}\t{rest}")
