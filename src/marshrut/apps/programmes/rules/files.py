"""Files with programmes, enrolments and completions: who brings them, which step follows which."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from marshrut.apps.programmes.rules.learning import KEEPERS
from marshrut.apps.programmes.types import LearningFileKind, LearningFileState
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.types import Role

__all__ = [
    "FILE_STEPS",
    "may_answer_line",
    "may_apply_file",
    "may_move_file",
    "may_send_file",
    "may_take_back",
]

_F = LearningFileState
FILE_STEPS: Mapping[LearningFileState, frozenset[LearningFileState]] = MappingProxyType(
    {
        _F.RECEIVED: frozenset({_F.CHECKING, _F.DROPPED}),
        _F.CHECKING: frozenset({_F.CHECKED, _F.FAILED, _F.DROPPED}),
        _F.CHECKED: frozenset({_F.CHECKING, _F.APPLYING, _F.DROPPED}),
        _F.APPLYING: frozenset({_F.APPLIED, _F.CHECKED, _F.FAILED}),
        _F.APPLIED: frozenset({_F.UNDOING}),
        _F.UNDOING: frozenset({_F.UNDONE, _F.APPLIED}),
        _F.FAILED: frozenset({_F.CHECKING, _F.DROPPED}),
        _F.DROPPED: frozenset(),
        _F.UNDONE: frozenset(),
    }
)


def may_send_file(role: Role, kind: LearningFileKind, *, inside: bool) -> Decision:
    """PROGRAMMES-20: who brings programmes, enrolments and completions from a file."""
    inputs: dict[str, Any] = {"role": role.value, "kind": kind.value, "inside": inside}
    if not inside:
        return refuse("PROGRAMMES-20", "Это место вне вашей территории.", **inputs)
    if role in KEEPERS:
        return allow("PROGRAMMES-20", **inputs)
    return refuse("PROGRAMMES-20", f"Роль «{role.title}» такие файлы не загружает: это делает центр.", **inputs)


def may_move_file(state: LearningFileState, to: LearningFileState) -> Decision:
    """PROGRAMMES-21: which step of such a file follows which."""
    inputs: dict[str, Any] = {"state": state.value, "to": to.value}
    if to in FILE_STEPS[state]:
        return allow("PROGRAMMES-21", **inputs)
    return refuse("PROGRAMMES-21", f"Файл сейчас в состоянии «{state.title}»: так нельзя.", **inputs)


def may_answer_line(*, state: LearningFileState, answer: str, offered: Collection[str]) -> Decision:
    """PROGRAMMES-22: what may be answered to a line that is doubtful or disagrees with what is recorded."""
    inputs: dict[str, Any] = {"state": state.value, "offered": len(offered)}
    if state is not LearningFileState.CHECKED:
        return refuse("PROGRAMMES-22", f"Файл сейчас в состоянии «{state.title}»: ответы не меняются.", **inputs)
    if answer not in offered:
        return refuse("PROGRAMMES-22", "Выберите один из предложенных ответов.", **inputs)
    return allow("PROGRAMMES-22", **inputs)


def may_apply_file(state: LearningFileState, *, doubts: int, wrong: int, fit: int, skip_wrong: bool) -> Decision:
    """PROGRAMMES-23: a file is applied when nothing is doubtful and what is wrong is left out on purpose."""
    inputs: dict[str, Any] = {"state": state.value, "doubts": doubts, "wrong": wrong, "fit": fit, "skip": skip_wrong}
    step = may_move_file(state, LearningFileState.APPLYING)
    if not step:
        return refuse("PROGRAMMES-23", step.text, **inputs)
    if doubts:
        return refuse("PROGRAMMES-23", f"Сначала ответьте на строки, где нужен ответ: {doubts}.", **inputs)
    if wrong and not skip_wrong:
        text = f"Строк с ошибками: {wrong}. Исправьте файл или согласитесь записать без них."
        return refuse("PROGRAMMES-23", text, **inputs)
    if not fit:
        return refuse("PROGRAMMES-23", "В файле нет ни одной новой строки: записывать нечего.", **inputs)
    return allow("PROGRAMMES-23", **inputs)


def may_take_back(*, dependents: Collection[str]) -> Decision:
    """PROGRAMMES-24: an applied file is taken back whole while nothing stands on what it brought."""
    if dependents:
        text = f"Отменить нельзя: на эти строки опираются {', '.join(dependents)}."
        return refuse("PROGRAMMES-24", text, dependents=len(dependents))
    return allow("PROGRAMMES-24")
