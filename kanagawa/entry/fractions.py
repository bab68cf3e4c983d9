"""Cells of our workbooks that show a number with a fraction to its last digit.

No plain format does: `#,##0` rounds, `#,##0.##` shows 「640.」, and General has no commas. So a
rule of the sheet (a conditional format) gives such a number a format of its own. The reader looks
for the rule: it goes where somebody pastes a cell with another format over it.
"""

import re
from typing import TYPE_CHECKING

from kanagawa.reports.writers.styles import Looks

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_DIGITS = re.compile(r"#,##0(\.0+)?")
_OPTIONAL = "#########"  # Excel keeps 15 digits
_RULE = re.compile(rb"formula>([A-Z]{1,3}[0-9]{1,7})(?:&lt;&gt;|&#60;&#62;)INT\(\1\)<")


def show_fractions(ws: "Worksheet", at: str, code: str, looks: Looks) -> None:
    """Let the cell at `at`, whose format is `code`, show every digit behind the point."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.styles.numbers import NumberFormat

    fine = _DIGITS.sub(lambda digits: f"#,##0{digits[1] or '.0'}{_OPTIONAL}", code)
    number_format = NumberFormat(numFmtId=looks.array(code=fine).numFmtId, formatCode=fine)
    style = DifferentialStyle(numFmt=number_format)
    ws.conditional_formatting.add(at, Rule("expression", formula=[f"{at}<>INT({at})"], dxf=style))


def cells_with_fractions(sheet: bytes) -> set[str]:
    """The cells of a sheet (its XML) that have our rule."""
    return {at.decode() for at in _RULE.findall(sheet)}
