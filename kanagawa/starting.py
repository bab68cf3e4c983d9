"""What a production server looks at before it answers anybody."""

import logging
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from kanagawa.workflow.demo import open_demo_accounts

_log = logging.getLogger(__name__)
_READ_BY_OTHERS = 0o004


def refuse_unsafe_start() -> None:
    """Raise ImproperlyConfigured with everything that must not be so in production, one a line."""
    if not settings.PRODUCTION:
        return
    if not settings.PROXIES_DECLARED:
        _log.warning(
            "PROXIESが設定されていません。手前に置いたサーバーの数（なければ0）を書いてください。"
        )
    if problems := [*_files_of_others(), *_demo_accounts()]:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        raise ImproperlyConfigured(f"このままでは本番で動かせません。\n{lines}")


def _files_of_others() -> Iterator[str]:
    """The files of an SQLite database that everybody on this machine can read."""
    if connection.vendor != "sqlite":
        return
    name = str(connection.settings_dict["NAME"])
    files = [Path(f"{name}{end}") for end in ("", "-wal", "-shm")]
    readable = [str(f) for f in files if f.exists() and f.stat().st_mode & _READ_BY_OTHERS]
    if readable:
        yield f"データベースをほかの利用者が読めます。chmod 600 {' '.join(readable)} で直せます。"


def _demo_accounts() -> Iterator[str]:
    try:
        names = open_demo_accounts()
    except DatabaseError as error:
        # The pages that are kept are served without it; such a password is refused at sign-in too.
        _log.warning("お試し用アカウントの有無を確かめられません：%s", error)
        return
    finally:
        connection.close()
    if names:
        yield (
            f"お試し用アカウントが、公開されているパスワードのまま使えます（{'、'.join(names)}）。"
            "本番のデータベースを別に用意するか、close_demo_staff で利用を停止してください。"
        )
