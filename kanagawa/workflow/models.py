"""The office's work on an edition: who may do what, who decided what, what is to be done.

Nothing here is content of the report: it is neither printed nor copied into frozen parts.
"""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from kanagawa.editions.models import Edition
from kanagawa.reports import registry

from .account_models import AccountAct as AccountAct
from .account_models import AccountEvent as AccountEvent
from .account_models import DirectoryIdentity as DirectoryIdentity
from .account_models import SignInTry as SignInTry
from .deleted_draft import DeletedDraft as DeletedDraft
from .dropped_proposal import DroppedProposal as DroppedProposal
from .settled_register import SettledRegister as SettledRegister


class RoleName(models.TextChoices):
    EDITOR = "editor", "担当"
    APPROVER = "approver", "承認"
    PUBLISHER = "publisher", "公開"
    VIEWER = "viewer", "閲覧"
    ADMINISTRATOR = "administrator", "管理"


class Role(models.Model):
    """What a person may do in a section; an empty section means the whole report."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="職員", related_name="roles"
    )
    section = models.CharField("節", max_length=30, blank=True, help_text="空欄は報告全体です。")
    name = models.CharField("役割", max_length=14, choices=RoleName)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "役割"
        ordering = ["user", "section", "name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "section", "name"], name="one_role_once"),
            models.CheckConstraint(
                name="publisher_and_administrator_of_the_whole",
                condition=~models.Q(name__in=["publisher", "administrator"]) | models.Q(section=""),
                violation_error_message="公開と管理の役割は報告全体に与えます。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.section or '全体'} {self.get_name_display()}"


class Act(models.TextChoices):
    SUBMITTED = "submitted", "提出"
    WITHDRAWN = "withdrawn", "取下げ"
    RETURNED = "returned", "差戻し"
    APPROVED = "approved", "承認"
    SCHEDULED = "scheduled", "公開の予約"
    UNSCHEDULED = "unscheduled", "公開の予約の取消し"
    RELEASED = "released", "公開"


class Exceptional(models.TextChoices):
    DEPUTY = "deputy", "代決"
    EMERGENCY = "emergency", "緊急"


class Decision(models.Model):
    """One step of the work on a section, or (section empty) on the whole edition. Only added to.

    `number` counts the steps of a section, so two people cannot decide the same step.
    """

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="年度版", related_name="decisions"
    )
    section = models.CharField("節", max_length=30, blank=True)
    number = models.PositiveIntegerField("番号")
    act = models.CharField("操作", max_length=12, choices=Act)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="した人", related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="提出した人",
        related_name="+",
    )
    at = models.DateTimeField("日時", auto_now_add=True)
    content_hash = models.CharField("見た内容のハッシュ値", max_length=64, blank=True)
    exceptional = models.CharField("例外", max_length=10, choices=Exceptional, blank=True)
    reason = models.TextField("理由・差戻しの趣旨", blank=True)

    # The database refuses to change such rows, and to delete those of a published edition.
    APPEND_ONLY = True

    class Meta:
        verbose_name = verbose_name_plural = "決裁の記録"
        ordering = ["edition", "section", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "section", "number"], name="one_decision_per_step"
            ),
            # No exception opens this one: in an emergency the publisher releases without approval.
            models.CheckConstraint(
                name="four_eyes",
                condition=~models.Q(act="approved")
                | models.Q(by__isnull=False, submitted_by__isnull=False)
                & ~models.Q(by=models.F("submitted_by")),
                violation_error_message="提出した人は、自分の提出を承認できません。",
            ),
            models.CheckConstraint(
                name="decided_on_what_was_seen",
                condition=~models.Q(act__in=["submitted", "approved", "returned"])
                | ~models.Q(content_hash=""),
                violation_error_message="見た内容のハッシュ値がありません。",
            ),
            models.CheckConstraint(
                name="exception_has_reason",
                condition=models.Q(exceptional="") | ~models.Q(reason=""),
                violation_error_message="代決・緊急のときは理由を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section or '全体'} {self.number} {self.get_act_display()}"

    @property
    def section_title(self) -> str:
        """What was decided on, in words."""
        section = registry.sections().get(self.section)
        return section.title if section else "報告全体"


class Release(models.Model):
    """The time at which a draft is to be published, all at once; `failure` says why it was not."""

    edition = models.OneToOneField(
        Edition, models.CASCADE, verbose_name="年度版", related_name="release"
    )
    at = models.DateTimeField("公開する日時")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="予約した人")
    failure = models.TextField("公開できなかった理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公開の予約"

    def __str__(self) -> str:
        return f"{self.edition} {self.at:%Y-%m-%d %H:%M}"


class RespondentKind(models.TextChoices):
    DIVISION = "division", "庁内の所属"
    MUNICIPALITY = "municipality", "市町村"
    OUTSIDE = "outside", "庁外の団体"


class Respondent(models.Model):
    """Who is asked for what the report says (照会先): a division, a municipality, a body outside.

    With an account he finds his list on the staff site; without one he answers by workbook.
    """

    name = models.CharField("名称", max_length=100, unique=True)
    kind = models.CharField("区分", max_length=12, choices=RespondentKind)
    email = models.EmailField(
        "メールアドレス",
        blank=True,
        help_text="空欄のときは、職員のアカウントのメールアドレスに送ります。",
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="職員のアカウント",
        related_name="respondents",
        help_text="職員用画面で自分の一覧を見る人です。庁外の団体などは空欄のままにします。",
    )
    is_active = models.BooleanField(
        "照会する", default=True, help_text="外すと選べなくなり、お知らせも送りません。"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "照会先"
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where mails go, in small letters; "" when there is nowhere to write to."""
        if not self.is_active:
            return ""
        account = self.account if self.account and self.account.is_active else None
        return (self.email or (account.email if account else "")).strip().lower()


class Assignment(models.Model):
    """Who enters a table of an edition, whom he asks, from which source, until when."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="年度版", related_name="assignments"
    )
    table = models.CharField(
        "表・登録簿・本文", max_length=120, help_text="表、登録簿または見出しの識別子です。"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="担当者",
        related_name="+",
    )
    respondent = models.ForeignKey(
        Respondent,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="照会先",
        related_name="assignments",
    )
    source = models.CharField("数値の出どころ", max_length=200, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "入力の分担"
        constraints = [
            models.UniqueConstraint(fields=["edition", "table"], name="one_assignment_per_table")
        ]

    def __str__(self) -> str:
        section = registry.sections().get(registry.section_of(self.table))
        return f"{section.title}の表の分担" if section else "表の分担"


class Confirmation(models.Model):
    """A person looked at a finding and says why it may stand.

    `digest` is that of the finding with its values: it comes back when one of them changes.
    """

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="年度版", related_name="confirmations"
    )
    section = models.CharField("節", max_length=30)
    check_key = models.CharField("検査", max_length=80)
    ref = models.CharField("箇所", max_length=200)
    digest = models.CharField("検査結果のハッシュ値", max_length=64)
    message = models.TextField("検査結果")
    reason = models.TextField("理由")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="確かめた人")
    at = models.DateTimeField("日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "検査結果の確認"
        constraints = [
            models.UniqueConstraint(fields=["edition", "digest"], name="one_confirmation_each")
        ]

    def __str__(self) -> str:
        return self.message


class Remark(models.Model):
    """A remark of an approver, pinned to a figure, record, text or table by its ref."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="年度版", related_name="remarks"
    )
    section = models.CharField("節", max_length=30, blank=True)
    ref = models.CharField("箇所", max_length=200, blank=True)
    place = models.CharField("箇所の名称", max_length=200, blank=True)
    text = models.TextField("指摘")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="書いた人", related_name="+"
    )
    at = models.DateTimeField("日時", auto_now_add=True)
    answer = models.TextField("回答", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="回答した人",
        related_name="+",
    )
    answered_at = models.DateTimeField("回答の日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指摘"
        ordering = ["edition", "id"]

    def __str__(self) -> str:
        return self.text


class Evidence(models.Model):
    """A file that shows where a value comes from; kept in the database, so backups hold it."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="年度版", related_name="evidence"
    )
    section = models.CharField("節", max_length=30, blank=True)
    ref = models.CharField("箇所", max_length=200, blank=True)
    place = models.CharField("箇所の名称", max_length=200, blank=True)
    name = models.CharField("ファイル名", max_length=200)
    content = models.BinaryField("内容")
    size = models.PositiveIntegerField("大きさ（バイト）")
    sha256 = models.CharField("ハッシュ値（SHA-256）", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登録した人")
    at = models.DateTimeField("日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "根拠資料"
        ordering = ["edition", "id"]

    def __str__(self) -> str:
        return self.name


class Seen(models.Model):
    """What a section printed when somebody decided on it or looked at it (tables and text, JSON).

    Kept once for each hash, so that everybody can be shown what changed since.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, verbose_name="年度版", related_name="seen")
    section = models.CharField("節", max_length=30, blank=True)
    content_hash = models.CharField("内容のハッシュ値", max_length=64)
    content = models.TextField("内容（JSON）")

    APPEND_ONLY = True

    class Meta:
        verbose_name = verbose_name_plural = "見た内容"
        constraints = [
            models.UniqueConstraint(fields=["edition", "section", "content_hash"], name="seen_once")
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.content_hash[:8]}"


class SameContent(models.Model):
    """That a decision holds for another hash too: an update of the program, not a person, made it.

    The hash of a content covers how today's code stores and prints it (`workflow.updates`).
    """

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="年度版", related_name="same_contents"
    )
    decision = models.ForeignKey(
        Decision, models.CASCADE, verbose_name="決裁の記録", related_name="+"
    )
    content_hash = models.CharField("いまの内容のハッシュ値", max_length=64)
    at = models.DateTimeField("日時", auto_now_add=True)

    APPEND_ONLY = True

    class Meta:
        verbose_name = verbose_name_plural = "更新のあとも同じ内容"
        constraints = [
            models.UniqueConstraint(fields=["decision", "content_hash"], name="same_content_once")
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.content_hash[:8]}"


class Look(models.Model):
    """When a person last looked at a section, and at what (`Seen` holds it under the hash)."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="年度版", related_name="looks"
    )
    section = models.CharField("節", max_length=30, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="見た人")
    at = models.DateTimeField("日時", auto_now=True)
    content_hash = models.CharField("内容のハッシュ値", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "最後に見た時"
        constraints = [
            models.UniqueConstraint(fields=["edition", "section", "user"], name="one_last_look")
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.user}"
