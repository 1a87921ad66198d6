"""The life of a route and of its steps: what follows what, who may press it, and why not.

`ROUTE_MOVES` and `STEP_MOVES` are the whole of it: (state, deed) → state. What does not stand there cannot happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from marshrut.apps.routes.types import Ground, ReleaseState, RouteDeed, RouteState, StepDeed, StepState
from marshrut.cores.kernel import Decision, allow, refuse

__all__ = [
    "ROUTE_MOVES",
    "STEP_MOVES",
    "UNDO",
    "may_answer_step",
    "may_approve",
    "may_change",
    "may_complete",
    "may_list",
    "may_make",
    "may_move_route",
    "may_move_step",
    "may_open",
    "may_release",
    "may_reorder",
    "may_send",
    "may_undo",
    "may_withdraw",
    "same_edition",
]

_S, _D = RouteState, RouteDeed
ROUTE_MOVES: Mapping[tuple[RouteState, RouteDeed], RouteState] = MappingProxyType(
    {
        (_S.DRAFT, _D.SEND): _S.AGREEMENT,
        (_S.REVISED, _D.SEND): _S.AGREEMENT,
        (_S.AGREEMENT, _D.RETURN): _S.REVISED,
        (_S.AGREEMENT, _D.APPROVE): _S.APPROVED,
        (_S.APPROVED, _D.UNDO): _S.AGREEMENT,
        (_S.APPROVED, _D.START): _S.RUNNING,
        (_S.APPROVED, _D.REVISE): _S.REVISED,
        (_S.RUNNING, _D.REVISE): _S.REVISED,
        (_S.RUNNING, _D.COMPLETE): _S.COMPLETED,
        **{(one, _D.WITHDRAW): _S.WITHDRAWN for one in _S if one.live},
    }
)
_P, _A = StepState, StepDeed
STEP_MOVES: Mapping[tuple[StepState, StepDeed], StepState] = MappingProxyType(
    {
        (_P.PROPOSED, _A.ACCEPT): _P.ACCEPTED,
        (_P.PROPOSED, _A.REFUSE): _P.REFUSED,
        (_P.ACCEPTED, _A.REFUSE): _P.REFUSED,
        (_P.REFUSED, _A.ACCEPT): _P.ACCEPTED,
        (_P.PROPOSED, _A.CLAIM): _P.CLAIMED,
        (_P.ACCEPTED, _A.CLAIM): _P.CLAIMED,
        (_P.MISSED, _A.CLAIM): _P.CLAIMED,
        (_P.CLAIMED, _A.CONFIRM): _P.DONE,
        (_P.CLAIMED, _A.NOT_CONFIRM): _P.ACCEPTED,
        (_P.DONE, _A.REOPEN): _P.CLAIMED,
        (_P.PROPOSED, _A.MISS): _P.MISSED,
        (_P.ACCEPTED, _A.MISS): _P.MISSED,
        (_P.PROPOSED, _A.RESCHEDULE): _P.PROPOSED,
        (_P.ACCEPTED, _A.RESCHEDULE): _P.ACCEPTED,
        (_P.MISSED, _A.RESCHEDULE): _P.ACCEPTED,
        # A provider's word that it was completed needs nobody's claim.
        **{(one, _A.COMPLETE): _P.DONE for one in (_P.PROPOSED, _P.ACCEPTED, _P.MISSED, _P.CLAIMED)},
        **{(one, _A.REMOVE): _P.REMOVED for one in (_P.PROPOSED, _P.ACCEPTED, _P.REFUSED, _P.MISSED)},
    }
)

#: A press that was wrong is taken back within this time; the screen offers it for ten seconds.
UNDO = timedelta(minutes=10)
#: States in which the plan itself is written.
WRITTEN = frozenset({RouteState.DRAFT, RouteState.REVISED, RouteState.AGREEMENT})


def may_move_route(state: RouteState, deed: RouteDeed) -> Decision:
    """ROUTES-01: what may become of a route that stands so."""
    if (state, deed) in ROUTE_MOVES:
        return allow("ROUTES-01", state=state.value, deed=deed.value)
    text = f"Маршрут сейчас «{state.title}»: {deed.title} его нельзя. Обновите страницу, он мог измениться."
    return refuse("ROUTES-01", text, state=state.value, deed=deed.value)


def may_move_step(state: StepState, deed: StepDeed) -> Decision:
    """ROUTES-02: what may become of a step that stands so."""
    if (state, deed) in STEP_MOVES:
        return allow("ROUTES-02", state=state.value, deed=deed.value)
    text = f"Шаг сейчас «{state.title}»: {deed.title} его нельзя. Обновите страницу, он мог измениться."
    return refuse("ROUTES-02", text, state=state.value, deed=deed.value)


def may_open(ground: Ground | None, *, role: str) -> Decision:
    """ROUTES-03: what a step serves and why is read by the person, by who accompanies them, by whom they allowed."""
    if ground is None:
        text = "Зачем нужен каждый шаг, видит сам человек, тот, за кем он закреплён, и тот, кому он разрешил."
        return refuse("ROUTES-03", text, role=role)
    return allow("ROUTES-03", role=role, ground=ground.value)


def may_list(*, opened: bool, inside: bool, lists: bool, role: str) -> Decision:
    """ROUTES-04: that somebody has a route, its state, dates and hours are seen by who may open it and by the place."""
    if opened:
        return allow("ROUTES-04", role=role, opened=True)
    if lists and inside:
        return allow("ROUTES-04", role=role, inside=True)
    return refuse("ROUTES-04", "Этот человек работает не в пределах вашего места.", role=role, inside=inside)


def may_make(ground: Ground | None, *, standing: bool, diagnosed: bool, why: str) -> Decision:
    """ROUTES-05: a person or their companion makes a route, one a school year; without diagnostics with a reason."""
    known: dict[str, Any] = {"standing": standing, "diagnosed": diagnosed}
    if ground not in {Ground.OWN, Ground.CARE, Ground.SYSTEM}:
        text = "Маршрут составляют сам педагог и тот, кто его сопровождает."
    elif standing:
        text = "На этот учебный год маршрут уже есть. Измените его или сначала отзовите."
    elif not diagnosed and not why.strip():
        text = "Диагностики ещё не было. Напишите в двух словах, почему маршрут нужен уже сейчас."
    else:
        return allow("ROUTES-05", **known)
    return refuse("ROUTES-05", text, **known)


def may_change(ground: Ground | None, state: RouteState) -> Decision:
    """ROUTES-06: the person and who accompanies them change steps and goals as long as the route lives."""
    if ground not in {Ground.OWN, Ground.CARE, Ground.SYSTEM}:
        return refuse("ROUTES-06", "Маршрут меняют сам педагог и тот, кто его сопровождает сегодня.", state=state.value)
    if not state.live:
        text = f"Маршрут {state.title}: в нём уже ничего не меняют. Составьте новый."
        return refuse("ROUTES-06", text, state=state.value)
    return allow("ROUTES-06", state=state.value, written=state in WRITTEN)


def may_reorder(state: StepState) -> Decision:
    """ROUTES-48: a step that is still ahead changes places with its neighbours; what is over stands where it was."""
    if state.ahead:
        return allow("ROUTES-48", state=state.value)
    text = f"Шаг сейчас «{state.title}»: его место в маршруте уже не меняют."
    return refuse("ROUTES-48", text, state=state.value)


def same_edition(seen: int | None, now: int) -> Decision:
    """ROUTES-07: who decides decides about what they saw. None: nothing is decided, only added."""
    if seen is None or seen == now:
        return allow("ROUTES-07", edition=now)
    text = "Пока вы смотрели, маршрут изменили. Ничего не записано: посмотрите, что стало, и решите ещё раз."
    return refuse("ROUTES-07", text, seen=seen, edition=now)


def may_send(ground: Ground | None, *, steps: int, companion: bool) -> Decision:
    """ROUTES-08: a route with at least one step goes to who accompanies the person."""
    if ground not in {Ground.OWN, Ground.CARE, Ground.SYSTEM}:
        text = "Отправить маршрут на согласование может сам педагог или тот, кто его сопровождает."
    elif not steps:
        text = "В маршруте пока нет ни одного шага. Добавьте хотя бы один."
    elif not companion:
        text = "За вами никто не закреплён, согласовать маршрут некому. Скажите об этом в своей методической службе."
    else:
        return allow("ROUTES-08", steps=steps)
    return refuse("ROUTES-08", text, steps=steps, companion=companion)


def may_approve(*, accompanies: bool, own: bool, steps: int, denied: int) -> Decision:
    """ROUTES-09: who accompanies the person today approves; never one's own, never against the head's word on days."""
    known: dict[str, Any] = {"accompanies": accompanies, "steps": steps, "denied": denied}
    if own:
        text = "Свой маршрут не утверждают: его согласует тот, кто сопровождает вас."
    elif not accompanies:
        text = "Утверждает тот, кто сопровождает человека сегодня. Ваше закрепление закончилось или его не было."
    elif not steps:
        text = "В маршруте нет ни одного шага: утверждать нечего."
    elif denied:
        text = f"Руководитель не отпускает на эти дни, шагов: {denied}. Перенесите их или замените."
    else:
        return allow("ROUTES-09", **known)
    return refuse("ROUTES-09", text, **known)


def may_undo(*, same: bool, state: RouteState, at: datetime | None, now: datetime, changed: bool) -> Decision:
    """ROUTES-10: who approved takes it back within minutes, while nothing else has happened."""
    if not same:
        text = "Отменить может только тот, кто согласовал."
    elif state is not RouteState.APPROVED or at is None or changed:
        text = "После согласования в маршруте уже что-то произошло. Отправьте его на пересмотр."
    elif now - at > UNDO:
        text = "Прошло больше десяти минут. Отправьте маршрут на пересмотр."
    else:
        return allow("ROUTES-10")
    return refuse("ROUTES-10", text, state=state.value)


def may_release(*, head: bool, above: bool, own: bool, person_is_head: bool, release: ReleaseState) -> Decision:
    """ROUTES-11: the head lets a person go on these days; who leads the school is let go by who stands above."""
    known: dict[str, Any] = {"head": head, "above": above, "own": own, "person_is_head": person_is_head}
    if own:
        text = "Себя не отпускают: ваши дни согласует тот, кто стоит выше, муниципалитет или центр."
    elif person_is_head and not above:
        text = "Руководителя отпускает тот, кто стоит выше: муниципалитет или центр."
    elif not person_is_head and not head:
        text = "Отпускает руководитель школы, где человек работает."
    elif release is ReleaseState.NOT_ASKED:
        text = "На этот шаг отпускать не нужно: рабочее время он не занимает."
    else:
        return allow("ROUTES-11", **known)
    return refuse("ROUTES-11", text, **known)


def may_answer_step(*, own: bool, accompanies: bool, proposed_by_person: bool, refuses: bool, words: str) -> Decision:
    """ROUTES-12: what one side proposes the other accepts or refuses; a refusal has a reason."""
    if own and refuses and not words.strip():
        return refuse("ROUTES-12", "Напишите в двух словах, почему не подходит: методист подберёт другое.")
    if own and not proposed_by_person:
        return allow("ROUTES-12", own=True)
    if own and refuses:
        return allow("ROUTES-12", own=True)
    if accompanies and proposed_by_person:
        if refuses and not words.strip():
            return refuse("ROUTES-12", "Напишите педагогу, почему этот шаг не подходит.")
        return allow("ROUTES-12", accompanies=True)
    text = "Шаг принимает тот, кому его предложили: педагог предложенный методистом, методист предложенный педагогом."
    return refuse("ROUTES-12", text, own=own, accompanies=accompanies)


def may_withdraw(ground: Ground | None, *, why: str) -> Decision:
    """ROUTES-13: a route ends before its time by the person's or the companion's word, with a reason."""
    if ground not in {Ground.OWN, Ground.CARE, Ground.SYSTEM}:
        return refuse("ROUTES-13", "Отозвать или пересмотреть маршрут может сам педагог или тот, кто его сопровождает.")
    if not why.strip():
        return refuse("ROUTES-13", "Напишите, почему: это увидят все, кто был в маршруте.")
    return allow("ROUTES-13")


def may_complete(*, accompanies: bool, own: bool, done: int, open_steps: int) -> Decision:
    """ROUTES-14: who accompanies the person ends a route when every step is answered for and at least one was taken."""
    if own or not accompanies:
        return refuse("ROUTES-14", "Завершает маршрут тот, кто сопровождает педагога сегодня.", own=own)
    if open_steps:
        text = f"Ещё не решено, что стало с шагами: {open_steps}. Подтвердите их, перенесите или уберите."
        return refuse("ROUTES-14", text, open_steps=open_steps)
    if not done:
        return refuse("ROUTES-14", "Ни один шаг не состоялся: такой маршрут не завершают, а отзывают.", done=done)
    return allow("ROUTES-14", done=done)
