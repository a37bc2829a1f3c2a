"""Settings of the reporter's side: public pages, no staff session."""

from .base import *  # noqa: F403 - settings are one flat list of names
from .base import face

globals().update(face("reporter"))
