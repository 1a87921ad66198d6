"""Where what never happened may stand on record."""

from __future__ import annotations

from marshrut.cores.kernel import Decision, allow, refuse

__all__ = ["may_record_past"]


def may_record_past(*, demonstration: bool) -> Decision:
    """PROGRAMMES-25: what was invented stands in a demonstration only, never beside real people."""
    if demonstration:
        return allow("PROGRAMMES-25", demonstration=True)
    text = "Выдуманное обучение бывает только в демонстрации: здесь записаны настоящие люди."
    return refuse("PROGRAMMES-25", text, demonstration=False)
