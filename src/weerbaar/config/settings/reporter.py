"""Settings of the reporter's side: public pages, no staff session."""

from csp.constants import NONE

from .base import *  # noqa: F403 - settings are one flat list of names
from .base import CONTENT_SECURITY_POLICY as POLICY
from .base import MIDDLEWARE as ALL
from .base import face

globals().update(face("reporter"))

# The language follows from the address alone, and each page belongs to a municipality.
_OF_THIS_FACE = "weerbaar.web.reporter.middleware.ReporterMiddleware"
MIDDLEWARE = [_OF_THIS_FACE if one == "django.middleware.locale.LocaleMiddleware" else one for one in ALL]
CSRF_FAILURE_VIEW = "weerbaar.web.reporter.refused.csrf_failure"
# Half a day without a page, and what a session opened is closed. The cookie itself has no age.
SESSION_COOKIE_AGE = 12 * 60 * 60
# Nothing here runs, so nothing may.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": POLICY["DIRECTIVES"] | {"script-src": [NONE], "connect-src": [NONE], "media-src": [NONE]}
}
