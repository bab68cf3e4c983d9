import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.people import signed_in


@pytest.fixture
def boss(db: None) -> Client:
    """Who may do everything."""
    user = get_user_model().objects.create_superuser("boss", password="x")
    return signed_in(user, raise_request_exception=False)
