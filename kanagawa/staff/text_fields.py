"""Form fields of texts: what is too long is refused and comes back whole."""

from typing import Any

from django import forms


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
        uncut(self)
