from kanagawa.public.filters import RecordFilter

from .models import Hub, Metric, Programme


class HubFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = Hub
        fields = ("stage", "opened_on")


class ProgrammeFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = Programme
        fields = ("stage",)


class MetricFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = Metric
        fields = ("programme", "is_cumulative")
