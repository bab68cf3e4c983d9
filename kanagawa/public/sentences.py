"""The sentences of an edition with links to the cells that say what they say."""

from collections.abc import Iterable

from django.http import HttpRequest

from kanagawa.reports.statements import Statement

from .links import slug_of, url_of

# The pieces of a sentence, each with the URL of its cell or "".
Sentence = list[tuple[str, str]]


def sentences(
    request: HttpRequest, statements: Iterable[Statement], slug: str = ""
) -> list[Sentence]:
    """`slug` names the edition where the URL of the page does not."""
    slug = slug or slug_of(request)
    return [
        [(text, _cell(request, slug, cell)) for text, cell in statement.pieces]
        for statement in statements
    ]


def firsts(statements: Iterable[Statement]) -> list[Statement]:
    """The sentence that stands for each section."""
    first: dict[str, Statement] = {}
    for statement in statements:
        first.setdefault(statement.section, statement)
    return list(first.values())


def _cell(request: HttpRequest, slug: str, cell: str) -> str:
    table, _, place = cell.rpartition("/")
    return f"{url_of(request, 'table', slug=slug, key=table)}#{place}" if table else ""
