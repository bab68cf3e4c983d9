"""Figures of attracting companies: support, commitments, subsidies, survey and schemes.

Each figure is stored once. Counts' totals are computed; money totals were rounded apart from
their parts and are figures of their own.
"""

from django.core.exceptions import ValidationError
from django.db import models

from kanagawa.editions.models import EditionRow
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.kinds import Kind, Rolls, Status
from kanagawa.figures.models import FigureRow, Indicator, IndicatorFigure
from kanagawa.formats.numbers import YEN

from .scheme_models import Scheme as Scheme
from .scheme_models import SoleFigure as SoleFigure
from .scheme_models import named as named


class SupportProgram(EditionRow):
    """A programme of a scheme that supports companies."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, verbose_name="施策")
    name = models.CharField("事業", max_length=80)
    is_one_stop = models.BooleanField(
        "ワンストップサービス",
        default=False,
        help_text="小計と地域別の件数に入らない事業です。",
    )

    SEARCHED = ("name",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "立地支援の事業"

    def __str__(self) -> str:
        return named(self.name, self.scheme if self.scheme_id else None)


class SupportCount(SoleFigure):
    """Supported companies of a programme: large, small, and of both those that reinvested."""

    class Category(models.TextChoices):
        LARGE = "large", "大企業"
        SMALL = "small", "中小企業"
        REINVESTMENT = "reinvestment", "うち県内再投資"

    program = models.ForeignKey(SupportProgram, models.CASCADE, verbose_name="事業")
    category = models.CharField("区分", max_length=12, choices=Category)

    is_cumulative = True
    unit = "件"
    rolls = Rolls.STOCK

    class Meta(SoleFigure.Meta):
        verbose_name = verbose_name_plural = "立地支援の件数"

    @property
    def indicator_name(self) -> str:
        return f"{self.program} {self.get_category_display()}"

    @property
    def owner_key(self) -> str:
        return f"{self.program.key}-{self.category}"

    def stands(self, rows: EditionRows) -> bool:
        """Nobody applies for a scheme that has ended."""
        return not self.program.scheme.is_present


class RegionCount(SoleFigure):
    """Companies that a scheme supported in a region of the prefecture."""

    class Region(models.TextChoices):
        YOKOHAMA = "yokohama", "横浜"
        KAWASAKI = "kawasaki", "川崎"
        SAGAMIHARA = "sagamihara", "相模原"
        YOKOSUKA_MIURA = "yokosuka-miura", "横須賀三浦"
        KENO = "keno", "県央"
        SHONAN = "shonan", "湘南"
        KENSEI = "kensei", "県西"

    # The regions that are one city each; the others have no code of their own.
    AREA_CODES = {Region.YOKOHAMA: "141003", Region.KAWASAKI: "141305", Region.SAGAMIHARA: "141500"}

    scheme = models.ForeignKey(Scheme, models.CASCADE, verbose_name="施策")
    region = models.CharField("地域", max_length=16, choices=Region)

    is_cumulative = True
    unit = "件"
    rolls = Rolls.STOCK

    class Meta(SoleFigure.Meta):
        verbose_name = verbose_name_plural = "地域別の立地支援件数"

    @property
    def indicator_name(self) -> str:
        return named(f"立地支援件数 {self.get_region_display()}", self.scheme)

    @property
    def owner_key(self) -> str:
        return f"{self.scheme.key}-{self.region}"

    @property
    def area_code(self) -> str:
        return self.AREA_CODES.get(self.Region(self.region), "")

    def stands(self, rows: EditionRows) -> bool:
        """Nobody applies for a scheme that has ended."""
        return not self.scheme.is_present


class Kpi(Indicator):
    """A key performance indicator of the prefecture's general plan."""

    class Role(models.TextChoices):
        SUPPORTED = "supported", "立地支援件数（件数の表と照合）"

    role = models.CharField("位置づけ", max_length=10, choices=Role, blank=True)

    class Meta(Indicator.Meta):
        verbose_name = verbose_name_plural = "ＫＰＩ"


class KpiFigure(IndicatorFigure):
    indicator = models.ForeignKey(Kpi, models.CASCADE, verbose_name="ＫＰＩ")

    rolls = Rolls.PLAN

    class Meta(IndicatorFigure.Meta):
        verbose_name = verbose_name_plural = "ＫＰＩの値"


class Commitment(FigureRow):
    """Debt commitment for the site subsidy per period of a scheme: limit and estimate."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, verbose_name="施策")

    unit = YEN
    rolls = Rolls.FIXED

    class Meta(FigureRow.Meta):
        verbose_name = verbose_name_plural = "債務負担行為"

    @property
    def indicator_name(self) -> str:
        return "債務負担行為"

    @property
    def owner_key(self) -> str:
        return f"{self.scheme.key}-commitment"

    def stands(self, rows: EditionRows) -> bool:
        """The limit is granted once for the whole period of the scheme.

        The estimate of a period that is over grows no more: the report says so in its note
        (①は取組期間を終え今後の増加はなく).
        """
        over = bool(self.period_end and self.as_of and self.period_end < self.as_of)
        return self.kind == Kind.LIMIT or (self.kind == Kind.ESTIMATE and over)


class SubsidyPayment(FigureRow):
    """What was paid of a subsidy since its scheme began, and the total of all."""

    class Role(models.TextChoices):
        SITE = "site", "債務負担行為による補助金"
        TOTAL = "total", "合計"

    scheme = models.ForeignKey(Scheme, models.CASCADE, verbose_name="施策")
    name = models.CharField("補助金", max_length=80)
    role = models.CharField(
        "位置づけ",
        max_length=10,
        choices=Role,
        blank=True,
        help_text="合計は端数処理のため内訳の和と一致しないことがあるので、別に入力します。",
    )

    is_cumulative = True
    unit = YEN
    rolls = Rolls.STOCK
    SEARCHED = ("name",)
    ROLES_NEEDED = (Role.SITE, Role.TOTAL)
    ROLE_WITHIN = "scheme"

    class Meta(FigureRow.Meta):
        verbose_name = verbose_name_plural = "補助金の交付額"

    @property
    def is_total(self) -> bool:
        return self.role == self.Role.TOTAL

    @property
    def indicator_name(self) -> str:
        return named(f"補助金の交付額 {self.name}", self.scheme)

    @property
    def owner_key(self) -> str:
        return str(self.key)

    derive_key = EditionRow.derive_key


class SurveyCount(SoleFigure):
    """Sites the survey was sent to, by size, and those that answered."""

    class Item(models.TextChoices):
        LARGE = "large", "大企業"
        SMALL = "small", "中小企業"
        ANSWERED = "answered", "調査に回答した事業所"

    item = models.CharField("項目", max_length=10, choices=Item)

    unit = "件"
    rolls = Rolls.STOCK

    class Meta(SoleFigure.Meta):
        verbose_name = verbose_name_plural = "調査の事業所数"

    @property
    def indicator_name(self) -> str:
        if self.item == self.Item.ANSWERED:
            return self.get_item_display()
        return f"調査対象事業所 {self.get_item_display()}"

    @property
    def owner_key(self) -> str:
        return str(self.item)


class OrderActivity(EditionRow):
    """What sites of a scheme place orders for: equipment, operation, and both together."""

    class Role(models.TextChoices):
        COMBINED = "combined", "設備投資と操業の合計"

    scheme = models.ForeignKey(Scheme, models.CASCADE, verbose_name="施策")
    name = models.CharField("発注の区分", max_length=80)
    role = models.CharField(
        "位置づけ",
        max_length=10,
        choices=Role,
        blank=True,
        help_text="合計の発注額は、施策別の「発注額」にも印字されます。",
    )

    SEARCHED = ("name",)
    ROLES_NEEDED = (Role.COMBINED,)
    ROLE_WITHIN = "scheme"

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "発注の区分"

    def __str__(self) -> str:
        return named(self.name, self.scheme if self.scheme_id else None)

    @property
    def is_combined(self) -> bool:
        return self.role == self.Role.COMBINED


class OrderFigure(SoleFigure):
    """Orders that the surveyed sites placed: number or amount, in all or within the prefecture."""

    class Measure(models.TextChoices):
        COUNT = "count", "件数"
        AMOUNT = "amount", "発注額"

    activity = models.ForeignKey(OrderActivity, models.CASCADE, verbose_name="発注の区分")
    measure = models.CharField("項目", max_length=6, choices=Measure)
    is_local = models.BooleanField("うち県内企業への発注", default=False)

    is_cumulative = True
    rolls = Rolls.STOCK

    class Meta(SoleFigure.Meta):
        verbose_name = verbose_name_plural = "発注実績"

    @property
    def unit(self) -> str:
        return "件" if self.measure == self.Measure.COUNT else YEN

    @property
    def label(self) -> str:
        """`総発注件数`, `うち県内企業への発注額`."""
        what = "発注件数" if self.measure == self.Measure.COUNT else "発注額"
        return f"うち県内企業への{what}" if self.is_local else f"総{what}"

    @property
    def indicator_name(self) -> str:
        return f"{self.activity} {self.label}"

    @property
    def owner_key(self) -> str:
        return f"{self.activity.key}-{self.measure}" + ("-local" if self.is_local else "")


class SchemeFigure(SoleFigure):
    """A result of a scheme; without a scheme the money total of all, a figure of its own.

    What its programmes and order activities say in detail is not entered here again.
    """

    class Item(models.TextChoices):
        SUPPORTED = "supported", "立地支援件数"
        SUPPORTED_OUTSIDE = "supported-outside", "うち県外・国外からの立地"
        SITES = "sites", "認定事業所数"
        WITHDRAWN = "withdrawn", "うち撤退数"
        AID = "aid", "助成額等"
        FUTURE_BURDEN = "future-burden", "うち後年度負担額"
        ORDERS = "orders", "発注額"
        ORDERS_LOCAL = "orders-local", "うち県内企業への発注額"

    scheme = models.ForeignKey(
        Scheme,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name="施策",
        help_text="空欄は全施策の合計です（金額だけ入力します。件数の合計は計算されます）。",
    )
    item = models.CharField("項目", max_length=20, choices=Item)

    rolls = Rolls.STOCK

    class Meta(SoleFigure.Meta):
        verbose_name = verbose_name_plural = "施策の実績"

    COUNTS = (Item.SUPPORTED, Item.SUPPORTED_OUTSIDE, Item.SITES, Item.WITHDRAWN)
    # What the rows of these models say in detail where a scheme has any.
    DETAILED: dict[str, type[SupportProgram] | type[OrderActivity]] = {
        Item.SUPPORTED: SupportProgram,
        Item.SITES: SupportProgram,
        Item.ORDERS: OrderActivity,
        Item.ORDERS_LOCAL: OrderActivity,
    }

    def stands(self, rows: EditionRows) -> bool:
        """What of a scheme that has ended cannot change any more.

        Nobody applies for it any more, so the numbers of those it supported and certified are
        final, and so is a future burden of nil: nothing is left to be paid. Then the aid is final
        too, for it holds the future burden (※２). Sites can still withdraw, and orders count up to
        ten years after a site opened (※３): they are asked every year.
        """
        if self.scheme is None or self.scheme.is_present:
            return False
        final = (self.Item.SUPPORTED, self.Item.SUPPORTED_OUTSIDE, self.Item.SITES)
        if self.item == self.Item.AID:
            return any(
                f.item == self.Item.FUTURE_BURDEN and f.status == Status.NIL
                for f in rows.children(self.scheme, SchemeFigure)
            )
        if self.item == self.Item.FUTURE_BURDEN:
            return self.status == Status.NIL
        return self.item in final

    def clean(self) -> None:
        super().clean()
        if self.scheme is None and self.item in self.COUNTS:
            raise ValidationError({"item": "件数の合計は計算されるので、入力は要りません。"})
        detail = self.DETAILED.get(self.item) if self.scheme and self.scheme.pk else None
        if detail and detail._default_manager.filter(scheme=self.scheme).exists():
            raise ValidationError(
                {"item": f"{self.scheme}のこの値は、立地支援の件数と発注実績から取られます。"}
            )

    @property
    def unit(self) -> str:
        return "件" if self.item in self.COUNTS else YEN

    @property
    def is_cumulative(self) -> bool:
        # Of the aid, less and less is still to be paid.
        return self.item != self.Item.FUTURE_BURDEN

    @property
    def indicator_name(self) -> str:
        return f"{self.scheme or '全施策'} {self.get_item_display()}"

    @property
    def owner_key(self) -> str:
        return f"{self.scheme.key if self.scheme else 'all'}-{self.item}"


class EmploymentFigure(SoleFigure):
    """Employment at the sites that a scheme supported."""

    class Item(models.TextChoices):
        SITES = "sites", "事業所数"
        REGULAR = "regular", "正社員数"
        OTHER = "other", "正社員以外の社員数"
        NEW_HIRES = "new-hires", "新規採用正社員数の累計"
        TRANSFERRED = "transferred", "県外の事業所から転入した正社員数の累計"

    scheme = models.ForeignKey(Scheme, models.CASCADE, verbose_name="施策")
    item = models.CharField("項目", max_length=12, choices=Item)

    rolls = Rolls.STOCK

    class Meta(SoleFigure.Meta):
        verbose_name = verbose_name_plural = "雇用実績"

    @property
    def unit(self) -> str:
        return "件" if self.item == self.Item.SITES else "人"

    @property
    def is_cumulative(self) -> bool:
        return self.item in (self.Item.NEW_HIRES, self.Item.TRANSFERRED)

    @property
    def indicator_name(self) -> str:
        return f"{self.scheme} {self.get_item_display()}"

    @property
    def owner_key(self) -> str:
        return f"{self.scheme.key}-{self.item}"


class TaxFigure(SoleFigure):
    """Tax revenue that a scheme added; without a scheme the total of all schemes."""

    class Tax(models.TextChoices):
        RESIDENT = "resident", "個人県民税"
        CORPORATE = "corporate", "法人二税"
        ACQUISITION = "acquisition", "不動産取得税"
        TOTAL = "total", "合計"

    scheme = models.ForeignKey(
        Scheme,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name="施策",
        help_text="空欄は全施策の合計です。",
    )
    tax = models.CharField("税目", max_length=12, choices=Tax, default=Tax.TOTAL)

    is_cumulative = True
    unit = YEN
    rolls = Rolls.STOCK

    class Meta(SoleFigure.Meta):
        verbose_name = verbose_name_plural = "県税の増収影響額"

    @property
    def indicator_name(self) -> str:
        return f"{self.scheme or '全施策'} 県税の増収影響額 {self.get_tax_display()}"

    @property
    def owner_key(self) -> str:
        return f"{self.scheme.key if self.scheme else 'all'}-{self.tax}"
