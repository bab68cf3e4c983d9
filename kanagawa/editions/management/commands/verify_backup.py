from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kanagawa.editions.backups import BadBackup, verify_backup


class Command(BaseCommand):
    help = "バックアップが作ったときのままかを確かめ、中に何があるかを示します。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="バックアップのファイル")

    def handle(self, *args: object, file: Path, **options: object) -> None:
        try:
            manifest = verify_backup(file)
        except BadBackup as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{file} は作ったときのままです（{manifest['made_at']}、"
            f"版 {manifest['version']}、{manifest['database']}）。"
        )
        for year, revision, state, sha256 in manifest["editions"]:
            self.stdout.write(f"  {year}-{revision}  {state}  {sha256}")
        self.stdout.write(f"  すべての表の行：{sum(manifest['rows'].values())}")
