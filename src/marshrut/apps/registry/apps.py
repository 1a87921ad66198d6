from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "marshrut.apps.registry"
    label = "registry"
    verbose_name = "Реестр"

    def ready(self) -> None:
        """Fields about people are classified; the work that the worker does is known to it."""
        from marshrut.apps.registry.personal import classify_fields

        classify_fields()
