import logging
import os
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

from kanagawa.workflow.heartbeat import beat
from kanagawa.workflow.releasing import due, release_due
from kanagawa.workflow.verifying import is_due, verify

_log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "公開の日時が来た年度版を公開します。公開できないときは理由を記録します。"
        "期限が近い照会のお知らせを送り、"
        "公開した版のファイル（PDF、Word、Excelなど）を作って保存し、確かめ続けるあいだは、"
        "毎晩、公開済みの版を照合し、期限の切れたログインや取込みを片付けます。"
    )
    _tidied_on: date | None = None

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--watch",
            type=float,
            metavar="秒",
            help="この間隔で確かめ続けます（止めるには Ctrl-C）",
        )

        parser.add_argument(
            "--with-parent",
            action="store_true",
            help="起動した処理（サーバー）が終われば終わります",
        )

    def handle(
        self,
        *args: object,
        watch: float | None = None,
        with_parent: bool = False,
        **options: object,
    ) -> None:
        if watch is None:
            failed = self._release()
            self._mail()
            while self._store():
                pass
            if failed:
                raise CommandError("公開できない年度版がありました（職員用画面でも見られます）。")
            return
        if not 0 < watch <= 86_400:
            raise CommandError("間隔は 0 より大きく 86400 以下の秒数にしてください。")
        stopped = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
        parent = os.getppid() if with_parent else 0
        while not stopped.is_set():
            beat(watch)
            self._try()
            _wait(stopped, watch, parent)

    def _try(self) -> None:
        """One round of the watch; a database that does not answer is asked again the next time."""
        try:
            self._release()
            self._mail()
            self._verify()
            self._tidy()
            self._store()
        except DatabaseError as error:
            self.stderr.write(f"データベースを使えません。あとでもう一度確かめます：{error}")
        close_old_connections()

    def _mail(self) -> None:
        """What is due is written and sent; a mail server that is away stops nothing."""
        send: Callable[[], int] = import_string(settings.MAIL_SENDER)
        try:
            sent = send()
        except DatabaseError:
            raise
        except Exception as error:  # whatever it is, editions are published on time
            _log.exception("mails were not sent")
            self.stderr.write(f"照会のお知らせを送れませんでした（{type(error).__name__}）。")
            return
        if sent:
            self.stdout.write(f"照会のお知らせを{sent}通送りました。")

    def _verify(self) -> None:
        """Once a night: whether what was published is still as it was."""
        if is_due(timezone.now()):
            for problem in verify().problems:
                self.stderr.write(f"公開したときと違います：{problem}")

    def _tidy(self) -> None:
        """Once a day: what nobody needs any more goes."""
        today = timezone.localdate()
        if self._tidied_on != today:
            for name in settings.HOUSEKEEPING:
                throw_away: Callable[[], int] = import_string(name)
                throw_away()
            self._tidied_on = today

    def _store(self) -> int:
        """The files of what is published are made once and kept, an edition at a time."""
        store: Callable[[], int] = import_string(settings.FILE_STORE)
        if stored := store():
            self.stdout.write(f"公開した版のファイルを{stored}件保存しました。")
        return stored

    def _release(self) -> int:
        """Publish what is due; returns how many could not be."""
        failed = 0
        for planned in due(timezone.now()):
            failure = release_due(planned)
            failed += bool(failure)
            if failure:
                self.stderr.write(f"{planned.edition}を公開できませんでした：{failure}")
            else:
                self.stdout.write(f"{planned.edition}を公開しました。")
        return failed


def _wait(stopped: threading.Event, seconds: float, parent: int) -> None:
    """Wait for the next round; ends at once when told to stop or when the parent is gone."""
    until = time.monotonic() + seconds
    while not stopped.is_set() and (left := until - time.monotonic()) > 0:
        stopped.wait(min(left, 1.0))
        if parent and os.getppid() != parent:
            stopped.set()
