"""The words that fields of the international section choose from."""

from django.db import models


class ForeignBreakdown(models.TextChoices):
    NATIONALITY = "nationality", "親会社の国籍別"
    INDUSTRY = "industry", "業種別"


class OverseasBreakdown(models.TextChoices):
    REGION = "region", "進出地域別"
    INDUSTRY = "industry", "業種別"


class Part(models.TextChoices):
    """The part of the section that an activity belongs to."""

    ATTRACTION = "attraction", "外国企業の誘致"
    EXPANSION = "expansion", "県内中小企業の海外展開支援"


class ActivityKind(models.TextChoices):
    SEMINAR = "seminar", "セミナー・説明会"
    EXHIBITION = "exhibition", "展示会への共同出展"
    BUSINESS_MEETING = "business_meeting", "商談会・販路開拓"
    SUBSIDY = "subsidy", "補助・助成"
    OFFICE = "office", "オフィスの提供"
    SERVICE = "service", "誘致・支援活動"


class ActivityState(models.TextChoices):
    PLANNED = "planned", "予定"
    HELD = "held", "開催済み"
    POSTPONED = "postponed", "延期"
    CANCELLED = "cancelled", "中止"
    TO_ENTER = "to_enter", "未入力"


class DateLabel(models.TextChoices):
    HELD = "開催日", "開催日"
    PLANNED = "開催予定日", "開催予定日"


class DatePrecision(models.TextChoices):
    DAY = "day", "日"
    MONTH = "month", "月"
    TEXT = "text", "文で書く"


class DateStyle(models.TextChoices):
    PROSE = "prose", "○日から○日まで"
    TILDE = "tilde", "○日～○日"


class PlaceLabel(models.TextChoices):
    PLACE = "場所", "場所"
    COUNTRY = "開催地", "開催地"


# The English words of the usual labels, for keys.
MEASURES = {
    "参加者": "participants",
    "参加企業": "companies",
    "部屋数": "rooms",
    "利用状況": "users",
    "交付決定件数": "grants",
    "誘致活動件数": "contacts",
    "進出企業": "entries",
}
