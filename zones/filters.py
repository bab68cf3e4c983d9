from kanagawa.public.filters import FiscalYearFilter, RecordFilter

from .models import ComprehensiveZone, StrategicProject, StructuralZone, ZoneEvent


class StructuralZoneFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = StructuralZone
        fields = ()


class ComprehensiveZoneFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = ComprehensiveZone
        fields = ()


class ZoneEventFilter(RecordFilter):
    fiscal_year = FiscalYearFilter(field_name="month", label="年度")

    class Meta(RecordFilter.Meta):
        model = ZoneEvent
        fields = ("zone",)


class StrategicProjectFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = StrategicProject
        fields = ("deregulation",)
