"""The edition, and what every content row of an edition has in common."""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from simple_history.models import HistoricalRecords

from kanagawa.formats.numbers import number
from kanagawa.formats.text import LONGEST_TEXT, fold, one_line, repaired
from kanagawa.formats.years import fiscal_year
from kanagawa.reports import registry

from .deleting import delete_together
from .keys import new_key, next_number
from .published_models import EntryKind as EntryKind
from .published_models import FrozenKind as FrozenKind
from .published_models import FrozenPart as FrozenPart
from .published_models import SearchEntry as SearchEntry
from .published_models import StoredFile as StoredFile
from .published_models import Verification as Verification
from .references import without_references
from .refusals import EditionPublished
from .words import Synonym as Synonym
from .words import Term as Term
from .words import Translation as Translation

TOO_LONG = f"文は{LONGEST_TEXT:,}文字までです。いくつかに分けてください。"


class State(models.TextChoices):
    DRAFT = "draft", "下書き"
    PUBLISHED = "published", "公開済み"


class RunningHead(models.TextChoices):
    EDITION = "edition", "年度"
    WITH_DAY = "with-day", "年度と委員会の開催日"
    NONE = "none", "印字しない"


class Edition(models.Model):
    """One year's report: a fiscal year and its revision. Every content row belongs to one."""

    fiscal_year = models.PositiveSmallIntegerField(
        "年度",
        validators=[MinValueValidator(1989), MaxValueValidator(2099)],
        help_text="西暦で入力します（令和７年度は2025）。",
    )
    revision = models.PositiveSmallIntegerField("版", default=1, validators=[MinValueValidator(1)])
    state = models.CharField("状態", max_length=10, choices=State, default=State.DRAFT)
    copied_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="もとの版",
        related_name="copies",
    )
    created_at = models.DateTimeField("作成日時", auto_now_add=True)
    published_at = models.DateTimeField("公開日時", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="公開した人"
    )
    content_hash = models.CharField("内容のハッシュ値（SHA-256）", max_length=64, blank=True)
    committee_on = models.DateField(
        "委員会の開催日",
        null=True,
        blank=True,
        help_text="この報告を示す委員会の日です。時点がこれより後の数値は検査で指摘します。",
    )
    reason = models.TextField(
        "訂正の理由", blank=True, help_text="公開した版を訂正する理由です（正誤表に載ります）。"
    )
    running_head = models.CharField(
        "紙の各ページの上に印字するもの",
        max_length=10,
        choices=RunningHead,
        default=RunningHead.EDITION,
    )
    # `{"kind": …, "on_paper": …}` by the table's key; the series of a headline by the section's.
    charts = models.JSONField("図の設定", default=dict, blank=True)
    headlines = models.JSONField("主な数値の設定", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度版"
        ordering = ["-fiscal_year", "-revision"]
        permissions = [
            ("publish_edition", "年度版を公開できる"),
            ("copy_edition", "年度版を複製できる"),
            ("preview_edition", "下書きをプレビューできる"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "revision"],
                name="one_edition_per_year_and_revision",
                violation_error_message="この年度のこの版は、すでにあります。",
            ),
            models.CheckConstraint(
                name="correction_has_reason",
                condition=models.Q(revision=1) | ~models.Q(reason=""),
                violation_error_message="公開した版を訂正する理由を入力してください。",
            ),
            models.CheckConstraint(
                name="published_edition_has_hash_and_time",
                condition=models.Q(state=State.DRAFT, published_at=None, content_hash="")
                | models.Q(state=State.PUBLISHED, published_at__isnull=False)
                & ~models.Q(content_hash=""),
            ),
        ]

    def __str__(self) -> str:
        revision = "" if self.revision == 1 else f"（第{number(self.revision)}版）"
        return f"{fiscal_year(self.fiscal_year)}版{revision}"

    @property
    def revision_name(self) -> str:
        """「令和７年度版（第１版）」: told apart from the other revisions of its year."""
        return f"{fiscal_year(self.fiscal_year)}版（第{number(self.revision)}版）"

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def slug(self) -> str:
        """The URL of exactly this revision; the year alone is its newest published one."""
        return f"{self.fiscal_year}-{self.revision}"

    @property
    def label(self) -> str:
        return fiscal_year(self.fiscal_year)

    @property
    def next_year(self) -> str:
        """The fiscal year after this one in words: 令和８年度."""
        return fiscal_year(self.fiscal_year + 1)

    @property
    def last_year(self) -> "Edition | None":
        """The edition of an earlier fiscal year that this one goes back to, over its revisions."""
        edition = self.copied_from
        while edition is not None and edition.fiscal_year >= self.fiscal_year:
            edition = edition.copied_from
        return edition

    def require_draft(self) -> None:
        """Raises EditionPublished when this edition must not change any more."""
        if self.is_published:
            raise EditionPublished(
                f"{self}はすでに公開されています。公開済みのため変更できません。"
                "訂正するときは、この版の画面の「訂正する」で新しい下書きを作ってください。"
            )


class EditionRow(models.Model):
    """A content row of one edition; `key` says which thing it is across editions."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, verbose_name="年度版", related_name="+", db_index=False
    )
    key = models.CharField(
        "識別子",
        max_length=120,
        blank=True,
        validators=[
            RegexValidator(r"^[a-z0-9-]+\Z", "半角の英小文字、数字、ハイフンで入力してください。")
        ],
        help_text="年度をまたいで同じものを指す名前です。空欄なら自動で付きます。",
    )
    position = models.PositiveIntegerField("並び順", default=0)
    search_text = models.TextField(editable=False, blank=True, default="")
    history = HistoricalRecords(inherit=True, excluded_fields=["search_text"])

    # Names of the text fields that the free-text search looks at; none: not searched.
    SEARCHED: tuple[str, ...] = ()
    # Names of the text fields that may refer to figures (`{robots.fact/indicators}`): print puts
    # the figures in, forms offer them, and searches for uses and checks look into these fields.
    WITH_REFERENCES: tuple[str, ...] = ()
    # The field whose name texts may refer to (`{programs.hub/hub-001|name}`), and the one with the
    # day that a new row is put by among its like; "": none.
    NAMED_BY = PLACED_BY = ""
    # Values of a `role` field that one row of every edition must hold, where it has such rows at
    # all; with ROLE_WITHIN one row of each that this reference points to.
    ROLES_NEEDED: tuple[str, ...] = ()
    ROLE_WITHIN = ""
    # Names of the text fields that say which thing a row is where its derived key does not.
    TOLD_APART_BY: tuple[str, ...] = ()
    # Names of fields that serve staff only: no public page shows them.
    INTERNAL: tuple[str, ...] = ("role",)

    class Meta:
        abstract = True
        ordering = ["edition", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "key"],
                name="%(app_label)s_%(class)s_key",
                violation_error_message="この識別子は、この年度版ですでに使われています。",
            )
        ]
        indexes = [
            models.Index(fields=["edition", "position", "id"], name="%(app_label)s_%(class)s_o")
        ]

    def __str__(self) -> str:
        return self.key

    def save(self, *args: object, **kwargs: Any) -> None:
        self.edition.require_draft()
        self.prepare()
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        self.edition.require_draft()
        return delete_together(self)

    @property
    def ref(self) -> str:
        """The stable ref of this thing across editions: `robots.robot/robot-01`."""
        return self.ref_of(self)

    @classmethod
    def ref_of(cls, record: Any) -> str:
        """The ref of one of its rows, or of a row that the history keeps a record of."""
        return f"{cls._meta.label_lower}/{record.key}"

    @property
    def section(self) -> str:
        """The section of the report that this row belongs to; "" for the report as a whole."""
        return self._meta.app_label

    @classmethod
    def section_of(cls, record: models.Model) -> str:
        """The app or section of a row that the history keeps a record of."""
        return cls._meta.app_label

    @property
    def is_numbered(self) -> bool:
        """Whether its key is a number of its kind: nothing else about it says the key."""
        return type(self).derive_key is EditionRow.derive_key

    def derive_key(self) -> str:
        """The key when nobody gave one: number the rows; figures override it."""
        return next_number(type(self))

    def prepare(self) -> None:
        """Repair texts and fill what follows from other fields; called before every write."""
        for field in typed_texts(type(self)):
            if isinstance(text := getattr(self, field.name), str):
                is_long = isinstance(field, models.TextField)
                setattr(self, field.name, repaired(text) if is_long else one_line(repaired(text)))
        if not self.key:
            self.key = new_key(self)
        self.search_text = fold(" ".join(str(getattr(self, name)) for name in self.SEARCHED))

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Every text has a length, so that nobody waits while somebody else's is read."""
        super().clean_fields(exclude)
        texts = [f for f in typed_texts(type(self)) if isinstance(f, models.TextField)]
        names = {field.name for field in texts} - set(exclude or ())
        if long := [name for name in names if len(getattr(self, name)) > LONGEST_TEXT]:
            raise ValidationError(dict.fromkeys(long, TOO_LONG))

    def clean(self) -> None:
        super().clean()
        if not self.edition_id:
            return
        try:
            self.edition.require_draft()
        except EditionPublished as error:
            raise ValidationError(str(error)) from error
        self._check_references()

    def _check_references(self) -> None:
        for field in references(type(self)):
            row = getattr(self, field.name, None) if getattr(self, field.attname) else None
            if row is not None and row.edition_id != self.edition_id:
                raise ValidationError({field.name: "ほかの年度版の行は選べません。"})


class SectionRow(EditionRow):
    """A row that says itself which section it belongs to: what staff define in any of them.

    Its ref begins with the section as that of every other row: `robots.ownrow/…`.
    """

    part = models.CharField("節", max_length=30, editable=False)

    class Meta(EditionRow.Meta):
        abstract = True

    @property
    def section(self) -> str:
        return self.part

    @classmethod
    def section_of(cls, record: Any) -> str:
        return str(record.part)

    @classmethod
    def ref_of(cls, record: Any) -> str:
        return f"{record.part}.{cls._meta.model_name}/{record.key}"


@cache
def typed_texts(model: type[models.Model]) -> tuple["models.Field[Any, Any]", ...]:
    """The fields of a model that hold text which somebody types."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and field.editable
        and not field.choices
    )


@cache
def references(model: type[EditionRow]) -> tuple["models.ForeignKey[EditionRow, EditionRow]", ...]:
    """The foreign keys of a row model that point to other rows of the same edition."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and isinstance(field.related_model, type)
        and issubclass(field.related_model, EditionRow)
    )


class NodeKind(models.TextChoices):
    HEADING = "heading", "見出し"
    PARAGRAPH = "paragraph", "本文"
    NOTE = "note", "注"
    TABLE = "table", "表"
    LISTING = "listing", "一覧（登録されたもの）"


class Node(EditionRow):
    """A heading, text or place of a table in the outline; numbers come from the position."""

    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name="上の見出し",
        related_name="children",
    )
    kind = models.CharField("種類", max_length=10, choices=NodeKind)
    text = models.TextField(
        "文",
        blank=True,
        help_text="{…} の中に識別子を書くと、登録された数値や時点がその場所に印字されます。",
    )
    target = models.CharField("表・一覧の識別子", max_length=80, blank=True)
    numbered = models.BooleanField("番号を付ける", default=True)

    SEARCHED = ("text",)
    WITH_REFERENCES = ("text",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "目次と本文"

    def __str__(self) -> str:
        """What it says without the notation of figures; a table or list is named by its kind."""
        text = without_references(self.text)
        return f"{self.get_kind_display()}：{text[:30]}" if text else str(self.get_kind_display())

    @property
    def heads_section(self) -> bool:
        """Whether a section of the report begins with this node."""
        return self.kind == NodeKind.HEADING and self.key in registry.sections()

    @property
    def section(self) -> str:
        """The section whose heading this node is or stands under; "" above all sections."""
        return next((node.key for node in self.upwards() if node.heads_section), "")

    def upwards(self) -> Iterator["Node"]:
        """This node, its parent, and so on to the top; ends where a parent comes again."""
        node: Node | None = self
        pks: set[int | None] = set()
        while node is not None and node.pk not in pks:
            yield node
            pks.add(node.pk)
            node = node.parent

    def clean(self) -> None:
        super().clean()
        if self.pk and self.parent and any(above.pk == self.pk for above in self.parent.upwards()):
            raise ValidationError({"parent": "この行自身と、その下にある行は選べません。"})
        placed = self.kind in (NodeKind.TABLE, NodeKind.LISTING)
        if placed and not self.target:
            raise ValidationError({"target": "どの表・一覧を置くかを入力してください。"})
        if not placed and not self.text.strip():
            raise ValidationError({"text": "文を入力してください。"})
