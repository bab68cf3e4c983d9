"""Why a step was not taken: one family, which the staff site turns into messages in one place.

A refusal is raised before anything is written, or takes back with its transaction what was; its
text is for the person who asked and says what to do.
"""

from django.core.exceptions import PermissionDenied


class Refused(Exception):
    """The step was not taken; the message says why and what to do. Nothing was changed."""


class Stale(Refused):
    """Somebody else decided or changed something after the page was shown."""


class NotAllowed(Refused, PermissionDenied):
    """The person's roles do not allow this step."""


class NotThere(Refused):
    """What the step is about is not there, or not there any more."""


class EditionDeleted(NotThere):
    """The draft was thrown away; no page of it can be shown again."""


class EditionPublished(Refused):
    """Somebody tried to change a published edition."""


class CannotPublish(Refused):
    """The edition cannot be published as it is."""
