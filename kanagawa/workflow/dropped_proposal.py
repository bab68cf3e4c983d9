"""A row of last year that staff said does not come again in this one."""

from django.conf import settings
from django.db import models

from kanagawa.editions.models import Edition


class DroppedProposal(models.Model):
    """「今年は行わない」: `ref` is what was proposed (`international.activity/fair-2026`)."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="年度版", related_name="dropped_proposals"
    )
    section = models.CharField("節", max_length=30)
    ref = models.CharField("候補", max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="決めた人", related_name="+"
    )
    at = models.DateTimeField("日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "今年は行わない候補"
        constraints = [
            models.UniqueConstraint(fields=["edition", "ref"], name="proposal_dropped_once")
        ]

    def __str__(self) -> str:
        return self.ref
