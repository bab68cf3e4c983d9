"""What a production server looks at before it answers anybody."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, connections

from kanagawa.workflow.demo import open_demo_accounts
from kanagawa.workflow.directory import problems as directory_problems

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
    if problems := [*_files_of_others(), *_demo_accounts(), *directory_problems()]:
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


def limit_waiting() -> None:
    """Let no request of this server wait for others, or compute in the database, without end."""
    database = connections.settings["default"]
    database["OPTIONS"] = limited(connection.vendor, database["OPTIONS"])


def limited(vendor: str, options: dict[str, Any]) -> dict[str, Any]:
    """The options of a connection with the limits; what DATABASE_URL says itself holds."""
    if vendor == "sqlite":
        return {**options, "timeout": settings.DATABASE_WAIT}
    limits = {
        "lock_timeout": settings.DATABASE_WAIT,
        "statement_timeout": settings.DATABASE_STATEMENT,
        "idle_in_transaction_session_timeout": 2 * settings.DATABASE_STATEMENT,
    }
    words = [f"-c {name}={seconds}s" for name, seconds in limits.items()]
    return {**options, "options": " ".join([*words, options.get("options", "")]).strip()}
