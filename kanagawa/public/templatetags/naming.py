"""Names of editions and URLs, in the language of the page."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from kanagawa.formats import years
from kanagawa.formats.english import has_japanese
from kanagawa.public import links, naming
from kanagawa.reports.english import Mixed, Pending, is_mostly_japanese, with_names_marked

register = template.Library()
PENDING = 'class="pending"'
register.filter("named", naming.named)
register.filter("revision_named", naming.revision_named)
register.filter("year_named", naming.year_named)
register.filter("printed", naming.printed)


@register.filter
def day(at: datetime) -> str:
    """令和８年11月28日, 28 November 2026: as the report prints its days."""
    return naming.printed(years.wareki(timezone.localtime(at).date()))


@register.filter
def moment(at: datetime) -> str:
    between = ", " if naming.is_in_english() else " "
    return f"{day(at)}{between}{timezone.localtime(at):%H:%M}"


@register.filter
def plain(text: object) -> str:
    """For titles and attributes, which cannot say that a text in them is Japanese."""
    return str.__str__(text) if isinstance(text, str) else str(text)


@register.simple_block_tag
def page_title(content: str) -> SafeString:
    """The title of the page, said again for those who link to it (Open Graph)."""
    return format_html('<title>{0}</title>\n<meta property="og:title" content="{0}">', content)


@register.filter
def with_note(html: str) -> str:
    """The page with a note in front, where some text of it is still shown in Japanese."""
    if PENDING not in html:
        return html
    note = (
        '<p class="support pending-note">Translation pending: text that has not been translated '
        'yet is shown in <span lang="ja" class="pending">日本語</span> (Japanese).</p>\n'
    )
    return mark_safe(f"{note}{html}")  # nosec B308 B703: the page's own, rendered


@register.filter
def own_language(text: str) -> str:
    """Words of the settings, which are written in one language, on a page of whichever."""
    return Pending(text) if naming.is_in_english() and has_japanese(text) else text


@register.filter
def in_its_language(text: str) -> str:
    """A text that may be Japanese or name something in Japanese, on a page of either language."""
    if not naming.is_in_english() or isinstance(text, Mixed):
        return text
    html = conditional_escape(text)
    if is_mostly_japanese(text):
        return format_html('<span lang="ja" class="pending">{}</span>', html)
    return mark_safe(with_names_marked(html))  # nosec B308 B703: escaped, see above


@register.filter
def translated(word: str) -> str:
    """A word of the program in the language of the page."""
    return gettext(word)


@register.simple_tag(takes_context=True)
def url_of(context: dict[str, Any], name: str, **kwargs: object) -> str:
    """As `{% url %}`; the Japanese page or file where there is none in the language of the page."""
    return links.url_of(context["request"], name, **kwargs)
