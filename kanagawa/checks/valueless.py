"""Sentences that print a dash or 集計中 where a number was meant: few of them read well so."""

from collections.abc import Iterator

from kanagawa.editions.references import references_in
from kanagawa.editions.texts import text_models, texts
from kanagawa.figures.kinds import Status
from kanagawa.formats.statuses import without_value
from kanagawa.reports.declaration import Check, Finding
from kanagawa.reports.grid import Figure

from .context import Context

KEY = "prose.valueless"
_FORMS = ("", "number", "name")


def run(context: Context) -> Iterator[Finding]:
    figures = _without_value(context)
    for text in texts(context.rows) if figures else ():
        seen = {(r.key, r.form): r.notation for r in references_in(text.text) if r.form in _FORMS}
        for (key, form), notation in seen.items():
            printed = context.content.references.text_of(key, form)
            if key in figures and printed == without_value(figures[key].status):
                yield Finding(
                    KEY,
                    "warning",
                    text.section,
                    text.ref,
                    f"{text.label}で、「{figures[key].indicator}」（{notation}）は「{printed}」と"
                    "印字されます。文として読めるか確かめ、読めないときは文を直してください。",
                    values=(notation, printed),
                )


def _without_value(context: Context) -> dict[str, Figure]:
    """The figures that somebody gave a reason for; those to be entered are told as such."""
    content = context.content
    figures = [*content.facts, *(f for grid in content.tables.values() for f in grid.figures())]
    return {
        figure.key: figure
        for figure in figures
        if figure.value is None and figure.status not in ("", Status.TO_ENTER, Status.VALUE)
    }


CHECKS = (Check(KEY, "値のない数値を印字する文", run, tuple(text_models())),)
