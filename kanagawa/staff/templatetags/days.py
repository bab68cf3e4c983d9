"""Days and moments as all pages of staff say them: 令和８年11月28日, 令和８年11月28日 18:42."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from kanagawa.formats import years

register = template.Library()


@register.filter
def day(value: date | None) -> str:
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return years.wareki(value) if value else ""


@register.filter
def moment(value: datetime | None, clock: str = "%H:%M") -> str:
    return years.moment(timezone.localtime(value), clock) if value else ""
