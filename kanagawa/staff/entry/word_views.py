"""An edited copy of the report's Word: what it says otherwise, and taking its text back."""

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused
from kanagawa.entry.unsafe_files import UnsafeFile
from kanagawa.entry.word_reading import read_word
from kanagawa.entry.word_text import (
    MOST_CHANGES,
    TextChange,
    Told,
    WordChanges,
    apply_changes,
    compare_word,
)
from kanagawa.events import Event, record
from kanagawa.people import signed_in
from kanagawa.reports import registry
from kanagawa.reports.comparing.marks import marked
from kanagawa.staff import saved_checks
from kanagawa.staff.places import place_url
from kanagawa.staff.prose.source import source_of
from kanagawa.workflow import roles

from .sent_files import WordForm

_CHOSEN = "take"
_CONFLICT = 409


def import_text(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a file and shows what it would change; what is chosen there is written."""
    edition = get_object_or_404(Edition, pk=pk)
    if not (roles.may_edit(request.user, "") or roles.sections_to_edit(request.user)):
        raise PermissionDenied
    if request.method == "POST" and "apply" in request.POST:
        return _apply(request, edition)
    form = WordForm(label_suffix="")
    comparison = None
    status = 200
    if request.method == "POST" and edition.is_published:
        status = _CONFLICT
    elif request.method == "POST":
        form = WordForm(request.POST, request.FILES, label_suffix="")
        comparison = _compared(request, edition, form)
    context = {
        **site.each_context(request),
        "title": "Wordの文の取込み",
        "edition": edition,
        "form": form,
        **(_comparison_context(edition, comparison) if comparison else {}),
    }
    return TemplateResponse(request, "admin/word/word.html", context, status=status)


def _compared(request: HttpRequest, edition: Edition, form: WordForm) -> WordChanges | None:
    """What the file says otherwise; None where the form says why it is not read."""
    if not form.is_valid():
        return None
    try:
        return compare_word(
            edition, read_word(form.cleaned_data["file"].read()), signed_in(request)
        )
    except UnsafeFile as error:
        record(Event.UPLOAD_REFUSED, user=request.user, edition=edition, why="Word")
        form.add_error("file", str(error))
    return None


def _comparison_context(edition: Edition, comparison: WordChanges) -> dict[str, object]:
    titles = {key: section.title for key, section in registry.sections().items()}
    return {
        "found": comparison,
        "changes": [
            _change(number, c) for number, c in enumerate(comparison.changes[:MOST_CHANGES])
        ],
        "left": max(len(comparison.changes) - MOST_CHANGES, 0),
        "told": [_placed(edition, item) for item in comparison.told],
        "cells": [_placed(edition, item) for item in comparison.cells],
        "absent": [titles[section] for section in comparison.absent],
    }


def _change(number: int, change: TextChange) -> dict[str, object]:
    old, new = marked(change.old, change.new)
    return {"number": number, "change": change, "old": old, "new": new}


def _placed(edition: Edition, item: Told) -> tuple[Told, str]:
    return item, place_url(edition, item.ref) if item.ref else ""


def _apply(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Write what was chosen on the page that showed it."""
    source = source_of(request, edition)
    changes = []
    for number in request.POST.getlist(_CHOSEN)[:MOST_CHANGES]:
        sent = [
            request.POST.get(f"{name}-{number}", "") for name in ("at", "field", "mark", "text")
        ]
        try:
            sent[3] = source.checked(sent[3].replace("\r\n", "\n"))
        except ValidationError as error:
            raise Refused("".join(error.messages)) from error
        changes.append((sent[0], sent[1], sent[2], sent[3]))
    rows = apply_changes(edition=edition, changes=changes, user=signed_in(request))
    if rows:
        messages.success(request, f"{len(rows)}件の文を取り込みました。")
    else:
        messages.info(request, "取り込む文を選んでください。何も変えていません。")
    for row in rows:
        saved_checks.remember(request, row)
    saved_checks.tell(request)
    return HttpResponseRedirect(request.get_full_path())
