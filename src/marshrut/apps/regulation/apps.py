from django.apps import AppConfig


class RegulationConfig(AppConfig):
    name = "marshrut.apps.regulation"
    label = "regulation"
    verbose_name = "Положения"

    def ready(self) -> None:
        """What this app itself serves proves itself by its own records; it keeps the files attached as proofs."""
        from marshrut.apps.regulation import evidence, hooks
        from marshrut.foundation.files.hooks import register_class
        from marshrut.foundation.files.types import FileClass

        register_class(FileClass.PROOF, evidence.PROOF_KEEPER)

        for function_id, provider in evidence.PROVIDERS.items():
            hooks.provide_evidence(function_id, provider)
