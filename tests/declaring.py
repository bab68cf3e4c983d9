"""Other declarations than those of the project: what a later release declares, or nothing."""

import sys
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import pytest
from django.contrib import admin
from django.core.cache import caches
from django.urls import include, path

from kanagawa import urls
from kanagawa.editions.comparing import forget_prints
from kanagawa.public.public_urls import english_patterns, patterns
from kanagawa.reports import registry
from kanagawa.reports.declaration import Section


def declare(monkeypatch: pytest.MonkeyPatch, sections: Iterable[Section]) -> None:
    """From here on the project declares these sections; nothing kept outlives such a release."""
    declared = {section.key: section for section in sections}
    monkeypatch.setattr(registry, "sections", lambda: declared)
    for name in ("tables", "listings", "facts"):
        kept: Any = getattr(registry, name)
        monkeypatch.setattr(registry, name, getattr(kept, "__wrapped__", kept))
    forget_prints()
    for cache in caches.all():
        cache.clear()


def declare_nothing(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """No section at all, neither in the registry nor in the URLs."""
    declare(monkeypatch, ())
    settings.REPORT_SECTIONS = ()
    report, english = patterns({}), english_patterns()
    bare: Any = ModuleType("tests.urls_without_sections")
    bare.urlpatterns = [
        path("staff/preview/en/", include((english, "report"), namespace="preview-english")),
        path("staff/preview/", include((report, "report"), namespace="preview")),
        path("staff/", admin.site.urls),
        path("en/", include((english, "report"), namespace="english")),
        path("", include((report, "report"), namespace="report")),
    ]
    for name in ("handler400", "handler403", "handler404", "handler500"):
        setattr(bare, name, getattr(urls, name))
    monkeypatch.setitem(sys.modules, bare.__name__, bare)
    settings.ROOT_URLCONF = bare.__name__
