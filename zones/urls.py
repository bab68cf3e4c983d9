from kanagawa.public.records import Records

from . import filters, tables
from .models import ComprehensiveZone, StrategicProject, StructuralZone, ZoneEvent

RECORDS = (
    Records(
        "structural-zones",
        StructuralZone,
        tables.StructuralZoneTable,
        filters.StructuralZoneFilter,
        "構造改革特区",
    ),
    Records(
        "comprehensive-zones",
        ComprehensiveZone,
        tables.ComprehensiveZoneTable,
        filters.ComprehensiveZoneFilter,
        "総合特区",
    ),
    Records(
        "events",
        ZoneEvent,
        tables.ZoneEventTable,
        filters.ZoneEventFilter,
        "総合特区の指定等の経過",
    ),
    Records(
        "projects",
        StrategicProject,
        tables.StrategicProjectTable,
        filters.StrategicProjectFilter,
        "国家戦略特区の認定事業",
    ),
)
urlpatterns = [pattern for records in RECORDS for pattern in records.urls()]
