"""Settings of the command line and the worker: the words and templates of both faces, and no pages."""

from .base import *  # noqa: F403 - settings are one flat list of names
from .base import FACES
from .base import INSTALLED_APPS as ROOMS

INSTALLED_APPS = [*ROOMS, *FACES["reporter"], *FACES["office"]]
ROOT_URLCONF = "weerbaar.config.no_urls"
WEERBAAR_FACE = "machine"
