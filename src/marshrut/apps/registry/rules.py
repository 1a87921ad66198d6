"""What the registry decides, over facts alone. The file to read when somebody asks "why may they?" or "why not?"."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshrut.apps.registry.types import PersonFacts
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.cores.regulation import YoungTeachers
from marshrut.foundation.scope.types import Role

__all__ = [
    "EDITORS",
    "compare",
    "full_years",
    "is_young",
    "may_edit_places",
    "may_edit_staff",
    "may_merge",
    "may_settle_claim",
    "may_unmerge",
]

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


#: Who says that two records are one person: whoever keeps the lists of both places.
_MERGERS = frozenset({Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.ADMINISTRATOR, Role.SCHOOL})


def compare(left: PersonFacts, right: PersonFacts) -> Decision:
    """REGISTRY-20: whether two records may be one person, and why. Only a person says that they are.

    Nothing but different СНИЛС rules it out: a date can be mistyped, a surname changes.
    """
    names = _tidy(left.full_name) == _tidy(right.full_name)
    given = _tidy(left.given) == _tidy(right.given)
    born = left.birth_date is not None and left.birth_date == right.birth_date
    other_day = None not in (left.birth_date, right.birth_date) and not born
    place = bool(left.nodes & right.nodes)
    inputs: dict[str, Any] = {"names": names, "given": given, "born": born, "place": place}
    if left.snils and right.snils and left.snils != right.snils:
        return refuse("REGISTRY-20", "СНИЛС разные: это разные люди или ошибка в номере.", **inputs, grade="different")
    if left.codes & right.codes:
        return allow("REGISTRY-20", "Совпал код во внешней системе.", **inputs, grade="likely")
    if names and born:
        return allow("REGISTRY-20", "Совпали имя и дата рождения.", **inputs, grade="likely")
    if given and born and place:
        text = "Совпали имя, отчество, дата рождения и организация: возможно, сменилась фамилия."
        return allow("REGISTRY-20", text, **inputs, grade="possible")
    if names and place and not other_day:
        return allow("REGISTRY-20", "Совпали имя и организация, дата рождения неизвестна.", **inputs, grade="possible")
    return refuse("REGISTRY-20", "Совпадений мало: считаем разными людьми.", **inputs, grade="different")


def _tidy(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())


def may_merge(role: Role, *, both_inside: bool, likeness: Decision, accounts: int) -> Decision:
    """REGISTRY-21: who joins two records into one, and which records may be joined."""
    inputs: dict[str, Any] = {"role": role.value, "both_inside": both_inside, "accounts": accounts}
    if role not in _MERGERS or not both_inside:
        text = "Объединить записи может тот, кто ведёт списки обеих организаций: муниципалитет или центр."
        return refuse("REGISTRY-21", text, **inputs)
    if likeness.reasons and likeness.reasons[0].inputs.get("grade") == "different" and "СНИЛС" in likeness.text:
        text = "У записей разные СНИЛС. Если номер введён с ошибкой, сначала исправьте его."
        return refuse("REGISTRY-21", text, **inputs)
    if accounts > 1:
        text = "У обеих записей есть вход в систему. Сначала закройте один из них."
        return refuse("REGISTRY-21", text, **inputs)
    return allow("REGISTRY-21", "Записи можно объединить; это можно отменить.", **inputs)


def may_unmerge(role: Role, *, both_inside: bool, later: int) -> Decision:
    """REGISTRY-22: who divides joined records again; not over what others have written since."""
    inputs: dict[str, Any] = {"role": role.value, "both_inside": both_inside, "later": later}
    if role not in _MERGERS or not both_inside:
        return refuse("REGISTRY-22", "Разъединить записи может тот, кто ведёт списки обеих организаций.", **inputs)
    if later:
        text = "После объединения записи меняли. Сначала отмените те изменения — они названы ниже."
        return refuse("REGISTRY-22", text, **inputs)
    return allow("REGISTRY-22", "Записи можно разъединить: каждая станет такой, какой была.", **inputs)


def may_settle_claim(role: Role, *, own_inside: bool, both_inside: bool) -> Decision:
    """REGISTRY-23: two organisations call one person their own: who says which it is.

    Whoever keeps both lists decides; one organisation alone may only give way.
    """
    inputs: dict[str, Any] = {"role": role.value, "own_inside": own_inside, "both_inside": both_inside}
    if role not in EDITORS or not own_inside:
        return refuse("REGISTRY-23", "Изменить можно только запись своей организации.", **inputs)
    if both_inside:
        return allow("REGISTRY-23", "Вы ведёте списки обеих организаций.", **inputs)
    return allow("REGISTRY-23", "Вы уступаете: меняется запись вашей организации.", **inputs)
