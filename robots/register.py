"""The list of commercialised robots and the indicator that counts it."""

from datetime import date

from kanagawa.editions.rows import EditionRows

from .models import RobotIndicator

# The key of the indicator whose actual values are counts of the list.
COUNTED = "commercialised"


def robots_as_of(rows: EditionRows) -> date | None:
    """The list of robots is true as of the date of the indicator that counts them."""
    found = [indicator for indicator in rows.of(RobotIndicator) if indicator.key == COUNTED]
    return found[0].as_of if found else None
