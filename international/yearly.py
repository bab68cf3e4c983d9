"""Events of last year that may take place again: proposals for the list of the new year."""

from collections.abc import Iterator

from kanagawa.editions.rows import EditionRows
from kanagawa.formats.text import without_year

from .choices import ActivityState, DateLabel, DatePrecision, Part
from .models import Activity, ActivityGroup

_KEPT = ("description", "kind", "place_label", "date_style")


def yearly_events(rows: EditionRows) -> Iterator[Activity]:
    """An event of the new year, not stored, for each of last year that has none yet.

    Nothing is known of it but that it took place; the attraction part lists one year only.
    """
    year = rows.edition.fiscal_year
    events = [a for a in rows.of(Activity) if a.part == Part.EXPANSION and a.state]
    groups = {g.name: g for g in rows.of(ActivityGroup) if g.fiscal_year == year}
    there = {without_year(a.key) for a in events if a.fiscal_year == year}
    there |= {a.name for a in events if a.fiscal_year == year}
    # One that was taken up and deleted comes back by 「削除したもの（元に戻す）」 only.
    deleted = Activity.history.filter(edition_id=rows.edition.pk, history_type="-")
    there.update(deleted.values_list("name", flat=True))
    for event in events:
        name = event.name.replace(str(year - 1), str(year))
        is_there = name in there or without_year(event.key) in there
        if event.fiscal_year != year - 1 or event.state == ActivityState.CANCELLED or is_there:
            continue
        yield Activity(
            edition=rows.edition,
            key=f"{without_year(event.key)}-{year}",
            name=name,
            part=event.part,
            fiscal_year=year,
            group=groups.get(event.group.name) if event.group else None,
            state=ActivityState.TO_ENTER,
            date_label=DateLabel.HELD,
            precision=DatePrecision.DAY,
            **{name: getattr(event, name) for name in _KEPT},
        )
