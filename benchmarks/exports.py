"""Memory of the download of a filtered list of 100,000 rows, above the idle process."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition

from .process import command

ROWS = 100_000
MIB = 1024  # KiB


def measure() -> Iterator[tuple[str, float, float, str]]:
    fill()
    for form in ("csv", "xlsx"):
        run = command("exports", f"peak({form!r})")
        done = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True)
        yield f"10万行の一覧の{form}：待機時より多いメモリー", float(done.stdout), 40, "MiB"


def fill() -> None:
    """A draft with 100,000 more robots, laid straight into the table: only reading is measured."""
    source = Edition.objects.get(fiscal_year=2025, revision=1)
    draft = copy_edition(source=source, fiscal_year=2040)
    get_user_model()._default_manager.create_superuser("benchmark", password="x" * 20)  # type: ignore[attr-defined]  # of Django's own manager
    sql = (
        "INSERT INTO robots_robot (edition_id, key, position, search_text, name, commercialised_on)"
        " VALUES (%s, %s, %s, %s, %s, '2025-03-01')"
    )
    rows = [(draft.pk, f"b-{n}", n, f"試験{n}", f"試験{n}") for n in range(1000, ROWS + 1000)]
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def peak(form: str) -> float:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(get_user_model()._default_manager.get(username="benchmark"))
    at = "/staff/preview/2040-1/robots/robots"
    # The idle process has answered this kind of request before.
    drain(client, f"{at}.{form}?q=temi")
    idle = memory("VmRSS")
    # The peak counts from here on (getrusage would count the parent's, before the exec).
    Path("/proc/self/clear_refs").write_text("5")
    assert drain(client, f"{at}.{form}?q=試験") > ROWS
    return (memory("VmHWM") - idle) / MIB


def memory(name: str) -> int:
    """A line of /proc/self/status in KiB: VmRSS is held now, VmHWM at most."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])


def drain(client: Client, url: str) -> int:
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    if response.streaming:
        return sum(len(piece) for piece in response.streaming_content)  # type: ignore[union-attr]  # only one kind of answer comes here
    return len(response.content)
