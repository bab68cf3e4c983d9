from argparse import ArgumentParser
from pathlib import Path

from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from kanagawa.editions.backups import BadBackup, restore_backup
from kanagawa.editions.models import Edition
from kanagawa.editions.published_cache import forget_editions


class Command(BaseCommand):
    help = "バックアップをデータベースに戻し、今のプログラムの形に移し、照合します。"
    requires_system_checks: list[str] = []  # the database may be empty or broken

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="バックアップのファイル")
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="年度版のあるデータベースの中身を捨て、バックアップの中身に置き換えます",
        )

    def handle(self, *args: object, file: Path, **options: object) -> None:
        if not options["overwrite"] and _holds_editions():
            raise CommandError(
                "このデータベースには年度版があります。置き換えてよければ、今の中身を backup で"
                "残してから、--overwrite を付けて実行してください。"
            )
        try:
            manifest = restore_backup(file)
        except BadBackup as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0)
        try:
            cache.clear()
        except Exception as error:  # each kind of cache has errors of its own
            self.stderr.write(
                f"共有のキャッシュを空にできませんでした（{error}）。動かす前に空にしてください。"
            )
        forget_editions()
        call_command("verify_editions", stdout=self.stdout, stderr=self.stderr)
        self.stdout.write(f"{file}（{manifest['made_at']}）を戻しました。")


def _holds_editions() -> bool:
    table = Edition._meta.db_table
    try:
        return table in connection.introspection.table_names() and Edition.objects.exists()
    except DatabaseError as error:
        raise CommandError(
            f"今のデータベースを読めません（{error}）。中身を捨てて置き換えてよければ、"
            "--overwrite を付けて実行してください。"
        ) from error
