"""The paper of an extract: the report, a section, one table or a 正誤表, as PDF and as Word."""

from dataclasses import replace

from kanagawa.formats.years import wareki
from kanagawa.organisation import organisation

from ..document import Block
from .docx import docx
from .export import Extract
from .paper import Paper, of_tables
from .pdf import pdf
from .workbook import Progress


def extract_pdf(part: Extract, progress: Progress | None) -> bytes:
    """Raises CannotPrint (a CannotWrite) when letters of the paper are missing."""
    return _with_progress(pdf(paper_of(part)), part, progress)


def extract_docx(part: Extract, progress: Progress | None) -> bytes:
    return _with_progress(docx(paper_of(part)), part, progress)


def _with_progress(document: bytes, part: Extract, progress: Progress | None) -> bytes:
    """The paper is made in one go: progress is told when it is done."""
    if progress:
        progress(len(part.all), len(part.all), part.name)
    return document


def paper_of(part: Extract) -> Paper:
    """The whole report has a cover and a table of contents; tables alone stand under titles."""
    publisher = organisation()
    title = (
        f"{publisher.site_title}　{part.label}" if part.is_whole else f"{part.label}　{part.name}"
    )
    # One that was made for this file alone (a 正誤表) has no key, but a number.
    tables = {grid.key or str(number): grid for number, grid in enumerate(part.all)}
    return Paper(
        title=title.strip("　"),
        organisation=f"{publisher.prefecture}{publisher.bureau}",
        blocks=_outermost_first(part.blocks) or of_tables(tables),
        tables=tables,
        running=_running(part),
        contents=part.is_whole and bool(part.blocks),
        committee_on=part.committee_on,
        draft=part.is_draft,
        modified=part.modified,
    )


def _running(part: Extract) -> str:
    """What stands at the head of each page, as the edition's staff chose."""
    if part.running_head == "none":
        return ""
    is_section = bool(part.blocks) and not part.is_whole
    words = [part.label, part.name if is_section else ""]
    if part.running_head == "with-day" and part.committee_on:
        words.append(f"{wareki(part.committee_on)}　委員会")
    return "　".join(filter(None, words))


def _outermost_first(blocks: tuple[Block, ...]) -> list[Block]:
    """The text with its outermost heading at level 1: a section of the report begins at 2."""
    levels = [block.level for block in blocks if block.kind == "heading"]
    above = min(levels, default=1) - 1
    return [replace(block, level=max(block.level - above, 1)) for block in blocks]
