"""Settings of the tests: the office's with the reporter's side beside it, a cheap Argon2id and unbuilt static files."""

from .machine import INSTALLED_APPS as BOTH_FACES
from .office import *  # noqa: F403 - settings are one flat list of names

INSTALLED_APPS = BOTH_FACES
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
WEERBAAR_MAILBOX_HOSTS = ["localhost", "127.0.0.1"]
WEERBAAR_ARGON2_OPERATIONS = 1
WEERBAAR_ARGON2_MEMORY = 64 * 1024
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
