from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from kanagawa.editions.files import BadFile, load_edition
from kanagawa.editions.models import Edition
from kanagawa.editions.publishing import proved, publish
from kanagawa.editions.refusals import Refused


class Command(BaseCommand):
    help = "年度版をファイル（fixtures/2025 など）から読み込みます。フォルダーの名前が年度です。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="年度版のフォルダー（例：fixtures/2025）")
        parser.add_argument(
            "--publish",
            action="store_true",
            help="読み込んだあと公開します。はじめの取込みのための、機械の管理者の操作です"
            "（職員の版は、職員用画面で承認してから公開します）",
        )
        parser.add_argument(
            "--if-missing", action="store_true", help="その年度の版がすでにあれば何もしません"
        )

    def handle(self, *args: object, folder: Path, **options: object) -> None:
        if not folder.is_dir() or not folder.name.isdecimal():
            raise CommandError(
                f"{folder} は年度版のフォルダーではありません（例：fixtures/2025）。"
            )
        year = int(folder.name)
        if options["if_missing"] and Edition.objects.filter(fiscal_year=year).exists():
            self.stdout.write(f"{year}年度の版は読込み済みです。")
            return
        try:
            edition = load_edition(folder=folder, fiscal_year=year, report=self.stdout.write)
            if options["publish"]:
                edition = publish(edition=edition, proof=proved(edition))
        except ValidationError as error:
            raise CommandError("、".join(error.messages)) from error
        except (BadFile, Refused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{edition}を読み込みました（{edition.get_state_display()}）。")
