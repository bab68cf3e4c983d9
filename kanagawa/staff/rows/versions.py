"""Nobody's work is lost silently: a row goes out with a mark of what was shown, and comes back
with it. Where somebody else changed the row meanwhile, the person sees both values and decides.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kanagawa.editions.models import EditionRow
from kanagawa.editions.refusals import Stale
from kanagawa.editions.rows import fingerprint
from kanagawa.formats.digests import sha256
from kanagawa.history.changes import person_name

NAME = "row_version"
DELETED = "この行は、ほかの人が削除しました。"
DELETED_CHANGED = (
    "削除しようとした行を、画面を表示したあとでほかの人が変更しています。"
    "今の内容を確かめてから、もう一度削除してください。"
)
_EMPTY = "（空欄）"


def version_of(rows: Iterable[EditionRow]) -> str:
    """The mark of rows and of all that is deleted with them."""
    instances = list(rows)
    if not instances:
        return ""
    collector = NestedObjects(using=router.db_for_write(type(instances[0])))
    collector.collect(instances)
    marks = sorted(
        f"{row._meta.label} {row.pk} {fingerprint(row)}"
        for rows_of_kind in collector.model_objs.values()
        for row in rows_of_kind
        if isinstance(row, EditionRow)
    )
    return sha256("\n".join(marks))[:16]


def require_version(rows: Iterable[EditionRow], sent: str | None) -> None:
    """Raises Stale when the rows differ from those whose mark was sent back."""
    if sent is not None and sent != version_of(rows):
        raise Stale(DELETED_CHANGED)


def as_shown(row: EditionRow, version: str) -> EditionRow | None:
    """The row as it was when it went out with this mark, read from its history."""
    records: Any = type(row).history.filter(id=row.pk).order_by("-history_date", "-history_id")
    for record in records[:100]:
        values = {f.attname: getattr(record, f.attname) for f in record.tracked_fields}
        earlier = type(row)(**values)
        if fingerprint(earlier) == version:
            return earlier
    return None


class VersionedForm(forms.ModelForm[EditionRow]):
    """A form of a stored row that notices when the row was changed after it was shown.

    What the person left as it was shown takes the new value. Where he changed something, nothing
    is saved until he has seen both values and saves again. `is_stale`: somebody changed the row.
    """

    is_stale = False
    _told: SafeString | str = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial[NAME] = fingerprint(self.instance)
            self.fields[NAME] = forms.CharField(required=False, widget=forms.HiddenInput)
        self._met = not (self.is_bound and self.instance.pk)

    @cached_property
    def changed_data(self) -> list[str]:
        self._meet()
        return [name for name in super().changed_data if name != NAME]

    def full_clean(self) -> None:
        self._meet()
        super().full_clean()
        if self._told:
            self.add_error(None, self._told)

    def _meet(self) -> None:
        """Hold what was shown, what is stored and what was typed against each other, once."""
        if self._met:
            return
        self._met = True
        sent = self.data.get(self.add_prefix(NAME))
        if sent is None or sent == self.initial[NAME]:
            return
        self.is_stale = True
        earlier = as_shown(self.instance, sent)
        before = dict(type(self)(instance=earlier).initial) if earlier else {}
        names = [n for n, f in self.fields.items() if n in self.initial and not f.disabled]
        names = [n for n in names if n not in (NAME, self.instance._meta.pk.name)]
        theirs = [n for n in names if earlier and before.get(n) != self.initial[n]]
        mine = [n for n in names if self._is_mine(n, before if earlier else dict(self.initial))]
        differences = self._differences(mine, theirs, before)
        self._take([n for n in theirs if n not in mine])
        if mine:
            self._told = differences

    def _is_mine(self, name: str, before: dict[str, object]) -> bool:
        """Whether the person changed the field, and not to what is stored by now anyway."""
        field, typed = self.fields[name], self._typed(name)
        return field.has_changed(before.get(name), typed) and field.has_changed(
            self.initial[name], typed
        )

    def _typed(self, name: str) -> object:
        return self._widget_data_value(self.fields[name].widget, self.add_prefix(name))  # type: ignore[attr-defined]  # Django's own, of its forms

    def _take(self, names: Iterable[str]) -> None:
        """Put the stored values into these fields; the next save is held against what is stored."""
        data: Any = self.data
        self.data = data = data.copy()
        for name in [*names, NAME]:
            field, value = self.fields[name], self.initial[name]
            key = self.add_prefix(name)
            if isinstance(field, forms.BooleanField):
                data.pop(key, None)
                data.update({key: "on"} if value else {})
            else:
                text = field.widget.format_value(field.prepare_value(value))
                data[key] = text[0] if isinstance(text, list) else text or ""

    def _differences(
        self, mine: list[str], theirs: list[str], page_values: dict[str, object]
    ) -> SafeString:
        who, when = last_change(self.instance)
        lines = [
            f"{self._label(n)}：あなた「{self._words(n, self._typed(n))}」"
            f"／{who}「{self._words(n, self.initial[n])}」"
            for n in mine
        ] + [
            f"{self._label(n)}：{who}が「{self._words(n, page_values.get(n))}」を"
            f"「{self._words(n, self.initial[n])}」に変えました（この画面の欄に入れてあります）"
            for n in theirs
            if n not in mine
        ]
        return format_html(
            "画面を表示したあとで、{}が{}にこの行を変更しました。まだ保存していません。"
            "下の違いを確かめてください。もう一度保存すると、この画面の内容になります。{}",
            who,
            when,
            format_html_join("", "<br>{}", ((line,) for line in lines)),
        )

    def changes(self) -> list[tuple[str, str, str]]:
        """What would be saved: the label of each field, what it was and what was typed."""
        return [
            (self._label(n), self._words(n, self.initial.get(n)), self._words(n, self._typed(n)))
            for n in self.changed_data
            if not self.fields[n].widget.is_hidden
        ]

    def words(self, name: str) -> str:
        """What is stored in a field, as somebody would type it; "" for nothing."""
        value = self.initial.get(name)
        return "" if value in (None, "") else self._words(name, value)

    def _label(self, name: str) -> str:
        return str(self.fields[name].label or name)

    def _words(self, name: str, value: object) -> str:
        """A value, stored or as it was typed, in words."""
        field: Any = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return "はい" if value else "いいえ"
        value = field.prepare_value(value)
        if hasattr(field, "choices"):
            names = {str(key): str(label) for key, label in field.choices}
            return names.get(str(value), str(value or "")) or _EMPTY
        text = field.widget.format_value(value)
        return str(text) if text not in (None, "") else _EMPTY


def last_change(row: EditionRow) -> tuple[str, str]:
    """Who changed a row last, and when: 山田さん, １月５日9時30分."""
    records: Any = type(row).history.filter(id=row.pk).select_related("history_user")
    record = records.order_by("history_date", "history_id").last()
    if record is None:
        return "ほかの人", "先ほど"
    at = timezone.localtime(record.history_date)
    return (
        f"{person_name(record.history_user)}さん",
        f"{at.month}月{at.day}日{at.hour}時{at.minute:02d}分",
    )
