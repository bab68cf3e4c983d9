"""Addresses within the instance a request came through: the public site or the staff preview."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from kanagawa.editions.content import Content


def address(request: HttpRequest, name: str, **kwargs: Any) -> str:
    """The address of `report:<name>` in the instance that answers this request."""
    match = request.resolver_match
    instance = match.namespace if match else None
    return reverse(f"report:{name}", kwargs=kwargs, current_app=instance)


def slug_of(request: HttpRequest) -> str:
    """The edition as the address of this request names it (`2025` or `2025-1`)."""
    return str(request.resolver_match.kwargs["slug"])  # type: ignore[union-attr]


class RecordLinks:
    """Pages of an edition's records by their stable addresses (`robots.robot/robot-001`)."""

    def __init__(self, request: HttpRequest, slug: str, content: Content) -> None:
        self.request, self.slug, self.content = request, slug, content
        self._folders: dict[str, str] = {}

    def __call__(self, record: str) -> str:
        """The address of the record's page; empty for what has none."""
        model, _, key = record.partition("/")
        folder = self.folder(model)
        return f"{folder}{key}/" if folder and key else ""

    def folder(self, model: str) -> str:
        """The address of the list of these records; empty for what has none."""
        if model not in self._folders:
            lists = (entry for entry in self.content.records if entry.model == model)
            entry = next(lists, None)
            self._folders[model] = self._address(entry.section, entry.key) if entry else ""
        return self._folders[model]

    def _address(self, section: str, key: str) -> str:
        return address(self.request, "records", slug=self.slug, section=section, key=key)
