"""The app that carries the look."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Templates, tags, icons and style sheets; no models."""

    name = "weerbaar.web.design"
    label = "design"
