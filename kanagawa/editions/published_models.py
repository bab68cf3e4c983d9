"""What is stored of a published edition beside its rows: its print, its files, its search index."""

from django.db import models


class FrozenKind(models.TextChoices):
    TABLE = "table", "表"
    TEXT = "text", "本文"
    REFERENCES = "references", "文中の数値"
    ERRATA = "errata", "正誤表"
    MANIFEST = "manifest", "構成"
    ROWS = "rows", "行の照合"
    ENGLISH = "english", "英語"


class FrozenPart(models.Model):
    """The printed form of a table or of the whole text as it was at publication, or what says
    how such parts belong together (`FrozenKind`).
    """

    edition = models.ForeignKey(
        "editions.Edition", models.PROTECT, verbose_name="年度版", related_name="frozen"
    )
    kind = models.CharField("種類", max_length=10, choices=FrozenKind)
    key = models.CharField("識別子", max_length=120)
    section = models.CharField("節", max_length=30)
    position = models.PositiveIntegerField("並び順")
    content = models.TextField("内容（JSON）")
    sha256 = models.CharField("ハッシュ値（SHA-256）", max_length=64)
    beside = models.BooleanField(
        "あとから添えた控え",
        default=False,
        help_text="公開より後に移行で添えたもので、年度版のハッシュ値には入りません。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "公開時の控え"
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind", "key"], name="frozen_once")
        ]

    def __str__(self) -> str:
        return self.key


class StoredFile(models.Model):
    """A file of a published edition as it was first made: it is served from here for ever.

    `path` is its URL below that of its edition (`report.pdf`, `tables/robots.x.docx`).
    """

    edition = models.ForeignKey(
        "editions.Edition", models.PROTECT, verbose_name="年度版", related_name="files"
    )
    path = models.CharField("アドレス", max_length=200)
    name = models.CharField("ファイル名", max_length=200)
    media_type = models.CharField("種類", max_length=100)
    content = models.BinaryField("内容")
    size = models.PositiveIntegerField("大きさ（バイト）")
    sha256 = models.CharField("ハッシュ値（SHA-256）", max_length=64)

    APPEND_ONLY = True

    class Meta:
        verbose_name = verbose_name_plural = "公開した版のファイル"
        ordering = ["edition", "path"]
        constraints = [models.UniqueConstraint(fields=["edition", "path"], name="file_stored_once")]

    def __str__(self) -> str:
        return self.path


class EntryKind(models.TextChoices):
    RECORD = "record", "記録"
    TABLE = "table", "表"
    TEXT = "text", "本文"


class SearchEntry(models.Model):
    """A thing of a published edition that a search can find: a record, a table or a passage.

    It is made of the frozen copies and can be made anew at any time (`editions.search_index`).
    `key` is the same for the same thing in every edition; `place` is where its page or passage is
    found: the list of a record, the key of a table, the anchor of a passage. `text` holds what is
    printed, a line for each row or paragraph; `sought` the same lines as they are searched.
    The English pages have entries of their own.
    """

    edition = models.ForeignKey(
        "editions.Edition", models.CASCADE, verbose_name="年度版", related_name="search_entries"
    )
    language = models.CharField("言語", max_length=2, default="ja")
    kind = models.CharField("種類", max_length=10, choices=EntryKind)
    key = models.CharField("識別子", max_length=200)
    section = models.CharField("節", max_length=30, blank=True)
    place = models.CharField("場所", max_length=200, blank=True)
    title = models.TextField("名称")
    path = models.TextField("報告書の場所", blank=True)
    text = models.TextField("文")
    sought_title = models.TextField("名称（検索用）")
    sought = models.TextField("文（検索用）")
    position = models.PositiveIntegerField("並び順")
    form = models.PositiveSmallIntegerField("索引の形")

    class Meta:
        verbose_name = verbose_name_plural = "検索の索引"
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language", "kind", "key"], name="search_entry_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Verification(models.Model):
    """One run over all published editions that held what is stored against its hashes."""

    at = models.DateTimeField("日時", auto_now_add=True)
    editions = models.PositiveIntegerField("確かめた年度版の数")
    problems = models.JSONField("食い違い", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "公開した版の照合"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
