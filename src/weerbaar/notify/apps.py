from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "weerbaar.notify"
    label = "notify"
