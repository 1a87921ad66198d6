"""What is decided of people and places that are on record, over facts alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from marshrut.apps.registry.types import PersonFacts
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.cores.regulation import YoungTeachers
from marshrut.foundation.scope.types import Role

__all__ = [
    "EDITORS",
    "PLACE_EDITORS",
    "compare",
    "full_years",
    "is_young",
    "may_answer_request",
    "may_close_place",
    "may_demonstrate",
    "may_edit_places",
    "may_edit_staff",
    "may_give_staff_role",
    "may_link_account",
    "may_merge",
    "may_record",
    "may_settle_claim",
    "may_succeed",
    "may_take_made",
    "may_undo_succession",
    "may_unmerge",
    "young_edges",
]

#: Who keeps the lists of a place, within it: the school its own, the municipality its schools', the centre everybody's.
EDITORS = frozenset({Role.SCHOOL, Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.ADMINISTRATOR})


#: Who says which organisations there are.
PLACE_EDITORS = frozenset({Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.ADMINISTRATOR})


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
    if role not in PLACE_EDITORS:
        return refuse("REGISTRY-02", "Перечень организаций ведут муниципалитет, центр и администратор.", **inputs)
    return allow("REGISTRY-02", f"Роль «{role.title}» ведёт перечень организаций своего места.", **inputs)


def full_years(since: date, on: date) -> int:
    """Full years from `since` to `on`; a 29 February counts from 1 March in other years."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def young_edges(reading: YoungTeachers, on: date) -> tuple[date, date]:
    """REGISTRY-03 for a whole list: born after the first day and teaching since after the second is young that day."""
    ages = reading.under_age + 1 if reading.inclusive else reading.under_age
    return _years_before(on, ages), _years_before(on, reading.years)


def _years_before(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 2, 28)


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
    inputs: dict[str, Any] = {"years": years, "under_age": reading.under_age, "first_years": reading.years}
    words = f"Возраст {age}, полных лет стажа {years}; по положению — до {reading.under_age}, первые {reading.years}."
    decide = allow if fits else refuse
    return decide("REGISTRY-03", words, clause=clause, age=age, **inputs, known=True)


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


def may_give_staff_role(role: Role, *, inside: bool, givers: Collection[str], name: str) -> Decision:
    """REGISTRY-30: who enters a role of the order for a person: the centre every one, others what the words say."""
    inputs: dict[str, Any] = {"role": role.value, "inside": inside}
    if not inside:
        return refuse("REGISTRY-30", "Это место вне вашей территории: роль вносит тот, чьё оно.", **inputs)
    if role in {Role.CENTRE, Role.ADMINISTRATOR} or (role in EDITORS and role.value in givers):
        return allow("REGISTRY-30", f"Роль «{name}» вносит ваше рабочее место.", **inputs)
    return refuse("REGISTRY-30", f"Роль «{name}» вносит центр: передайте ему приказ.", **inputs)


def may_record(*, since: date | None, until: date | None, overlaps: int, what: str) -> Decision:
    """REGISTRY-31: a fact has at least one day, and stands once for the same days."""
    inputs: dict[str, Any] = {"since": since, "until": until, "overlaps": overlaps}
    if since is not None and until is not None and until <= since:
        return refuse("REGISTRY-31", "Последний день раньше первого. Проверьте обе даты.", **inputs)
    if overlaps:
        text = f"Это уже записано на те же дни: {what}. Исправьте прежнюю запись или закончите её раньше."
        return refuse("REGISTRY-31", text, **inputs)
    return allow("REGISTRY-31", **inputs)


def may_close_place(*, people: int, below: int) -> Decision:
    """REGISTRY-32: an organisation is closed when nobody works there any more and nothing stands below it."""
    if people:
        text = f"После этого дня здесь ещё числятся люди: {people}. Закончите их работу или передайте всех преемнику."
        return refuse("REGISTRY-32", text, people=people)
    if below:
        text = f"Ниже есть организации: {below}. Сначала закройте или перенесите их."
        return refuse("REGISTRY-32", text, below=below)
    return allow("REGISTRY-32", people=0)


def may_succeed(*, both_inside: bool, same: bool, both_open: bool, below: bool = False) -> Decision:
    """REGISTRY-33: one organisation takes over another, or stands below another, within the own place."""
    if not both_inside:
        return refuse("REGISTRY-33", "Обе организации должны быть на вашей территории: обратитесь в центр.")
    if same or below:
        return refuse("REGISTRY-33", "Организация не может стать преемником себе или стоять под собой.")
    if not both_open:
        return refuse("REGISTRY-33", "В этот день одна из организаций не действует. Проверьте дату.")
    return allow("REGISTRY-33", "Обе организации действуют и находятся на вашей территории.")


def may_undo_succession(*, both_inside: bool, alone: bool, undone: bool, dependents: Sequence[str]) -> Decision:
    """REGISTRY-36: a take-over is taken back while nothing that others have recorded since depends on it."""
    inputs: dict[str, Any] = {"both_inside": both_inside, "alone": alone, "undone": undone}
    if not both_inside:
        return refuse("REGISTRY-36", "Обе организации должны быть на вашей территории: обратитесь в центр.", **inputs)
    if undone:
        return refuse("REGISTRY-36", "Это преобразование уже отменено. Обновите страницу.", **inputs)
    if not alone:
        text = (
            "Преобразование записано вместе со многим другим и отдельно не отменяется: исправьте записи на карточках."
        )
        return refuse("REGISTRY-36", text, **inputs)
    if dependents:
        text = f"Отменить нельзя: от преобразования уже зависит {'; '.join(dependents)}. Сначала отмените это."
        return refuse("REGISTRY-36", text, **inputs, dependents=len(dependents))
    return allow("REGISTRY-36", "Всё станет таким, каким было до преобразования.", **inputs, dependents=0)


def may_link_account(*, taken: bool, has_one: bool, handles: Decision) -> Decision:
    """REGISTRY-34: an access and a person are one to one, joined by whoever hands out accesses."""
    if not handles:
        return handles
    if taken:
        return refuse("REGISTRY-34", "Этот вход уже принадлежит другому человеку из списка.")
    if has_one:
        return refuse("REGISTRY-34", "У человека уже есть вход. Сначала закройте его.")
    return allow("REGISTRY-34")


def may_answer_request(*, answered: bool, edits: Decision, words: str, granted: bool) -> Decision:
    """REGISTRY-35: whoever keeps the person's list answers a request once; a no is said with its reason."""
    if not edits:
        return edits
    if answered:
        return refuse("REGISTRY-35", "На эту просьбу уже ответили.")
    if not granted and not words.strip():
        return refuse("REGISTRY-35", "Скажите человеку, почему сведения остаются как есть.")
    return allow("REGISTRY-35", granted=granted)


def may_demonstrate(*, empty: bool) -> Decision:
    """REGISTRY-45: invented people never stand among real ones: a demonstration is made where nobody is on record."""
    if not empty:
        text = "В этом регионе уже есть люди: демонстрация делается только в пустом. Начните с чистого: make reset."
        return refuse("REGISTRY-45", text, empty=False)
    return allow("REGISTRY-45", empty=True)


def may_take_made(*, own: bool, same_role: bool, kept: bool) -> Decision:
    """REGISTRY-46: a list made as a file is taken by who asked for it, in the role that saw it so, while it is kept."""
    mine = own and same_role
    if mine and kept:
        return allow("REGISTRY-46")
    no = "Этого файла уже нет: он хранится неделю." if mine else "Файл собран для другого человека или другой роли."
    return refuse("REGISTRY-46", f"{no} Соберите свой на странице списка.", own=own, same_role=same_role, kept=kept)
