"""What the section 企業誘致 prints, in the order of the report."""

from kanagawa.reports.declaration import Section, Table

from . import results, schemes, survey
from .checks import CHECKS
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
from .records import RECORDS

_SUPPORT = (SupportProgram, SupportCount)
_ORDERS = (OrderActivity, OrderFigure)

SECTION = Section(
    key="investment",
    title="企業誘致施策の取組状況について",
    tables=(
        Table("investment.results", results.results, _SUPPORT),
        Table("investment.regions", results.regions, (Scheme, RegionCount)),
        Table("investment.kpi", results.kpi, (Kpi, KpiFigure), each=Kpi),
        Table("investment.commitments", results.commitments, (Commitment,)),
        Table("investment.subsidies", results.subsidies, (SubsidyPayment,)),
        Table("investment.survey", survey.targets, (SurveyCount,), is_list=True),
        Table("investment.orders", survey.orders, _ORDERS, each=OrderActivity),
        Table("investment.employees", survey.employees, (EmploymentFigure,)),
        Table("investment.hires", survey.hires, (EmploymentFigure,)),
        Table("investment.taxes", survey.taxes, (TaxFigure,)),
        Table("investment.supported", schemes.supported, (Scheme, SchemeFigure, *_SUPPORT)),
        Table("investment.aid", schemes.aid, (Scheme, SchemeFigure, *_SUPPORT, *_ORDERS)),
        Table("investment.employment", schemes.employment, (Scheme, EmploymentFigure)),
        Table("investment.revenue", schemes.revenue, (Scheme, TaxFigure)),
    ),
    checks=CHECKS,
    records=RECORDS,
    without_page=(RegionCount, Commitment, SubsidyPayment, SurveyCount),
)
