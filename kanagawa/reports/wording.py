"""Sentences around printed values, in the active language: Japanese ones are their own names."""

from django.utils.translation import gettext


def said(sentence: str, **values: object) -> str:
    """The sentence with its `{values}`."""
    return gettext(sentence).format(**values)


def in_brackets(text: str) -> str:
    """（円グラフ） behind a name; with a space before it where the language has one."""
    return said("（{text}）", text=text)
