"""Support of venture companies: hubs, programmes and what the programmes reached."""

from datetime import date
from zlib import crc32

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models

from kanagawa.editions.models import EditionRow
from kanagawa.figures.kinds import Rolls
from kanagawa.figures.models import FigureRow, Indicator, IndicatorFigure, ValueRules


class Stage(models.TextChoices):
    """The stage of a company that a hub or programme serves."""

    FOUNDING = "founding", "起業家の創出"
    GROWTH = "growth", "ベンチャー企業の成長促進"
    BOTH = "both", "創出と成長促進の両方"


class Hub(EditionRow):
    """A place where founders or venture companies work and are supported."""

    name = models.CharField("拠点", max_length=80)
    stage = models.CharField("段階", max_length=10, choices=Stage)
    location = models.CharField("所在地", max_length=200)
    opened_on = models.DateField(
        "開設年月日",
        validators=[MinValueValidator(date(1926, 12, 25), "昭和以降の日を入力してください。")],
    )
    functions = models.CharField("施設の機能", max_length=200)
    operator = models.CharField("施設運営者", max_length=120)

    NAMED_BY = "name"
    SEARCHED = ("name", "location", "functions", "operator")
    WITH_REFERENCES = ("functions",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "支援拠点"

    def __str__(self) -> str:
        return self.name


class HubFigure(ValueRules, FigureRow):
    """A figure that the text of a hub gives."""

    hub = models.ForeignKey(Hub, models.CASCADE, verbose_name="拠点")
    name = models.CharField("項目", max_length=80)
    unit = models.CharField("単位", max_length=10)

    rolls = Rolls.STANDING

    INTERNAL = (*FigureRow.INTERNAL, *ValueRules.VALUE_RULES)

    class Meta(FigureRow.Meta):
        verbose_name = verbose_name_plural = "拠点の数値"

    @property
    def indicator_name(self) -> str:
        return f"{self.hub} {self.name}"

    @property
    def owner_key(self) -> str:
        # Several figures of one record are told apart by their units.
        return f"{self.hub.key}-{crc32((self.name + self.unit).encode()):08x}"


class Programme(EditionRow):
    """A support programme (支援プログラム)."""

    name = models.CharField("支援プログラム", max_length=160)
    description = models.TextField("概要", help_text="改行すると段落が分かれます。")
    stage = models.CharField("段階", max_length=10, choices=Stage)

    NAMED_BY = "name"
    SEARCHED = ("name", "description")
    WITH_REFERENCES = ("description",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "支援プログラム"

    def __str__(self) -> str:
        return self.name


class Metric(Indicator):
    """What a programme is measured by; rows of the same name stand under one head."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, verbose_name="支援プログラム", related_name="metrics"
    )
    sub_name = models.CharField(
        "内訳", max_length=40, blank=True, help_text="例：シード編。表では半角カナで印字します。"
    )
    first_line = models.CharField(
        "１行目",
        max_length=80,
        blank=True,
        help_text="表の区分欄で改行するとき、１行目に印字する語（指標の先頭の語）を入力します。",
    )
    wide_brackets = models.BooleanField("見込を全角の括弧で印字", default=False)

    class Meta(Indicator.Meta):
        verbose_name = verbose_name_plural = "実施状況の指標"

    def __str__(self) -> str:
        return f"{self.name}（{self.sub_name}）" if self.sub_name else self.name

    @property
    def label(self) -> str:
        """The row head as on paper: line break, unit in parentheses, ＜累計＞."""
        name = f"{self.first_line}\n{self.name.removeprefix(self.first_line)}"
        return f"{name.strip()}（{self.unit}）" + ("＜累計＞" if self.is_cumulative else "")

    def clean(self) -> None:
        super().clean()
        if not self.name.startswith(self.first_line):
            raise ValidationError({"first_line": "指標の先頭と同じ語を入力してください。"})


class MetricFigure(IndicatorFigure):
    """The value of a metric in one fiscal year: actual, or forecast (見込)."""

    indicator = models.ForeignKey(
        Metric, models.CASCADE, verbose_name="指標", related_name="figures"
    )

    rolls = Rolls.WINDOW
    window = 2

    class Meta(FigureRow.Meta):
        verbose_name = verbose_name_plural = "実施状況の数値"
