"""Foreign companies here, companies from here abroad, and what the prefecture does for both."""

from typing import Any
from zlib import crc32

from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from kanagawa.editions.models import EditionRow
from kanagawa.editions.references import without_references
from kanagawa.editions.rows import EditionRows, update_rows
from kanagawa.editions.texts import outlined
from kanagawa.figures.kinds import Rolls, Status
from kanagawa.figures.models import FigureRow, Indicator, IndicatorFigure, ValueRules
from kanagawa.formats.text import without_year
from kanagawa.formats.years import date_range, fiscal_year, fiscal_year_of, wareki_month

from .choices import (
    MEASURES,
    ActivityKind,
    ActivityState,
    DateLabel,
    DatePrecision,
    DateStyle,
    Part,
    PlaceLabel,
)
from .survey_models import COMPANIES as COMPANIES
from .survey_models import ForeignCount as ForeignCount
from .survey_models import OverseasCount as OverseasCount
from .survey_models import Survey as Survey
from .survey_models import SurveyCount as SurveyCount


class HomeRegion(Indicator):
    """The region that companies attracted by the prefecture come from."""

    class Meta(Indicator.Meta):
        verbose_name = verbose_name_plural = "誘致した外国企業の地域"


class AttractedCount(IndicatorFigure):
    """Foreign companies attracted with support of the prefecture in one fiscal year."""

    indicator = models.ForeignKey(
        HomeRegion, models.CASCADE, verbose_name="地域", related_name="figures"
    )

    rolls = Rolls.WINDOW
    window = 3

    class Meta(FigureRow.Meta):
        verbose_name = verbose_name_plural = "誘致した外国企業の件数"

    @property
    def indicator_name(self) -> str:
        return f"県の支援により誘致した外国企業（{self.indicator}）"


class SupportType(Indicator):
    """What kind of support companies that go abroad were given."""

    class Meta(Indicator.Meta):
        verbose_name = verbose_name_plural = "個別支援の区分"


class SupportCount(IndicatorFigure):
    """Support cases of one type in one fiscal year."""

    indicator = models.ForeignKey(
        SupportType, models.CASCADE, verbose_name="区分", related_name="figures"
    )

    rolls = Rolls.WINDOW
    window = 3

    class Meta(FigureRow.Meta):
        verbose_name = verbose_name_plural = "個別支援の件数"

    @property
    def indicator_name(self) -> str:
        return f"海外展開を希望する県内企業への個別支援件数（{self.indicator}）"


_FISCAL_YEAR: dict[str, Any] = {
    "validators": [MinValueValidator(1989), MaxValueValidator(2099)],
    "help_text": "西暦で入力します（令和７年度は2025）。",
}


class ActivityGroup(EditionRow):
    """Activities that stand under one heading: seminars, exhibitions, business meetings."""

    part = models.CharField("部門", max_length=10, choices=Part)
    fiscal_year = models.PositiveSmallIntegerField("年度", **_FISCAL_YEAR)
    name = models.CharField("取組の分類", max_length=120)
    description = models.TextField("概要", blank=True)

    SEARCHED = ("name", "description")
    WITH_REFERENCES = ("description",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "取組の分類"

    def __str__(self) -> str:
        return f"{self.name}（{fiscal_year(self.fiscal_year)}）"


# States that need a date; of the others the day may be unknown.
_DATED = (ActivityState.PLANNED, ActivityState.HELD)


# What a result without a value waits for, by what became of the activity.
_RESULTS: dict[str, Status] = {
    ActivityState.PLANNED: Status.NOT_DUE,
    ActivityState.HELD: Status.TO_ENTER,
    ActivityState.POSTPONED: Status.NOT_APPLICABLE,
    ActivityState.CANCELLED: Status.NOT_APPLICABLE,
    ActivityState.TO_ENTER: Status.TO_ENTER,
}


class Activity(EditionRow):
    """A seminar, exhibition, business meeting, subsidy or service of one fiscal year.

    An activity without a date (a service) has no state; a planned one says so in print, and so
    does one that was postponed or cancelled or of which nobody has said yet what became of it.
    """

    part = models.CharField("部門", max_length=10, choices=Part)
    group = models.ForeignKey(
        ActivityGroup,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name="分類",
        related_name="activities",
    )
    fiscal_year = models.PositiveSmallIntegerField("年度", **_FISCAL_YEAR)
    name = models.CharField("取組", max_length=160)
    description = models.TextField("概要", blank=True)
    kind = models.CharField("種類", max_length=20, choices=ActivityKind)
    state = models.CharField("開催の状況", max_length=10, choices=ActivityState, blank=True)
    date_label = models.CharField(
        "日の見出し", max_length=5, choices=DateLabel, default=DateLabel.HELD
    )
    start = models.DateField("初日", null=True, blank=True)
    end = models.DateField(
        "最終日", null=True, blank=True, help_text="１日だけのときは空欄にします。"
    )
    precision = models.CharField(
        "日の細かさ", max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    date_text = models.CharField(
        "日の書き方",
        max_length=80,
        blank=True,
        help_text="「文で書く」を選んだときに印字する文です。例：10月から12月の間で３週間程度",
    )
    date_style = models.CharField(
        "期間の書き方", max_length=5, choices=DateStyle, default=DateStyle.PROSE
    )
    is_online = models.BooleanField("オンライン", default=False)
    place_label = models.CharField(
        "場所の見出し", max_length=3, choices=PlaceLabel, default=PlaceLabel.PLACE
    )
    place = models.CharField("場所", max_length=120, blank=True)
    note = models.TextField("注", blank=True, help_text="「※」は自動で付きます。")

    SEARCHED = ("name", "description", "place", "date_text", "note")
    WITH_REFERENCES = ("description", "note")
    # How its lines are written; the page of a record has a name for each of its fields.
    INTERNAL = (
        *EditionRow.INTERNAL,
        *("date_label", "precision", "date_text", "date_style", "place_label", "end", "is_online"),
    )
    PLACED_BY = "start"

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "取組"

    def __str__(self) -> str:
        return self.name

    @property
    def is_planned(self) -> bool:
        return self.state == ActivityState.PLANNED

    @property
    def is_held(self) -> bool:
        return self.state == ActivityState.HELD

    @property
    def date_head(self) -> str:
        """開催日, or 開催予定日 while it is not known to have been held."""
        if self.is_held:
            return str(DateLabel.HELD)
        open_label = self.is_planned or not self.state
        return self.date_label if open_label else str(DateLabel.PLANNED)

    @property
    @display(description="日")
    def date_printed(self) -> str:
        """The date as the report prints it: ８月23日（オンライン）, ９月２日（予定）; or empty.

        ９月２日（延期）, ９月２日（中止）, ９月２日（未入力）; without a date the word alone.
        """
        # 開催予定日 says already that it is planned.
        silent = self.is_held or (self.is_planned and self.date_label == DateLabel.PLANNED)
        word = "" if silent or not self.state else str(self.get_state_display())
        if self.start is None:
            return word
        online = "（オンライン）" if self.is_online else ""
        return self.days + online + (f"（{word}）" if word else "")

    @property
    def days(self) -> str:
        """Its days as exactly as they were entered; the words of a plan are no day of an event."""
        if self.start is None:
            return ""
        if self.precision == DatePrecision.TEXT and not self.is_held:
            return self.date_text
        if self.precision == DatePrecision.MONTH:
            return wareki_month(self.start)
        return date_range(self.start, self.end, self.date_style)

    def save(self, *args: Any, **kwargs: Any) -> None:
        before = type(self)._default_manager.filter(pk=self.pk).values_list("state", flat=True)
        was = before.first() if self.pk else ""
        super().save(*args, **kwargs)
        if was != self.state:
            self._settle_results()

    def _settle_results(self) -> None:
        """Results are asked of what was held; of what was not they are not due or never come."""
        status = _RESULTS.get(self.state)
        open_results = [f for f in self.figures.all() if f.value is None and status]
        changed = [f for f in open_results if f.status in _RESULTS.values() and f.status != status]
        for figure in changed:
            figure.status = str(status)
        if changed:
            reason = f"{self.name}：{self.get_state_display()}"[:100]
            update_rows(ActivityFigure, changed, ["status"], reason=reason)

    def clean(self) -> None:
        super().clean()
        self._check_dates()
        if self.group is not None and (self.group.part, self.group.fiscal_year) != (
            self.part,
            self.fiscal_year,
        ):
            raise ValidationError({"group": "同じ部門、同じ年度の分類を選んでください。"})

    def _check_dates(self) -> None:
        if self.end and (self.start is None or self.end < self.start):
            raise ValidationError({"end": "最終日は初日より後の日にしてください。"})
        if self.start and self.fiscal_year and fiscal_year_of(self.start) != self.fiscal_year:
            raise ValidationError(
                {"start": f"{fiscal_year(self.fiscal_year)}の日を入力してください。"}
            )
        if self.state in _DATED and self.start is None:
            state = self.get_state_display()
            raise ValidationError({"start": f"「{state}」のときは、初日も入力してください。"})
        if self.is_held and self.precision == DatePrecision.TEXT:
            message = "開催済みのときは「日」か「月」を選んでください。"
            raise ValidationError({"precision": message})
        if (self.precision == DatePrecision.TEXT) != bool(self.date_text):
            raise ValidationError(
                {"date_text": "「文で書く」を選んだときだけ、日の書き方を入力してください。"}
            )


class ActivityNote(EditionRow):
    """A line of an activity that is text, not a figure: 対象分野, 補助額."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, verbose_name="取組", related_name="lines"
    )
    label = models.CharField("見出し", max_length=20)
    text = models.TextField("内容")

    SEARCHED = ("label", "text")
    WITH_REFERENCES = ("text",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "取組の記載事項"

    def __str__(self) -> str:
        return f"{self.label}：{without_references(self.text)[:30]}"


class ActivityPart(EditionRow):
    """A heading under an activity, for the partners and figures it has of its own."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, verbose_name="取組", related_name="parts"
    )
    name = models.CharField("小見出し", max_length=200)

    SEARCHED = ("name",)
    WITH_REFERENCES = ("name",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "取組の小見出し"

    def __str__(self) -> str:
        return outlined(self.name)


class ActivityFigure(ValueRules, FigureRow):
    """A number of an activity: participants, rooms, users, grants.

    One that refers to another fiscal year than its activity's prints behind it as 参考.
    """

    activity = models.ForeignKey(
        Activity, models.CASCADE, verbose_name="取組", related_name="figures"
    )
    part = models.ForeignKey(
        ActivityPart,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name="小見出し",
        related_name="figures",
    )
    label = models.CharField("項目", max_length=20, help_text="例：参加者、参加企業、交付決定件数")
    unit = models.CharField("単位", max_length=10)
    prefix = models.CharField("前置き", max_length=10, blank=True, help_text="例：延べ")
    is_standing = models.BooleanField(
        "毎年同じ",
        default=False,
        help_text="翌年度の版でも値をそのまま使う数値です（部屋数など）。外すと毎年入力します。",
    )

    rolls = Rolls.OWNER

    TOLD_APART_BY = ("label",)
    INTERNAL = (*FigureRow.INTERNAL, *ValueRules.VALUE_RULES)

    class Meta(FigureRow.Meta):
        verbose_name = verbose_name_plural = "取組の数値"

    @property
    def indicator_name(self) -> str:
        return f"{self.activity} {self.label}"

    @property
    def owner_key(self) -> str:
        # A label that has no English word yet still needs a key of its own, the same every time.
        word = MEASURES.get(self.label) or f"{crc32(self.label.encode()):08x}"
        return f"{self.activity.key}-{word}"

    @property
    def series(self) -> str:
        return f"{without_year(self.activity.key)} {self.label}"

    def stands(self, rows: EditionRows) -> bool:
        return self.is_standing

    @property
    def is_reference(self) -> bool:
        return self.period.last_fiscal_year > self.activity.fiscal_year

    @property
    def amount(self) -> str:
        """延べ５社."""
        return self.prefix + self.printed

    def clean(self) -> None:
        super().clean()
        if self.part is not None and self.part.activity_id != self.activity_id:
            raise ValidationError({"part": "同じ取組の小見出しを選んでください。"})


class IndustrialPark(EditionRow):
    """An industrial park abroad that takes companies in together with the prefecture."""

    part = models.ForeignKey(
        ActivityPart, models.CASCADE, verbose_name="小見出し", related_name="parks"
    )
    name = models.CharField("工業団地", max_length=80)
    factory = models.CharField("レンタル工場", max_length=80, blank=True)
    province = models.CharField("所在する省", max_length=40)

    SEARCHED = ("name", "factory", "province")

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "連携する工業団地"

    def __str__(self) -> str:
        return f"{self.name} {self.factory}".strip()

    @property
    def printed(self) -> str:
        return f"{self}（{self.province}）"


class PartnerOffice(EditionRow):
    """An office company abroad that takes companies in together with the prefecture."""

    part = models.ForeignKey(
        ActivityPart, models.CASCADE, verbose_name="小見出し", related_name="offices"
    )
    name = models.CharField("オフィス", max_length=80)
    city = models.CharField("所在する市", max_length=40)

    SEARCHED = ("name", "city")

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "連携するオフィス"

    def __str__(self) -> str:
        return self.name

    @property
    def printed(self) -> str:
        return f"{self.name}（{self.city}）"


class OverseasPost(EditionRow):
    """A place abroad where the prefecture has staff."""

    place = models.CharField("派遣場所", max_length=60)
    office = models.CharField("事務所", max_length=80, blank=True)
    note = models.TextField("注", blank=True, help_text="「※」は自動で付きます。")

    SEARCHED = ("place", "office", "note")
    WITH_REFERENCES = ("note",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "海外駐在員等の派遣場所"

    def __str__(self) -> str:
        return self.place

    @property
    def printed(self) -> str:
        return f"{self.place}（{self.office}）" if self.office else self.place


class PostDuty(EditionRow):
    """What the staff abroad do."""

    name = models.CharField("業務", max_length=80)
    description = models.TextField("内容", blank=True)

    SEARCHED = ("name", "description")
    WITH_REFERENCES = ("description",)

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "海外駐在員等の主な業務"

    def __str__(self) -> str:
        return self.name
