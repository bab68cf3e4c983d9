"""The English of an edition: from what staff translated while it is a draft, then from its copy."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import override

from kanagawa.formats.text import squeeze
from kanagawa.reports.english import English, within
from kanagawa.reports.statements import Statement
from kanagawa.reports.stored import Json

from .references import References, references_in
from .words import Translation

LANGUAGE = "en"


def english_of(references: References, statements: Iterable[Statement]) -> English:
    """What staff have translated so far; one query. `statements` are said anew in English."""
    words: dict[str, dict[str, str]] = defaultdict(dict)
    referring = []
    for translation in Translation.objects.all():
        if "{" in translation.japanese:
            referring.append(translation)
        else:
            words[translation.section] |= _by_paragraph(translation.japanese, translation.english)
    for translation in referring:
        english = with_references(translation, references, English(words))
        words[translation.section] |= _by_paragraph(
            references.resolve(translation.japanese), english
        )
    if not words:
        return English()
    plain = English(words)
    with override(LANGUAGE):
        in_english = tuple(
            each.said_in(lambda text, at=each.section: within(plain.text(text, at)))  # type: ignore[misc]  # `at` keeps its section
            for each in statements
        )
    return English(dict(words), in_english)


def with_references(translation: Translation, references: References, english: English) -> str:
    """The English text with what its references print, in English."""
    pieces, end = [], 0
    for reference in references_in(translation.english):
        printed = references.text_of(reference.key, reference.form)
        pieces += [
            translation.english[end : reference.start],
            english.text(printed, translation.section),
        ]
        end = reference.end
    return "".join([*pieces, translation.english[end:]])


def _by_paragraph(japanese: str, english: str) -> dict[str, str]:
    """A text of several paragraphs is printed, and so found, one by one, and as a whole."""
    pairs = {squeeze(japanese): english}
    lines = [[line for line in text.splitlines() if line.strip()] for text in (japanese, english)]
    if len(lines[0]) == len(lines[1]) > 1:
        pairs |= {squeeze(old): new.strip() for old, new in zip(*lines, strict=True)}
    return pairs


def to_json(english: English) -> dict[str, object]:
    """As it is frozen with an edition."""
    words = {
        section: dict(sorted(translations.items()))
        for section, translations in english.words.items()
    }
    statements = [statement.to_json() for statement in english.statements]
    return {"words": dict(sorted(words.items())), "statements": statements}


def from_json(data: Json) -> English:
    statements = tuple(Statement.from_json(each) for each in data.get("statements", ()))
    return English(data.get("words", {}), statements)
