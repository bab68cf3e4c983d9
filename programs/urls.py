from kanagawa.public.records import Records

from .filters import HubFilter, MetricFilter, ProgrammeFilter
from .models import Hub, Metric, Programme
from .tables import HubTable, MetricTable, ProgrammeTable

RECORDS = (
    Records("hubs", Hub, HubTable, HubFilter, "支援拠点"),
    Records("programmes", Programme, ProgrammeTable, ProgrammeFilter, "支援プログラム"),
    Records("metrics", Metric, MetricTable, MetricFilter, "実施状況の指標"),
)
urlpatterns = [pattern for records in RECORDS for pattern in records.urls()]
