from django.apps import AppConfig


class OfficeIntakeConfig(AppConfig):
    name = "weerbaar.web.office.intake"
    label = "office_intake"
