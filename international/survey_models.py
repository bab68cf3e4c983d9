"""The surveys of foreign companies here and of companies from here abroad."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from kanagawa.editions.models import EditionRow
from kanagawa.figures.kinds import Rolls
from kanagawa.figures.models import FigureRow

from .choices import ForeignBreakdown, OverseasBreakdown

COMPANIES = "社"


class Survey(EditionRow):
    """A survey by others that counts of companies are taken from."""

    title = models.CharField("書名", max_length=120)
    publisher = models.CharField("発行者", max_length=80)
    year = models.PositiveSmallIntegerField(
        "調査年",
        validators=[MinValueValidator(1989), MaxValueValidator(2099)],
        help_text="西暦で入力します。",
    )

    SEARCHED = ("title", "publisher")

    class Meta(EditionRow.Meta):
        verbose_name = verbose_name_plural = "出典の調査"

    def __str__(self) -> str:
        return f"{self.publisher}「{self.title}」"


class SurveyCount(FigureRow):
    """Companies of one category in a survey; the shares follow from the counts."""

    survey = models.ForeignKey(Survey, models.CASCADE, verbose_name="出典", related_name="+")
    category = models.CharField("区分", max_length=40)

    unit = COMPANIES
    SEARCHED = ("category",)

    class Meta(FigureRow.Meta):
        abstract = True

    @property
    def owner_key(self) -> str:
        return self.key

    @property
    def text_name(self) -> str:
        return self.category

    # A category has no short name to build a key from, so its rows are numbered.
    derive_key = EditionRow.derive_key


class ForeignCount(SurveyCount):
    """Foreign companies with their head office in the prefecture."""

    breakdown = models.CharField("内訳", max_length=12, choices=ForeignBreakdown)

    rolls = Rolls.YEARLY

    class Meta(SurveyCount.Meta):
        verbose_name = verbose_name_plural = "県内に本社を置く外国企業"

    @property
    def indicator_name(self) -> str:
        return f"県内に本社を置く外国企業（{self.category}）"


class OverseasCount(SurveyCount):
    """Companies of the prefecture that do business abroad."""

    breakdown = models.CharField("内訳", max_length=12, choices=OverseasBreakdown)
    in_asia = models.BooleanField("アジア地域", default=False)

    rolls = Rolls.YEARLY

    class Meta(SurveyCount.Meta):
        verbose_name = verbose_name_plural = "県内企業の海外進出数"

    @property
    def indicator_name(self) -> str:
        return f"県内企業の海外進出数（{self.category}）"
