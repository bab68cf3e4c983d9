"""What next year's robot section needs beside its figures: its registers go on."""

from collections.abc import Iterator

from kanagawa.editions.rows import EditionRows
from kanagawa.formats.years import fiscal_year, fiscal_year_of
from kanagawa.reports.declaration import Todo

from .models import PlanPeriod, Robot
from .register import plans


def todos(rows: EditionRows) -> Iterator[Todo]:
    """The robots that came onto the market in the year past; a new plan when the last is over."""
    year = rows.edition.fiscal_year - 1
    new = [r for r in rows.of(Robot) if fiscal_year_of(r.commercialised_on) == year]
    yield Todo(
        Robot._meta.label_lower,
        "robots.robots",
        f"{fiscal_year(year)}に商品化したロボットの登録",
        bool(new),
        f"登録済み：{len(new)}件",
    )
    begun = plans(rows)
    if begun and begun[-1].last_fiscal_year < rows.edition.fiscal_year:
        yield Todo(
            PlanPeriod._meta.label_lower,
            "robots.by-period",
            f"{begun[-1]}の次の計画期間と数値目標の登録",
            False,
        )
