"""URLs within the instance a request came through: the public site or the staff preview."""

from django.http import HttpRequest
from django.urls import reverse

from kanagawa.editions.content import Content

# The pages that are there in English too; files and whatever is not among these is Japanese only.
IN_ENGLISH = frozenset(
    (
        "home",
        "edition",
        "report",
        "tables",
        "table",
        "section",
        "records",
        "record",
        "editions",
        "about",
        "accessibility",
        "developers",
        "errata",
        "comparisons",
        "comparison",
        "comparison-section",
        "series-page",
        "search",
    )
)
# The instances of the site in English, and those in Japanese that say the same.
JAPANESE_OF = {"english": "report", "preview-english": "preview"}
ENGLISH_OF = {japanese: english for english, japanese in JAPANESE_OF.items()}


def namespace_of(request: HttpRequest) -> str:
    """The instance of the site that answers a request; "" for what is none of its pages."""
    return request.resolver_match.namespace if request.resolver_match else ""


def is_english(request: HttpRequest) -> bool:
    return namespace_of(request) in JAPANESE_OF


def url_of(request: HttpRequest, name: str, **kwargs: object) -> str:
    """The URL of `report:<name>` in the instance that answers this request; that of the
    Japanese page or file where there is no English one.
    """
    instance = namespace_of(request)
    if name not in IN_ENGLISH:
        instance = JAPANESE_OF.get(instance, instance)
    return reverse(f"report:{name}", kwargs=kwargs, current_app=instance)


def slug_of(request: HttpRequest) -> str:
    """The edition as the URL of this request names it (`2025` or `2025-1`)."""
    return str(request.resolver_match.kwargs["slug"])  # type: ignore[union-attr]  # a view has one


class RecordLinks:
    """Pages of an edition's records by their stable refs (`robots.robot/robot-001`)."""

    def __init__(self, request: HttpRequest, slug: str, content: Content) -> None:
        self.request, self.slug, self.content = request, slug, content
        self._folders: dict[str, str] = {}

    def __call__(self, record: str) -> str:
        """The URL of the record's page; empty for what has none."""
        model, _, key = record.partition("/")
        folder = self.folder(model)
        return f"{folder}{key}/" if folder and key else ""

    def folder(self, model: str) -> str:
        """The URL of the list of these records; empty for what has none."""
        if model not in self._folders:
            lists = (entry for entry in self.content.records if entry.model == model)
            entry = next(lists, None)
            self._folders[model] = self._url(entry.section, entry.key) if entry else ""
        return self._folders[model]

    def _url(self, section: str, key: str) -> str:
        return url_of(self.request, "records", slug=self.slug, section=section, key=key)
