from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "marshrut.apps.programmes"
    label = "programmes"
    verbose_name = "Программы"

    def ready(self) -> None:
        """Fields about people are classified; the clock moves the queues."""
        from marshrut.apps.programmes import jobs  # noqa: F401 - the clock learns its work
        from marshrut.apps.programmes.personal import classify_fields

        classify_fields()
