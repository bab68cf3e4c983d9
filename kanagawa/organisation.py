"""Who publishes the report: the one place that every page, file and screen takes it from."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import get_language

from kanagawa.formats.area_codes import read_area_code

from .environment import Environment

if TYPE_CHECKING:  # the settings import this module before Django is there
    from django.http import HttpRequest

KANAGAWA = "神奈川県"


@dataclass(frozen=True)
class Organisation:
    """`contact`, `licence`, `next_edition` (when the next one is expected) and `accessibility`
    (what a test of the site found) are sentences; empty ones are not shown.
    """

    prefecture: str
    bureau: str
    local_government_code: str
    site_title: str
    contact: str
    licence: str
    next_edition: str
    accessibility: str
    prefecture_en: str
    bureau_en: str
    site_title_en: str
    licence_en: str

    def in_words(self, language: str) -> "Organisation":
        """With the names that it has on the pages in this language ("ja", "en")."""
        if language != "en":
            return self
        return replace(
            self,
            prefecture=self.prefecture_en,
            bureau=self.bureau_en,
            site_title=self.site_title_en,
            licence=self.licence_en,
        )

    @property
    def name(self) -> str:
        return f"{self.prefecture} {self.bureau}"


def read_organisation(env: Environment) -> Organisation:
    """From the environment; a code that is none is noted there as a mistake."""
    prefecture = env.text("PREFECTURE", KANAGAWA)
    code = env.text("LOCAL_GOVERNMENT_CODE", "140007")
    try:
        code = read_area_code(code)
    except ValueError as error:
        env.error("LOCAL_GOVERNMENT_CODE", str(error))
    is_ours = prefecture == KANAGAWA
    in_english = env.text("PREFECTURE_EN", "Kanagawa Prefecture" if is_ours else prefecture)
    return Organisation(
        prefecture=prefecture,
        bureau=env.text("BUREAU", "産業労働局"),
        local_government_code=code,
        site_title=env.text("SITE_TITLE", "産業振興の取組報告"),
        contact=env.text("CONTACT"),
        licence=env.text(
            "LICENCE",
            f"掲載している内容の利用条件は、{prefecture}が定めます。"
            "県のウェブサイトの利用条件をご確認ください。",
        ),
        next_edition=env.text("NEXT_EDITION"),
        accessibility=env.text("ACCESSIBILITY"),
        prefecture_en=in_english,
        bureau_en=env.text("BUREAU_EN", "Industry and Labor Bureau"),
        site_title_en=env.text("SITE_TITLE_EN", "Industrial Promotion Report"),
        licence_en=env.text(
            "LICENCE_EN",
            f"The terms of use of the content are set by {in_english}. "
            "Please see the terms of use on its website.",
        ),
    )


def organisation() -> Organisation:
    publisher: Organisation = settings.ORGANISATION
    return publisher


def in_templates(request: "HttpRequest") -> dict[str, Organisation]:
    """Context processor: templates know it as `organisation`."""
    return {"organisation": organisation().in_words(get_language() or settings.LANGUAGE_CODE)}
