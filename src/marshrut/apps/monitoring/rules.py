"""Decisions of monitoring: who makes snapshots, who enters, what an entry must say."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.types import Role

__all__ = [
    "BLANKING",
    "ENTERING",
    "MAKING",
    "WRITING",
    "check_entry",
    "check_tie",
    "may_count",
    "may_enter",
    "may_keep_blank",
    "may_keep_form",
    "may_make",
    "may_see_proof",
    "may_write",
]

MAKING = frozenset({Role.CENTRE, Role.GOVERNING_BODY, Role.ADMINISTRATOR})
ENTERING = frozenset({Role.CENTRE, Role.GOVERNING_BODY, Role.MUNICIPAL_METHODOLOGIST, Role.SCHOOL})
#: Who takes analytical notes; who changes their form and keeps blanks.
WRITING = frozenset({Role.CENTRE, Role.GOVERNING_BODY})
BLANKING = frozenset({Role.CENTRE})


def may_make(role: Role | None) -> Decision:
    """MONITORING-01: snapshots are made by who answers for the region; None is work without a person."""
    if role is None or role in MAKING:
        return allow("MONITORING-01", "Снимок делает тот, кто отвечает за регион.")
    return refuse("MONITORING-01", "Снимок данных делает центр, орган управления или администратор.")


def may_count(*, sealed: bool, damage: str, on: date, day: date) -> Decision:
    """MONITORING-02: figures come only of a whole snapshot, for a day that it knows."""
    if damage:
        return refuse("MONITORING-02", f"Снимок повреждён: {damage}. Показатели по нему не считаются.")
    if not sealed:
        return refuse("MONITORING-02", "Снимок ещё не готов.")
    if on > day:
        return refuse("MONITORING-02", f"Снимок знает только дни по {day:%d.%m.%Y}.")
    return allow("MONITORING-02", "Снимок цел и знает этот день.")


def may_enter(role: Role | None) -> Decision:
    """MONITORING-03: values are entered by who answers for a place."""
    if role is None or role in ENTERING:
        return allow("MONITORING-03", "Значение вносит тот, кто отвечает за место.")
    return refuse("MONITORING-03", "Значения показателей вносят школа, муниципалитет, центр и орган управления.")


def check_entry(
    *, value: float, denominator: float | None, document: str, on: date, today: date, most: float | None
) -> Decision:
    """MONITORING-04: an entry has a proof, is not negative, not of a day to come, not more than the whole.

    The input `field` of a refusal names what is to be mended.
    """
    troubles = (
        ("value", value < 0, "Значение не бывает меньше нуля."),
        ("denominator", denominator is not None and denominator <= 0, "Делить не на кого: впишите, сколько их всего."),
        ("denominator", denominator is not None and value > denominator, "Часть больше целого. Проверьте оба числа."),
        ("value", denominator is None and most is not None and value > most, f"Больше {most or 0:g} % не бывает."),
        ("document", not document.strip(), "Назовите документ, из которого взято значение."),
        ("on", on > today, "Этот день ещё не наступил."),
    )
    for field, wrong, words in troubles:
        if wrong:
            return refuse("MONITORING-04", words, field=field)
    return allow("MONITORING-04", "Значение можно записать.")


def may_see_proof(role: Role | None, *, of_region: bool, counts: bool) -> Decision:
    """MONITORING-05: the file of a value opens to whoever sees the value: the region's to every desk, a place's to who
    may count there."""
    if role is None or (role is not Role.TEACHER and (of_region or counts)):
        return allow("MONITORING-05", "Файл видит тот, кто видит само значение.")
    return refuse("MONITORING-05", "Файл к значению видит тот, кто видит само значение.")


def may_write(role: Role | None) -> Decision:
    """MONITORING-11: the analytical note is for who reports for the region; None is work without a person."""
    if role is None or role in WRITING:
        return allow("MONITORING-11", "Справку составляет тот, кто отчитывается за регион.")
    return refuse("MONITORING-11", "Аналитическую справку составляют центр и орган управления.")


def may_keep_form(role: Role | None, *, known: int, unknown: Sequence[str]) -> Decision:
    """MONITORING-12: the centre replaces the note's form; each of its fields is one that we fill."""
    if role not in BLANKING:
        return refuse("MONITORING-12", "Форму справки меняет центр.")
    if unknown:
        names = ", ".join(f"«{one}»" for one in unknown[:5])
        return refuse("MONITORING-12", f"Таких полей нет: {names}. Исправьте их в документе и отправьте снова.")
    if not known:
        return refuse(
            "MONITORING-12", "В документе нет ни одного поля в двойных фигурных скобках: справке некуда встать."
        )
    return allow("MONITORING-12", "Каждое поле формы известно.")


def may_keep_blank(role: Role | None) -> Decision:
    """MONITORING-13: blanks of outside operators are kept and filled by the centre."""
    if role in BLANKING:
        return allow("MONITORING-13", "Бланки заполняет центр.")
    return refuse("MONITORING-13", "Бланки хранит и заполняет центр.")


def check_tie(
    *, cell: str, trouble: str, indicator: str, known: bool, part: str, parts: Collection[str], register: bool = False
) -> Decision:
    """MONITORING-14: a cell is tied to a known part of a known indicator or to a list of a register that we keep, and
    only where something may be written."""
    kind = "реестра, который ведётся по записям," if register else "показателя"
    troubles = (
        (bool(trouble), f"В клетку {cell} писать нельзя: {trouble}."),
        (not known, f"Клетка {cell}: {kind} «{indicator}» в приказе нет. Выберите из списка."),
        (part not in parts, f"Клетка {cell}: скажите, что в неё вписать."),
    )
    for wrong, words in troubles:
        if wrong:
            return refuse("MONITORING-14", words)
    return allow("MONITORING-14", "Клетку можно связать.")
