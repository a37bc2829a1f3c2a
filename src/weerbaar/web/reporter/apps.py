"""The app of the reporter's side."""

from django.apps import AppConfig


class ReporterConfig(AppConfig):
    """Pages only; no models."""

    name = "weerbaar.web.reporter"
    label = "reporter"
