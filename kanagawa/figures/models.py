"""Yearly figures and indicators: the abstract bases of the sections' concrete models."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from kanagawa.editions.models import EditionRow
from kanagawa.editions.rows import EditionRows
from kanagawa.formats.numbers import DASH, amount
from kanagawa.formats.years import Period, period_text
from kanagawa.reports.grid import Figure

from .kinds import AsOfWording, Kind, Precision, Rolls, Status


class FigureRow(EditionRow):
    """One typed fact: kind, period, value or the reason there is none, as-of date, note.

    A concrete model gives `unit` (a field, property or constant), `indicator_name` and `owner_key`,
    and says by `rolls` how its figures go on in the next year's edition.
    """

    kind = models.CharField("種別", max_length=10, choices=Kind, default=Kind.ACTUAL)
    value = models.DecimalField(
        "値",
        max_digits=18,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="1234、１，２３４、1,234件、15億8,741万円 のどの書き方でも入力できます。",
    )
    status = models.CharField("値の有無", max_length=16, choices=Status, default=Status.VALUE)
    period_start = models.DateField("対象期間の初日")
    period_end = models.DateField("対象期間の末日", null=True, blank=True)
    period_precision = models.CharField(
        "期間の単位", max_length=12, choices=Precision, default=Precision.FISCAL_YEAR
    )
    as_of = models.DateField("時点", null=True, blank=True)
    as_of_wording = models.CharField(
        "時点の書き方", max_length=6, choices=AsOfWording, default=AsOfWording.NOW
    )
    note = models.TextField("注", blank=True)

    unit: Any = ""
    # Whether it adds up since a start, so that it never falls from one edition to the next.
    is_cumulative: Any = False
    rolls: Rolls | None = None
    window = 0  # fiscal years that a table prints side by side, for Rolls.WINDOW

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

    def stands(self, rows: EditionRows) -> bool:
        """Whether the next edition keeps its value unasked; `rows` are those of its edition."""
        return self.rolls == Rolls.STANDING

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end, self.period_precision)

    @property
    def as_of_holder(self) -> "Indicator | None":
        """The record whose as-of date it is when it has none of its own; None for none."""
        return None

    @property
    def effective_as_of(self) -> date | None:
        """Its own as-of date, or that of the record that holds it."""
        return self.as_of_holder.as_of if self.as_of_holder else self.as_of

    def derive_key(self) -> str:
        first, last = self.period.first_fiscal_year, self.period.last_fiscal_year
        years = f"{first}" if first == last else f"{first}-{last}"
        return f"{self.owner_key}-{self.kind}-{years}"

    @property
    def printed(self) -> str:
        """The official print, with its unit; a dash when there is no value."""
        return DASH if self.value is None else amount(self.value, self.unit)

    def check_value(self) -> None:
        """Raises ValidationError unless there is either a value or the reason for none."""
        if (self.value is None) == (self.status == Status.VALUE):
            message = (
                "値を入力するか、値がない理由を選んでください。"
                if self.value is None
                else "値があるときは「値がある」を選んでください。"
            )
            raise ValidationError({"value" if self.value is None else "status": message})

    def clean(self) -> None:
        super().clean()
        self.check_value()
        if self.period_end and self.period_end < self.period_start:
            raise ValidationError({"period_end": "期間の末日は初日より後の日にしてください。"})

    def to_figure(self) -> Figure:
        """The neutral figure that tables and text print."""
        return Figure(
            key=self.address,
            indicator=self.indicator_name,
            value=None if self.value is None else Decimal(self.value),
            unit=self.unit,
            kind=self.kind,
            text=self.printed,
            status=self.status,
            period=self.period,
            as_of=self.effective_as_of,
            as_of_wording=self.as_of_wording,
            note=self.note,
        )


class Indicator(EditionRow):
    """What is measured over the years, with its unit."""

    name = models.CharField("指標", max_length=120)
    unit = models.CharField("単位", max_length=10)
    is_cumulative = models.BooleanField("累計", default=False)
    as_of = models.DateField("時点", null=True, blank=True)
    note = models.TextField("注", blank=True)

    SEARCHED = ("name",)
    WITH_REFERENCES = ("note",)

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
    def indicator_name(self) -> str:
        return str(self.indicator)

    @property
    def owner_key(self) -> str:
        return str(self.indicator.key)

    @property
    def as_of_holder(self) -> Indicator | None:
        return self.indicator if self.as_of is None and self.indicator.as_of else None
