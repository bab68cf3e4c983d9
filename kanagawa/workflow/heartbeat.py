"""The watcher (release_due --watch) says that it lives; who looks after the site sees when not."""

import logging

from django.core.cache import cache
from django.utils import timezone

SECONDS = 120  # without a beat for so long, it is taken for dead
_KEY = "watcher-beat"
_log = logging.getLogger(__name__)


def beat(pause: float) -> None:
    """Say so now; `pause`: seconds until the next time. A cache that is away stops nobody."""
    try:
        cache.set(_KEY, timezone.now().isoformat(), max(SECONDS, 3 * pause))
    except Exception:  # each kind of cache has errors of its own
        _log.exception("the watcher's beat cannot be kept")


def is_alive() -> bool:
    """Raises what the cache raises."""
    return cache.get(_KEY) is not None
