from kanagawa.public.records import Records

from . import filters, models, tables

RECORDS = (
    Records(
        "foreign-companies",
        models.ForeignCount,
        tables.ForeignCountTable,
        filters.ForeignCountFilter,
        "県内に本社を置く外国企業",
    ),
    Records(
        "attracted-companies",
        models.HomeRegion,
        tables.HomeRegionTable,
        filters.HomeRegionFilter,
        "誘致した外国企業の地域",
    ),
    Records(
        "activities", models.Activity, tables.ActivityTable, filters.ActivityFilter, "主な取組"
    ),
    Records(
        "overseas-companies",
        models.OverseasCount,
        tables.OverseasCountTable,
        filters.OverseasCountFilter,
        "県内企業の海外進出数",
    ),
    Records(
        "support-types",
        models.SupportType,
        tables.SupportTypeTable,
        filters.SupportTypeFilter,
        "個別支援の区分",
    ),
    Records(
        "parks",
        models.IndustrialPark,
        tables.IndustrialParkTable,
        filters.IndustrialParkFilter,
        "連携する工業団地",
    ),
    Records(
        "offices",
        models.PartnerOffice,
        tables.PartnerOfficeTable,
        filters.PartnerOfficeFilter,
        "連携するオフィス",
    ),
    Records(
        "posts",
        models.OverseasPost,
        tables.OverseasPostTable,
        filters.OverseasPostFilter,
        "海外駐在員等の派遣場所",
    ),
    Records(
        "duties",
        models.PostDuty,
        tables.PostDutyTable,
        filters.PostDutyFilter,
        "海外駐在員等の主な業務",
    ),
)
urlpatterns = [pattern for records in RECORDS for pattern in records.urls()]
