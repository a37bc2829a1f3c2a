"""Settings of the tests: the command line's, with a cheap Argon2id and static files as they lie in the source."""

from .machine import *  # noqa: F403 - settings are one flat list of names

ROOT_URLCONF = "weerbaar.web.office.urls"
WEERBAAR_FACE = "office"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
WEERBAAR_ARGON2_OPERATIONS = 1
WEERBAAR_ARGON2_MEMORY = 64 * 1024
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
