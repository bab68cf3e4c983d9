"""The list of commercialised robots, the indicator that counts it, and the plan in force."""

from datetime import date

from kanagawa.editions.rolling import RowsOfYear
from kanagawa.editions.rows import EditionRows

from .models import PlanPeriod, RobotIndicator


def robots_as_of(rows: EditionRows) -> date | None:
    """The list of robots is true as of the date of the indicator that counts them."""
    counting = [indicator for indicator in rows.of(RobotIndicator) if indicator.counts_robots]
    return counting[0].as_of if counting else None


def plans(rows: RowsOfYear) -> list[PlanPeriod]:
    """The plans that have begun by the edition's fiscal year; the last one is in force.

    A plan that is registered ahead opens its columns when it begins. Where none has begun yet
    the first one is shown.
    """
    ordered = sorted(rows.of(PlanPeriod), key=lambda plan: plan.first_fiscal_year)
    begun = [plan for plan in ordered if plan.first_fiscal_year <= rows.edition.fiscal_year]
    return begun or ordered[:1]
