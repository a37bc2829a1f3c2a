"""What both faces, the worker and the command line share. Nothing turns DEBUG on: its pages show what people type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from weerbaar.config import environment
from weerbaar.config.logs import LOGGING, configure_structlog  # noqa: F401 - LOGGING is a setting

_SOURCE = Path(__file__).resolve().parents[2]

WEERBAAR_HOME = environment.home()
WEERBAAR_SECRETS = environment.secrets_folder()
WEERBAAR_KEY_STORE = environment.key_store()
WEERBAAR_KEY_STORE_CYCLE_DAYS = environment.key_store_cycle()
WEERBAAR_STORAGE = environment.storage()
# libsodium's passes and bytes for Argon2id: half a second on a small server, and a card full of memory per guess.
WEERBAAR_ARGON2_OPERATIONS = 3
WEERBAAR_ARGON2_MEMORY = 256 * 1024 * 1024

WEERBAAR_CHECKPOINT_TO = environment.checkpoint_to()
WEERBAAR_CLAMD = environment.clamd()
WEERBAAR_MAILBOX_CA = environment.mailbox_ca()
WEERBAAR_MAILBOX_HOSTS = environment.mailbox_hosts()
WEERBAAR_REPORTER_AT = environment.reporter_address()
# A room below `organisation` asks for the tenants by this name.
WEERBAAR_TENANTS = "weerbaar.organisation.queries.tenant_slugs"

configure_structlog()

SECRET_KEY = environment.django_secret()
DEBUG = False
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "csp",
    "procrastinate.contrib.django",
    "weerbaar.audit",
    "weerbaar.vault",
    "weerbaar.organisation",
    "weerbaar.notify",
    "weerbaar.cases",
    "weerbaar.intake",
    "weerbaar.web.design",
]

# Rooms of pages that have words and templates of their own.
FACES = {
    "reporter": ["weerbaar.web.reporter"],
    "office": ["weerbaar.web.office", "weerbaar.web.office.cases", "weerbaar.web.office.intake"],
}

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ]
        },
    }
]

# The connection lives as long as its thread: a new one costs more than most pages.
DATABASES = {
    "default": environment.address(environment.role()).django()
    | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
}
WEERBAAR_DATABASE_PREPARES = environment.prepares()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [str(_SOURCE / "locale")]
USE_I18N = True
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# One host-only cookie per face, without an age: the row in the vault says when a session ends.
SESSION_ENGINE = "weerbaar.vault.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_USE_SESSIONS = True

# Files are counted in the handler that seals, with a sentence; Django's own refusals are bare pages in English. Words
# fit for a million characters of four bytes, which a field answers with a sentence; nobody types more.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 2_000
# The sealing handler stands here alone: Django's own write an upload to disk in clear before any view runs.
FILE_UPLOAD_HANDLERS = ["weerbaar.vault.uploads.SealingUploadHandler"]
# The names of the pages that ask for files; on any other a file is read to nowhere.
UPLOAD_PAGES = {
    "reporter": frozenset({"files", "more_files"}),
    "office": frozenset({"case_add_file", "intake_files"}),
}
WEERBAAR_UPLOAD_PAGES: frozenset[str] = frozenset()

_mail = environment.mail()
EMAIL_HOST = _mail.host
EMAIL_PORT = _mail.port
EMAIL_HOST_USER = _mail.user
EMAIL_HOST_PASSWORD = _mail.password
EMAIL_USE_TLS = _mail.starttls
EMAIL_USE_SSL = _mail.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _mail.sender

STATIC_URL = "/static/"
STATIC_ROOT = environment.home() / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# No other site has any business with our style sheets and fonts.
WHITENOISE_ALLOW_ALL_ORIGINS = False

# `same-origin`: with `no-referrer` browsers send `Origin: null` with a form, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Jobs stand in `jobs.py` of their room. A finished row goes: it would show what happened when.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "always"}


def _with_face(middleware: str) -> list[str]:
    """Ours before the CSRF check, so that its failure page knows whose page it is and in which language."""
    place = MIDDLEWARE.index("django.middleware.csrf.CsrfViewMiddleware")
    return [*MIDDLEWARE[:place], middleware, *MIDDLEWARE[place:]]


def face(name: str) -> dict[str, Any]:
    """The settings in which one face differs from the other."""
    tls = environment.is_behind_tls(name)
    # A browser accepts `__Host-` over TLS only, and then from this host alone: no neighbour can plant one.
    prefix = "__Host-" if tls else ""
    return {
        "WEERBAAR_FACE": name,
        "WEERBAAR_UPLOAD_PAGES": UPLOAD_PAGES[name],
        "ROOT_URLCONF": f"weerbaar.web.{name}.urls",
        "WSGI_APPLICATION": f"weerbaar.config.wsgi_{name}.application",
        "INSTALLED_APPS": [*INSTALLED_APPS, *FACES[name]],
        "MIDDLEWARE": _with_face(f"weerbaar.web.{name}.middleware.{name.capitalize()}Middleware"),
        "ALLOWED_HOSTS": environment.hosts(name),
        "WEERBAAR_ONIONS": environment.onions(name),
        "SESSION_COOKIE_NAME": f"{prefix}weerbaar-{name}",
        "SESSION_COOKIE_SECURE": tls,
        "SECURE_SSL_REDIRECT": tls,
        "SECURE_HSTS_SECONDS": 31_536_000 if tls else 0,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if tls else None,
    }
