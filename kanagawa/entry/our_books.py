"""Which of our own workbooks a file is, by its hidden sheet: people take one for the other."""

from collections.abc import Collection

FIGURES, LIST, TEXTS = "_entry", "_list", "_english"
_SCREENS = {
    FIGURES: ("数値の入力用Excel", "節の数値を入力する画面の「Excelの取込み」"),
    LIST: ("一覧の入力用Excel", "その一覧の「一覧に入力」の画面"),
    TEXTS: ("英訳のExcel", "その節の英訳の画面"),
}


def another_of_ours(sheets: Collection[str], expected: str) -> str:
    """What the workbook with these sheets is and where it is taken; "" where it may be wanted."""
    if expected in sheets:
        return ""
    kinds = (words for sheet, words in _SCREENS.items() if sheet in sheets)
    what, where = next(kinds, ("", ""))
    return f"これは{what}です。{where}で選んでください。" if what else ""
