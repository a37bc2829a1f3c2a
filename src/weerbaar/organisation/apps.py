from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "weerbaar.organisation"
    label = "organisation"
