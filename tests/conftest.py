"""What all tests share: quick passwords and the printed report they are held against."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import override_settings
from hypothesis import HealthCheck, settings

from kanagawa.editions.comparing import forget_prints
from kanagawa.editions.content import LiveContent
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from tests.office import office  # noqa: F401  (a fixture)

SOURCE = Path(__file__).parent.parent.parent / "shared" / "report" / "source.txt"
# How long an example takes says nothing of the product when the machine is busy.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
LOCMEM = "django.core.cache.backends.locmem.LocMemCache"


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    """Sign-ins cost nothing, no client reads all static files, no cache outlives the run."""
    with override_settings(
        CACHES={name: {"BACKEND": LOCMEM, "LOCATION": name} for name in ("default", "pages")},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        WHITENOISE_AUTOREFRESH=True,
        PUBLICATION_PROOF="tests.quick_proof.the_report",
        FILE_STORE="tests.quick_proof.no_files",
    ):
        yield


@pytest.fixture(autouse=True)
def empty_caches() -> None:
    """No test sees what another one left in a cache, or printed with other code."""
    forget_prints()
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(scope="session")
def office_profile(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The argument that gives LibreOffice a profile of its own; to make one takes its time."""
    return f"-env:UserInstallation={tmp_path_factory.mktemp('office').as_uri()}"


@pytest.fixture
def report(published: Edition) -> LiveContent:
    """The published edition, printed from its rows."""
    return LiveContent(EditionRows(published))


@pytest.fixture(scope="session")
def source_text() -> str:
    """The report of 令和７年度 as text, one line for each printed line."""
    if not SOURCE.exists():
        pytest.skip("the printed report ../shared/report/source.txt is not beside the project")
    return SOURCE.read_text(encoding="utf-8")
