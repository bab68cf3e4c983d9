"""Every address of the public site for one edition, found from what the sections declare."""

from collections.abc import Iterator

from django.urls import reverse

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition
from kanagawa.reports import registry
from kanagawa.web.records import Records, all_records

FORMATS = ("xlsx", "csv", "json")


def of_site(instance: str = "report") -> Iterator[str]:
    for name in ("home", "editions", "about", "dictionary"):
        yield reverse(f"report:{name}", current_app=instance)


def of_edition(edition: Edition, slug: str, instance: str = "report") -> Iterator[str]:
    """Pages and files of an edition but those of its records."""

    def at(name: str, **kwargs: str) -> str:
        return reverse(f"report:{name}", kwargs={"slug": slug, **kwargs}, current_app=instance)

    for name in ("edition", "report", "tables"):
        yield at(name)
    for section in registry.sections():
        yield at("section", section=section)
    for key in Content(edition).tables:
        yield at("table", key=key)
    yield from of_files(edition, slug, instance)


def of_files(edition: Edition, slug: str, instance: str = "report") -> Iterator[str]:
    def at(name: str, **kwargs: str) -> str:
        return reverse(f"report:{name}", kwargs={"slug": slug, **kwargs}, current_app=instance)

    one_table = next(iter(Content(edition).tables))
    for extension in FORMATS:
        yield at("report-file", extension=extension)
        yield at("table-file", key=one_table, extension=extension)
        for section in registry.sections():
            yield at("section-file", section=section, extension=extension)


def of_list(records: Records, slug: str, name: str = "list", instance: str = "report") -> str:
    return reverse(f"report:{records.name}-{name}", kwargs={"slug": slug}, current_app=instance)


def of_records(edition: Edition, slug: str, instance: str = "report") -> Iterator[str]:
    """Lists, their downloads and the page of the first record of each."""
    for records in all_records():
        for name in ("list", "xlsx", "csv"):
            yield of_list(records, slug, name, instance)
        first = records.model._default_manager.filter(edition=edition).first()
        if first:
            yield f"{of_list(records, slug, 'list', instance)}{first.key}/"
