"""What the section 企業誘致 prints, in the order of the report."""

from kanagawa.own_tables.report import own_tables
from kanagawa.reports.charts import Chart
from kanagawa.reports.declaration import Fact, Section, Table

from . import results, schemes, survey
from .checks import CHECKS
from .lookups import of_ended, of_present
from .models import (
    Commitment,
    EmploymentFigure,
    Kpi,
    KpiFigure,
    OrderActivity,
    OrderFigure,
    RegionCount,
    Scheme,
    SchemeFigure,
    SubsidyPayment,
    SupportCount,
    SupportProgram,
    SurveyCount,
    TaxFigure,
)
from .needed import needed
from .records import RECORDS
from .statements import statements

_SUPPORT = (Scheme, SupportProgram, SupportCount)
_SUBSIDIES = (Scheme, SubsidyPayment)
_STAFF = (Scheme, EmploymentFigure)
_ORDERS = (Scheme, OrderActivity, OrderFigure)

SECTION = Section(
    key="investment",
    title="企業誘致施策の取組状況について",
    tables=(
        Table(
            "investment.results",
            of_present(results.results),
            _SUPPORT,
            chart=Chart("bars", column=-1),
        ),
        Table(
            "investment.ended-results",
            of_ended(results.results),
            _SUPPORT,
            each=Scheme,
            chart=Chart("bars", column=-1),
        ),
        Table(
            "investment.regions",
            results.regions,
            (Scheme, RegionCount),
            chart=Chart("bars", across=True),
        ),
        Table("investment.kpi", results.kpi, (Kpi, KpiFigure), each=Kpi, chart=Chart("targets")),
        Table("investment.commitments", results.commitments, (Commitment,), chart=Chart("years")),
        Table(
            "investment.subsidies",
            of_present(results.subsidies),
            _SUBSIDIES,
            chart=Chart("whole", parts=True),
        ),
        Table(
            "investment.ended-subsidies",
            of_ended(results.subsidies),
            _SUBSIDIES,
            each=Scheme,
            chart=Chart("whole", parts=True),
        ),
        Table("investment.survey", survey.targets, (SurveyCount,), is_list=True),
        Table(
            "investment.orders",
            survey.orders,
            _ORDERS,
            each=OrderActivity,
            chart=Chart("bars", unit="円"),
        ),
        Table(
            "investment.employees",
            of_present(survey.employees),
            _STAFF,
            chart=Chart("whole", parts=True),
        ),
        Table("investment.hires", of_present(survey.hires), _STAFF, chart=Chart("bars")),
        Table(
            "investment.ended-hires",
            of_ended(survey.hires),
            _STAFF,
            each=Scheme,
            chart=Chart("bars"),
        ),
        Table(
            "investment.taxes",
            of_present(survey.taxes),
            (Scheme, TaxFigure),
            chart=Chart("whole", parts=True),
        ),
        Table(
            "investment.ended-taxes",
            of_ended(survey.taxes),
            (Scheme, TaxFigure),
            each=Scheme,
            chart=Chart("whole", parts=True),
        ),
        Table(
            "investment.supported",
            schemes.supported,
            (SchemeFigure, *_SUPPORT),
            chart=Chart("bars"),
        ),
        Table(
            "investment.aid",
            schemes.aid,
            (SchemeFigure, *_SUPPORT, *_ORDERS),
            chart=Chart("bars", unit="円"),
        ),
        Table("investment.employment", schemes.employment, _STAFF, chart=Chart("bars", column=-1)),
        Table("investment.revenue", schemes.revenue, (Scheme, TaxFigure), chart=Chart("bars")),
        own_tables("investment"),
    ),
    facts=(Fact("investment.fact/scheme", "現在の企業誘致施策", schemes.present),),
    checks=CHECKS,
    records=RECORDS,
    without_page=(RegionCount, Commitment, SubsidyPayment, SurveyCount),
    needed=needed,
    statements=statements,
)
