from kanagawa.public.record_views import record_urls

from .records import RECORDS

urlpatterns = record_urls(RECORDS)
