from django.apps import AppConfig


class CompetenciesConfig(AppConfig):
    name = "marshrut.apps.competencies"
    label = "competencies"
    verbose_name = "Компетенции"

    def ready(self) -> None:
        """Fields about people are classified; the registry learns what depends on its people, the worker its work."""
        from marshrut.apps.competencies.jobs import follow_new_thresholds, make_due_figures
        from marshrut.apps.competencies.personal import classify_fields
        from marshrut.apps.competencies.queries.fact_rows import fact_rows
        from marshrut.apps.competencies.queries.files import files_in_use
        from marshrut.apps.competencies.queries.own import own_sections
        from marshrut.apps.competencies.services.evidence import dependents
        from marshrut.apps.competencies.services.joining import identity_changed
        from marshrut.apps.registry.hooks import register_dependents, register_files, register_identity, register_own
        from marshrut.apps.regulation.hooks import provide_facts
        from marshrut.foundation.jobs.upkeep import clock

        classify_fields()
        provide_facts("competencies", fact_rows)
        clock("marshrut.competencies_thresholds", "11 2 * * *", follow_new_thresholds)
        clock("marshrut.competencies_figures", "41 2 * * *", make_due_figures)
        register_dependents(dependents)
        register_files(files_in_use)
        register_identity(identity_changed)
        register_own(own_sections)
