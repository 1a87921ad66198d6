from django.apps import AppConfig


class DiagnosticsConfig(AppConfig):
    name = "marshrut.apps.diagnostics"
    label = "diagnostics"
    verbose_name = "Диагностика"

    def ready(self) -> None:
        """Fields about people are classified; the clock hands in what is over; files that are still read are kept."""
        from marshrut.apps.diagnostics import jobs  # noqa: F401 - the clock learns its work
        from marshrut.apps.diagnostics.personal import classify_fields
        from marshrut.apps.diagnostics.queries.fact_rows import fact_rows
        from marshrut.apps.diagnostics.queries.results import files_in_use
        from marshrut.apps.registry.hooks import register_files
        from marshrut.apps.regulation.hooks import provide_facts

        classify_fields()
        provide_facts("diagnostics", fact_rows)
        register_files(files_in_use)
