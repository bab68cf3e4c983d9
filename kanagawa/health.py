"""What those who run the site ask of it: whether it lives, whether it can work, whom to write to.

The answers are for everybody, so they tell what is the matter and nothing about the machine.
"""

import json
import logging
import re
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kanagawa.editions.backups import RECORD
from kanagawa.organisation import organisation
from kanagawa.workflow import heartbeat
from kanagawa.workflow.models import Release
from kanagawa.workflow.releasing import due
from kanagawa.workflow.verifying import last_verification

LEAST_DISK = 200 * 1024 * 1024  # bytes
RELEASED_WITHIN = timedelta(minutes=5)  # after its time, for the watcher looks every 20 seconds
VERIFIED_WITHIN = timedelta(hours=36)  # every night, and half a day to mend what stopped it
KEPT = 5  # seconds for which an answer stands, so that asking often costs nothing
SECURITY_TEXT_DAYS = 180  # RFC 9116 wants less than a year
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_URL = re.compile(r"https://[!-~]+")
_log = logging.getLogger(__name__)


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; neither database nor cache is asked."""
    return _unkept(HttpResponse("ok\n", content_type="text/plain; charset=utf-8"))


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """503 when this machine should get no readers; what else somebody has to see to are warnings.

    A dead watcher or a shared cache that is away must not take a site off that can still be read.
    """
    answer = caches["pages"].get("readiness")
    if answer is None:
        problems, warnings = problems_and_warnings()
        answer = {"ready": not problems, "problems": problems, "warnings": warnings}
        caches["pages"].set("readiness", answer, KEPT)
    response = JsonResponse(
        answer, status=200 if answer["ready"] else 503, json_dumps_params={"ensure_ascii": False}
    )
    return _unkept(response)


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def problems_and_warnings() -> tuple[dict[str, str], dict[str, str]]:
    """What takes this machine off, and what somebody has to see to, by the name of the check."""
    return _problems(_NEEDED), _problems(_WATCHED)


def check_names() -> list[str]:
    return [*_NEEDED, *_WATCHED]


def _problems(checks: dict[str, Callable[[], str]]) -> dict[str, str]:
    """What is the matter, by the name of the check."""
    problems = {}
    for name, check in checks.items():
        try:
            problem = check()
        except Exception as error:  # whatever a database or cache raises, it does not answer
            _log.exception("health: %s", name)
            problem = f"応答がありません（{type(error).__name__}）。"
        if problem:
            problems[name] = problem
    return problems


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"データベースの更新（migrate）が{len(waiting)}件残っています。" if waiting else ""


def _disk() -> str:
    free = shutil.disk_usage(settings.DATA_DIR).free
    return "" if free >= LEAST_DISK else "ディスクの空きが200MBより少なくなりました。"


def _cache() -> str:
    cache.set("readiness", "1", 60)
    return "" if cache.get("readiness") == "1" else "書いたものを読み出せません。"


def _watcher() -> str:
    minutes = heartbeat.SECONDS // 60
    return "" if heartbeat.is_alive() else f"{minutes}分以上、公開の予約を確かめていません。"


def _verification() -> str:
    last = last_verification()
    if last is None or last.at < timezone.now() - VERIFIED_WITHIN:
        return "公開した版の照合を、36時間以上していません。"
    return "公開した版が、公開したときと違います。" if last.problems else ""


def last_backup() -> datetime | None:
    """When the last whole one was made; None when none is on record here."""
    try:
        record = json.loads((settings.DATA_DIR / RECORD).read_text(encoding="utf-8"))
        at = datetime.fromisoformat(record["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return at if at.tzinfo else None  # a day without its zone is not of our writing


def _backup() -> str:
    if not settings.BACKUP_WITHIN:
        return ""
    last = last_backup()
    if last is not None and last > timezone.now() - settings.BACKUP_WITHIN:
        return ""
    hours = settings.BACKUP_WITHIN // timedelta(hours=1)
    return f"バックアップを、{hours}時間以上取っていません。"


def overdue_releases() -> int:
    """Planned publications whose time is past and that nothing has published or given up."""
    return len(due(timezone.now() - RELEASED_WITHIN))


def failed_releases() -> int:
    return Release.objects.filter(edition__state="draft").exclude(failure="").count()


def _releases() -> str:
    if overdue_releases():
        return "公開の予約の時刻を過ぎても、公開されていません。"
    return "公開の予約どおりに公開できませんでした。" if failed_releases() else ""


_NEEDED = {"database": _database, "migrations": _migrations, "disk": _disk}
_WATCHED = {
    "cache": _cache,
    "watcher": _watcher,
    "releases": _releases,
    "verification": _verification,
    "backup": _backup,
}


@require_safe
def security_text(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell of a weakness; the address in CONTACT, else the page that has it."""
    contact = organisation().contact
    if not contact:
        raise Http404("問合せ先が設定されていません。")
    page = request.build_absolute_uri(reverse("report:about"))
    mail, url = _MAIL.search(contact), _URL.search(contact)
    uri = f"mailto:{mail[0]}" if mail else url[0] if url else page
    until = timezone.now() + timedelta(days=SECURITY_TEXT_DAYS)
    lines = [
        f"Contact: {uri}",
        f"Expires: {until:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: ja, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
