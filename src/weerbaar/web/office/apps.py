from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "weerbaar.web.office"
    label = "office"
