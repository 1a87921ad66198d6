from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "marshrut.foundation.audit"
    label = "audit"
    verbose_name = "Журнал действий"
