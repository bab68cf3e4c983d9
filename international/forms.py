"""The form of an activity: what was held is told by the days on which it was, not as planned."""

from datetime import date
from typing import Any

from kanagawa.entry.parsing import understood
from kanagawa.formats.years import NotADate, month_end, parse_month
from kanagawa.staff.admin import ReasonForm, RowDateField

from .choices import ActivityState, DatePrecision
from .models import Activity, ActivityGroup


class DayOrMonthField(RowDateField):
    """A day, or a month where the day is not known; `is_month` says which was typed."""

    is_month = False

    def to_python(self, value: Any) -> date | None:
        self.is_month = False
        try:
            month = parse_month(value) if isinstance(value, str) and value.strip() else None
        except NotADate:
            month = None
        if month is None:
            return super().to_python(value)
        self.is_month = True
        return understood(parse_month, value)


class ActivityForm(ReasonForm):
    """With 開催済み the vague words of a plan give way to the days entered, as exact as entered."""

    instance: Activity
    start = DayOrMonthField(
        label="初日",
        required=False,
        help_text="日が分からないときは「令和７年９月」のように月を入力します。",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.instance.pk and "part" not in self.fields:
            self._place(data.get("group"))
        if data.get("start") is None:
            return data
        start = self.fields["start"]
        if isinstance(start, DayOrMonthField) and start.is_month:
            self._put_precision(data, DatePrecision.MONTH)
            if data.get("end") is None:
                data["end"] = month_end(data["start"].year, data["start"].month)
        elif data.get("state") == ActivityState.HELD:
            self._settle(data)
        return data

    def _place(self, group: ActivityGroup | None) -> None:
        """In a form that asks for neither, part and year are those of the group."""
        if group is None:
            self.add_error("group", "分類を選んでください。部門と年度は、分類のものになります。")
        else:
            self.instance.part, self.instance.fiscal_year = group.part, group.fiscal_year

    def _settle(self, data: dict[str, Any]) -> None:
        """The plan's precision goes with the plan; its days alone do not say when it was held."""
        vague = (DatePrecision.MONTH, DatePrecision.TEXT)
        precision = data.get("precision", self.instance.precision)
        if precision not in vague or "precision" in self.changed_data:
            return
        if {"start", "end"} & set(self.changed_data):
            self._put_precision(data, DatePrecision.DAY)
        elif "state" in self.changed_data:
            planned = Activity.objects.get(pk=self.instance.pk).days if self.instance.pk else ""
            self.add_error(
                "start",
                f"予定の「{planned}」のままです。開催した日を入力してください"
                "（日が分からないときは「令和７年９月」のように月を入力します）。",
            )

    def _put_precision(self, data: dict[str, Any], precision: DatePrecision) -> None:
        """Into the fields, and into the row for a form that does not show them."""
        data["precision"], data["date_text"] = precision, ""
        self.instance.precision, self.instance.date_text = precision, ""
