"""What an adaptive test decides, over facts alone: when it may be given, which answers count, who sees its course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshrut.apps.diagnostics.rules import KEEPERS
from marshrut.apps.diagnostics.types import Tailoring
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.types import Role

__all__ = [
    "may_answer_item",
    "may_begin_adaptive",
    "may_put_adaptive_in_use",
    "may_put_on_paper",
    "may_see_course",
    "may_try_out",
]

_NAMED = 3


def may_put_adaptive_in_use(
    tailoring: Tailoring,
    *,
    in_force: bool,
    uncalibrated: Sequence[str],
    texts: Sequence[str],
    pools: Mapping[str, int],
) -> Decision:
    """DIAGNOSTICS-50: items are chosen by what is known of them, so each must be known, and there must be a choice.

    `uncalibrated`, `texts`: codes of items; `pools`: title of a competency → how many items it has.
    """
    inputs: dict[str, Any] = {"in_force": in_force, "uncalibrated": len(uncalibrated), "texts": len(texts)}
    if tailoring.faults:
        return refuse("DIAGNOSTICS-50", f"Исправьте, как тест подстраивается: {tailoring.faults[0]}.", **inputs)
    if texts:
        text = f"Развёрнутый ответ проверяет человек, а тест ждать не может. Уберите задания: {_listed(texts)}."
        return refuse("DIAGNOSTICS-50", text, **inputs)
    if not in_force:
        text = "Задания выбираются по их трудности, а она ещё не известна: сначала введите в действие калибровку банка."
        return refuse("DIAGNOSTICS-50", text, **inputs)
    if uncalibrated:
        text = f"Калибровка ничего не говорит о заданиях: {_listed(uncalibrated)}. Дайте их людям обычным тестом."
        return refuse("DIAGNOSTICS-50", text, **inputs)
    small = [title for title, items in pools.items() if items <= tailoring.longest]
    if small:
        text = f"Выбирать не из чего: «{small[0]}» — заданий {pools[small[0]]}, а в тесте до {tailoring.longest}."
        return refuse("DIAGNOSTICS-50", f"{text} Добавьте задания или сократите тест.", **inputs)
    return allow(
        "DIAGNOSTICS-50", "О каждом задании известно, насколько оно трудно, и есть из чего выбирать.", **inputs
    )


def may_begin_adaptive(*, in_force: bool, covered: bool) -> Decision:
    """DIAGNOSTICS-51: whether an adaptive test can be begun today; who has begun goes on by what it began with."""
    inputs: dict[str, Any] = {"in_force": in_force, "covered": covered}
    if not in_force:
        text = "Этот тест выбирает задания по калибровке, а она сейчас не действует. Тест откроется, когда её введут."
        return refuse("DIAGNOSTICS-51", text, **inputs)
    if not covered:
        text = "Действующая калибровка знает не все задания этого теста. Тест откроется, когда это исправят."
        return refuse("DIAGNOSTICS-51", text, **inputs)
    return allow("DIAGNOSTICS-51", **inputs)


def may_answer_item(*, asked: bool, answered: bool, same: bool) -> Decision:
    """DIAGNOSTICS-52: an answer counts for the item that is asked now, once: what came next was chosen by it.

    `answered`: there is an answer already; `same`: this one says the same.
    """
    inputs: dict[str, Any] = {"asked": asked, "answered": answered, "same": same}
    if answered and not same:
        text = "На это задание вы уже ответили: следующие выбраны по тому ответу, поэтому он остаётся."
        return refuse("DIAGNOSTICS-52", text, **inputs)
    if not answered and not asked:
        return refuse("DIAGNOSTICS-52", "Сейчас другое задание. Обновите страницу.", **inputs)
    return allow("DIAGNOSTICS-52", **inputs)


def may_put_on_paper(*, adaptive: bool) -> Decision:
    """DIAGNOSTICS-53: whether a test can be given on paper."""
    if adaptive:
        text = "Этот тест выбирает следующее задание по ответам, поэтому на бумаге его нет: только на экране."
        return refuse("DIAGNOSTICS-53", text, adaptive=True)
    return allow("DIAGNOSTICS-53", adaptive=False)


def may_see_course(role: Role, *, inside: bool) -> Decision:
    """DIAGNOSTICS-54: who sees why a test asked what it asked. Whose test it was is another right: to open results."""
    inputs: dict[str, Any] = {"role": role.value, "inside": inside}
    if not inside or role not in KEEPERS:
        text = "Как тест выбирал задания, видят те, кто ведёт банк, в пределах своего места."
        return refuse("DIAGNOSTICS-54", text, **inputs)
    return allow("DIAGNOSTICS-54", **inputs)


def may_try_out(*, decision: Decision, running: bool) -> Decision:
    """DIAGNOSTICS-55: invented people try a test out when it could be given to real ones (`decision`), one trial at a
    time.
    """
    if not decision:
        return refuse("DIAGNOSTICS-55", decision.text, running=running)
    if running:
        return refuse("DIAGNOSTICS-55", "Проба уже идёт: дождитесь её итога.", running=running)
    return allow("DIAGNOSTICS-55", running=running)


def _listed(codes: Sequence[str]) -> str:
    more = f" и ещё {len(codes) - _NAMED}" if len(codes) > _NAMED else ""
    return ", ".join(codes[:_NAMED]) + more
