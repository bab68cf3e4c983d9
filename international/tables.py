from kanagawa.public.tables import (
    Column,
    FigureColumn,
    FiscalYearColumn,
    RecordTable,
    ReferenceColumn,
)

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


class ForeignCountTable(RecordTable):
    value = FigureColumn(verbose_name="社数")
    survey = ReferenceColumn("survey")

    class Meta(RecordTable.Meta):
        model = ForeignCount
        fields = ("category", "breakdown", "value", "survey")


class OverseasCountTable(RecordTable):
    value = FigureColumn(verbose_name="社数")
    survey = ReferenceColumn("survey")

    class Meta(RecordTable.Meta):
        model = OverseasCount
        fields = ("category", "breakdown", "value", "survey")


class HomeRegionTable(RecordTable):
    class Meta(RecordTable.Meta):
        model = HomeRegion
        fields = ("name", "unit")


class SupportTypeTable(RecordTable):
    class Meta(RecordTable.Meta):
        model = SupportType
        fields = ("name", "unit")


class ActivityTable(RecordTable):
    fiscal_year = FiscalYearColumn()
    group = ReferenceColumn("group")
    start = Column(accessor="date_printed", order_by=("start", "end"), verbose_name="開催日")

    class Meta(RecordTable.Meta):
        model = Activity
        fields = ("name", "fiscal_year", "part", "group", "kind", "start", "place", "state")

    def render_group(self, record: Activity) -> str:
        """Without the fiscal year: it has a column of its own."""
        return record.group.name if record.group else ""


class IndustrialParkTable(RecordTable):
    class Meta(RecordTable.Meta):
        model = IndustrialPark
        fields = ("name", "factory", "province")


class PartnerOfficeTable(RecordTable):
    class Meta(RecordTable.Meta):
        model = PartnerOffice
        fields = ("name", "city")


class OverseasPostTable(RecordTable):
    class Meta(RecordTable.Meta):
        model = OverseasPost
        fields = ("place", "office", "note")


class PostDutyTable(RecordTable):
    class Meta(RecordTable.Meta):
        model = PostDuty
        fields = ("name", "description")
