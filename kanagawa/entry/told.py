"""What is said of an uploaded workbook."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """What could not be understood, where (「第3表」 「C7」; "" for a whole sheet), what to do."""

    sheet: str
    at: str
    address: str
    message: str
