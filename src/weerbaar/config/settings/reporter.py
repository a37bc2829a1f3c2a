"""Settings of the reporter's side: public pages, no staff session."""

from csp.constants import NONE

from weerbaar.config import environment

from .base import *  # noqa: F403 - settings are one flat list of names
from .base import CONTENT_SECURITY_POLICY as POLICY
from .base import MIDDLEWARE as ALL
from .base import face

globals().update(face("reporter"))

# The language follows from the address alone, and each page belongs to a municipality.
_OF_THIS_FACE = "weerbaar.web.reporter.middleware.ReporterMiddleware"
_INSTEAD = {
    "django.middleware.locale.LocaleMiddleware": _OF_THIS_FACE,
    "django.middleware.security.SecurityMiddleware": "weerbaar.web.reporter.onion.OnionMiddleware",
}
MIDDLEWARE = [_INSTEAD.get(one, one) for one in ALL]
# Every address on Tor comes as far as that outermost layer, which asks whose it is and refuses the others.
ALLOWED_HOSTS = [*environment.hosts("reporter"), ".onion"]
CSRF_FAILURE_VIEW = "weerbaar.web.reporter.refused.csrf_failure"
# Half a day without a page, and what a session opened is closed. The cookie itself has no age.
SESSION_COOKIE_AGE = 12 * 60 * 60
# Nothing here runs, so nothing may.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": POLICY["DIRECTIVES"] | {"script-src": [NONE], "connect-src": [NONE], "media-src": [NONE]}
}
