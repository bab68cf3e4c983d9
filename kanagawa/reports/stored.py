"""Reading what an earlier or a later release stored.

Which form the stored parts of an edition have is said by the schema number of its manifest alone
(`editions.schema`). Beyond that a field that is not known is left out and one that misses takes
its default, so a release may add a field with a default under the same number. Such a field is
written only where it says something: what was published before it gives the same bytes as ever.
"""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeAlias

# An object as it was stored; what its values are, the dataclass that is read from it says.
Json: TypeAlias = Mapping[str, Any]


def known(cls: type, data: Json) -> Json:
    """The stored values that are fields of the dataclass `cls`."""
    names = _names(cls)
    return data if data.keys() <= names else {n: data[n] for n in names & data.keys()}


@cache
def _names(cls: type) -> frozenset[str]:
    return frozenset(field.name for field in fields(cls))
