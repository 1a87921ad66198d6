"""Files with routes made elsewhere: who brings them, which step follows which, what our own route does to a line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from marshrut.apps.routes.types import RouteFileState
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.types import Role

__all__ = [
    "BY_FILES",
    "CLOSE",
    "FILE_STEPS",
    "SENDERS",
    "may_answer_line",
    "may_apply_file",
    "may_close_ours",
    "may_move_file",
    "may_send_file",
    "may_stand_beside",
    "may_take_back",
    "may_update",
]

#: The answer to a line that closes our own route; what files do to a route, as its entries say it.
CLOSE = "close"
BY_FILES = ("brought", "brought-again", "put-back", "taken-back")
SENDERS = frozenset({Role.CENTRE, Role.MUNICIPAL_METHODOLOGIST})
_F = RouteFileState
FILE_STEPS: Mapping[RouteFileState, frozenset[RouteFileState]] = MappingProxyType(
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


def may_send_file(role: Role, *, inside: bool) -> Decision:
    """ROUTES-40: who brings routes made elsewhere from a file."""
    inputs: dict[str, Any] = {"role": role.value, "inside": inside}
    if not inside:
        return refuse("ROUTES-40", "Это место вне вашей территории.", **inputs)
    if role in SENDERS:
        return allow("ROUTES-40", **inputs)
    text = f"Роль «{role.title}» такие файлы не загружает: это делает центр или муниципальная служба."
    return refuse("ROUTES-40", text, **inputs)


def may_move_file(state: RouteFileState, to: RouteFileState) -> Decision:
    """ROUTES-41: which step of such a file follows which."""
    inputs: dict[str, Any] = {"state": state.value, "to": to.value}
    if to in FILE_STEPS[state]:
        return allow("ROUTES-41", **inputs)
    return refuse("ROUTES-41", f"Файл сейчас в состоянии «{state.title}»: так нельзя.", **inputs)


def may_answer_line(*, state: RouteFileState, answer: str, offered: Collection[str]) -> Decision:
    """ROUTES-42: what may be answered to a line whose person is doubtful."""
    inputs: dict[str, Any] = {"state": state.value, "offered": len(offered)}
    if state is not RouteFileState.CHECKED:
        return refuse("ROUTES-42", f"Файл сейчас в состоянии «{state.title}»: ответы не меняются.", **inputs)
    if answer not in offered:
        return refuse("ROUTES-42", "Выберите один из предложенных ответов.", **inputs)
    return allow("ROUTES-42", **inputs)


def may_apply_file(state: RouteFileState, *, doubts: int, wrong: int, fit: int, skip_wrong: bool) -> Decision:
    """ROUTES-43: a file is recorded when nothing is doubtful and what is wrong is left out on purpose."""
    inputs: dict[str, Any] = {"state": state.value, "doubts": doubts, "wrong": wrong, "fit": fit, "skip": skip_wrong}
    step = may_move_file(state, RouteFileState.APPLYING)
    if not step:
        return refuse("ROUTES-43", step.text, **inputs)
    if doubts:
        return refuse("ROUTES-43", f"Сначала ответьте на строки, где нужен ответ: {doubts}.", **inputs)
    if wrong and not skip_wrong:
        text = f"Строк с ошибками: {wrong}. Исправьте файл или согласитесь записать без них."
        return refuse("ROUTES-43", text, **inputs)
    if not fit:
        return refuse("ROUTES-43", "В файле нет ни одной новой строки: записывать нечего.", **inputs)
    return allow("ROUTES-43", **inputs)


def may_take_back(*, dependents: Collection[str]) -> Decision:
    """ROUTES-44: a recorded file is taken back whole while nothing stands on what it brought."""
    if dependents:
        text = f"Отменить нельзя: на эти строки опираются {', '.join(dependents)}."
        return refuse("ROUTES-44", text, dependents=len(dependents))
    return allow("ROUTES-44")


def may_stand_beside(*, live: bool, ours: bool) -> Decision:
    """ROUTES-45: a route from a file that is not over does not push out one that a person has for that year."""
    if live and ours:
        text = "У человека уже есть маршрут на этот учебный год: строка пропущена, наш маршрут остаётся."
        return refuse("ROUTES-45", text, live=live, ours=ours)
    return allow("ROUTES-45", live=live, ours=ours)


def may_update(*, same_sender: bool, same_route: bool, moved_here: bool) -> Decision:
    """ROUTES-49: a later file of the same sender says how their route stands now; others and our own work stay."""
    inputs: dict[str, Any] = {"same_sender": same_sender, "same_route": same_route, "moved_here": moved_here}
    if not same_sender:
        text = "Маршрут с этим номером прислал другой отправитель, и в нём другие даты или состояние."
        return refuse("ROUTES-49", text, **inputs)
    if not same_route:
        text = "Маршрут с этим номером уже записан с другим днём составления или учебным годом."
        return refuse("ROUTES-49", text, **inputs)
    if moved_here:
        return refuse("ROUTES-49", "Этот маршрут с тех пор вели здесь: файл его не меняет.", **inputs)
    return allow("ROUTES-49", **inputs)


def may_close_ours(*, answered: bool, recorded: bool) -> Decision:
    """ROUTES-50: our route gives way only where who loads says so, and only to a line, not to another line."""
    if answered and recorded:
        return allow("ROUTES-50", answered=answered, recorded=recorded)
    text = "Наш маршрут закрывают только по ответу на строку."
    return refuse("ROUTES-50", text, answered=answered, recorded=recorded)
