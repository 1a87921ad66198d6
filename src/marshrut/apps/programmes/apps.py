from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "marshrut.apps.programmes"
    label = "programmes"
    verbose_name = "Программы"

    def ready(self) -> None:
        """Fields about people are classified; the clock moves the queues; the registry learns what depends on it."""
        from marshrut.apps.programmes import jobs  # noqa: F401 - the clock learns its work
        from marshrut.apps.programmes.personal import classify_fields
        from marshrut.apps.programmes.queries.fact_rows import fact_rows
        from marshrut.apps.programmes.queries.files import files_in_use
        from marshrut.apps.programmes.queries.own import dependents, own_sections
        from marshrut.apps.programmes.services.joining import identity_changed
        from marshrut.apps.registry.hooks import (
            register_dependents,
            register_files,
            register_identity,
            register_own,
        )
        from marshrut.apps.regulation.hooks import provide_facts

        classify_fields()
        provide_facts("programmes", fact_rows)
        register_dependents(dependents)
        register_own(own_sections)
        register_files(files_in_use)
        register_identity(identity_changed)
