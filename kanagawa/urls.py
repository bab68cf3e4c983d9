"""All URLs: the public site, the staff preview of drafts, the staff screens."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from . import health
from .public.public_urls import english_patterns, patterns
from .reports import registry

report = patterns(
    {
        section: registry.of_section(section, "urls", "urlpatterns") or []
        for section in settings.REPORT_SECTIONS
    }
)

english = english_patterns()

urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path(".well-known/security.txt", health.security_text, name="security-text"),
    # Once for everybody, once for staff who check a draft before it is published.
    path("staff/preview/en/", include((english, "report"), namespace="preview-english")),
    path("staff/preview/", include((report, "report"), namespace="preview")),
    path("staff/", admin.site.urls),
    path("en/", include((english, "report"), namespace="english")),
    path("", include((report, "report"), namespace="report")),
]

handler400 = "kanagawa.public.errors.bad_request"
handler403 = "kanagawa.public.errors.forbidden"
handler404 = "kanagawa.public.errors.not_found"
handler500 = "kanagawa.public.errors.server_error"
