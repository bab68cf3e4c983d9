"""A process of its own that takes steps of the review, told what to do line by line.

A step says "ready" when it has read what it is to decide on, waits for a line, takes the step and
prints what came of it.
"""

import sys
from datetime import timedelta

SECTION = "robots"


def prepare():
    from tests.people import person
    from tests.processes import fill_database

    fill_database()
    person("publisher")
    person("editor", SECTION)
    for name in ("first", "second"):
        person("approver", SECTION, name)
    draft()


def draft():
    """The open draft; when there is none, a correction of the newest edition with one change."""
    from kanagawa.editions.copying import copy_edition
    from kanagawa.editions.models import Edition
    from robots.models import Robot

    if found := Edition.objects.filter(state="draft").first():
        return found
    newest = Edition.objects.order_by("fiscal_year", "revision").last()
    copy = copy_edition(source=newest, fiscal_year=2025, reason="数値の訂正")
    robot = Robot.objects.filter(edition=copy).first()
    robot.name += "（改）"
    robot.save()
    return copy


def user(name):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=name)


def submit():
    from tests.workflow.acts import submit

    return submit(draft(), SECTION, user("robots-editor")).number


def approve(name):
    from kanagawa.editions.refusals import Refused
    from kanagawa.workflow import deciding
    from tests.workflow.acts import shown

    seen = shown(draft(), SECTION, user(name))
    wait()
    try:
        deciding.approve(**seen, reason="確認済み")
    except Refused as error:
        return type(error).__name__
    return "approved"


def save(text):
    from robots.models import Robot

    robot = Robot.objects.filter(edition=draft()).first()
    robot.name = text
    wait()
    robot.save()
    return "saved"


def wait():
    print("ready", flush=True)
    sys.stdin.readline()


def state():
    from tests.workflow.acts import state

    found = state(draft(), SECTION)
    return [found.label, draft().decisions.filter(section=SECTION, act="approved").count()]


def plan():
    """A release of the draft that is due, every part approved."""
    from types import SimpleNamespace

    from django.utils import timezone

    from kanagawa.workflow.models import Release
    from kanagawa.workflow.parts import parts
    from tests.workflow.acts import approve_all

    edition, publisher, editor = draft(), user("publisher"), user("robots-editor")
    people = SimpleNamespace(
        editors=dict.fromkeys(parts(), editor), approvers=dict.fromkeys(parts(), publisher)
    )
    approve_all(edition, people)
    past = timezone.now() - timedelta(seconds=1)
    Release.objects.update_or_create(edition=edition, defaults={"at": past, "by": publisher})
    return edition.pk


def release():
    """Publish what is due; what failed."""
    from django.utils import timezone

    from kanagawa.workflow.releasing import due, release_due

    return [release_due(planned) for planned in due(timezone.now())]


def undisturbed():
    """In how many statements a release is written."""
    from tests.processes import statements

    return statements(release)


def killed(statement, later):
    from tests.processes import Moment, killed_at

    killed_at(Moment(int(statement), float(later)), release)


def found(pk):
    """What an edition is after all that: everything that a release touches."""
    from kanagawa.editions.integrity import problems
    from kanagawa.editions.models import Edition
    from kanagawa.workflow.models import Release

    edition = Edition.objects.get(pk=pk)
    return {
        "public": edition.is_published,
        "whole": edition.is_published and problems(edition) == [],
        "parts": edition.frozen.count(),
        "released": edition.decisions.filter(act="released").count(),
        "planned": list(Release.objects.filter(edition=edition).values_list("failure", flat=True)),
    }


def ready_to_serve():
    """令和７年度 published, migrations marked as made: what a server looks for when it starts."""
    from django.conf import settings
    from django.core.management import call_command

    from tests.processes import fill_database

    fill_database()
    settings.MIGRATION_MODULES = {}
    call_command("migrate", fake=True, verbosity=0)
