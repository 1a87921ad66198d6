from django.apps import AppConfig


class ScopeConfig(AppConfig):
    name = "marshrut.foundation.scope"
    label = "scope"
    verbose_name = "Места и роли"
