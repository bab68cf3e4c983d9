from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kanagawa.editions.files import dump_edition
from kanagawa.editions.models import Edition
from kanagawa.formats.disk import why


class Command(BaseCommand):
    help = "年度版を、読み比べられるファイルに書き出します（load_edition の逆）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="年度と版（例：2025-1）")
        parser.add_argument("folder", type=Path, help="書き出すフォルダー")

    def handle(self, *args: object, slug: str, folder: Path, **options: object) -> None:
        year, _, revision = slug.partition("-")
        if not (year.isdecimal() and (revision or "1").isdecimal()):
            raise CommandError("年度と版は 2025-1 のように指定してください。")
        edition = Edition.objects.filter(fiscal_year=int(year), revision=int(revision or 1)).first()
        if edition is None:
            raise CommandError(f"{slug} の版はありません。")
        try:
            count = dump_edition(edition, folder)
        except OSError as error:
            raise CommandError(f"{folder} に書けません（{why(error)}）。") from error
        self.stdout.write(f"{edition}の{count}件を {folder} に書き出しました。")
