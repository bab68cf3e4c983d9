"""What differs between two printed forms, found without any alignment by code of its own."""

from kanagawa.reports.comparing.text import printed
from kanagawa.reports.grid import Grid, placed

AROUND = ("title", "caption", "aside", "unit", "as_of", "period", "source")


def cells(grid: Grid | None) -> dict[tuple[int, int], str]:
    return {(row, column): cell.text for cell, row, column in placed(grid)} if grid else {}


def same_shape(old: Grid | None, new: Grid | None) -> bool:
    return bool(old and new) and cells(old).keys() == cells(new).keys()


def changed_cells(old: Grid, new: Grid) -> set[tuple[int, int]]:
    """Places of two tables of one shape whose print differs."""
    olds, news = cells(old), cells(new)
    return {at for at in olds if olds[at] != news[at]}


def changed_around(old: Grid, new: Grid) -> set[str]:
    names = {name for name in AROUND if getattr(old, name) != getattr(new, name)}
    return names | ({"note"} if old.notes != new.notes else set())


def wrong_in_table(old: Grid | None, new: Grid | None, found) -> list[str]:
    """Whether the differences turn the old table into the new one: nothing hidden, nothing made up.

    What no difference names must read the same in both, in order; what one names must read so.
    """
    olds, news = cells(old), cells(new)
    wrong = []
    for d in found:
        if d.kind == "data":
            continue
        for side, at, text in ((olds, d.old_at, d.old), (news, d.new_at, d.new)):
            printed_there = " ／ ".join(side[place] for place in at)
            if at and printed_there != text:
                wrong.append(f"{d.where}: {text!r} is not {printed_there!r}")
        if d.act == "changed" and d.old == d.new:
            wrong.append(f"{d.where}: no difference")
    told = [d for d in found if d.kind != "data"]
    named_old = [at for d in told for at in d.old_at]
    named_new = [at for d in told for at in d.new_at]
    if len(named_old) != len(set(named_old)) or len(named_new) != len(set(named_new)):
        wrong.append("a place is named twice")
    left_old = [text for at, text in sorted(olds.items()) if at not in named_old and text]
    left_new = [text for at, text in sorted(news.items()) if at not in named_new and text]
    if left_old != left_new:
        wrong.append(f"hidden: {left_old} became {left_new}")
    return wrong


def wrong_in_text(olds, news, found) -> list[str]:
    """The same for blocks of text."""
    wrong = []
    for d in found:
        for side, at, text in ((olds, d.old_at, d.old), (news, d.new_at, d.new)):
            if at and d.kind not in ("layout", "place") and printed(side[at[0][0]]) != text:
                wrong.append(f"{d.where}: {text!r}")
        if d.old == d.new:
            wrong.append(f"{d.where}: no difference")
    named_old = {at[0] for d in found for at in d.old_at}
    named_new = {at[0] for d in found for at in d.new_at}

    def left(blocks, named):
        return [(b.kind, printed(b) or b.table) for n, b in enumerate(blocks) if n not in named]

    if left(olds, named_old) != left(news, named_new):
        wrong.append("hidden text")
    return wrong
