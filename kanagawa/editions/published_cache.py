"""When the set of published editions last changed, for whoever keeps public pages in a cache.

The number stands in cache "default" under the key "editions-version" (`VERSION_KEY`). Whoever keeps
something that depends on which editions are published puts `editions_version()` into its own key;
`forget_editions()` makes all of it stale at once.
"""

from django.core.cache import cache

VERSION_KEY = "editions-version"


def editions_version() -> int:
    """The present number; 1 when nothing was ever published since the cache was emptied."""
    return int(cache.get_or_set(VERSION_KEY, 1, None) or 1)


def forget_editions() -> None:
    """Call after the commit of a publication."""
    try:
        cache.incr(VERSION_KEY)
    except ValueError:
        cache.set(VERSION_KEY, 2, None)
