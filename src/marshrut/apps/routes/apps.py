from django.apps import AppConfig


class RoutesConfig(AppConfig):
    name = "marshrut.apps.routes"
    label = "routes"
    verbose_name = "Маршруты"

    def ready(self) -> None:
        """Fields about people are classified, evidence has its keeper, learning tells what came of seats."""
        from marshrut.apps.programmes.hooks import register_listener
        from marshrut.apps.registry.hooks import register_files, register_identity
        from marshrut.apps.regulation.hooks import provide_facts
        from marshrut.apps.routes import jobs  # noqa: F401 - the clock learns its work
        from marshrut.apps.routes.hooks import EVIDENCE_KEEPER, TEMPLATE_KEEPER
        from marshrut.apps.routes.personal import classify_fields
        from marshrut.apps.routes.queries.fact_rows import fact_rows
        from marshrut.apps.routes.queries.files import files_in_use
        from marshrut.apps.routes.services.joining import identity_changed
        from marshrut.apps.routes.services.learning import on_learning
        from marshrut.foundation.files.hooks import register_class
        from marshrut.foundation.files.types import FileClass

        classify_fields()
        provide_facts("routes", fact_rows)
        register_class(FileClass.EVIDENCE, EVIDENCE_KEEPER)
        register_class(FileClass.REPORT, TEMPLATE_KEEPER)
        register_files(files_in_use)
        register_identity(identity_changed)
        register_listener(on_learning)
