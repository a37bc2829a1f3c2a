from django.apps import AppConfig


class OfficeCasesConfig(AppConfig):
    name = "weerbaar.web.office.cases"
    label = "office_cases"
