"""What is said of an uploaded workbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Problem:
    """What could not be understood, where (「第3表」 「C7」; "" for a whole sheet), what to do."""

    sheet: str
    at: str
    ref: str
    message: str

    def to_json(self) -> dict[str, str]:
        """As uploads that wait keep it; `address` is the word of the first of them."""
        return {
            "sheet": self.sheet,
            "at": self.at,
            "address": self.ref,
            "message": self.message,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> Self:
        return cls(data["sheet"], data["at"], data["address"], data["message"])


def unseen(where: str) -> str:
    """Of a value that changed where nobody sees it (`sheet_reader.Hidden.where`)."""
    return (
        f"隠れている{where}の値が変わっています。再表示して値を確かめてから、"
        "もう一度ファイルを選んでください。"
    )
