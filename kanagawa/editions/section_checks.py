"""System checks that name what a section of the report lacks: a file, a page, a label."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldDoesNotExist

from kanagawa.reports import registry
from kanagawa.reports.columns import Column
from kanagawa.reports.declaration import Section
from kanagawa.reports.records import Records

from .models import EditionRow, references

_FILES = {
    "report": ("SECTION", "SECTION = Section(key=…, title=…, tables=(…), records=RECORDS)"),
    "urls": ("urlpatterns", "urlpatterns = record_urls(RECORDS)"),
}


@register()
def check_sections(**kwargs: object) -> list[CheckMessage]:
    """Every section has its files; its rows have pages, and their columns labels."""
    messages = [*_files()]
    for section in registry.sections().values():
        messages += [*_urls(section), *_without_page(section)]
        for records in section.records:
            messages += [m for column in records.columns for m in _column(records, column)]
    return messages


def _files() -> Iterator[CheckMessage]:
    for section in settings.REPORT_SECTIONS:
        for module, (name, line) in _FILES.items():
            if registry.of_section(section, module, name) is None:
                yield Error(
                    f"The section {section!r} has no {name} in {section}/{module}.py.",
                    hint=f"Write the file with `{line}`, or take {section!r} out of "
                    "REPORT_SECTIONS in kanagawa/settings.py.",
                    id="editions.E006",
                )


def _urls(section: Section) -> Iterator[CheckMessage]:
    patterns = registry.of_section(section.key, "urls", "urlpatterns") or []
    names = {pattern.name for pattern in patterns}
    for records in section.records:
        if patterns and f"{records.name}-list" not in names:
            yield Error(
                f"The record list {records.key!r} of the section {section.key!r} has no URL.",
                hint=f"Write `urlpatterns = record_urls(RECORDS)` in {section.key}/urls.py.",
                id="editions.E007",
            )


def _without_page(section: Section) -> Iterator[CheckMessage]:
    """Rows are shown on a page of their own, or on that of a row they refer to or are named by."""
    listed = {records.model for records in section.records}
    referred = {field.related_model for model in listed for field in references(model)}
    for model in _row_models(section):
        above = {field.related_model for field in references(model)}
        if not ({model} & (listed | referred | {*section.without_page}) or above & listed):
            yield Error(
                f"{model._meta.label} has no page that the public could read.",
                hint=f"Add `Records(…, {model.__name__}, …)` to RECORDS in {section.key}/records.py"
                f", or name it in `without_page` of SECTION in {section.key}/report.py.",
                obj=model,
                id="editions.E008",
            )


def _row_models(section: Section) -> list[type[EditionRow]]:
    models = apps.get_app_config(section.key).get_models()
    return [model for model in models if issubclass(model, EditionRow)]


def _column(records: Records, column: Column) -> Iterator[CheckMessage]:
    where = f"The column {column.name!r} of the record list {records.name!r}"
    place = f"{records.section}/records.py"
    try:
        label = column.label_of(records.model)
    except FieldDoesNotExist:
        label = ""
    if not label or label.isascii():
        yield Error(
            f"{where} has no Japanese label.",
            hint=f"Give the field a verbose name, or write `label=…` in {place}.",
            id="editions.E009",
        )
    fields = {field.name for field in records.model._meta.concrete_fields}
    if column.filter and column.name not in fields:
        yield Error(
            f"{where} filters by what is no field.",
            hint=f"Take `filter` out of it in {place}, or name a field of the model.",
            id="editions.E010",
        )
