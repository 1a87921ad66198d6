"""What the registry decides, over facts alone. The file to read when somebody asks "why may they?" or "why not?"."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.cores.regulation import YoungTeachers
from marshrut.foundation.scope.types import Role

__all__ = ["EDITORS", "full_years", "is_young", "may_edit_places", "may_edit_staff"]

#: Who keeps the lists of a place, within it: the school its own, the municipality its schools', the centre everybody's.
EDITORS = frozenset({Role.SCHOOL, Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.ADMINISTRATOR})
#: Who says which organisations there are.
_PLACE_EDITORS = frozenset({Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.ADMINISTRATOR})


def may_edit_staff(role: Role, *, inside: bool) -> Decision:
    """REGISTRY-01: who changes what is recorded of a place's people, within the own place only."""
    inputs: dict[str, Any] = {"role": role.value, "inside": inside}
    if not inside:
        return refuse("REGISTRY-01", "Это место вне вашей территории: менять сведения может тот, чьё оно.", **inputs)
    if role not in EDITORS:
        return refuse("REGISTRY-01", f"Роль «{role.title}» сведения о людях не меняет, только видит.", **inputs)
    return allow("REGISTRY-01", f"Роль «{role.title}» ведёт списки своего места.", **inputs)


def may_edit_places(role: Role, *, inside: bool) -> Decision:
    """REGISTRY-02: who adds, changes and closes organisations, within the own place only."""
    inputs: dict[str, Any] = {"role": role.value, "inside": inside}
    if not inside:
        return refuse("REGISTRY-02", "Это место вне вашей территории.", **inputs)
    if role not in _PLACE_EDITORS:
        return refuse("REGISTRY-02", "Перечень организаций ведут муниципалитет, центр и администратор.", **inputs)
    return allow("REGISTRY-02", f"Роль «{role.title}» ведёт перечень организаций своего места.", **inputs)


def full_years(since: date, on: date) -> int:
    """Full years from `since` to `on`; a 29 February counts from 1 March in other years."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def is_young(reading: YoungTeachers | None, *, birth_date: date | None, since: date | None, on: date) -> Decision:
    """REGISTRY-03: whether somebody is a young teacher on that day, as the region's order reads it.

    `since`: the beginning of the experience that the reading counts. Unknown dates are «not enough data»: a refusal
    with `known=False`, never a guess.
    """
    if reading is None:
        return refuse("REGISTRY-03", "В положении нет определения молодого педагога.", known=False)
    clause = reading.source[0]
    if birth_date is None or since is None:
        text = "Недостаточно данных: нет даты рождения или начала стажа."
        return refuse("REGISTRY-03", text, clause=clause, known=False)
    age, years = full_years(birth_date, on), full_years(since, on)
    fits = (age <= reading.under_age if reading.inclusive else age < reading.under_age) and years < reading.years
    inputs: dict[str, Any] = {
        "age": age,
        "years": years,
        "under_age": reading.under_age,
        "first_years": reading.years,
        "known": True,
    }
    words = f"Возраст {age}, полных лет стажа {years}; по положению — до {reading.under_age}, первые {reading.years}."
    decide = allow if fits else refuse
    return decide("REGISTRY-03", words, clause=clause, **inputs)
