"""Special zones: structural reform zones, comprehensive zones and the national strategic zone."""

from zlib import crc32

from django.db import models

from kanagawa.editions.fields import AreaCodeField, MonthField
from kanagawa.editions.models import EditionRow
from kanagawa.figures.kinds import Rolls
from kanagawa.figures.models import FigureRow, ValueRules


class StructuralZone(EditionRow):
    """A zone plan for structural reform that the prefecture applied for and that is in force."""

    name = models.CharField("特区の名称", max_length=80)
    area = models.CharField("区域", max_length=80)
    summary = models.TextField("特区の概要")
    measures = models.TextField("規制の特例措置")

    SEARCHED = ("name", "area", "summary", "measures")
    WITH_REFERENCES = ("summary", "measures")

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "構造改革特区"

    def __str__(self) -> str:
        return self.name


class ComprehensiveZone(EditionRow):
    """A comprehensive zone designated by the state, with its plan in force."""

    name = models.CharField("特区の名称", max_length=80)
    overview = models.TextField("概要")
    plan_term = models.PositiveSmallIntegerField(
        "計画の期", default=1, help_text="総合特区計画が第何期かを数字で入力します。"
    )

    SEARCHED = ("name", "overview")
    WITH_REFERENCES = ("overview",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "総合特区"

    def __str__(self) -> str:
        return self.name


class ZoneFigure(ValueRules, FigureRow):
    """A figure that the text of a zone gives."""

    zone = models.ForeignKey(ComprehensiveZone, models.CASCADE, verbose_name="総合特区")
    name = models.CharField("項目", max_length=80)
    unit = models.CharField("単位", max_length=10)

    rolls = Rolls.STANDING

    INTERNAL = (*FigureRow.INTERNAL, *ValueRules.VALUE_RULES)

    class Meta(FigureRow.Meta):
        verbose_name = verbose_name_plural = "総合特区の数値"

    @property
    def indicator_name(self) -> str:
        return f"{self.zone} {self.name}"

    @property
    def owner_key(self) -> str:
        # Several figures of one record are told apart by their units.
        return f"{self.zone.key}-{crc32((self.name + self.unit).encode()):08x}"


class ZoneMunicipality(EditionRow):
    """A city or town that lies in a comprehensive zone."""

    zone = models.ForeignKey(ComprehensiveZone, models.CASCADE, verbose_name="総合特区")
    name = models.CharField("市町", max_length=40)
    area_code = AreaCodeField(
        "全国地方公共団体コード",
        help_text="検査数字までの６桁です（例：藤沢市は142051）。公開するデータに載ります。",
    )

    SEARCHED = ("name",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "対象市町"

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """市, 町 or 村: the last character of the name."""
        return self.name[-1:]


class ZoneEvent(EditionRow):
    """An event on the way of a comprehensive zone: application, designation, approval of a plan."""

    zone = models.ForeignKey(ComprehensiveZone, models.CASCADE, verbose_name="総合特区")
    month = MonthField("年月", help_text="その月の１日を入力します。")
    text = models.CharField("経過", max_length=200)

    SEARCHED = ("text",)
    WITH_REFERENCES = ("text",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "指定等の経過"

    def __str__(self) -> str:
        return self.text


class ZonePlanMeasure(EditionRow):
    """A measure of a comprehensive zone's plan."""

    zone = models.ForeignKey(ComprehensiveZone, models.CASCADE, verbose_name="総合特区")
    text = models.CharField("取組", max_length=200)

    SEARCHED = ("text",)
    WITH_REFERENCES = ("text",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "総合特区計画の取組"

    def __str__(self) -> str:
        return self.text


class Deregulation(EditionRow):
    """An eased rule that projects of the national strategic zone make use of."""

    name = models.CharField("規制緩和等の内容", max_length=200)
    law = models.CharField("根拠法令", max_length=80, blank=True)

    SEARCHED = ("name", "law")

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "規制緩和等"

    def __str__(self) -> str:
        return self.name


class StrategicProject(EditionRow):
    """An approved project of the national strategic zone; its number is its place."""

    deregulation = models.ForeignKey(Deregulation, models.CASCADE, verbose_name="規制緩和等")
    overview = models.TextField(
        "認定事業の概要",
        blank=True,
        help_text="空欄なら、表では規制緩和等の内容が概要の欄まで続きます。",
    )
    operator = models.CharField("事業主体", max_length=120)
    area = models.CharField("事業区域", max_length=80, blank=True)
    also_applied = models.CharField(
        "あわせて適用される規制緩和等",
        max_length=120,
        blank=True,
        help_text="規制緩和等の欄に「※ １については、…も適用」と印字されます。",
    )

    SEARCHED = ("overview", "operator", "area", "also_applied")
    WITH_REFERENCES = ("overview",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "国家戦略特区の事業"

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its overview; the eased rule says what it is where it has none."""
        return self.overview or str(self.deregulation)
