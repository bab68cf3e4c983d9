"""The inquiry (照会): the round in which a section asks for its facts, the answers, the mails.

What is asked of whom until when stands in the assignments (`workflow.models.Assignment`).
"""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from kanagawa.editions.models import Edition
from kanagawa.workflow.models import Respondent


class Inquiry(models.Model):
    """One round of a section: from its opening until it is closed or the edition is published."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="年度版", related_name="inquiries"
    )
    section = models.CharField("節", max_length=30)
    opened_at = models.DateTimeField("始めた日時")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="始めた人", related_name="+"
    )
    closed_at = models.DateTimeField("終えた日時", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="終えた人",
        related_name="+",
    )

    class Meta:
        verbose_name = verbose_name_plural = "照会"
        ordering = ["edition", "section", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "section"],
                condition=models.Q(closed_at=None),
                name="one_open_inquiry",
                violation_error_message="この節の照会は、すでに始まっています。",
            ),
            models.CheckConstraint(
                name="closed_by_somebody",
                condition=models.Q(closed_at=None, closed_by=None)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.section} {self.opened_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Who publishes the edition ends its inquiries with it."""
        return self.closed_at is None and not self.edition.is_published


class AnswerKind(models.TextChoices):
    VALUES = "values", "値を入力"
    UNCHANGED = "unchanged", "変更なし"
    NOT_APPLICABLE = "not_applicable", "該当なし"


class Answer(models.Model):
    """That a table was answered; what was answered stands in the rows, with their own history."""

    inquiry = models.ForeignKey(
        Inquiry, models.CASCADE, verbose_name="照会", related_name="answers"
    )
    table = models.CharField("表・登録簿・本文", max_length=120)
    respondent = models.ForeignKey(
        Respondent, models.PROTECT, verbose_name="照会先", related_name="+"
    )
    kind = models.CharField("回答", max_length=15, choices=AnswerKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="受けた人", related_name="+"
    )
    at = models.DateTimeField("日時")
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "照会の回答"
        ordering = ["inquiry", "id"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "table"], name="one_answer_per_table")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.get_kind_display()}"


class Mail(models.Model):
    """A mail of the outbox: written when it is due, sent by the watcher, tried again when it fails.

    `calendar` is the file of due dates (.ics) that goes with it. Nobody gets two on one day.
    """

    to = models.EmailField("宛先")
    day = models.DateField("日")
    subject = models.CharField("件名", max_length=200)
    body = models.TextField("本文")
    calendar = models.TextField("予定表")
    created_at = models.DateTimeField("書いた日時")
    sent_at = models.DateTimeField("送った日時", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("送ろうとした回数", default=0)
    next_attempt_at = models.DateTimeField("次に送る日時")
    error = models.CharField("送れなかった理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "お知らせのメール"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["to", "day"], name="one_mail_a_day_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.to} {self.day}"


class Occasion(models.IntegerChoices):
    """Why somebody is told of a due date; a later one replaces those before it."""

    OPENED = 1, "依頼"
    WEEK = 2, "７日前"
    DAY = 3, "前日"
    LATE = 4, "期限の翌日"


class Notice(models.Model):
    """That a respondent was told of a table of an inquiry, on which occasion, by which mail."""

    mail = models.ForeignKey(Mail, models.CASCADE, verbose_name="メール", related_name="notices")
    inquiry = models.ForeignKey(
        Inquiry, models.CASCADE, verbose_name="照会", related_name="notices"
    )
    respondent = models.ForeignKey(
        Respondent, models.CASCADE, verbose_name="照会先", related_name="+"
    )
    table = models.CharField("表・登録簿・本文", max_length=120)
    occasion = models.PositiveSmallIntegerField("機会", choices=Occasion)
    due_on = models.DateField("期限")

    class Meta:
        verbose_name = verbose_name_plural = "お知らせの内容"
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "respondent", "table", "occasion", "due_on"],
                name="told_once_on_each_occasion",
            )
        ]

    def __str__(self) -> str:
        return f"{self.respondent} {self.table} {self.get_occasion_display()}"
