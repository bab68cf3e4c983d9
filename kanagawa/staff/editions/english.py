"""The English of a draft's texts, entered beside the Japanese by the editors of each section."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from kanagawa.editions.content import LiveContent
from kanagawa.editions.models import Edition, Translation
from kanagawa.editions.rows import EditionRows
from kanagawa.editions.untranslated import save_translations, untranslated, wrong_references
from kanagawa.editions.words import mark_of
from kanagawa.formats.text import LONGEST_TEXT
from kanagawa.history.changes import person_name
from kanagawa.staff.text_fields import TextField
from kanagawa.workflow import parts, roles

_FIELD = "en-"
_LONG = 60


class EnglishField(TextField):
    """Under the Japanese text as it is printed; `written` is how it refers to figures, `history`
    who entered which English when, the newest first.
    """

    def __init__(
        self, *, written: str, history: list[tuple[datetime, str, str]], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.history = history
        self.written = written if written != self.label else ""


class EnglishForm(forms.Form):
    """A field for each Japanese text: those that wait first, then those that are translated."""

    def __init__(self, edition: Edition, section: str, data: Any = None) -> None:
        self.section = section
        super().__init__(data, label_suffix="")
        live = LiveContent(EditionRows(edition))
        waiting = untranslated(live, section)
        self._known = {t.japanese: t.english for t in Translation.objects.filter(section=section)}
        self.number_waiting = len(waiting)
        self._japanese: dict[str, str] = {}
        history = _history(section)
        for japanese in (*waiting, *self._known):
            name = f"{_FIELD}{mark_of(japanese)[:24]}"
            self._japanese.setdefault(name, japanese)
            self.fields.setdefault(
                name,
                EnglishField(
                    written=japanese,
                    history=history.get(mark_of(japanese), []),
                    label=live.references.resolve(japanese),
                    required=False,
                    initial=self._known.get(japanese, ""),
                    show_hidden_initial=True,  # to tell what another person changed meanwhile
                    max_length=LONGEST_TEXT,
                    widget=forms.Textarea(
                        attrs={
                            "rows": 4 if len(japanese) > _LONG else 1,
                            "lang": "en",
                            "class": "vLargeTextField",
                        }
                    ),
                ),
            )

    def waiting(self) -> list[forms.BoundField]:
        return list(self)[: self.number_waiting]

    def translated(self) -> list[forms.BoundField]:
        return list(self)[self.number_waiting :]

    def clean(self) -> dict[str, object]:
        data: dict[str, Any] = super().clean() or {}
        for name, japanese in self._japanese.items():
            english = data.get(name, "")
            self._compare(name, english)
            if english and (problem := wrong_references(japanese, english)):
                self.add_error(name, f"{problem}。{{…}} をそのまま英語の文に入れてください。")
        gone = [n for n in self.data if n.startswith(_FIELD) and n not in self.fields]
        if any(self.data[name].strip() for name in gone):
            self.add_error(
                None,
                "画面を開いたあとに日本語が変わった文があり、その英訳は保存できません。"
                "変わった文はこの画面に新しく並んでいます。",
            )
        return data

    def _compare(self, name: str, english: str) -> None:
        """Ask when the person and somebody else changed one text; the next try decides."""
        before, stored = self._shown(name), self._known.get(self._japanese[name], "")
        if before is None or english == before or stored in (before, english):
            return
        self.add_error(
            name,
            f"画面を開いたあとに、ほかの人がこの英訳を「{stored}」に変えました。"
            "入力した内容でよければ、もう一度保存してください。",
        )
        self.data = {**self.data.dict(), self.add_initial_prefix(name): stored}  # type: ignore[attr-defined]  # a QueryDict

    def _shown(self, name: str) -> str | None:
        """The English that the page showed in this field; None when the form does not say."""
        text = self.data.get(self.add_initial_prefix(name))
        return None if text is None else self.fields[name].clean(text)

    def save(self, user: User) -> int:
        """Returns how many translations were changed; what was not typed in is left as it is."""
        translations = {
            self._japanese[name]: self.cleaned_data[name]
            for name in self._japanese
            if name in self.data and self.cleaned_data[name] != self._shown(name)
        }
        return save_translations(
            section=self.section, english=translations, was=self._known, user=user
        )

    def changes(self) -> list[tuple[str, str, str]]:
        """Of each text that a save would write: the Japanese, the English now and then."""
        return [
            (str(self.fields[name].label), self._known.get(japanese, ""), self.cleaned_data[name])
            for name, japanese in self._japanese.items()
            if self.cleaned_data[name] != self._known.get(japanese, "")
        ]


def _history(section: str) -> dict[str, list[tuple[datetime, str, str]]]:
    """By the mark of the Japanese text what people entered; what came with a file is left out."""
    records = Translation.history.filter(section=section).exclude(history_user=None)
    entries: dict[str, list[tuple[datetime, str, str]]] = {}
    for record in records.select_related("history_user").order_by("-history_date", "-history_id"):
        english = "" if record.history_type == "-" else record.english
        entry = record.history_date, person_name(record.history_user), english
        entries.setdefault(mark_of(record.japanese), []).append(entry)
    return entries


def english_page(
    site: AdminSite,
    request: HttpRequest,
    edition: Edition,
    form: EnglishForm,
    *,
    is_upload: bool = False,
) -> HttpResponse:
    """The screen of one section; `is_upload`: what a file holds, with what a save would change."""
    links = [
        (parts.title(each), f"?section={parts.in_url(each)}", each == form.section)
        for each in sections_of(request)
    ]
    screen = reverse("admin:editions_edition_english", args=[edition.pk])
    section = parts.in_url(form.section)
    context = {
        **site.each_context(request),
        "title": f"{edition}の英訳：{parts.title(form.section)}",
        "edition": edition,
        "opts": Edition._meta,
        "form": form,
        "sections": [(title, f"{screen}{query}", is_here) for title, query, is_here in links],
        "screen": f"{screen}?section={section}" if is_upload else "",
        "workbook": reverse("admin:english_workbook", args=[edition.pk, section]),
        "changes": form.changes() if is_upload and form.is_valid() else [],
        "is_preview": is_upload and form.is_valid(),
    }
    return TemplateResponse(request, "admin/editions/english.html", context)


def sections_of(request: HttpRequest) -> list[str]:
    """The parts of the report whose texts the person may translate."""
    return [section for section in parts.parts() if roles.may_edit(request.user, section)]


def section_of(request: HttpRequest, allowed: list[str]) -> str:
    """The part that the URL names, else the first one. Raises Http404."""
    part = request.GET.get("section")
    section = allowed[0] if part is None else parts.from_url(part)
    if section not in allowed:
        raise Http404("この節の英訳を入力する権限がないか、その節がありません。")
    return section
