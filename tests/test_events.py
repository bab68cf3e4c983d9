"""The one log: who did what, in which edition, by which request; nothing that was typed."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kanagawa.editions.models import Node
from kanagawa.editions.refusals import EditionPublished, Refused
from kanagawa.editions.triggers import refused_by_database
from kanagawa.entry.unsafe_files import UnsafeFile
from kanagawa.entry.uploads import store
from kanagawa.events import JsonLine, WithRequest
from kanagawa.workflow.carrying_out import carry_out
from kanagawa.workflow.deciding import submit
from kanagawa.workflow.evidence import LARGEST, add_evidence
from kanagawa.workflow.models import Release
from kanagawa.workflow.personnel import Plan
from kanagawa.workflow.releasing import release_due, release_in_emergency
from kanagawa.workflow.snapshots import Present
from kanagawa.workflow.still_empty import empty_cells
from tests.people import person

pytestmark = pytest.mark.sample
PASSWORD = "ログの試験に使う言葉2026"


class Log:
    """What stands in the log, as a program reads it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def of(self, message: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["message"] == message]


@pytest.fixture
def log() -> Iterator[Log]:
    written = Log()
    handler = logging.StreamHandler(written.stream)
    handler.addFilter(WithRequest())
    handler.setFormatter(JsonLine())
    loggers = [logging.getLogger(name) for name in ("kanagawa.events", "django.request")]
    for logger in loggers:
        logger.addHandler(handler)
    yield written
    for logger in loggers:
        logger.removeHandler(handler)


def clerk_of_robots() -> Any:
    clerk = person("editor", "robots", "clerk")
    clerk.set_password(PASSWORD)
    clerk.save()
    return clerk


def sign_in(name: str, password: str) -> Any:
    data = {"username": name, "password": password}
    return Client().post(reverse("admin:login"), data)


def test_whatever_somebody_is_called_it_is_one_line_that_can_be_written(log):
    hostile = 'a\n\r\x85\u2028\u2029\x1b[31m\udcff\x00"}'
    logging.getLogger("kanagawa.events").error("refused", extra={"details": {"user": hostile}})
    assert [line["user"] for line in log.of("refused")] == [hostile]
    assert log.stream.getvalue().encode().count(b"\n") == 1


def test_sign_ins_are_told_with_the_request_and_without_what_was_typed(db, log):
    clerk = clerk_of_robots()
    answers = [sign_in("clerk", PASSWORD), sign_in("clerk", "wrong-one"), sign_in("secret", "x")]
    assert [line["user"] for line in log.of("signed in")] == [clerk.username]
    assert [line["account"] for line in log.of("sign-in refused")] == ["clerk", "(unknown)"]
    ids = [answer.headers["X-Request-ID"] for answer in answers]
    assert [line["request"] for line in log.lines if "sign" in line["message"]] == ids
    assert len(set(ids)) == 3
    assert not any(secret in log.stream.getvalue() for secret in (PASSWORD, "wrong-one", "secret"))


def test_a_locked_name_is_told(db, log):
    clerk_of_robots()
    for _ in range(6):
        sign_in("clerk", "wrong")
    (locked,) = log.of("sign-in locked")
    assert (locked["level"], locked["account"]) == ("WARNING", "clerk")


@pytest.mark.parametrize(
    ("proxies", "sent", "is_taken"),
    [
        (1, "abcdef0123456789", True),
        (1, "abc\u3042def-12345", False),
        (1, "short", False),
        (1, "a" * 65, False),
        (0, "abcdef0123456789", False),
    ],
)
def test_an_id_from_outside_counts_only_when_harmless_and_from_a_proxy(
    db, settings, proxies, sent, is_taken
):
    settings.PROXIES = proxies
    answer = Client().get("/", headers={"X-Request-ID": sent})
    assert (answer.headers["X-Request-ID"] == sent) is is_taken
    assert len(answer.headers["X-Request-ID"]) >= 16


def test_an_error_page_carries_the_id_of_its_lines(db, log):
    answer = Client().get("/nothing-here/")
    (line,) = [line for line in log.lines if line["logger"] == "django.request"]
    assert line["request"] == answer.headers["X-Request-ID"]


def test_a_refused_file_is_told_by_its_kind(draft, log):
    clerk = clerk_of_robots()
    with pytest.raises(UnsafeFile):
        store(edition=draft, section="robots", user=clerk, name="秘密.xlsx", content=b"x")
    (line,) = log.of("upload refused")
    values = {name: line[name] for name in ("user", "edition", "edition_id", "section", "why")}
    assert values == {
        "user": "clerk",
        "edition": str(draft),
        "edition_id": draft.pk,
        "section": "robots",
        "why": "UnsafeFile",
    }
    assert "秘密" not in log.stream.getvalue()


def test_decisions_publications_and_failed_plans_are_told(
    draft, log, django_capture_on_commit_callbacks
):
    clerk, chief = clerk_of_robots(), person("publisher", name="chief")
    with django_capture_on_commit_callbacks(execute=True):
        present = Present(draft)
        submit(
            edition=draft,
            section="robots",
            user=clerk,
            number=0,
            seen_hash=present.hashes["robots"],
        )
    (decided,) = log.of("decided")
    assert (decided["user"], decided["section"], decided["act"]) == ("clerk", "robots", "submitted")
    with django_capture_on_commit_callbacks(execute=True):
        release_in_emergency(
            edition=draft,
            user=chief,
            number=0,
            reason="停電の前に出す",
            empty_seen=empty_cells(draft).mark,
        )
    (published,) = log.of("published")
    assert (published["user"], published["exceptional"]) == ("chief", "emergency")
    assert "停電" not in log.stream.getvalue()


def test_a_planned_release_that_fails_is_an_error(draft, log):
    chief = person("publisher", name="chief")
    planned = Release.objects.create(edition=draft, at=timezone.now(), by=chief)
    assert release_due(planned)
    (line,) = log.of("planned release failed")
    assert (line["level"], line["user"]) == ("ERROR", "chief")


def test_changed_roles_are_told_one_by_one(db, log, django_capture_on_commit_callbacks):
    head, clerk = person("administrator", name="head"), person("viewer", name="clerk")
    plan = Plan(
        give=frozenset({(clerk.pk, "robots", "editor")}), take=frozenset({(clerk.pk, "", "viewer")})
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert carry_out(plan=plan, by=head).refusals == []
    lines = [(line["user"], line["account"], line["change"]) for line in log.of("roles changed")]
    assert lines == [("head", "clerk", "gave editor robots"), ("head", "clerk", "took viewer")]


def test_a_write_that_the_database_refuses_is_told(published, log):
    clerk = person("editor", "robots", name="clerk")
    guard = refused_by_database(user=clerk, edition=lambda: published)
    with pytest.raises(EditionPublished), guard:
        Node.objects.filter(edition=published).update(text="別の文")
    (line,) = log.of("write refused by the database")
    assert (line["level"], line["user"], line["edition"]) == ("WARNING", "clerk", str(published))


def test_a_file_that_is_not_kept_as_evidence_is_told(draft, log):
    clerk = person("editor", "robots", name="clerk")
    for name, content in (("a.exe", b"x"), ("a.pdf", b""), ("a.pdf", b"x" * (LARGEST + 1))):
        with pytest.raises(Refused):
            add_evidence(edition=draft, section="robots", user=clerk, name=name, content=content)
    lines = [(line["user"], line["section"], line["why"]) for line in log.of("upload refused")]
    assert lines == [("clerk", "robots", "evidence")] * 3
