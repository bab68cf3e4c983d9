"""Django's SQLite, with a database file that nobody but its owner reads.

It holds drafts, password hashes and sessions. SQLite gives -wal and -shm the mode of the database,
so it is enough to make the file before SQLite does.
"""

import os
from contextlib import suppress
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        name = str(conn_params["database"])
        if not (name.startswith("file:") or name == ":memory:"):
            # A folder that is not there is told by SQLite itself.
            with suppress(FileExistsError, FileNotFoundError):
                os.close(os.open(name, os.O_CREAT | os.O_EXCL, 0o600))
        return super().get_new_connection(conn_params)
