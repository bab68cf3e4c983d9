"""The proof of a publication over one address of each kind, for tests that publish on their way.

The whole proof takes as long as many of these tests together; tests/states runs it.
"""

from kanagawa.editions.models import Edition
from kanagawa.public.every_address import addresses
from kanagawa.public.proof import builds
from kanagawa.public.visible import PREVIEW


def one_of_each(edition: Edition) -> list[str]:
    kinds: dict[object, object] = {}
    for address in addresses(edition, PREVIEW):
        kinds.setdefault(address.pattern.callback, address)
    return [a.title for a in kinds.values() if not builds(a, edition)]  # type: ignore[arg-type]


def no_files() -> int:
    """Stores none of the hundreds of files; tests/paper stores some."""
    return 0
