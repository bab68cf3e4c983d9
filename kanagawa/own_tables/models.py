"""Tables that staff define themselves: rows × columns of figures under a heading of a section."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from kanagawa.editions.deleting import delete_together
from kanagawa.editions.models import Edition, Node, SectionRow
from kanagawa.figures.kinds import Kind, Rolls, Status
from kanagawa.figures.models import FigureRow, ValueRules
from kanagawa.formats.years import Period, fiscal_year

MOST_ROWS, MOST_COLUMNS = 100, 12
_UNIT_HELP = "件、人、円、％ など。金額は「円」にすると、億・万円で印字します。"


class OwnTable(SectionRow):
    """A table with its place in the outline: `node` stands there for it and goes with it."""

    node = models.ForeignKey(
        Node, models.CASCADE, editable=False, verbose_name="置いた所", related_name="+"
    )
    title = models.CharField("表の題名", max_length=80)
    unit = models.CharField("単位", max_length=10, blank=True, help_text=_UNIT_HELP)
    as_of = models.DateField(
        "時点", null=True, blank=True, help_text="表のすべての数値の時点です。例：令和７年３月31日"
    )
    has_total_row = models.BooleanField("合計の行を付ける", default=False)
    has_total_column = models.BooleanField("合計の列を付ける", default=False)
    row_heading = models.CharField(
        "行の見出し", max_length=20, default="区分", help_text="左上のます目に印字します。"
    )
    note = models.TextField(
        "注",
        blank=True,
        help_text="表の下に印字します。「※」は自動で付きます。１行に１つ書きます。",
    )

    SEARCHED = ("title", "note")
    WITH_REFERENCES = ("note",)

    class Meta(SectionRow.Meta):
        verbose_name = verbose_name_plural = "担当者が作る表"

    def __str__(self) -> str:
        return self.title

    @property
    def target(self) -> str:
        """Its key among the tables of the report."""
        return f"{self.part}.own.{self.key}"

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """It goes with its place in the outline, at one moment."""
        self.edition.require_draft()
        names = ("_history_user", "_change_reason")
        vars(self.node).update({name: vars(self)[name] for name in names if name in vars(self)})
        return delete_together(self.node)


class OfTable(SectionRow):
    """What a table of staff is made of; its key begins with the key of the table."""

    table = models.ForeignKey(
        OwnTable, models.CASCADE, verbose_name="表", related_name="%(class)ss"
    )

    INTERNAL: tuple[str, ...] = ("table",)

    class Meta(SectionRow.Meta):
        abstract = True

    @property
    def section(self) -> str:
        """That of its table, also before it is stored."""
        return self.part or self.table.part

    def prepare(self) -> None:
        self.part = self.table.part
        super().prepare()


class OwnColumn(ValueRules, OfTable):
    """A column: of one fiscal year, which moves on in next year's edition, or with a fixed head."""

    label = models.CharField("見出し", max_length=40, blank=True)
    fiscal_year = models.PositiveSmallIntegerField(
        "年度",
        null=True,
        blank=True,
        validators=[MinValueValidator(1989), MaxValueValidator(2099)],
    )
    kind = models.CharField("種別", max_length=10, choices=Kind, default=Kind.ACTUAL)
    unit = models.CharField("単位", max_length=10, blank=True)
    is_standing = models.BooleanField(
        "翌年度も同じ値",
        default=False,
        help_text="年度のない列の値を、翌年度の版へそのまま引き継ぎます。",
    )

    SEARCHED = ("label",)
    TOLD_APART_BY = ("label", "unit")
    INTERNAL = (*OfTable.INTERNAL, *ValueRules.VALUE_RULES, "is_standing")

    class Meta(OfTable.Meta):
        verbose_name = verbose_name_plural = "担当者が作る表の列"

    def __str__(self) -> str:
        year = fiscal_year(self.fiscal_year) if self.fiscal_year else ""
        return " ".join(filter(None, (year, self.label)))

    @property
    def series(self) -> str:
        """What the columns of its years have in common; a forecast becomes the actual value."""
        kind = Kind.ACTUAL if self.kind == Kind.FORECAST else self.kind
        return f"{self.label}/{self.unit}/{kind}" if self.fiscal_year else self.key

    def derive_key(self) -> str:
        return f"{self.table.key}-{self.fiscal_year or 'column'}"

    def clean(self) -> None:
        super().clean()
        if not self.label.strip() and not self.fiscal_year:
            raise ValidationError({"label": "列の見出しか年度を入力してください。"})
        if self.fiscal_year and self.is_standing:
            raise ValidationError(
                {"is_standing": "年度のある列は翌年度に１年進みます。チェックを外してください。"}
            )


class OwnRow(OfTable):
    """A row with its head; a unit of its own goes before that of the column."""

    label = models.CharField("見出し", max_length=60)
    unit = models.CharField("単位", max_length=10, blank=True)

    SEARCHED = ("label",)
    TOLD_APART_BY = ("label",)

    class Meta(OfTable.Meta):
        verbose_name = verbose_name_plural = "担当者が作る表の行"

    def __str__(self) -> str:
        return self.label

    def derive_key(self) -> str:
        return f"{self.table.key}-row"


class OwnFigure(FigureRow, SectionRow):
    """The figure in one cell."""

    row = models.ForeignKey(OwnRow, models.CASCADE, verbose_name="行", related_name="+")
    column = models.ForeignKey(OwnColumn, models.CASCADE, verbose_name="列", related_name="+")

    # A column says it for all its figures (`rolling`).
    rolls = Rolls.OWNER

    class Meta(FigureRow.Meta):
        verbose_name = verbose_name_plural = "担当者が作る表の数値"

    @property
    def section(self) -> str:
        """That of its table, also before it is stored."""
        return self.part or self.row.part

    def prepare(self) -> None:
        """Section and year are those of its row and column."""
        self.part = self.row.part
        period = Period.fiscal_year(self.column.fiscal_year or self.edition.fiscal_year)
        self.period_start, self.period_end = period.start, period.end
        self.period_precision = period.precision
        super().prepare()

    def clean(self) -> None:
        super().clean()
        if not (self.row_id and self.column_id):
            return
        if self.row.table_id != self.column.table_id:
            raise ValidationError({"column": "行と同じ表の列を選んでください。"})
        cell = OwnFigure.objects.filter(row_id=self.row_id, column_id=self.column_id)
        if cell.exclude(pk=self.pk).exists():
            raise ValidationError({"column": "このます目には、すでに数値があります。"})

    @property
    def table(self) -> OwnTable:
        return self.row.table

    @property
    def indicator_name(self) -> str:
        return "・".join(filter(None, (self.table.title, self.row.label, self.column.label)))

    @property
    def text_name(self) -> str:
        return self.row.label

    @property
    def unit(self) -> str:
        return self.row.unit or self.column.unit or self.table.unit

    @property
    def decimals(self) -> int:
        return self.column.decimals

    @property
    def may_be_negative(self) -> bool:
        return self.column.may_be_negative

    @property
    def is_share(self) -> bool:
        return self.column.is_share

    @property
    def lowest(self) -> Any:
        return self.column.lowest

    @property
    def highest(self) -> Any:
        return self.column.highest

    @property
    def owner_key(self) -> str:
        column = self.column.key.removeprefix(f"{self.table.key}-")
        return f"{self.row.key}-{column}"

    @property
    def series(self) -> str:
        return f"{self.row.key}/{self.column.series}"

    @property
    def as_of_holder(self) -> OwnTable | None:
        return self.table if self.as_of is None and self.table.as_of else None

    def derive_key(self) -> str:
        """A cell has one figure: neither its kind nor the year of a fixed column is in its key."""
        return self.owner_key

    @classmethod
    def empty(cls, row: OwnRow, column: OwnColumn, edition: Edition) -> "OwnFigure":
        """The figure of a cell that nobody has entered yet."""
        period = Period.fiscal_year(column.fiscal_year or edition.fiscal_year)
        return cls(
            edition=edition,
            row=row,
            column=column,
            part=row.part,
            kind=column.kind,
            status=Status.TO_ENTER,
            period_start=period.start,
            period_end=period.end,
            period_precision=period.precision,
        )
