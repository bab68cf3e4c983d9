"""Words that staff keep: those a search takes for one another, and those a reader is told of."""

from django.core.exceptions import ValidationError
from django.db import models


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
