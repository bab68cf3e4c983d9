"""Says at corrected tables and sections that and when they were corrected."""

from dataclasses import dataclass, field
from typing import Self

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from kanagawa.editions.content import Content
from kanagawa.editions.correcting import corrections
from kanagawa.editions.models import Edition
from kanagawa.formats.english import in_english
from kanagawa.reports.errata import Errata

from .links import is_english, url_of


@dataclass(frozen=True)
class Notices:
    """Which tables and sections were corrected last by which 正誤表; says so at their places."""

    request: HttpRequest
    tables: dict[str, Errata] = field(default_factory=dict)
    sections: dict[str, Errata] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest, edition: Edition, content: Content) -> Self:
        """One query for corrected editions, none for first ones."""
        notices = cls(request)
        for correction in corrections(edition, content):
            for row in correction.rows:
                difference = row.difference
                if difference.table:
                    notices.tables.setdefault(difference.table, correction)
                elif difference.kind != "number":
                    notices.sections.setdefault(difference.section, correction)
        return notices

    def at_table(self, key: str) -> SafeString:
        return self._notice(gettext("この表"), self.tables.get(key))

    def at_section(self, key: str) -> SafeString:
        return self._notice(gettext("この節の本文"), self.sections.get(key))

    def _notice(self, what: str, correction: Errata | None) -> SafeString:
        if correction is None:
            return SafeString("")
        when = (in_english(correction.when) if is_english(self.request) else "") or correction.when
        sentence = gettext(
            '{what}は{when}に訂正しました（<a href="{url}">正誤表<span class="hidden">'
            "：{what}、{when}</span></a>）。"
        )
        url = url_of(self.request, "errata", slug=correction.new)
        text = format_html(sentence, what=what, when=when, url=url)
        return format_html('<p class="corrected">{}</p>', text)
