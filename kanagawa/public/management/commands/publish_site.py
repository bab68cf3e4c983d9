import time
from argparse import ArgumentParser
from pathlib import Path
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from kanagawa.environment import is_site
from kanagawa.formats.disk import why
from kanagawa.public.static_site import CannotWriteSite, publish_site


class Command(BaseCommand):
    help = (
        "公開サイトのすべてのページとファイルを、ウェブサーバーがそのまま配れるファイルに書き出します。"
        "全部か何もかで、書き終えてから TO/current が新しいものを指します。"
        "絞り込みと検索はこのプログラムが答えます。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host", required=True, help="公開するアドレス（例：https://report.example.jp）"
        )
        parser.add_argument("--to", required=True, type=Path, help="置場（例：/srv/site）")
        parser.add_argument(
            "--watch",
            type=float,
            metavar="秒",
            help="この間隔で公開された版を確かめ、変われば書き出します（止めるには Ctrl-C）",
        )

    def handle(
        self, *args: object, host: str, to: Path, watch: float | None = None, **options: object
    ) -> None:
        site = _site_of(host)
        if watch is not None and not 0 < watch <= 86_400:
            raise CommandError("間隔は 0 より大きく 86400 以下の秒数にしてください。")
        while True:
            self._publish(site, to.absolute())
            if watch is None:
                return
            close_old_connections()
            time.sleep(watch)

    def _publish(self, host: str, to: Path) -> None:
        try:
            counts = publish_site(host, to)
        except CannotWriteSite as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"{to} に書けません（{why(error)}）。今までのサイトはそのままです。"
            ) from error
        if counts:
            self.stdout.write(
                f"{to} に書き出しました（新しいファイル {counts.written}、"
                f"同じままのファイル {counts.unchanged}）。"
            )
        else:
            self.stdout.write("公開した内容は、前に書き出したときから変わっていません。")


def _site_of(host: str) -> str:
    """Scheme, host and port of a URL that has nothing else. Raises CommandError."""
    if not is_site(host):
        raise CommandError("--host は https://report.example.jp の形で書いてください。")
    url = urlsplit(host)
    return f"{url.scheme}://{url.netloc}"
