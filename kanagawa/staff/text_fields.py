"""Form fields of texts: what is too long, or what others cannot see, is refused and comes back."""

from typing import Any

from django import forms

from kanagawa.formats.text import doubtful, is_visible


def uncut(field: Any) -> Any:
    """The form field without `maxlength`, by which a browser cuts off what is pasted unseen.

    A text that is too long comes back whole, with a message of its length.
    """
    if field is not None:
        field.widget.attrs.pop("maxlength", None)
    return field


class TextField(forms.CharField):
    """A text of `max_length` characters; what is longer is refused, never cut off."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.validators.append(require_seen)
        uncut(self)


def require_seen(text: str) -> None:
    """Raises ValidationError for a text that others cannot see, whole or in part."""
    if unseen := doubtful(text):
        raise forms.ValidationError(
            f"ほかの人には見えない文字が入っています：{'、'.join(unseen[:5])}。"
            "ふつうの文字に直してください（外字は、常用の字体かひらがなで書きます）。"
        )
    if text and not is_visible(text):
        raise forms.ValidationError("見える文字を入力してください。")
