"""Who enters a table, whom he asks, from which source, until when: told of many tables at once."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused, Stale
from kanagawa.formats.digests import sha256
from kanagawa.formats.years import wareki
from kanagawa.history.changes import person_name
from kanagawa.reports import registry
from kanagawa.staff.rows.fields import DateField
from kanagawa.staff.text_fields import TextField
from kanagawa.workflow.models import Assignment, Role, RoleName

from .assignments import respondents

NOBODY = "nobody"
_KEY = re.compile(r"[a-z0-9.-]+")


class BulkForm(forms.Form):
    """What the chosen tables have in common from now on; an empty field changes nothing."""

    owner = forms.ChoiceField(label="担当者", required=False)
    respondent = forms.ChoiceField(label="照会先", required=False)
    source = TextField(label="数値の出どころ", max_length=200, required=False)
    due_on = DateField(label="期限", required=False, widget=forms.TextInput)
    clear = forms.MultipleChoiceField(
        label="空欄に戻すもの",
        required=False,
        choices=[("source", "出どころ"), ("due_on", "期限")],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, people: Iterable[tuple[int, str]]) -> None:
        super().__init__(data)
        for name, none, persons in (
            ("owner", "未定", people),
            ("respondent", "なし", respondents()),
        ):
            choices = [("", "（変えない）"), (NOBODY, f"（{none}に戻す）")]
            choices += [(str(pk), words) for pk, words in persons]
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a field of choices

    def changes(self) -> dict[str, object]:
        """By field of `Assignment`: the new value of each that is to change."""
        data = self.cleaned_data
        values = {name: data[name] for name in ("source", "due_on") if data[name]}
        empty: dict[str, object] = {"source": "", "due_on": None}
        values |= {name: empty[name] for name in data["clear"]}
        for name in ("owner", "respondent"):
            if data[name]:
                values[f"{name}_id"] = None if data[name] == NOBODY else int(data[name])
        return values


def editors(sections: Iterable[str]) -> dict[int, str]:
    """The active editors of any of these sections or of the whole report, by name; one query."""
    roles = Role.objects.filter(name=RoleName.EDITOR, user__is_active=True)
    roles = roles.filter(section__in=["", *sections]).select_related("user")
    return {r.user.pk: person_name(r.user) for r in roles.order_by("user__username")}


def mark(assignment: Assignment | None) -> str:
    """Changes with the assignment: who sends it back saw this one."""
    if assignment is None or assignment.pk is None:
        return ""
    state = (
        assignment.owner_id,
        assignment.respondent_id,
        assignment.source,
        assignment.due_on,
    )
    return sha256(repr(state))[:16]


@transaction.atomic
def assign(
    edition: Edition, marks: dict[str, str], changes: dict[str, Any], may: Callable[[str], bool]
) -> int:
    """Change the assignments of these tables; `marks` has the mark of each as it was shown.

    Returns how many. Raises PermissionDenied for a table of a section whose assignments the
    person may not change, Refused for an owner who does not enter there, Stale when somebody
    else changed one of them meanwhile: nothing is stored then.
    """
    lock_draft(edition)
    by_table = {a.table: a for a in edition.assignments.select_related("owner", "respondent")}
    sections = {registry.section_of(table) for table in marks}
    if not all(_is_table(table) for table in marks) or not all(map(may, sections)):
        raise PermissionDenied
    _require_editor(changes.get("owner_id"), sections)
    chosen = [by_table.get(table) or Assignment(edition=edition, table=table) for table in marks]
    for assignment in chosen:
        if mark(assignment) != marks[assignment.table] and _overwrites(assignment, changes):
            raise Stale(
                f"画面を開いたあとに、ほかの人が分担を変更しました（{in_words(assignment)}）。"
                "いまの分担を確かめて、もう一度あてはめてください。"
            )
    for assignment in chosen:
        for name, value in changes.items():
            setattr(assignment, name, value)
        assignment.save()
    return len(chosen)


def _is_table(table: str) -> bool:
    """Whether it is the key of a table or list, or (for its texts) of a section."""
    tables = registry.tables().values()
    declared = any(
        table == t.key or (t.each is not None and table.startswith(f"{t.key}.")) for t in tables
    )
    return bool(_KEY.fullmatch(table)) and (declared or table in registry.sections())


def _overwrites(assignment: Assignment, changes: dict[str, object]) -> bool:
    now = {name: getattr(assignment, name) for name in changes}
    return any(now[name] not in (value, None, "") for name, value in changes.items())


def _require_editor(owner: int | None, sections: set[str]) -> None:
    if owner is None:
        return
    held = defaultdict(set)
    for role in Role.objects.filter(name=RoleName.EDITOR, user_id=owner, user__is_active=True):
        held[role.user_id].add(role.section)
    if "" not in held[owner] and not sections <= held[owner]:
        raise Refused("選んだ表の節を担当していない人がいます。節ごとに分けてあてはめてください。")


def in_words(assignment: Assignment) -> str:
    """An assignment as a message tells it."""
    owner = person_name(assignment.owner) if assignment.owner else "未定"
    due = wareki(assignment.due_on) if assignment.due_on else "－"
    respondent = assignment.respondent or "なし"
    return (
        f"担当者：{owner}、照会先：{respondent}、出どころ：{assignment.source or '－'}、期限：{due}"
    )
