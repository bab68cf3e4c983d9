from kanagawa.public.tables import Column, MonthColumn, RecordTable, ReferenceColumn

from .models import ComprehensiveZone, StrategicProject, StructuralZone, ZoneEvent


class StructuralZoneTable(RecordTable):
    class Meta(RecordTable.Meta):
        model = StructuralZone
        fields = ("name", "area", "summary", "measures")


class ComprehensiveZoneTable(RecordTable):
    class Meta(RecordTable.Meta):
        model = ComprehensiveZone
        fields = ("name", "overview")


class ZoneEventTable(RecordTable):
    zone = ReferenceColumn("zone")
    month = MonthColumn()

    class Meta(RecordTable.Meta):
        model = ZoneEvent
        fields = ("text", "month", "zone")


class StrategicProjectTable(RecordTable):
    title = Column(verbose_name="認定事業", order_by=("overview",))
    deregulation = ReferenceColumn("deregulation")
    law = Column(accessor="deregulation__law", verbose_name="根拠法令")

    class Meta(RecordTable.Meta):
        model = StrategicProject
        fields = ("title", "deregulation", "law", "operator", "area", "also_applied")
