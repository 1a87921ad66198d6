from django.apps import AppConfig


class RoutesConfig(AppConfig):
    name = "marshrut.apps.routes"
    label = "routes"
    verbose_name = "Маршруты"

    def ready(self) -> None:
        """Fields about people are classified."""
        from marshrut.apps.routes.personal import classify_fields

        classify_fields()
