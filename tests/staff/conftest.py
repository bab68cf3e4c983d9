"""Staff who may do everything, staff who may do nothing, and the forms of a page as a browser
would send them."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client

from tests.people import person, signed_in


@pytest.fixture
def chief(db: None) -> Any:
    return get_user_model().objects.create_superuser("chief", password="x")


@pytest.fixture
def staff(chief: Any) -> Client:
    """Signed in with every right; an error on the server fails the test."""
    client = Client()
    client.force_login(chief)
    return client


@pytest.fixture
def newcomer(db: None) -> Client:
    """Signed in, without any right yet."""
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.create_user("newcomer", is_staff=True))
    return client


@pytest.fixture
def reader(db: None) -> Client:
    """Signed in, may look at everything and change nothing."""
    return signed_in(person("viewer", name="reader"))


def sent(response: Any, form_id: str) -> dict[str, Any]:
    """What a browser would send for a form that nobody touched."""
    form = BeautifulSoup(response.content, "html.parser").find("form", id=form_id)
    assert form is not None, f"no form {form_id}"
    data: dict[str, Any] = {}
    for field in form.find_all(["input", "select", "textarea"]):
        if field.get("name") and not field.has_attr("disabled"):
            value = _value(field)
            if value is not None:
                data[field["name"]] = value
    return {name: value for name, value in data.items() if not name.startswith("_")}


def _value(field: Any) -> Any:
    if field.name == "textarea":
        return field.text.removeprefix("\n")
    if field.name == "select":
        chosen = field.find("option", selected=True) or field.find("option")
        return chosen.get("value", "") if chosen else ""
    if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
        return None
    return field.get("value", "on" if field.get("type") == "checkbox" else "")


def messages(response: Any) -> str:
    """The texts of a page that tell the person something."""
    return messages_in(BeautifulSoup(response.content, "html.parser"))


def messages_in(soup: BeautifulSoup) -> str:
    return "\n".join(part.get_text() for part in soup.select(".errorlist, .messagelist, .banner"))
