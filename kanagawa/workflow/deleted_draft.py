"""The copy that a draft leaves behind when it is deleted as a whole."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone


class DeletedDraft(models.Model):
    """A draft that was deleted as a whole, with the copy it can be brought back from.

    `content` is empty when it was brought back or when its time is over.
    """

    name = models.CharField("年度版", max_length=100)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    revision = models.PositiveSmallIntegerField("版")
    rows = models.PositiveIntegerField("行の数")
    at = models.DateTimeField("削除した日時", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name="削除した人",
        related_name="+",
    )
    content = models.BinaryField("内容（JSON、gzip）")
    sha256 = models.CharField("ハッシュ値（SHA-256）", max_length=64)
    brought_back_at = models.DateTimeField("元に戻した日時", null=True)
    brought_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name="元に戻した人",
        related_name="+",
    )

    class Meta:
        verbose_name = verbose_name_plural = "削除した下書き"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def until(self) -> datetime:
        """The end of the time in which it can be brought back."""
        return self.at + timedelta(days=settings.DELETED_DRAFT_DAYS)

    @property
    def can_be_brought_back(self) -> bool:
        return self.brought_back_at is None and timezone.now() < self.until
