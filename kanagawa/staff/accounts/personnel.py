"""What is typed into the screen of roles, and a plan in words for whoever confirms it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import ValidationError

from kanagawa.formats.numbers import quoted
from kanagawa.history.changes import person_name
from kanagawa.reports import registry
from kanagawa.staff.text_fields import TextField
from kanagawa.workflow.models import Assignment, RoleName
from kanagawa.workflow.people import add_people, find_person, is_role, section_title
from kanagawa.workflow.personnel import Grant, Plan, hand_over_plan

_SALT = "kanagawa.staff.accounts.personnel"
_SECONDS = 60 * 60
# Each line is looked for in the database; all staff of a bureau fit in.
_MOST_LINES = 200
_LONGEST_LINES = 20_000
_SEPARATORS = str.maketrans({"、": ",", "，": ",", "\t": ",", "→": ","})


def person_label(user: User) -> str:
    name = person_name(user)
    return name if name == user.username else f"{name}（{user.username}）"


class PersonChoice(forms.ModelChoiceField[User]):
    def label_from_instance(self, obj: Any) -> str:
        return person_label(obj)


class HandOverForm(forms.Form):
    """One person to another, or many pairs, one in a line; `plan` is set when it is valid."""

    prefix = "hand"
    old = PersonChoice(User.objects.none(), label="旧担当", required=False)
    new = PersonChoice(User.objects.none(), label="新担当", required=False)
    lines = TextField(
        max_length=_LONGEST_LINES,
        label="まとめて引き継ぐ（１行に「旧, 新」）",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 40}),
        help_text="利用者名か氏名を、カンマ（,）か読点（、）で区切ります。Excelの２列も貼り付けられます。",
    )
    keep = forms.ChoiceField(
        label="旧担当の役割",
        choices=[("", "外す（移す）"), ("keep", "残す（写す）")],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    tables = forms.BooleanField(label="下書きの入力の分担も移す", required=False, initial=True)
    close = forms.BooleanField(
        label="旧担当の利用を停止する（役割を残すときは停止しません）", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = User.objects.filter(is_staff=True).order_by("username")
        self.fields["old"].queryset = everybody  # type: ignore[attr-defined]  # a field of choices
        self.fields["new"].queryset = everybody.filter(is_active=True)  # type: ignore[attr-defined]  # a field of choices

    def clean(self) -> dict[str, object]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        old, new = data["old"], data["new"]
        if bool(old) != bool(new):
            raise ValidationError("旧担当と新担当の両方を選んでください。")
        pairs = [*([(old, new)] if old else []), *read_pairs(data["lines"])]
        if not pairs:
            raise ValidationError("旧担当と新担当を選ぶか、１行に「旧, 新」を書いてください。")
        self.plan = hand_over_plan(
            pairs, keep=bool(data["keep"]), tables=data["tables"], close=data["close"]
        )
        return data


class NewPeopleForm(forms.Form):
    """New accounts, one in a line; `users` are those added when it is valid."""

    prefix = "new"
    lines = TextField(
        max_length=_LONGEST_LINES,
        label="追加する人（１行に「利用者名, 氏名」）",
        widget=forms.Textarea(attrs={"rows": 4, "cols": 40}),
        help_text="利用者名は半角の英数字と . - _ です。例：sato-hanako, 佐藤 花子",
    )

    def clean_lines(self) -> str:
        lines = [words for _, words in _read_lines(self.cleaned_data["lines"], "利用者名, 氏名")]
        self.users = add_people([(first, second) for first, second in lines])
        return str(self.cleaned_data["lines"])


def read_pairs(text: str) -> list[tuple[User, User]]:
    """The people of each line 「旧, 新」. Raises ValidationError with every problem by its line."""
    pairs: list[tuple[User, User]] = []
    problems: list[str] = []
    for number, (old, new) in _read_lines(text, "旧, 新"):
        try:
            pairs.append((find_person(old), find_person(new)))
        except ValidationError as error:
            problems += [f"{number}行目：{message}" for message in error.messages]
    if problems:
        raise ValidationError(problems)
    return pairs


def _read_lines(text: str, form: str) -> list[tuple[int, list[str]]]:
    numbered: list[tuple[int, list[str]]] = []
    problems: list[str] = []
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        raise ValidationError(f"{_MOST_LINES}行までです。いくつかに分けてください。")
    for number, line in enumerate(lines, 1):
        words = [word.strip() for word in line.translate(_SEPARATORS).split(",")]
        if len(words) == 2 and all(words):
            numbered.append((number, words))
        elif any(words):
            problems.append(f"{number}行目：「{form}」の形で書いてください（{quoted(line)}）。")
    if problems:
        raise ValidationError(problems)
    return numbered


def read_grants(values: Iterable[str]) -> set[Grant]:
    """The roles named by the boxes of the matrix (`12:robots:editor`). Raises ValidationError."""
    grants: set[Grant] = set()
    for value in values:
        pk, _, rest = value.partition(":")
        section, _, name = rest.partition(":")
        if not (pk.isascii() and pk.isdigit() and len(pk) < 19 and is_role(section, name)):
            raise ValidationError("役割の表を読み取れません。画面を開き直してください。")
        grants.add((int(pk), section, name))
    return grants


def write_plan(plan: Plan) -> str:
    """The plan for a hidden field: nobody can put another one into its place."""
    return signing.dumps(plan.to_json(), salt=_SALT, compress=True)


def read_plan(text: str) -> Plan | None:
    """None when it is not one of ours, or was looked at more than an hour ago."""
    try:
        return Plan.from_json(signing.loads(text, salt=_SALT, max_age=_SECONDS))
    except signing.BadSignature:
        return None


def in_words(plan: Plan) -> list[str]:
    """Each thing that a plan changes, person by person; two queries."""
    people = User.objects.in_bulk(plan.people)
    tables = Assignment.objects.select_related("edition").in_bulk([pk for pk, *_ in plan.tables])
    actions: dict[int, list[str]] = {}

    def tell(pk: int, what: str) -> None:
        actions.setdefault(pk, []).append(f"{person_label(people[pk])}：{what}")

    for act, grants in (("外す", plan.take), ("与える", plan.give)):
        for pk, section, name in sorted(grants, key=_place):
            if pk in people:
                tell(pk, f"{section_title(section)}　{RoleName(name).label}の役割を{act}")
    for pk, old, new in sorted(plan.tables):
        if pk in tables and new in people and old in people:
            tell(new, f"{_table(tables[pk])}の入力を、{person_name(people[old])}から受け持つ")
    for act, closed in (("停止する", plan.close), ("再開する", plan.reopen)):
        for pk in sorted(closed & set(people)):
            tell(pk, f"利用を{act}")
    return [line for lines in actions.values() for line in lines]


def _place(grant: Grant) -> tuple[int, int, int]:
    pk, section, name = grant
    return (pk, ["", *registry.sections()].index(section), list(RoleName).index(RoleName(name)))


def _table(assignment: Assignment) -> str:
    section = registry.section_of(assignment.table)
    title = section_title(section) if section in registry.sections() else section
    return f"{assignment.edition} {title}の表（{assignment.table}）"
