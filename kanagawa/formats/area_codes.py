"""全国地方公共団体コード of prefectures and municipalities: five digits and a check digit."""

import re
import unicodedata

_WEIGHTS = (6, 5, 4, 3, 2)
_CODE = re.compile("[0-9]{6}")


def read_area_code(text: str) -> str:
    """The six digits of what was typed; ValueError says what is wrong with it."""
    code = unicodedata.normalize("NFKC", text).strip()
    if not _CODE.fullmatch(code):
        raise ValueError(
            "全国地方公共団体コードは６桁の数字で入力してください（例：藤沢市は142051）。"
        )
    if code[5] != check_digit(code[:5]):
        raise ValueError(
            f"「{code}」は全国地方公共団体コードではありません。最後の数字（検査数字）が合いません。"
            "総務省の一覧で確かめて、６桁を入力してください。"
        )
    return code


def check_digit(five: str) -> str:
    """The last digit that belongs to the first five (modulo 11)."""
    total = sum(int(digit) * weight for digit, weight in zip(five, _WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)
