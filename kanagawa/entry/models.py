"""Uploaded workbooks: what was typed in them, waiting to be looked at and applied."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from kanagawa.editions.models import Edition


class Upload(models.Model):
    """An entry workbook as it was read; the file itself is not kept.

    `content` is what `uploads.store` made of it: entries, what was shown, problems (JSON).
    """

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="年度版", related_name="uploads"
    )
    section = models.CharField("節", max_length=30)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="選んだ人", related_name="+"
    )
    at = models.DateTimeField("日時", auto_now_add=True)
    name = models.CharField("ファイル名", max_length=200)
    sha256 = models.CharField("ハッシュ値（SHA-256）", max_length=64)
    content = models.JSONField("読み取った内容")
    applied_at = models.DateTimeField("反映した日時", null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="反映した人",
        related_name="+",
    )
    changed = models.PositiveIntegerField("変更した数値", default=0)
    kept = models.PositiveIntegerField("ほかの人の値を残した数値", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "Excelの取込み"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["edition", "section", "sha256"], name="upload_again")]
        constraints = [
            models.CheckConstraint(
                name="applied_by_somebody",
                condition=models.Q(applied_at=None, applied_by=None, changed=0, kept=0)
                | models.Q(applied_at__isnull=False, applied_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def made_at(self) -> datetime | None:
        """When the workbook was downloaded that somebody typed into; the workbook says so itself,
        so it may say anything: None when that is no moment of our time."""
        try:
            at = datetime.fromisoformat(self.content["made_at"])
        except ValueError:
            return None
        if not 2000 <= at.year < 2100:
            return None
        return at if timezone.is_aware(at) else timezone.make_aware(at)

    @property
    def is_applied(self) -> bool:
        return self.applied_at is not None
