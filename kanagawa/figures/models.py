"""Yearly figures and indicators: the abstract bases of the sections' concrete models."""

from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models

from kanagawa.editions.models import EditionRow, SectionRow
from kanagawa.editions.rows import EditionRows
from kanagawa.formats.numbers import amount, decimals_of, trimmed
from kanagawa.formats.statuses import qualified, without_value
from kanagawa.formats.years import Period, period_text
from kanagawa.reports.grid import Figure

from .kinds import AsOfWording, Kind, Precision, Qualifier, Rolls, Status


class HoldsDay(Protocol):
    """A record that says an as-of date for all its figures."""

    as_of: Any


class ValueField(models.DecimalField):  # type: ignore[type-arg]  # Django's fields take no types at run time
    """A value as it was typed: up to four decimals, without the zeros that the column adds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 22, "decimal_places": 4, **kwargs})

    def from_db_value(self, value: Decimal | None, *args: object) -> Decimal | None:
        return None if value is None else trimmed(value)

    def to_python(self, value: object) -> object:
        number = super().to_python(value)
        return trimmed(number) if isinstance(number, Decimal) and number.is_finite() else number


class ValueRules(models.Model):
    """What values of a thing may look like: for an indicator, or a figure with its own unit."""

    decimals = models.PositiveSmallIntegerField(
        "小数の桁数",
        default=0,
        validators=[MaxValueValidator(4)],
        help_text="表に印字する小数点以下の桁数（０～４）です。これより細かい値は検査で指摘します。",
    )
    may_be_negative = models.BooleanField(
        "負の値がある", default=False, help_text="増減のように、０より小さい値がある指標です。"
    )
    is_share = models.BooleanField(
        "全体に占める割合",
        default=False,
        help_text="100％を超えない割合です。達成率などは外します。",
    )
    lowest = ValueField(
        "ふつうの下限", null=True, blank=True, help_text="これより小さい値は検査で確かめます。"
    )
    highest = ValueField(
        "ふつうの上限", null=True, blank=True, help_text="これより大きい値は検査で確かめます。"
    )

    # They serve whoever enters and checks values: no public page lists them.
    VALUE_RULES = ("decimals", "may_be_negative", "is_share", "lowest", "highest")

    class Meta:
        abstract = True


class FigureRow(EditionRow):
    """One typed fact: kind, period, value or the reason there is none, as-of date, note.

    `note` is printed below its table, `remark` is for colleagues and never leaves the staff
    screens. `published_value` is what last year's edition printed of the very same figure: a
    value that differs was revised, and says so in print unless `hides_revision`.

    The value keeps to the rules of its indicator (`ValueRules`), which a model without one
    gives as constants. A concrete model gives `unit` (a field, property or constant),
    `indicator_name` and `owner_key`, and says by `rolls` how its figures go on in the next year's
    edition.
    """

    kind = models.CharField("種別", max_length=10, choices=Kind, default=Kind.ACTUAL)
    value = ValueField(
        "値",
        null=True,
        blank=True,
        help_text="1234、１，２３４、1,234件、15億8,741万円 のどの書き方でも入力できます。",
    )
    status = models.CharField("値の有無", max_length=16, choices=Status, default=Status.VALUE)
    qualifier = models.CharField(
        "値の性質",
        max_length=12,
        choices=Qualifier,
        blank=True,
        help_text="速報値や概数のときに選びます。「約1,200」「1,234（速報値）」と値に入力しても同じです。",
    )
    due_on = models.DateField(
        "判明の予定日",
        null=True,
        blank=True,
        help_text="「集計中」のときに、値が分かる予定の日を入力します。",
    )
    period_start = models.DateField("対象期間の初日")
    period_end = models.DateField("対象期間の末日", null=True, blank=True)
    period_precision = models.CharField(
        "期間の単位", max_length=12, choices=Precision, default=Precision.FISCAL_YEAR
    )
    as_of = models.DateField("時点", null=True, blank=True)
    as_of_wording = models.CharField(
        "時点の書き方", max_length=6, choices=AsOfWording, default=AsOfWording.NOW
    )
    note = models.TextField(
        "注", blank=True, help_text="表の下に印字します。「※」は自動で付きます。"
    )
    remark = models.TextField(
        "職員用メモ",
        blank=True,
        help_text="職員の画面だけに表示します。印字も公開もしません。集計中の理由もここに書けます。",
    )
    published_value = ValueField("前年度の版で公表した値", null=True, blank=True, editable=False)
    hides_revision = models.BooleanField(
        "遡及改訂を印字しない",
        default=False,
        help_text="前年度の版で公表した値を変えると、表の下に「（遡及改訂）」と前の値を印字します。"
        "印字しないときに選びます。",
    )

    unit: Any = ""
    decimals: Any = 0
    may_be_negative: Any = False
    is_share: Any = False
    lowest: Any = None
    highest: Any = None
    # Whether it adds up since a start, so that it never falls from one edition to the next.
    is_cumulative: Any = False
    rolls: Rolls | None = None
    # The code of the municipality that it is a figure of; "": of the whole prefecture.
    area_code: Any = ""
    window = 0  # fiscal years that a table prints side by side, for Rolls.WINDOW

    INTERNAL: tuple[str, ...] = (
        "role",
        "due_on",
        "remark",
        "published_value",
        "hides_revision",
    )

    class Meta(EditionRow.Meta):
        abstract = True
        constraints = [
            *EditionRow.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_value",
                condition=models.Q(status="value", value__isnull=False)
                | (~models.Q(status="value") & models.Q(value__isnull=True)),
                violation_error_message="値を入力するか、値がない理由を選んでください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_name} {period_text(self.period)} {self.get_kind_display()}"

    @property
    def indicator_name(self) -> str:
        raise NotImplementedError(f"{type(self).__name__} must name its indicator")

    @property
    def owner_key(self) -> str:
        """What distinguishes this figure from others of the same kind and period."""
        raise NotImplementedError(f"{type(self).__name__} must name its owner")

    @property
    def series(self) -> str:
        """Whose figure it is over all years and editions: its owner without a year."""
        return self.owner_key

    @property
    def text_name(self) -> str:
        """What it is the figure of, where texts may refer to the name (米国); "" for nothing."""
        return ""

    def stands(self, rows: EditionRows) -> bool:
        """Whether the next edition keeps its value unasked; `rows` are those of its edition."""
        return self.rolls == Rolls.STANDING

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end, self.period_precision)

    @property
    def as_of_holder(self) -> HoldsDay | None:
        """The record whose as-of date it is when it has none of its own; None for none."""
        return None

    @property
    def effective_as_of(self) -> date | None:
        """Its own as-of date, or that of the record that holds it."""
        day: date | None = self.as_of_holder.as_of if self.as_of_holder else self.as_of
        return day

    def derive_key(self) -> str:
        first, last = self.period.first_fiscal_year, self.period.last_fiscal_year
        years = f"{first}" if first == last else f"{first}-{last}"
        return f"{self.owner_key}-{self.kind}-{years}"

    @property
    def printed(self) -> str:
        """The official print, with its unit; without a value a dash or the reason in words."""
        if self.value is None:
            return without_value(self.status)
        return qualified(amount(self.value, self.unit, self.places), self.qualifier)

    @property
    def is_revised(self) -> bool:
        """Whether it says otherwise than last year's edition of the very same figure."""
        return self.value is not None and self.published_value not in (None, self.value)

    @property
    def printed_note(self) -> str:
        """What is printed below its table: a revision with the earlier value, and its note."""
        texts = [" ".join(self.note.split())]
        if self.is_revised and not self.hides_revision:
            earlier = amount(self.published_value or 0, self.unit)
            texts.insert(0, f"（遡及改訂）前年度の版では{earlier}")
        return "。".join(filter(None, texts))

    @property
    def places(self) -> int:
        """Decimals that are printed: as many as declared, and none of the value is hidden."""
        return max(int(self.decimals), decimals_of(self.value or 0))

    def check_value(self) -> None:
        """Raises ValidationError unless there is either a value or the reason for none."""
        if (self.value is None) == (self.status == Status.VALUE):
            message = (
                "値を入力するか、値がない理由を選んでください。"
                if self.value is None
                else "値があるときは「値がある」を選んでください。"
            )
            raise ValidationError({"value" if self.value is None else "status": message})
        if self.value is None and self.qualifier:
            raise ValidationError(
                {"qualifier": "速報値と概数は、値があるときに選びます。空欄にしてください。"}
            )

    def clean(self) -> None:
        super().clean()
        self.check_value()
        if self.period_end and self.period_end < self.period_start:
            raise ValidationError({"period_end": "期間の末日は初日より後の日にしてください。"})

    def to_figure(self) -> Figure:
        """The neutral figure that tables and text print."""
        return Figure(
            key=self.ref,
            indicator=self.indicator_name,
            value=None if self.value is None else Decimal(self.value),
            unit=self.unit,
            kind=self.kind,
            text=self.printed,
            status=self.status,
            period=self.period,
            as_of=self.effective_as_of,
            as_of_wording=self.as_of_wording,
            note=self.printed_note,
            decimals=self.decimals,
            qualifier=self.qualifier,
            name=self.text_name,
            area_code=self.area_code,
        )


def own_fields(model: type[EditionRow]) -> list["models.Field[Any, Any]"]:
    """The fields that a concrete figure model adds: whose figure it is, and what of it."""
    bases = (*FigureRow._meta.get_fields(), *SectionRow._meta.get_fields())
    common = {"id", *ValueRules.VALUE_RULES, *(field.name for field in bases)}
    return [field for field in model._meta.concrete_fields if field.name not in common]


class Indicator(ValueRules, EditionRow):
    """What is measured over the years, with its unit."""

    name = models.CharField("指標", max_length=120)
    unit = models.CharField("単位", max_length=10)
    is_cumulative = models.BooleanField("累計", default=False)
    as_of = models.DateField("時点", null=True, blank=True)
    note = models.TextField("注", blank=True)

    SEARCHED = ("name",)
    WITH_REFERENCES = ("note",)
    INTERNAL = ("role", *ValueRules.VALUE_RULES)

    class Meta(EditionRow.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


class IndicatorFigure(FigureRow):
    """A target or an actual value of an indicator; the concrete model adds `indicator`."""

    indicator: Any

    class Meta(FigureRow.Meta):
        abstract = True

    @property
    def unit(self) -> str:
        return str(self.indicator.unit)

    @property
    def is_cumulative(self) -> bool:
        return bool(self.indicator.is_cumulative)

    @property
    def decimals(self) -> int:
        return int(self.indicator.decimals)

    @property
    def may_be_negative(self) -> bool:
        return bool(self.indicator.may_be_negative)

    @property
    def is_share(self) -> bool:
        return bool(self.indicator.is_share)

    @property
    def lowest(self) -> Decimal | None:
        lowest: Decimal | None = self.indicator.lowest
        return lowest

    @property
    def highest(self) -> Decimal | None:
        highest: Decimal | None = self.indicator.highest
        return highest

    @property
    def indicator_name(self) -> str:
        return str(self.indicator)

    @property
    def owner_key(self) -> str:
        return str(self.indicator.key)

    @property
    def as_of_holder(self) -> Indicator | None:
        return self.indicator if self.as_of is None and self.indicator.as_of else None
