"""Every URL of the staff site that is opened with GET, for whatever an edition holds."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from kanagawa.editions.models import Edition
from kanagawa.editions.rows import row_models
from kanagawa.inquiries.models import Inquiry
from kanagawa.reports import registry
from kanagawa.staff.entry.lists import entered_lists
from kanagawa.staff.guide import pages
from kanagawa.workflow.models import Assignment, Respondent
from tests.people import person

OUR_APPS = ("editions", "workflow", "auth")
SCREENS = ("changelist", "add", "change", "delete", "history")
Arguments = list[list[Any]]


def _edition(edition: Edition) -> Arguments:
    return [[edition.pk]]


def _nothing(edition: Edition) -> Arguments:
    return [[]]


def _sections(edition: Edition) -> Arguments:
    return [[edition.pk, section] for section in registry.sections()]


def _lists(edition: Edition) -> Arguments:
    return [
        [edition.pk, screen.opts.label_lower]
        for section in registry.sections()
        for screen in entered_lists(admin.site, section)
    ]


def _parts(edition: Edition) -> Arguments:
    return [[edition.pk, part] for part in (*registry.sections(), "whole")]


def _rows(edition: Edition) -> list[Any]:
    """The first row of each kind, as far as there are any."""
    firsts = (model._default_manager.filter(edition=edition).first() for model in row_models())
    return [row for row in firsts if row is not None]


def _asked(edition: Edition) -> Arguments:
    """A respondent who is asked for the first table and the text of a section; all are alike."""
    asked, _ = Respondent.objects.get_or_create(name="産業振興課", defaults={"kind": "division"})
    section = registry.sections()["international"]
    for table in (section.tables[0].key, section.key):
        Assignment.objects.get_or_create(
            edition=edition, table=table, defaults={"respondent": asked}
        )
    Inquiry.objects.get_or_create(
        edition=edition,
        section=section.key,
        defaults={"opened_at": timezone.now(), "opened_by": person(name="担当者")},
    )
    return [[edition.pk, section.key, asked.pk]]


# How each URL is asked for; one that stands neither here nor in NOT_OPENED fails the walk.
ARGUMENTS: dict[str, Callable[[Edition], Arguments]] = {
    **dict.fromkeys(("index", "guide", "all_changes", "password_change", "login"), _nothing),
    **dict.fromkeys(("password_change_done", "jsi18n", "roles", "roles_history"), _nothing),
    **dict.fromkeys(("edition_changes", "roll", "new_facts", "checks", "review"), _edition),
    **dict.fromkeys(("facts", "pick_facts", "typed_numbers"), _edition),
    **dict.fromkeys(("deleted_rows", "import_text"), _edition),
    "inquiries": _edition,
    "inquiry": lambda edition: [[edition.pk, "international"]],
    **dict.fromkeys(
        ("editions_edition_publish", "editions_edition_copy", "editions_edition_pictures"), _edition
    ),
    "editions_edition_english": _edition,
    **dict.fromkeys(("account_log", "own_account", "editions_edition_deleted"), _nothing),
    **dict.fromkeys(("factors", "factor_app", "factor_passkey"), _nothing),
    **dict.fromkeys(("to_directory", "directory_callback", "second_factor"), _nothing),
    **dict.fromkeys(("entry", "workbook", "upload", "english_workbook"), _sections),
    **dict.fromkeys(("inquiry_list", "inquiry_workbook", "inquiry_calendar"), _asked),
    **dict.fromkeys(("entry_list", "entry_list_workbook"), _lists),
    "review_section": _parts,
    "review_sheet": lambda edition: [[edition.pk, "international", "xlsx"]],
    "fact": lambda edition: [[edition.pk, "edition"]],
    "open_place": lambda edition: [[edition.pk, row.ref] for row in _rows(edition)],
    "life": lambda edition: [[row.ref] for row in _rows(edition)[::6]],
    "guide_page": lambda edition: [[name] for name in pages()],
    "set_password": lambda edition: [["x", "y-z"]],
    "app_list": lambda edition: [
        [app] for app in ("editions", "workflow", "auth", *registry.sections())
    ],
}
# Answered only when something is sent, or when a file was sent before: tests of their own.
NOT_OPENED = {
    *("entry_totals", "preview_text", "replace_typed", "roles_carry_out", "roles_people"),
    *("roles_link", "roles_factor", "vouch_for", "logout", "upload_preview", "evidence"),
    *("factor_codes", "factor_remove", "passkey_sign_in"),
}

# The same in every state of an edition: opened where every URL is.
OF_NO_EDITION = {
    *("all_changes", "roles", "roles_history", "guide", "password_change"),
    *("account_log", "own_account", "editions_edition_deleted"),
    *("factors", "factor_app", "factor_passkey"),
    *("to_directory", "directory_callback", "second_factor"),
}


def staff_urls(edition: Edition, *, every: bool = True) -> Iterator[str]:
    """Raises KeyError for a URL that nobody has told this module about.

    Of one kind of row of each section all screens; with `every`, the list and the form of all.
    """
    known = {f"{m._meta.app_label}_{m._meta.model_name}": m for m in admin.site._registry}
    firsts = {model._meta.app_label: stem for stem, model in reversed(known.items())}
    for name in _names():
        stem, _, screen = name.rpartition("_")
        if screen in SCREENS and stem in known:
            if stem in firsts.values() or (every and screen in ("changelist", "change")):
                yield from _of_rows(known[stem], name, screen, edition)
        elif name not in NOT_OPENED and (every or name not in OF_NO_EDITION):
            for arguments in ARGUMENTS[name](edition):
                yield reverse(f"admin:{name}", args=arguments)


def _of_rows(model: Any, name: str, screen: str, edition: Edition) -> Iterator[str]:
    if screen in ("changelist", "add"):
        yield reverse(f"admin:{name}")
        return
    if model is Edition:
        row = edition
    elif model in row_models():
        row = model._default_manager.filter(edition=edition).first()
    elif model is User:
        row = person("viewer")
    else:
        row = model._default_manager.first()
    if row is not None:
        yield reverse(f"admin:{name}", args=[row.pk])


def _names() -> list[str]:
    """The names of all URLs of the staff site, once each."""
    return list(dict.fromkeys(_walk(get_resolver().url_patterns, "")))


def _walk(entries: Any, namespace: str) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, entry.namespace or namespace)
        elif isinstance(entry, URLPattern) and namespace == "admin" and entry.name:
            yield entry.name
