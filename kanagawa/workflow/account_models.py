"""What is kept of accounts: what happened to them, who they are elsewhere, tries to sign in."""

from django.conf import settings
from django.db import models


class AccountAct(models.TextChoices):
    SIGNED_IN = "signed-in", "ログイン"
    REFUSED = "refused", "ログインの失敗"
    LOCKED = "locked", "続けて間違えたための停止"
    SIGNED_OUT = "signed-out", "ログアウト"
    SESSIONS_ENDED = "sessions-ended", "ほかの端末のログインを終了"
    ADDED = "added", "登録"
    RENAMED = "renamed", "氏名・連絡先の変更"
    LINK_MADE = "link-made", "パスワード設定の案内"
    PASSWORD_SET = "password-set", "パスワードの設定"
    ROLE_GIVEN = "role-given", "役割の付与"
    ROLE_TAKEN = "role-taken", "役割の取消し"
    CLOSED = "closed", "利用の停止"
    REOPENED = "reopened", "利用の再開"
    LINKED = "linked", "ディレクトリとの結び付け"
    FACTOR_ADDED = "factor-added", "２要素認証の登録"
    FACTOR_REMOVED = "factor-removed", "２要素認証の取消し"
    FACTOR_RESET = "factor-reset", "２要素認証のやり直し"
    FACTOR_REFUSED = "factor-refused", "２要素認証の失敗"
    VOUCHED = "vouched", "本人の確認"


class AccountEvent(models.Model):
    """What happened to an account: signing in, links, roles. Only added to, as history is.

    `user` is the account, None when nobody has the name that was typed: it may be a password.
    """

    at = models.DateTimeField("日時", auto_now_add=True, db_index=True)
    act = models.CharField("できごと", max_length=20, choices=AccountAct)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name="アカウント",
        related_name="account_events",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name="した人",
        related_name="+",
    )
    address = models.CharField("接続元", max_length=45, blank=True)
    detail = models.CharField("内容", max_length=200, blank=True)
    needs_voucher = models.BooleanField(
        "本人の確認が要る", default=False, help_text="案内や、承認・公開・管理の役割を出したとき。"
    )

    # The database refuses to change or delete such a row, whatever it belongs to.
    ONLY_GROWS = True

    class Meta:
        verbose_name = verbose_name_plural = "アカウントの記録"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["user", "act", "address"], name="signed_in_from")]

    def __str__(self) -> str:
        return f"{self.user} {self.get_act_display()}"


class DirectoryIdentity(models.Model):
    """The person of the directory (OIDC) who opens an account: nothing but these two names him."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name="アカウント",
        related_name="directory_identity",
    )
    issuer = models.CharField("ディレクトリ", max_length=255)
    subject = models.CharField("ディレクトリでの識別子", max_length=255)
    at = models.DateTimeField("日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "ディレクトリの人"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_per_identity")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.subject}"


class SignInTry(models.Model):
    """A password that was or is being looked at; a row for each, so tries at once all count.

    `key` is a digest of the name and of where it was typed. Old rows are thrown away.
    """

    at = models.DateTimeField("日時", auto_now_add=True, db_index=True)
    key = models.CharField("名前と接続元のハッシュ値", max_length=64, db_index=True)
    address = models.CharField("接続元", max_length=45, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "ログインの試み"

    def __str__(self) -> str:
        return f"{self.address} {self.at:%Y-%m-%d %H:%M:%S}"
