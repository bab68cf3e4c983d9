import os
import subprocess
import sys
from argparse import ArgumentParser

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from kanagawa.editions.moving import CannotMove, move
from kanagawa.environment import Environment


class Command(BaseCommand):
    help = (
        "今のデータベースの中身（年度版、控え、履歴、決裁、根拠資料、アカウントなどすべて）を"
        "別の空のデータベースに移し、照合します。サーバーを止めてから実行してください。"
        "移す先は MOVE_TO か MOVE_TO_FILE で渡します（DATABASE_URL と同じ書き方）。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "url",
            nargs="?",
            default="",
            help="移す先（パスワードのない場合だけ。例：postgresql://kanagawa@/kanagawa?host=/run/postgresql）",
        )

    def handle(self, *args: object, url: str, **options: object) -> None:
        values = {**os.environ, "MOVE_TO": url} if url else os.environ
        env = Environment(values, settings.BASE_DIR)
        url = env.secret("MOVE_TO")
        if not url:
            raise CommandError("移す先を MOVE_TO に書いてください（DATABASE_URL と同じ書き方）。")
        database = env.database("MOVE_TO", "sqlite:///:memory:")
        try:
            env.check()
            rows = move(database)
        except (CannotMove, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from error
        self._verify(url)
        self.stdout.write(f"{len(rows)}の表の{sum(rows.values())}行を移し、照合しました。")
        self.stdout.write("DATABASE_URL を移す先にしてから、サーバーを動かしてください。")

    def _verify(self, url: str) -> None:
        """By a process whose database is the other one."""
        verified = subprocess.run(
            [sys.executable, "manage.py", "verify_editions"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": url, "DATABASE_URL_FILE": ""},
            capture_output=True,
            text=True,
        )
        if verified.returncode:
            raise CommandError(f"移したものの照合に失敗しました：{verified.stderr.strip()}")
