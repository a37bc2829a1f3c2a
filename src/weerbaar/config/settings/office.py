"""Settings of the office: the pages of the people who work on cases."""

from .base import *  # noqa: F403 - settings are one flat list of names
from .base import face

globals().update(face("office"))
