"""Words that staff keep: those a search takes for one another, those a reader is told of, and the
English of what the report prints.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from kanagawa.formats.digests import sha256
from kanagawa.formats.text import LONGEST_TEXT, squeeze


class Synonym(models.Model):
    """Words that a search takes for one another."""

    words = models.CharField(
        "同じ意味のことば",
        max_length=200,
        help_text="読点（、）で区切って並べます。どれで検索しても、ほかのことばも探します。"
        "例：補助金、助成金",
    )

    class Meta:
        verbose_name = verbose_name_plural = "検索の類義語"
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    @property
    def each(self) -> list[str]:
        """The words, without the blanks around them."""
        return [word.strip() for word in self.words.split("、") if word.strip()]

    def clean(self) -> None:
        if len(self.each) < 2:
            raise ValidationError({"words": "二つ以上のことばを読点（、）で区切ってください。"})


class Term(models.Model):
    """A word of the report that readers are told the meaning of; without one it waits for staff.

    An edition keeps the meanings that it was published with.
    """

    word = models.CharField(
        "ことば",
        max_length=60,
        unique=True,
        error_messages={"unique": "このことばは、すでに登録されています。"},
        help_text="報告書に印字したとおりに書きます（全角・半角も同じに）。例：ＫＰＩ",
    )
    meaning = models.TextField(
        "説明",
        blank=True,
        max_length=400,
        help_text="読み手に示す説明です。空欄の間は、公開するページに出ません。",
    )
    source = models.CharField(
        "説明の出どころ",
        max_length=120,
        blank=True,
        help_text="説明を何から取ったか。例：令和７年度の報告書 ２(1)",
    )

    class Meta:
        verbose_name = verbose_name_plural = "用語の説明"
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word


class Translation(models.Model):
    """The English of a Japanese text of a section; of the whole report where `section` is "".

    It is found by the Japanese text itself, whatever its line breaks and blanks, so a text that
    is changed has none until somebody translates it anew, and next year's edition has those of
    all texts that it takes over. An edition keeps the translations that it was published with.
    A reference to a figure (`{…}`) stands in both texts and prints the same figure.
    """

    section = models.CharField("節", max_length=30, blank=True, default="")
    japanese = models.TextField("日本語")
    english = models.TextField("英語", max_length=LONGEST_TEXT)
    mark = models.CharField("日本語の目印", max_length=64, editable=False)
    history = HistoricalRecords(excluded_fields=["mark"])

    class Meta:
        verbose_name = verbose_name_plural = "英訳"
        ordering = ["section", "japanese"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "mark"],
                name="translation_once",
                violation_error_message="この日本語の英訳は、すでにあります。",
            )
        ]

    def __str__(self) -> str:
        return self.japanese[:30]

    def save(self, *args: object, **kwargs: Any) -> None:
        self.mark = mark_of(self.japanese)
        super().save(*args, **kwargs)


def mark_of(japanese: str) -> str:
    """By which a translation of a text is found."""
    return sha256(squeeze(japanese))
