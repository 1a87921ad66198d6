"""Files from elsewhere, of whatever app: which step follows which, when they are recorded and taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from marshrut.apps.registry.types import SentState
from marshrut.cores.kernel import Decision, allow, refuse

__all__ = ["SENT_STEPS", "may_answer_sent", "may_apply_sent", "may_move_sent", "may_take_back_sent"]

_S = SentState
SENT_STEPS: Mapping[SentState, frozenset[SentState]] = MappingProxyType(
    {
        _S.RECEIVED: frozenset({_S.CHECKING, _S.DROPPED}),
        _S.CHECKING: frozenset({_S.CHECKED, _S.FAILED, _S.DROPPED}),
        _S.CHECKED: frozenset({_S.CHECKING, _S.APPLYING, _S.DROPPED}),
        _S.APPLYING: frozenset({_S.APPLIED, _S.CHECKED, _S.FAILED}),
        _S.APPLIED: frozenset({_S.UNDOING}),
        _S.UNDOING: frozenset({_S.UNDONE, _S.APPLIED}),
        _S.FAILED: frozenset({_S.CHECKING, _S.DROPPED}),
        _S.DROPPED: frozenset(),
        _S.UNDONE: frozenset(),
    }
)


def may_move_sent(state: SentState, to: SentState) -> Decision:
    """REGISTRY-47: which step of a file from elsewhere follows which."""
    inputs: dict[str, Any] = {"state": state.value, "to": to.value}
    if to in SENT_STEPS[state]:
        return allow("REGISTRY-47", **inputs)
    return refuse("REGISTRY-47", f"Файл сейчас в состоянии «{state.title}»: так нельзя.", **inputs)


def may_answer_sent(state: SentState, *, answer: str, offered: Collection[str]) -> Decision:
    """REGISTRY-48: what may be answered to a line that waits for an answer."""
    inputs: dict[str, Any] = {"state": state.value, "offered": len(offered)}
    if state is not SentState.CHECKED:
        return refuse("REGISTRY-48", f"Файл сейчас в состоянии «{state.title}»: ответы не меняются.", **inputs)
    if answer not in offered:
        return refuse("REGISTRY-48", "Выберите один из предложенных ответов.", **inputs)
    return allow("REGISTRY-48", **inputs)


def may_apply_sent(state: SentState, *, doubts: int, wrong: int, fit: int, skip_wrong: bool) -> Decision:
    """REGISTRY-49: a file is recorded when nothing waits for an answer and what is wrong is left out on purpose."""
    inputs: dict[str, Any] = {"state": state.value, "doubts": doubts, "wrong": wrong, "fit": fit, "skip": skip_wrong}
    step = may_move_sent(state, SentState.APPLYING)
    if not step:
        return refuse("REGISTRY-49", step.text, **inputs)
    if doubts:
        return refuse("REGISTRY-49", f"Сначала ответьте на строки, где нужен ответ: {doubts}.", **inputs)
    if wrong and not skip_wrong:
        text = f"Строк с ошибками: {wrong}. Исправьте файл или согласитесь записать без них."
        return refuse("REGISTRY-49", text, **inputs)
    if not fit:
        return refuse("REGISTRY-49", "В файле нет ни одной новой строки: записывать нечего.", **inputs)
    return allow("REGISTRY-49", **inputs)


def may_take_back_sent(*, dependents: Collection[str], why: str) -> Decision:
    """REGISTRY-50: a recorded file is taken back whole, with a reason, while nothing stands on what it brought."""
    if not why.strip():
        return refuse("REGISTRY-50", "Скажите, почему файл отменяется.")
    if dependents:
        text = f"Отменить нельзя: на эти строки опираются {', '.join(dependents)}."
        return refuse("REGISTRY-50", text, dependents=len(dependents))
    return allow("REGISTRY-50")
