"""A register (a list of records) that somebody said is complete for the year."""

from django.conf import settings
from django.db import models

from kanagawa.editions.models import Edition


class SettledRegister(models.Model):
    """「追加なし」: nothing is to be added to the rows of the model `ref` (`robots.robot`)."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="年度版", related_name="settled_registers"
    )
    section = models.CharField("節", max_length=30)
    ref = models.CharField("登録簿", max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="確かめた人", related_name="+"
    )
    at = models.DateTimeField("日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "追加のない登録簿"
        constraints = [
            models.UniqueConstraint(fields=["edition", "ref"], name="register_settled_once")
        ]

    def __str__(self) -> str:
        return self.ref
