from django.apps import AppConfig


class DiagnosticsConfig(AppConfig):
    name = "marshrut.apps.diagnostics"
    label = "diagnostics"
    verbose_name = "Диагностика"

    def ready(self) -> None:
        """Fields about people are classified; the clock hands in what is over."""
        from marshrut.apps.diagnostics import jobs  # noqa: F401 - the clock learns its work
        from marshrut.apps.diagnostics.personal import classify_fields

        classify_fields()
