"""The forms on the page of a part under review."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from kanagawa.entry.parsing import LONGEST, understood
from kanagawa.formats.years import parse_date
from kanagawa.staff.text_fields import TextField
from kanagawa.workflow.evidence import KINDS

_AREA = {"rows": 3, "class": "vLargeTextField"}
_MOMENT = re.compile(
    r"(?P<day>.+?)(?:(?<=日)|[ T]) *(?P<hour>[0-9]{1,2})[:時](?P<minute>[0-9]{2})分?"
)


class StepForm(forms.Form):
    """A step bound to what was shown: number of the newest decision, hash of the content."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = TextField(required=False, max_length=2000, widget=forms.Textarea(attrs=_AREA))

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label


class RemarkForm(forms.Form):
    """A remark on a place of the part."""

    ref = forms.ChoiceField(label="箇所", required=False)
    text = TextField(label="指摘", max_length=2000, widget=forms.Textarea(attrs=_AREA))

    def __init__(self, *args: Any, places: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ref"].choices = list(places.items())  # type: ignore[attr-defined]  # a field of choices


class FindingAnswerForm(forms.Form):
    remark = forms.IntegerField(widget=forms.HiddenInput)
    text = TextField(label="回答", max_length=2000, widget=forms.Textarea(attrs=_AREA))


class EvidenceForm(forms.Form):
    """A file that shows where a value comes from."""

    ref = forms.ChoiceField(label="箇所", required=False)
    file = forms.FileField(
        label="ファイル",
        allow_empty_file=True,
        help_text=f"5MBまで。{'、'.join(KINDS)} を登録できます。",
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in KINDS)}),
    )

    def __init__(self, *args: Any, places: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ref"].choices = list(places.items())  # type: ignore[attr-defined]  # a field of choices


class ReleaseForm(forms.Form):
    """The publication, now: final, so it is confirmed."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    confirmed = forms.BooleanField(
        label="公開すると二度と変更できないことを確かめました",
        error_messages={"required": "公開するには、確かめた印を付けてください。"},
    )


class EmergencyForm(ReleaseForm):
    """`empty_mark` is that of the list of empty cells above the form, which is confirmed."""

    reason = TextField(
        label="緊急に公開する理由", max_length=2000, widget=forms.Textarea(attrs=_AREA)
    )
    empty_mark = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    empty_confirmed = forms.BooleanField(
        label="上の一覧の数値を、未入力のまま公開します", required=False
    )

    @property
    def empty_seen(self) -> str:
        """The mark of the list that the person has confirmed; "" when none was."""
        data = self.cleaned_data
        return str(data["empty_mark"]) if data.get("empty_confirmed") else ""


class MomentField(forms.DateTimeField):
    """A day and a time of day: 令和８年９月15日 10:00, R8.9.15 10時30分, 2026-09-15 10:00."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            # To look through a hundred thousand blanks would take a minute.
            text = unicodedata.normalize("NFKC", str(value)) if len(value) <= LONGEST else ""
            match = _MOMENT.fullmatch(text)
            if match is None:
                raise
        day = understood(parse_date, match["day"])
        return super().to_python(f"{day} {match['hour']}:{match['minute']}")


class ScheduleForm(forms.Form):
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    at = MomentField(
        label="公開する日時",
        input_formats=["%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"],
        help_text="例：令和８年９月15日 10:00",
        error_messages={"invalid": "日時を「令和８年９月15日 10:00」のように入力してください。"},
    )


class UnscheduleForm(forms.Form):
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class DeleteEvidenceForm(forms.Form):
    evidence = forms.IntegerField(widget=forms.HiddenInput)
