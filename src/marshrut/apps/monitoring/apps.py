from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "marshrut.apps.monitoring"
    label = "monitoring"
    verbose_name = "Показатели"

    def ready(self) -> None:
        """Fields about people are classified; the worker and the clock learn their work."""
        from marshrut.apps.monitoring import jobs  # noqa: F401 - the worker learns its kinds of work
        from marshrut.apps.monitoring.hooks import ENTRY_KEEPER, PAPER_KEEPER
        from marshrut.apps.monitoring.personal import classify_fields
        from marshrut.foundation.files.hooks import register_class
        from marshrut.foundation.files.types import FileClass

        register_class(FileClass.PAPER, PAPER_KEEPER)
        register_class(FileClass.ENTRY, ENTRY_KEEPER)
        classify_fields()
