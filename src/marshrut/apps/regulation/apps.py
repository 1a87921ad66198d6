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
        from marshrut.foundation.ui.reasons import call_inputs

        register_class(FileClass.PROOF, evidence.PROOF_KEEPER)

        for function_id, provider in evidence.PROVIDERS.items():
            hooks.provide_evidence(function_id, provider)
        call_inputs(
            {
                "outside": "ведётся вне системы",
                "served": "функций обслуживается",
                "evidence": "записей",
                "proofs": "приложено подтверждений",
                "declared": "есть заявление ответственного",
                "responsible": "вы отвечаете за пункт",
                "codes": "пункты",
                "accepted": "исчезновение подтверждено",
                "same_tenant": "положение вашей системы",
            }
        )
        _classify()


def _classify() -> None:
    """Which fields about a person's part in the order are personal."""
    from marshrut.foundation.privacy.classes import classify

    classify("regulation.Revision", personal="loaded_at", technical="purpose checksum content reason")
    classify("regulation.Responsible", personal="valid order_number order_date clause_code", technical="recorded")
    classify(
        "regulation.Proof",
        personal="title link added_at withdrawn_on withdrawn_at withdrawn_why",
        technical="clause_code dated",
    )
    classify(
        "regulation.NotExecuted",
        personal="declared_on declared_at reason revoked_on revoked_at revoked_why",
        technical="clause_code",
    )
    classify("regulation.PrintChoice", personal="chosen_at", technical="what value")
