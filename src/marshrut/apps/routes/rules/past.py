"""Where what never happened may stand on record."""

from __future__ import annotations

from marshrut.cores.kernel import Decision, allow, refuse

__all__ = ["may_record_past"]


def may_record_past(*, demonstration: bool) -> Decision:
    """ROUTES-55: what was invented stands in a demonstration only, never beside real people."""
    if demonstration:
        return allow("ROUTES-55", demonstration=True)
    text = "Выдуманные маршруты бывают только в демонстрации: здесь записаны настоящие люди."
    return refuse("ROUTES-55", text, demonstration=False)
