"""Settings of the office: the pages of the people who work on cases."""

from .base import *  # noqa: F403 - settings are one flat list of names
from .base import TEMPLATES, face

CSRF_FAILURE_VIEW = "weerbaar.web.office.errors.csrf_failure"
TEMPLATES[0]["OPTIONS"]["context_processors"].append("weerbaar.web.office.frame.context")
# The row of a session that nobody ends goes after a working day; the pages lock the key long before.
SESSION_COOKIE_AGE = 12 * 60 * 60
globals().update(face("office"))
