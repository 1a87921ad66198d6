from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "marshrut.apps.programmes"
    label = "programmes"
    verbose_name = "Программы"

    def ready(self) -> None:
        """Fields about people are classified."""
        from marshrut.apps.programmes.personal import classify_fields

        classify_fields()
