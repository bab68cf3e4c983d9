from kanagawa.public.filters import FiscalYearFilter, NumberFilter, RecordFilter

from .models import (
    Activity,
    ForeignCount,
    HomeRegion,
    IndustrialPark,
    OverseasCount,
    OverseasPost,
    PartnerOffice,
    PostDuty,
    SupportType,
)


class ForeignCountFilter(RecordFilter):
    least = NumberFilter(field_name="value", lookup_expr="gte", label="社数（以上）")

    class Meta(RecordFilter.Meta):
        model = ForeignCount
        fields = ("breakdown",)


class OverseasCountFilter(RecordFilter):
    least = NumberFilter(field_name="value", lookup_expr="gte", label="社数（以上）")

    class Meta(RecordFilter.Meta):
        model = OverseasCount
        fields = ("breakdown", "in_asia")


class HomeRegionFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = HomeRegion


class SupportTypeFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = SupportType


class ActivityFilter(RecordFilter):
    fiscal_year = FiscalYearFilter(label="年度")

    class Meta(RecordFilter.Meta):
        model = Activity
        fields = ("fiscal_year", "part", "kind", "group", "state", "is_online")


class IndustrialParkFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = IndustrialPark


class PartnerOfficeFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = PartnerOffice


class OverseasPostFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = OverseasPost


class PostDutyFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = PostDuty
