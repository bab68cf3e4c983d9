"""Addresses within the instance a request came through: the public site or the staff preview."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from .records import records_by_model


def address(request: HttpRequest, name: str, **kwargs: Any) -> str:
    """The address of `report:<name>` in the instance that answers this request."""
    match = request.resolver_match
    instance = match.namespace if match else None
    return reverse(f"report:{name}", kwargs=kwargs, current_app=instance)


def slug_of(request: HttpRequest) -> str:
    """The edition as the address of this request names it (`2025` or `2025-1`)."""
    return str(request.resolver_match.kwargs["slug"])  # type: ignore[union-attr]


class RecordLinks:
    """Pages of records by their stable addresses (`robots.robot/robot-001`)."""

    def __init__(self, request: HttpRequest, slug: str) -> None:
        self.request, self.slug = request, slug
        self._folders: dict[str, str] = {}

    def __call__(self, record: str) -> str:
        """The address of the record's page; empty for what has none."""
        model, _, key = record.partition("/")
        folder = self.folder(model)
        return f"{folder}{key}/" if folder and key else ""

    def folder(self, model: str) -> str:
        if model not in self._folders:
            records = records_by_model().get(model)
            self._folders[model] = (
                address(self.request, f"{records.name}-list", slug=self.slug) if records else ""
            )
        return self._folders[model]
