"""Who enters a table, whom he asks, from which source and until when: many tables in one form."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.formats.years import wareki
from kanagawa.history.changes import person_name
from kanagawa.reports import registry
from kanagawa.staff.rows.fields import DateField
from kanagawa.staff.text_fields import TextField
from kanagawa.workflow.models import Assignment, Respondent, Role, RoleName

Choices = list[tuple[int, str]]
People = dict[str, Choices]
_LONGEST = Assignment._meta.get_field("table").max_length or 0
_COLUMNS = {"owner": "owner_id", "respondent": "respondent_id"}


class AssignmentForm(forms.Form):
    """One assignment; the values that were shown come back, so nobody overwrites another's."""

    owner = forms.TypedChoiceField(
        label="担当者", coerce=int, empty_value=None, required=False, show_hidden_initial=True
    )
    respondent = forms.TypedChoiceField(
        label="照会先", coerce=int, empty_value=None, required=False, show_hidden_initial=True
    )
    source = TextField(
        label="数値の出どころ", max_length=200, required=False, show_hidden_initial=True
    )
    due_on = DateField(
        label="期限", required=False, widget=forms.TextInput, show_hidden_initial=True
    )

    def __init__(
        self,
        data: Any = None,
        *,
        assignment: Assignment,
        people: Choices,
        respondents: Choices,
    ) -> None:
        self.assignment = assignment
        initial = {
            "owner": assignment.owner_id or "",
            "respondent": assignment.respondent_id or "",
            "source": assignment.source,
            "due_on": wareki(assignment.due_on) if assignment.due_on else "",
        }
        super().__init__(data, initial=initial, prefix=assignment.table)
        owners, names_of_respondents = dict(people), dict(respondents)
        # Who is there already stays, though nobody else can be given him any more.
        if assignment.owner is not None:
            owners.setdefault(assignment.owner.pk, person_name(assignment.owner))
        if assignment.respondent is not None:
            names_of_respondents.setdefault(assignment.respondent.pk, assignment.respondent.name)
        for name, choices, none in (
            ("owner", owners, "未定"),
            ("respondent", names_of_respondents, "なし"),
        ):
            self.fields[name].choices = [("", f"（{none}）"), *choices.items()]  # type: ignore[attr-defined]  # a field of choices

    def clean(self) -> dict[str, object]:
        data = super().clean() or self.cleaned_data
        for name in self.changed_data:
            if name in data and self._was_changed_meanwhile(name, data[name]):
                self.add_error(
                    name,
                    f"入力している間にほかの人が「{self._words(name)}」に変更しました。"
                    "正しいほうを入力して、もう一度保存してください。",
                )
        return data

    def _was_changed_meanwhile(self, name: str, new: object) -> bool:
        field = self.fields[name]
        before = field.to_python(self.data.get(self.add_initial_prefix(name), "")) or None
        now = self._stored(name) or None
        return str(before or "") != str(now or "") and (new or None) != now

    def _stored(self, name: str) -> Any:
        return getattr(self.assignment, _COLUMNS.get(name, name))

    def _words(self, name: str) -> str:
        if name == "owner":
            return person_name(self.assignment.owner) if self.assignment.owner else "未定"
        if name == "respondent":
            return str(self.assignment.respondent or "なし")
        stored = self._stored(name)
        return (wareki(stored) if name == "due_on" and stored else stored) or "空欄"

    def keep(self) -> None:
        """Store what was changed in the form, and only that."""
        for name in self.changed_data:
            setattr(self.assignment, _COLUMNS.get(name, name), self.cleaned_data[name])
        self.assignment.save()


def owners() -> People:
    """The active editors by section ("": of the whole report), with their names; one query."""
    people: People = defaultdict(list)
    editors = Role.objects.filter(name=RoleName.EDITOR, user__is_active=True)
    for role in editors.select_related("user").order_by("user__username"):
        people[role.section].append((role.user.pk, person_name(role.user)))
    return people


def assignable(people: People, section: str) -> Choices:
    """Who can be given a table of the section."""
    return [*people.get("", []), *people.get(section, [])]


def respondents() -> Choices:
    """Who can be asked; one query."""
    return list(Respondent.objects.filter(is_active=True).values_list("pk", "name"))


@transaction.atomic
def save_assignments(
    request: HttpRequest, edition: Edition, may: Callable[[str], bool]
) -> dict[str, AssignmentForm]:
    """The forms of the tables that were sent; all of them are stored, or none when one is wrong.

    Raises PermissionDenied for a table of a section whose assignments the person may not change.
    """
    lock_draft(edition)
    assignments = edition.assignments.select_related("owner", "respondent")
    by_table = {assignment.table: assignment for assignment in assignments}
    people, all_respondents = owners(), respondents()
    sent: dict[str, AssignmentForm] = {}
    for table in dict.fromkeys(request.POST.getlist("table")):
        section = registry.section_of(table)
        if section not in registry.sections() or not may(section) or len(table) > _LONGEST:
            raise PermissionDenied
        assignment = by_table.get(table) or Assignment(edition=edition, table=table)
        sent[table] = AssignmentForm(
            request.POST,
            assignment=assignment,
            people=assignable(people, section),
            respondents=all_respondents,
        )
    if all(form.is_valid() for form in sent.values()):
        changed = [form for form in sent.values() if form.changed_data]
        for form in changed:
            form.keep()
        messages.success(request, f"分担を{len(changed)}件保存しました。")
    return sent
