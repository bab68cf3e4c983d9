from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils.module_loading import import_string

# Above all layers: the figures come from everywhere.
METRICS = "kanagawa.metrics.metrics"


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Being asked every few seconds is no event."""


class Command(BaseCommand):
    help = (
        "監視のための数値（Prometheusの形）を表示します。--listen を付けると、"
        "その番号のポートで、この機械からの問合せに答え続けます。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--listen", type=int, metavar="ポート", help="例：9200")

    def handle(self, *args: object, listen: int | None, **options: object) -> None:
        if listen is None:
            self.stdout.write(import_string(METRICS)(), ending="")
            return
        try:
            server = make_server("127.0.0.1", listen, answer, handler_class=Quiet)
        except (OSError, OverflowError) as error:
            raise CommandError(f"ポート{listen}は使えません（{error}）。") from error
        with server:
            server.serve_forever()


def answer(environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Any address gives the figures."""
    close_old_connections()
    headers = [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")]
    start_response("200 OK", headers)
    return [import_string(METRICS)().encode()]
