from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kanagawa.editions.backups import BadBackup, remove_old, verify_backup, write_backup
from kanagawa.events import Event, record
from kanagawa.formats.disk import why


class Command(BaseCommand):
    help = "データベース全体を、１つのファイルにバックアップします（動かしたままで構いません）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="バックアップを置くフォルダー")
        parser.add_argument(
            "--keep", type=int, help="新しいものからこの数だけ残し、古いバックアップを消します"
        )

    def handle(self, *args: object, folder: Path, keep: int | None, **options: object) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep は1以上にしてください。")
        try:
            backup = write_backup(folder, timezone.localtime())
            verify_backup(backup)
            # Only now: a new one that cannot be read must not cost an old one.
            old = [] if keep is None else remove_old(folder, keep)
        except BadBackup as error:
            record(Event.BACKUP_FAILED)
            raise CommandError(str(error)) from error
        except OSError as error:
            record(Event.BACKUP_FAILED)
            raise CommandError(f"{folder} に書けません（{why(error)}）。") from error
        self.stdout.write(f"{backup} にバックアップしました。")
        for path in old:
            self.stdout.write(f"古い {path} を消しました。")
