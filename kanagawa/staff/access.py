"""Which edition a staff page is about, and what may be done in it."""

from urllib.parse import parse_qs

from django.http import HttpRequest

from kanagawa.editions.models import Edition, EditionRow, State

from .carried import carried

PUBLISHED_WHY = (
    "公開済みの年度版のため、この画面では見るだけで変更できません。"
    "訂正するときは「年度版」の画面でこの版を「訂正する」と、新しい下書きができます。"
)
NO_DRAFT = (
    "下書きの年度版がありません。次の年度版を作るか、公開済みの版を訂正すると、下書きができます。"
)


def editions(request: HttpRequest) -> list[Edition]:
    """All editions, newest first; read once per request."""
    request_state = carried(request)
    if request_state.editions is None:
        request_state.editions = list(Edition.objects.order_by("-fiscal_year", "-revision"))
    return request_state.editions


def drafts(request: HttpRequest) -> list[Edition]:
    return [edition for edition in editions(request) if edition.state == State.DRAFT]


def rollable(request: HttpRequest) -> Edition | None:
    """The edition that the next year's is made from; None while that is there already."""
    newest = next(iter(editions(request)), None)
    return newest if newest is not None and newest.is_published else None


def default_edition(request: HttpRequest) -> Edition | None:
    """The open draft; without one the newest edition."""
    return next(iter(drafts(request) or editions(request)), None)


def chosen_edition(request: HttpRequest) -> Edition | None:
    """The edition that the URL names (also inside kept list filters), or the default."""
    filters = parse_qs(request.GET.get("_changelist_filters", ""))
    pk = request.GET.get("edition") or next(iter(filters.get("edition", [])), "")
    matches = [edition for edition in editions(request) if str(edition.pk) == pk]
    return matches[0] if matches else default_edition(request)


def draft_to_add_to(request: HttpRequest) -> Edition | None:
    """The draft that a new row goes into: the chosen edition when it is a draft."""
    chosen = chosen_edition(request)
    return chosen if chosen in drafts(request) else next(iter(drafts(request)), None)


def is_frozen(request: HttpRequest, row: object) -> bool:
    """Whether this is a row of a published edition."""
    if not isinstance(row, EditionRow):
        return False
    return any(e.pk == row.edition_id and e.is_published for e in editions(request))
