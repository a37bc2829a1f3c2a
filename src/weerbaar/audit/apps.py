"""The audit room as Django sees it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "weerbaar.audit"
    label = "audit"
