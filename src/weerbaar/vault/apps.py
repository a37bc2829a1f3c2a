from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "weerbaar.vault"
    label = "vault"
