"""What is decided about growth of groups: who has it counted, which places are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.types import Role

__all__ = ["ASKERS", "ENOUGH_FOR_GROWTH", "READERS", "may_ask_growth", "may_show_growth", "shown_places"]

#: Who has growth counted: whoever keeps the bank and holds diagnostics of the region.
ASKERS = frozenset({Role.CENTRE, Role.REGIONAL_METHODOLOGIST})
#: Who reads it, of the places at and below their own.
READERS = frozenset({Role.MUNICIPAL_METHODOLOGIST, Role.REGIONAL_METHODOLOGIST, Role.CENTRE, Role.GOVERNING_BODY})
#: Fewer people tell nothing of a group's mean (`cores.psychometrics.joint`).
ENOUGH_FOR_GROWTH = 30


def may_ask_growth(role: Role, *, calibrated: bool, people: int) -> Decision:
    """DIAGNOSTICS-36: who has two diagnostics compared, and when they can be."""
    inputs: dict[str, Any] = {"role": role.value, "calibrated": calibrated, "people": people}
    if role not in ASKERS:
        text = f"Роль «{role.title}» рост не пересчитывает: это делают центр и региональные методисты."
        return refuse("DIAGNOSTICS-36", text, **inputs)
    if not calibrated:
        text = "Рост считается по откалиброванным заданиям. Сначала откалибруйте их и введите калибровку в действие."
        return refuse("DIAGNOSTICS-36", text, **inputs)
    if people < ENOUGH_FOR_GROWTH:
        text = f"Обе диагностики прошли {people} человек. Чтобы судить о росте, нужно хотя бы {ENOUGH_FOR_GROWTH}."
        return refuse("DIAGNOSTICS-36", text, **inputs)
    return allow("DIAGNOSTICS-36", "Рост можно посчитать.", **inputs)


def may_show_growth(people: int) -> Decision:
    """DIAGNOSTICS-37: of how many people a group's growth is told."""
    if people >= ENOUGH_FOR_GROWTH:
        return allow("DIAGNOSTICS-37", people=people)
    return refuse("DIAGNOSTICS-37", f"Меньше {ENOUGH_FOR_GROWTH} человек: о росте говорить рано.", people=people)


def shown_places(counts: Mapping[UUID, int], parts: Mapping[UUID, Sequence[UUID]], *, smallest: int) -> set[UUID]:
    """Places whose growth is shown. `counts`: people by place; `parts`: place → the places in it.

    Who is left over once the shown parts are taken from their whole must be nobody, or at least `smallest` people: else
    the smallest shown part is hidden too.
    """
    shown = {place for place, people in counts.items() if may_show_growth(people)}
    for whole, inside in parts.items():
        if whole not in shown:
            continue
        seen = sorted((one for one in inside if one in shown), key=lambda one: (counts[one], one))
        left = counts[whole] - sum(counts[one] for one in seen)
        while seen and 0 < left < smallest:
            hidden = seen.pop(0)
            shown.discard(hidden)
            left += counts[hidden]
    return shown
