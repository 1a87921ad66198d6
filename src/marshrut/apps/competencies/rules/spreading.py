"""People to methodists all at once: who has a draft made, takes it, throws it away, takes it back; who is left."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from marshrut.apps.competencies.rules.knowing import GIVERS
from marshrut.apps.competencies.types import SpreadState
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.types import Role

__all__ = [
    "CHANGED",
    "MOST_PAIRS",
    "SPREAD_MOVES",
    "check_question",
    "explain_full",
    "explain_over",
    "may_accept",
    "may_move",
    "may_spread",
    "may_undo",
]

_S = SpreadState
#: So many pairs of a person and a methodist who fits are weighed in one draft: more do not fit into memory.
MOST_PAIRS = 4_000_000

#: State, state after it. Work that ended without an end leaves nothing behind.
SPREAD_MOVES: Mapping[SpreadState, frozenset[SpreadState]] = MappingProxyType(
    {
        _S.MAKING: frozenset({_S.READY, _S.FAILED, _S.DROPPED}),
        _S.READY: frozenset({_S.ACCEPTING, _S.ACCEPTED, _S.DROPPED}),
        _S.ACCEPTING: frozenset({_S.ACCEPTED, _S.READY}),
        _S.ACCEPTED: frozenset({_S.UNDONE}),
        _S.FAILED: frozenset({_S.DROPPED}),
        _S.UNDONE: frozenset(),
        _S.DROPPED: frozenset(),
    }
)
CHANGED = "Списки с тех пор изменились. Ничего не записано: посчитайте черновик заново."
_OUTSIDE = "Людей по методистам распределяет центр или муниципальная методическая служба в пределах своего места."


def may_move(state: SpreadState, then: SpreadState) -> Decision:
    """COMPETENCIES-19: which state of a draft follows which: nothing is written twice."""
    if then in SPREAD_MOVES[state]:
        return allow("COMPETENCIES-19", state=state.value, then=then.value)
    text = f"Этот черновик сейчас: {state.title}. Обновите страницу."
    return refuse("COMPETENCIES-19", text, state=state.value, then=then.value)


def may_spread(role: Role, *, inside: bool) -> Decision:
    """COMPETENCIES-20: a draft is asked for by who may give people, within their place."""
    if role not in GIVERS or not inside:
        return refuse("COMPETENCIES-20", _OUTSIDE, role=role.value, inside=inside)
    return allow("COMPETENCIES-20", role=role.value)


def check_question(*, people: int, guides: int, pairs: int) -> Decision:
    """COMPETENCIES-25: there is somebody to give, somebody to give them to, and not more than can be weighed."""
    known: dict[str, Any] = {"people": people, "guides": guides, "pairs": pairs}
    if not guides:
        text = "Методистов в этом месте нет. Запишите роль в реестре ролей, потом распределяйте."
    elif not people:
        text = "Распределять некого: у всех, кого вы выбрали, сопровождающий есть, и лишних ни у кого нет."
    elif pairs > MOST_PAIRS:
        text = "Слишком много сочетаний, чтобы взвесить их все. Выберите муниципалитет или предмет."
    else:
        return allow("COMPETENCIES-25", **known)
    return refuse("COMPETENCIES-25", text, **known)


def may_accept(role: Role, *, inside: bool, state: SpreadState, same: bool, found: int, order_number: str) -> Decision:
    """COMPETENCIES-21: a draft is taken whole, once, by an order, while what it was made from still holds."""
    known: dict[str, Any] = {"role": role.value, "state": state.value, "same": same, "found": found}
    if role not in GIVERS or not inside:
        text = _OUTSIDE
    elif state not in {_S.READY, _S.ACCEPTING}:
        text = f"Этот черновик уже не записать, сейчас: {state.title}."
    elif not order_number.strip():
        text = "Назовите номер приказа: без основания чужие результаты не открываются."
    elif not found:
        text = "Записывать нечего: в черновике никто ни за кем не закрепляется."
    elif not same:
        text = CHANGED
    else:
        return allow("COMPETENCIES-21", **known)
    return refuse("COMPETENCIES-21", text, **known)


def may_undo(role: Role, *, inside: bool, state: SpreadState, why: str, changed: str) -> Decision:
    """COMPETENCIES-22: what a draft wrote is taken back whole, with a reason, while nobody has changed it since."""
    known: dict[str, Any] = {"role": role.value, "state": state.value}
    if role not in GIVERS or not inside:
        text = _OUTSIDE
    elif state is not _S.ACCEPTED:
        text = f"Отменять нечего, сейчас: {state.title}."
    elif not why.strip():
        text = "Скажите, почему отменяете: это останется в журнале."
    elif changed:
        text = f"Целиком уже не отменить: {changed}. Прекратите закрепления с нужного дня."
    else:
        return allow("COMPETENCIES-22", **known)
    return refuse("COMPETENCIES-22", text, **known)


def explain_full(*, most: int, clause: str | None) -> Decision:
    """COMPETENCIES-23: somebody stays without a methodist because all who fit have as many as the order allows."""
    text = f"У всех подходящих методистов уже по {most}: больше положение не разрешает."
    return refuse("COMPETENCIES-23", text, clause=clause, most=most)


def explain_over(*, most: int, clause: str | None) -> Decision:
    """COMPETENCIES-24: somebody stays with a methodist who has more than the order allows: nobody fits to take them."""
    text = f"Остаются у прежнего методиста, хотя у него больше {most}: передать некому."
    return refuse("COMPETENCIES-24", text, clause=clause, most=most)
