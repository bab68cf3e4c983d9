"""Forms that take a file: what is missing or too large is told before anything is read."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from kanagawa.entry.unsafe_files import UnsafeFile, require_small


def file_field(label: str, ending: str) -> forms.FileField:
    """One file (`.xlsx`); an empty one is told by whoever reads it."""
    return forms.FileField(
        label=label,
        widget=forms.ClearableFileInput(attrs={"accept": ending}),
        allow_empty_file=True,
        max_length=None,
        error_messages={"required": f"{label}を選んでください。"},
    )


class SentFile(forms.Form):
    file: Any

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        try:
            require_small(file.size or 0)
        except UnsafeFile as error:
            raise forms.ValidationError(str(error)) from None
        return file


class ExcelForm(SentFile):
    file = file_field("入力したExcelファイル", ".xlsx")


class WordForm(SentFile):
    file = file_field("直したWordファイル", ".docx")
