from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "marshrut.apps.registry"
    label = "registry"
    verbose_name = "Реестр"

    def ready(self) -> None:
        """Fields about people are classified; the work that the worker does is known to it."""
        from marshrut.apps.registry import jobs  # noqa: F401 - the worker learns its kinds of work
        from marshrut.apps.registry.personal import classify_fields
        from marshrut.apps.registry.queries.fact_rows import fact_rows
        from marshrut.apps.registry.queries.imports import LIST_KEEPER
        from marshrut.apps.registry.queries.made_lists import MADE_KEEPER
        from marshrut.apps.registry.queries.own import ids_of
        from marshrut.apps.registry.queries.places import workplaces
        from marshrut.apps.regulation.hooks import provide_facts
        from marshrut.foundation.files.hooks import register_class
        from marshrut.foundation.files.types import FileClass
        from marshrut.foundation.privacy.hooks import register_ids
        from marshrut.foundation.ui.picker import register_source

        classify_fields()
        provide_facts("registry", fact_rows)
        register_class(FileClass.LIST, LIST_KEEPER)
        register_class(FileClass.MADE_LIST, MADE_KEEPER)
        register_ids(ids_of)
        register_source("workplaces", lambda viewer, on: workplaces(viewer, on=on))
