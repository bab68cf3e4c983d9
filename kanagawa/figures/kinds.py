"""The words of a figure: its kind, why it has no value, how exact its dates are, how it rolls."""

from enum import Enum

from django.db import models

from kanagawa.formats.statuses import QUALIFIER_NAMES, STATUS_NAMES


class Kind(models.TextChoices):
    TARGET = "target", "目標値"
    ACTUAL = "actual", "実績値"
    FORECAST = "forecast", "見込"
    LIMIT = "limit", "限度額"
    ESTIMATE = "estimate", "見込額"


class Status(models.TextChoices):
    """Whether there is a value, or why not; the names and prints are those of `formats`."""

    VALUE = "value", STATUS_NAMES["value"]
    NOT_DUE = "not_due", STATUS_NAMES["not_due"]
    NOT_STARTED = "not_started", STATUS_NAMES["not_started"]
    NIL = "nil", STATUS_NAMES["nil"]
    NOT_APPLICABLE = "not_applicable", STATUS_NAMES["not_applicable"]
    COMPILING = "compiling", STATUS_NAMES["compiling"]
    UNDECIDED = "undecided", STATUS_NAMES["undecided"]
    DISCONTINUED = "discontinued", STATUS_NAMES["discontinued"]
    WITHHELD = "withheld", STATUS_NAMES["withheld"]
    TO_ENTER = "to_enter", STATUS_NAMES["to_enter"]


class Qualifier(models.TextChoices):
    """How sure a value is that stands there all the same."""

    PROVISIONAL = "provisional", QUALIFIER_NAMES["provisional"]
    ABOUT = "about", QUALIFIER_NAMES["about"]
    AROUND = "around", QUALIFIER_NAMES["around"]


class Precision(models.TextChoices):
    FISCAL_YEAR = "fiscal_year", "年度"
    YEAR = "year", "暦年"
    MONTH = "month", "月"
    DAY = "day", "日"


class AsOfWording(models.TextChoices):
    NOW = "現在", "現在"
    END = "末時点", "末時点（月末）"
    POINT = "時点", "時点"


class Rolls(Enum):
    """What becomes of the figures of a model in the next fiscal year's edition (`rolling.py`)."""

    # A fixed plan window: targets and settled actuals stay, the actual that is due is asked.
    PLAN = "plan"
    # The last `window` fiscal years: the oldest leaves, the forecast becomes an actual to enter.
    WINDOW = "window"
    # Since a start or at a point in time: the end moves by a year and the value is asked anew.
    STOCK = "stock"
    # Of a period that stays as it is: only the as-of date moves and the value is asked anew.
    FIXED = "fixed"
    # Of one year each: the period moves by a year and the value is asked anew.
    YEARLY = "yearly"
    # What the prose says from year to year: the period follows, the value stays.
    STANDING = "standing"
    # What its record's section makes of it (`Section.roll`).
    OWNER = "owner"
