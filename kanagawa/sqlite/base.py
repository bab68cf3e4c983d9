"""Django's SQLite, with a database file that nobody but its owner reads, and longer statements.

It holds drafts, password hashes and sessions. SQLite gives -wal and -shm the mode of the database,
so it is enough to make the file before SQLite does.
"""

import os
import sqlite3
from contextlib import suppress
from typing import Any

from django.db.backends.sqlite3 import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    # SQLite takes 32,766 parameters in a statement since 3.32; Django 5.2 still splits bulk writes
    # for the 999 of older ones (Django 6 asks the library).
    max_query_params = 32_766 if sqlite3.sqlite_version_info >= (3, 32) else 999


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        name = str(conn_params["database"])
        if not (name.startswith("file:") or name == ":memory:"):
            # A folder that is not there is told by SQLite itself.
            with suppress(FileExistsError, FileNotFoundError):
                os.close(os.open(name, os.O_CREAT | os.O_EXCL, 0o600))
        return super().get_new_connection(conn_params)
