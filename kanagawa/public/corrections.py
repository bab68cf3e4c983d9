"""Corrections as the public sees them: the 正誤表, its files, the feed."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext

from kanagawa.editions.correcting import errata
from kanagawa.editions.english_content import EnglishContent
from kanagawa.editions.models import Edition, State
from kanagawa.organisation import organisation
from kanagawa.reports.english_changes import errata_in_english
from kanagawa.reports.errata import Errata, Erratum
from kanagawa.reports.writers.export import CannotWrite, safe_name

from .downloads import label, named, offered, stored_file
from .links import is_english, slug_of, url_of
from .published import public
from .visible import visible_editions

FEED_TYPE = "application/atom+xml; charset=utf-8"


@public
def errata_page(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    """What this revision corrects, and all corrections of its year."""
    revisions = visible_editions(request).filter(fiscal_year=edition.fiscal_year)
    corrections = errata(edition)
    if corrections and is_english(request):
        corrections = errata_in_english(corrections, EnglishContent.of(edition))
    context = {
        "edition": edition,
        "slug": slug_of(request),
        "errata": corrections,
        "groups": _groups(corrections) if corrections else [],
        "old": next(
            (r for r in revisions if corrections and r.slug == corrections.old), edition.copied_from
        ),
        "report": url_of(request, "report", slug=slug_of(request)),
        "corrected": [revision for revision in revisions if revision.revision > 1],
        "newer": next((r for r in revisions if r.revision > edition.revision), None),
        "file_base": _file_base(request),
    }
    return render(request, "kanagawa/errata.html", context)


def _groups(errata: Errata) -> list[tuple[str, str, list[Erratum]]]:
    """The id of each group ("" for what was wrong), its title in words, its rows."""
    return [
        (
            {"連動して変わった箇所": "following"}.get(title, title),
            gettext(title or "訂正した箇所"),
            rows,
        )
        for title, rows in errata.groups
    ]


def _file_base(request: HttpRequest) -> str:
    file = url_of(request, "errata-file", slug=slug_of(request), extension="xlsx")
    return file.removesuffix(".xlsx")


@public(data=True)
def errata_file(request: HttpRequest, edition: Edition, extension: str) -> HttpResponseBase:
    """The 正誤表 as a file: as it was stored at the publication, or made of the stored rows.

    Raises Http404 where nothing was corrected or the format cannot hold it.
    """
    if stored := stored_file(edition, f"errata.{extension}"):
        return stored
    corrections = errata(edition)
    if corrections is None:
        raise Http404(f"{edition}は訂正した版ではないため、正誤表はありません。")
    form = offered(extension, "errata")
    try:
        content = form.errata(corrections, label(edition), edition.published_at)
    except CannotWrite as error:
        raise Http404(f"{edition}：{error}") from None
    name = safe_name(f"{label(edition)}_正誤表") + f".{extension}"
    return named(HttpResponse(content, content_type=form.media_type), name)


@public
def feed(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    """Publications and corrections as an Atom feed; drafts are in none, not in the preview's."""
    build, publisher = request.build_absolute_uri, organisation()
    atom = Atom1Feed(
        title=f"{publisher.site_title}（{publisher.prefecture}）公開と訂正",
        link=build(url_of(request, "home")),
        language="ja",
        description="年度版の公開と訂正のお知らせ",
        author_name=publisher.name,
        feed_url=build(url_of(request, "feed")),
    )
    for published in Edition.objects.filter(state=State.PUBLISHED).order_by("-published_at"):
        title, name, text = _announcement(published)
        atom.add_item(
            title=title,
            link=build(url_of(request, name, slug=published.slug)),
            description=text,
            pubdate=published.published_at,
            updateddate=published.published_at,
            unique_id=build(url_of(request, "edition", slug=published.slug)),
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=FEED_TYPE)


def _announcement(edition: Edition) -> tuple[str, str, str]:
    """Title, name of the page it leads to, and what it says."""
    if edition.revision == 1:
        return f"{edition}を公開しました", "edition", ""
    # A feed reader takes it for HTML.
    return f"{edition}：訂正しました", "errata", escape(f"訂正の理由：{edition.reason}")
