"""Who asks, who agrees, who takes back; what a school plans and who stands in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from marshrut.apps.programmes.types import ApplicationState, ApplyGround, CohortState
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.types import Role

__all__ = [
    "AGREERS",
    "APPLICATION_STEPS",
    "HELD",
    "PLANNERS",
    "may_agree",
    "may_apply",
    "may_move_application",
    "may_plan",
    "may_stand_in",
    "may_withdraw",
    "must_say_why",
]

#: Who agrees that somebody learns: the head, and whoever stands above where the head asks for themself.
AGREERS = frozenset({Role.SCHOOL, Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE})
#: Who makes a school's plan and says who stands in.
PLANNERS = frozenset({Role.SCHOOL})
#: An application that holds a seat.
HELD = frozenset({ApplicationState.SEATED, ApplicationState.ENROLLED})
_ENDS = frozenset({ApplicationState.REFUSED, ApplicationState.WITHDRAWN, ApplicationState.CANCELLED})
APPLICATION_STEPS: Mapping[ApplicationState, frozenset[ApplicationState]] = MappingProxyType(
    {
        ApplicationState.ASKED: frozenset({ApplicationState.SEATED, ApplicationState.WAITING, *_ENDS}),
        ApplicationState.WAITING: frozenset({ApplicationState.SEATED, *_ENDS}),
        ApplicationState.SEATED: frozenset({ApplicationState.ENROLLED, *_ENDS}),
        ApplicationState.ENROLLED: frozenset({ApplicationState.WITHDRAWN, ApplicationState.CANCELLED}),
        ApplicationState.REFUSED: frozenset(),
        ApplicationState.WITHDRAWN: frozenset(),
        ApplicationState.CANCELLED: frozenset(),
    }
)


def may_apply(  # noqa: PLR0911 - each no has words of its own
    ground: ApplyGround | None,
    *,
    state: CohortState,
    starts: date,
    apply_until: date | None,
    on: date,
    works: bool,
    already: bool,
    busy_with: str = "",
) -> Decision:
    """PROGRAMMES-05: who asks for a seat, and until when. `busy_with`: other learning on the same days."""
    inputs: dict[str, Any] = {"ground": ground.value if ground else "", "state": state.value, "works": works}
    if ground is None:
        text = "Заявку подаёт сам человек, его руководитель или тот, кто его сопровождает."
        return refuse("PROGRAMMES-05", text, **inputs)
    if already:
        return refuse("PROGRAMMES-05", "Заявка в эту группу уже есть.", **inputs)
    if state is not CohortState.OPEN:
        return refuse("PROGRAMMES-05", f"Группа сейчас в состоянии «{state.title}»: заявок не принимают.", **inputs)
    last = min(apply_until or starts, starts)
    if on > last:
        return refuse("PROGRAMMES-05", f"Заявки принимали по {last:%d.%m.%Y}. Выберите другую группу.", **inputs)
    if not works:
        text = "В списках работников этого человека сегодня нет: сначала школа вносит его в список."
        return refuse("PROGRAMMES-05", text, **inputs)
    if busy_with:
        text = f"В эти дни уже есть место: «{busy_with}». Выберите группу в другие дни или откажитесь от той."
        return refuse("PROGRAMMES-05", text, **inputs)
    return allow("PROGRAMMES-05", **inputs)


def may_agree(role: Role, *, inside: bool, own: bool, leads: bool, above: bool) -> Decision:
    """PROGRAMMES-06: who lets somebody go to learn. `leads`: the applicant is the head there; `above`: the viewer
    stands above that place."""
    inputs: dict[str, Any] = {"role": role.value, "inside": inside, "own": own, "leads": leads, "above": above}
    if not inside:
        return refuse("PROGRAMMES-06", "Этот человек работает вне вашей территории.", **inputs)
    if role not in AGREERS:
        return refuse("PROGRAMMES-06", f"Роль «{role.title}» заявок не согласует: это делает руководитель.", **inputs)
    if own:
        text = "Это ваша собственная заявка: её согласует тот, кто стоит выше."
        return refuse("PROGRAMMES-06", text, **inputs)
    if leads and not above:
        text = "Это заявка руководителя: её согласует муниципалитет или центр."
        return refuse("PROGRAMMES-06", text, **inputs)
    return allow("PROGRAMMES-06", **inputs)


def may_move_application(state: ApplicationState, to: ApplicationState) -> Decision:
    """PROGRAMMES-07: which step of an application follows which."""
    inputs: dict[str, Any] = {"state": state.value, "to": to.value}
    if to in APPLICATION_STEPS[state]:
        return allow("PROGRAMMES-07", **inputs)
    return refuse("PROGRAMMES-07", f"Эта заявка уже решена: {state.title}.", **inputs)


def must_say_why(why: str) -> Decision:
    """PROGRAMMES-15: a no to somebody's application says why: the person reads it."""
    if why.strip():
        return allow("PROGRAMMES-15")
    return refuse("PROGRAMMES-15", "Напишите, почему вы не согласны: человек это увидит.")


def may_withdraw(ground: ApplyGround | None, state: ApplicationState) -> Decision:
    """PROGRAMMES-08: who takes an application back; who is enrolled already leaves by an order."""
    inputs: dict[str, Any] = {"ground": ground.value if ground else "", "state": state.value}
    if ground is None:
        text = "Заявку отзывает сам человек, его руководитель или тот, кто его сопровождает."
        return refuse("PROGRAMMES-08", text, **inputs)
    if state is ApplicationState.ENROLLED:
        text = "Вы уже зачислены приказом: напишите в центр, чтобы вас отчислили."
        return refuse("PROGRAMMES-08", text, **inputs)
    step = may_move_application(state, ApplicationState.WITHDRAWN)
    return allow("PROGRAMMES-08", **inputs) if step else refuse("PROGRAMMES-08", step.text, **inputs)


def may_plan(role: Role, *, inside: bool) -> Decision:
    """PROGRAMMES-13: who makes a school's plan of learning and says who stands in."""
    inputs: dict[str, Any] = {"role": role.value, "inside": inside}
    if inside and role in PLANNERS:
        return allow("PROGRAMMES-13", **inputs)
    return refuse("PROGRAMMES-13", "План обучения и замены ведёт сама школа.", **inputs)


def may_stand_in(
    *, first: date | None, last: date | None, same: bool, colleague_works: bool, colleague_away: bool
) -> Decision:
    """PROGRAMMES-14: who takes the lessons of somebody who learns."""
    inputs: dict[str, Any] = {"same": same, "works": colleague_works, "away": colleague_away}
    if first is None or last is None or last < first:
        return refuse("PROGRAMMES-14", "Впишите дни замены: последний не раньше первого.", **inputs)
    if same:
        return refuse("PROGRAMMES-14", "Самого себя человек не замещает: выберите коллегу.", **inputs)
    if not colleague_works:
        return refuse("PROGRAMMES-14", "Замещает тот, кто работает в этой же школе.", **inputs)
    if colleague_away:
        text = "Этот коллега в те же дни сам учится или в отпуске: выберите другого."
        return refuse("PROGRAMMES-14", text, **inputs)
    return allow("PROGRAMMES-14", **inputs)
