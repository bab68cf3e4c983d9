"""The robot special zone: plan periods, indicators, measures, commercialised robots."""

from django.contrib.admin import display
from django.db import models

from kanagawa.editions.fields import MonthField
from kanagawa.editions.models import EditionRow
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.kinds import Rolls
from kanagawa.figures.models import FigureRow, Indicator, IndicatorFigure, ValueRules
from kanagawa.formats.numbers import number
from kanagawa.formats.years import Period, period_text, wareki_month


class PlanPeriod(EditionRow):
    """A plan of the special zone (第３期計画) and the fiscal years it runs."""

    number = models.PositiveSmallIntegerField("期", help_text="第３期なら３")
    first_fiscal_year = models.PositiveSmallIntegerField(
        "最初の年度", help_text="西暦（令和５年度は2023）"
    )
    last_fiscal_year = models.PositiveSmallIntegerField(
        "最後の年度", help_text="西暦（令和９年度は2027）"
    )

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "計画期間"

    def __str__(self) -> str:
        return f"{self.name}（{period_text(self.period)}）"

    @property
    @display(description="期")
    def name(self) -> str:
        return f"第{number(self.number)}期"

    @property
    def period(self) -> Period:
        return Period.fiscal_years(self.first_fiscal_year, self.last_fiscal_year)


class RobotIndicator(Indicator):
    """A numerical target of the plan; all are cumulative within a plan period."""

    class Role(models.TextChoices):
        COUNTS_ROBOTS = "counts-robots", "商品化したロボットの数（一覧と照合）"

    role = models.CharField(
        "位置づけ",
        max_length=14,
        choices=Role,
        blank=True,
        help_text="一覧の時点は、一覧の数を数える数値目標の時点です。",
    )

    ROLES_NEEDED = (Role.COUNTS_ROBOTS,)

    class Meta(Indicator.Meta):
        verbose_name = verbose_name_plural = "数値目標"

    @property
    def counts_robots(self) -> bool:
        return self.role == self.Role.COUNTS_ROBOTS


class RobotIndicatorFigure(IndicatorFigure):
    """Target or actual of an indicator, for a whole earlier plan period or for a year."""

    indicator = models.ForeignKey(RobotIndicator, models.CASCADE, verbose_name="数値目標")

    rolls = Rolls.PLAN

    class Meta(IndicatorFigure.Meta):
        verbose_name = verbose_name_plural = "数値目標の目標値・実績値"


class MeasureCategory(EditionRow):
    """A group of measures (参入促進・開発支援)."""

    name = models.CharField("名称", max_length=80)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "取組の区分"

    def __str__(self) -> str:
        return self.name


class Measure(EditionRow):
    """A measure or project of the fiscal year."""

    category = models.ForeignKey(MeasureCategory, models.CASCADE, verbose_name="区分")
    name = models.CharField("取組の名称", max_length=120)
    description = models.TextField(
        "内容", help_text="段落ごとに改行します。{…} の中に識別子を書くと数値が印字されます。"
    )

    SEARCHED = ("name", "description")
    WITH_REFERENCES = ("description",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "主な取組"

    def __str__(self) -> str:
        return self.name


class MeasureFigure(ValueRules, FigureRow):
    """A figure that the description of a measure gives (指定プロジェクト 20件)."""

    measure = models.ForeignKey(Measure, models.CASCADE, verbose_name="取組")
    name = models.CharField("項目", max_length=80)
    unit = models.CharField("単位", max_length=10)
    is_standing = models.BooleanField(
        "毎年同じ",
        default=False,
        help_text="翌年度の版でも値をそのまま使う数値です（か所数など）。外すと毎年入力します。",
    )

    rolls = Rolls.YEARLY

    TOLD_APART_BY = ("name",)
    INTERNAL = (*FigureRow.INTERNAL, *ValueRules.VALUE_RULES)

    class Meta(FigureRow.Meta):
        verbose_name = verbose_name_plural = "取組の数値"

    @property
    def indicator_name(self) -> str:
        return f"{self.measure.name} {self.name}"

    @property
    def owner_key(self) -> str:
        return self.measure.key

    @property
    def series(self) -> str:
        return f"{self.measure.key} {self.name}"

    def stands(self, rows: EditionRows) -> bool:
        return self.is_standing


class Robot(EditionRow):
    """A robot of the special zone that has come onto the market."""

    name = models.CharField("名称", max_length=160)
    commercialised_on = MonthField(
        "商品化年月", help_text="その月の１日の日付で入力します（令和７年３月は2025-03-01）。"
    )

    SEARCHED = ("name",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "商品化したロボット"

    def __str__(self) -> str:
        return self.name

    @property
    @display(description="商品化年月")
    def commercialised(self) -> str:
        return wareki_month(self.commercialised_on)
