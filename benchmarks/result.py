"""What a benchmark came to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """What was measured, how much it came to, and the most it may be."""

    name: str
    measured: float
    floor: float
    unit: str = "倍"

    @property
    def is_kept(self) -> bool:
        return self.measured <= self.floor

    def line(self) -> str:
        sign = "○" if self.is_kept else "×"
        return (
            f"{sign} {self.name}：{self.measured:.2f}{self.unit}（上限 {self.floor:g}{self.unit}）"
        )
