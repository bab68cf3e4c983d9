"""When the set of published editions last changed, for whoever keeps public pages in a cache.

The mark stands in cache "default" under the key "editions-version" (`VERSION_KEY`), without time
limit. Whoever keeps something that depends on which editions are published puts
`editions_version()` into its own key; `forget_editions()` makes all of it stale at once.
"""

import logging
from uuid import uuid4

from django.core.cache import cache

VERSION_KEY = "editions-version"
_log = logging.getLogger(__name__)


def editions_version() -> str:
    """The present mark; made when the cache has none. Never the same again after a change."""
    return str(cache.get_or_set(VERSION_KEY, lambda: uuid4().hex, timeout=None))


def forget_editions() -> None:
    """Call after the commit of a publication, which stands even when the cache is away."""
    try:
        cache.set(VERSION_KEY, uuid4().hex, timeout=None)
    except Exception as error:  # each kind of cache has errors of its own
        _log.error("the shared cache was not told of a publication: %s", error)
