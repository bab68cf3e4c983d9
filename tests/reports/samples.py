"""Tables that have every kind of cell the report prints: all roles, spans, figures and dashes."""

from datetime import date
from decimal import Decimal

from kanagawa.formats.numbers import amount, money, number
from kanagawa.formats.years import Period
from kanagawa.reports.grid import Cell, Figure, Grid, column_head, row_head

YEAR = Period.fiscal_year(2024)
AS_OF = date(2025, 3, 31)


def figure(value: int | str | None, unit: str = "件", key: str = "", **changes: object) -> Figure:
    amount_ = None if value is None else Decimal(value)
    places = 1 if amount_ is not None and amount_ % 1 else 0
    values = {
        "key": key or f"sample.figure/{value}-{len(unit)}",
        "indicator": "見本の指標",
        "value": amount_,
        "unit": unit,
        "kind": "actual",
        "text": "－" if amount_ is None else amount(amount_, unit, places),
        "period": YEAR,
        "as_of": AS_OF,
    }
    return Figure(**{**values, **changes})


def shown(value: int | str | None, unit: str = "件", text: str = "", **changes: object) -> Cell:
    """A cell of one figure, printed with its unit unless `text` says otherwise."""
    sample = figure(value, unit, **changes)
    return Cell(text or sample.text, (sample,), align="end")


def column(texts: list[str]) -> Grid:
    """A table of one column of texts."""
    return Grid("sample.texts", "文字", tuple((Cell(text),) for text in texts))


# What single figures print in the report, and in its styles: value, unit and print.
PRINTS = (
    (6, "件", "６件"),
    (7, "件", "７件"),
    (0, "件", "０"),
    (0, "件", "－"),
    (-6000, "人", "△6,000人"),
    (10532, "件", "10,532件"),
    (10532, "件", "10,532"),
    (640, "名", "(640)"),
    (2, "回", "（２）"),
    (4, "件", "［４件］"),
    (128, "件", "［128件］"),
    (354, "件", "（354件）"),
    (10, "件", "ｱｰﾘｰ編 (10)"),
    (47, "％", "47％"),
    ("28.8", "％", "(28.8％)"),
    (404_740_000, "円", "４億  474万円"),
    (1_075_840_000_000, "円", "１兆  758億 4,000万円"),
    (106_506_170_000, "円", "1,065億0,617万円"),
    (106_506_170_000, "円", "1,065億  617万円"),
    (7_351_580_000_000, "円", "７兆 3,515億 8,000万円"),
    (21_400_000_000, "円", "（214億円）"),
    (40_710_000, "円", "4,071万円"),
)


def prints() -> Grid:
    """One row for each print."""
    return Grid(
        key="sample.prints",
        title="数の印字",
        header=((column_head("番号"), column_head("印字")),),
        body=tuple(
            (row_head(str(n)), shown(value, unit, text))
            for n, (value, unit, text) in enumerate(PRINTS)
        ),
    )


def merged() -> Grid:
    """Two header rows, merged heads and body cells, vertical and indented heads, a pair, a dash."""
    pair = Cell(
        "141件［124件］",
        (figure(141, key="sample.figure/all"), figure(124, key="sample.figure/part")),
    )
    return Grid(
        key="sample.merged",
        title="見本＆<表>",
        header=(
            (column_head("区分", 2, 2), column_head("第３期", 2), column_head("計", rowspan=2)),
            (column_head("令和５年度"), column_head("令和６年度\n(見込)")),
        ),
        body=(
            (
                row_head("件数", rowspan=2, vertical=True),
                row_head("総数", link="sample.row/one"),
                shown(1234),
                shown(5, text="(５)"),
                pair,
            ),
            (
                row_head("うち県内", indent=1),
                shown(None, status="not_due"),
                Cell("－", (figure(None, status="nil"),)),
                Cell("<b>\n=1+1"),
            ),
            (row_head("金額", colspan=2), Cell("横に長い", colspan=2), shown(404_740_000, "円")),
        ),
        as_of="令和７年３月31日現在",
        caption="○ 見本",
        notes=("※ 注 & 説明",),
        source="出典：見本",
    )


def pie() -> Grid:
    parts = (("中国", 461, "27.0"), ("その他アジア", 651, "38.2"), ("北米", 3, "0.2"))
    return Grid(
        key="sample.pie",
        title="進出地域別",
        header=((column_head("地域"), column_head("社数"), column_head("構成比")),),
        body=(
            *(
                (
                    row_head(name),
                    shown(count, "社"),
                    shown(share, "％", f"({number(Decimal(share), 1)}％)"),
                )
                for name, count, share in parts
            ),
            (row_head("合計"), shown(1115, "社"), Cell("")),
        ),
        unit="社",
        chart="pie",
    )


def plain() -> Grid:
    """A list of records: no header spans, no figures, texts that programs take for formulas."""
    return Grid(
        key="sample.list",
        title="取組の一覧",
        header=((column_head("番号"), column_head("名称")),),
        body=tuple((row_head(number(n)), Cell(text)) for n, text in enumerate(FORMULAS, start=1)),
    )


FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://example.invalid/","x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
)


def every_grid() -> tuple[Grid, ...]:
    return (prints(), merged(), pie(), plain())


def money_grid(count: int) -> Grid:
    """A table of so many different amounts that each needs a literal format."""
    amounts = [10_000 * (10_000 + n) for n in range(1, count + 1)]
    return Grid(
        key="sample.money",
        title="金額",
        body=tuple((shown(yen, "円", money(yen)),) for yen in amounts),
    )
