from kanagawa.public.tables import DateColumn, RecordTable, ReferenceColumn, YesNoColumn

from .models import Hub, Metric, Programme


class HubTable(RecordTable):
    opened_on = DateColumn()

    class Meta(RecordTable.Meta):
        model = Hub
        fields = ("name", "stage", "location", "opened_on", "functions", "operator")


class ProgrammeTable(RecordTable):
    class Meta(RecordTable.Meta):
        model = Programme
        fields = ("name", "stage", "description")


class MetricTable(RecordTable):
    programme = ReferenceColumn("programme")
    is_cumulative = YesNoColumn()

    class Meta(RecordTable.Meta):
        model = Metric
        fields = ("name", "sub_name", "programme", "unit", "is_cumulative")
