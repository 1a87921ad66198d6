"""Drafts, wishes and papers of routes: who may start them, what a step says for itself, why something found no step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from marshrut.apps.routes.types import Ground
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.cores.planning import Reason
from marshrut.foundation.scope.types import Role

__all__ = [
    "DRAFTERS",
    "MISSING",
    "ORDERERS",
    "check_wishes",
    "explain_missing",
    "explain_no_draft",
    "explain_step",
    "may_draft",
    "may_draft_person",
    "may_keep_template",
    "may_print",
    "may_put_under_order",
    "may_wish",
]

#: Roles that start drafts for a place; what the drafts rest on they do not see by that.
DRAFTERS = frozenset({Role.SCHOOL, Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE})
#: Roles that put approved routes under an order.
ORDERERS = frozenset({Role.CENTRE, Role.MUNICIPAL_METHODOLOGIST})
MOST_HOURS = 500
WHOLE = 100
MOST_STRETCHES = 30

#: Why a deficit found no step, or too little: for whom it concerns and who helps them.
MISSING: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.NOTHING_OFFERED: "в каталоге пока нет программы об этом",
        Reason.LEARNT_ALREADY: "подходящую программу вы уже прошли",
        Reason.LANGUAGE: "программы есть, но на другом языке",
        Reason.TOO_FAR: "программы есть, но дальше, чем удобно ездить",
        Reason.OTHER_DATES: "группы идут в неподходящее время учебного года",
        Reason.BUSY: "группы идут в дни, когда вы заняты",
        Reason.NEEDS_OTHER_FIRST: "сначала нужна другая программа",
        Reason.NO_SEATS: "мест в подходящих группах не осталось",
        Reason.SMALL_GROUP: "группа не набирается",
        Reason.OVERLAPS: "дни заняты другим шагом",
        Reason.MIX: "курсов на этот год уже достаточно",
        Reason.HOURS: "не хватает часов",
        Reason.STEPS: "шагов на этот год уже достаточно",
        Reason.LEFT_OUT: "в выбранный вариант не вошло",
    }
)


def may_draft(role: Role, *, inside: bool) -> Decision:
    """ROUTES-30: the school, the municipal service and the centre start drafts for people of their own place."""
    if role not in DRAFTERS:
        return refuse("ROUTES-30", f"Роль «{role.title}» не составляет черновиков для места.", role=role.value)
    if not inside:
        return refuse("ROUTES-30", "Это место вне вашего.", role=role.value)
    return allow("ROUTES-30", "Черновики составляются по диагностике; её результатов здесь не видно.", role=role.value)


def may_draft_person(ground: Ground | None) -> Decision:
    """ROUTES-31: the draft of one person is started by them and by who accompanies them."""
    if ground in {Ground.OWN, Ground.CARE, Ground.SYSTEM}:
        return allow("ROUTES-31", ground=ground.value)
    return refuse("ROUTES-31", "Черновик для человека составляет он сам или тот, кто его сопровождает.")


def explain_step(
    *, titles: Sequence[str], share: int, hours: str, others: int, formal: bool, why: str, shared: bool = False
) -> Decision:
    """ROUTES-32: a step stands in a draft because it closes most of what is worth strengthening per hour; where seats
    were `shared` out over a region, because it does so with everybody in mind."""
    if not titles:
        return allow("ROUTES-32", f"Чтобы {why}." if why else "Чтобы увидеть, что изменилось.")
    about = ", ".join(f"«{one}»" for one in titles)
    if formal:
        choice = f"из {others + 1} подходящих групп" if others else "другой подходящей группы нет"
        text = f"За {hours} ч закрывает примерно {share} % того, что стоит подтянуть: {about}; {choice}."
        if shared:
            text = f"За {hours} ч закрывает примерно {share} % того, что стоит подтянуть: {about}. Место выбрано так, "
            text += "чтобы мест хватило тем, кому они нужнее всего."
        elif others:
            text = f"Больше всего пользы за час {choice}: {about}, примерно {share} % за {hours} ч."
    else:
        text = f"Без группы и поездки: {about}, примерно {share} % за {hours} ч — {why}."
    return allow("ROUTES-32", text, share=share, hours=hours, others=others)


def explain_missing(reason: Reason, *, closed: int) -> Decision:
    """ROUTES-33: why something has no step, or less than half of it is closed."""
    words = MISSING[reason]
    text = f"Закрыто примерно {closed} %: {words}." if closed else f"{words[0].upper()}{words[1:]}."
    return refuse("ROUTES-33", text, reason=reason.value, closed=closed)


def check_wishes(*, hours: int | None, not_formal: int | None, busy: Sequence[tuple[date, date]]) -> Decision:
    """ROUTES-34: hours are more than none, a share is a share, busy days are in order."""
    if hours is not None and hours <= 0:
        text = f"Часов {hours} быть не может: напишите, сколько часов в год готовы учиться."
    elif hours is not None and hours > MOST_HOURS:
        text = f"{hours} ч в год — это больше {MOST_HOURS}. Проверьте число."
    elif not_formal is not None and not 0 <= not_formal <= WHOLE:
        text = "Доля бывает от 0 до 100 %."
    elif any(last < first for first, last in busy):
        text = "Последний занятый день раньше первого. Поменяйте их местами."
    elif len(busy) > MOST_STRETCHES:
        text = f"Занятых отрезков больше {MOST_STRETCHES}. Соедините соседние."
    else:
        return allow("ROUTES-34")
    return refuse("ROUTES-34", text)


def may_wish(ground: Ground | None) -> Decision:
    """ROUTES-35: wishes are the person's; who accompanies them writes them down in their name."""
    if ground in {Ground.OWN, Ground.CARE}:
        return allow("ROUTES-35", ground=ground.value)
    return refuse("ROUTES-35", "Пожелания записывает сам педагог или тот, кто его сопровождает.")


def may_print(*, opens: bool, lists: bool) -> Decision:
    """ROUTES-36: the whole route for who may open it; for who only sees that there is one, a copy of days and hours."""
    if opens:
        return allow("ROUTES-36", "Маршрут целиком.", copy=False)
    if lists:
        return allow("ROUTES-36", "Выписка: шаги, сроки и часы, без результатов диагностики.", copy=True)
    return refuse("ROUTES-36", "Этот маршрут вам не открыт.")


def may_put_under_order(role: Role, *, number: str, routes: int, others: int) -> Decision:
    """ROUTES-37: the centre and the municipal service put approved routes without an order under one with a number."""
    if role not in ORDERERS:
        text = "Приказ об утверждении оформляет центр или муниципальная служба."
    elif not number.strip():
        text = "Напишите номер приказа."
    elif others:
        text = f"Среди выбранных есть маршруты не утверждённые или уже с приказом: {others}. Обновите страницу."
    elif not routes:
        text = "Выберите хотя бы один утверждённый маршрут."
    else:
        return allow("ROUTES-37", role=role.value, routes=routes)
    return refuse("ROUTES-37", text, role=role.value)


def explain_no_draft(*, live: bool, diagnosed: bool, deficits: int, steps: int) -> Decision:
    """ROUTES-38: when there is nothing to draft: a route stands, nothing was diagnosed, nothing is weak or fits."""
    if live:
        text = "Маршрут на этот учебный год уже есть. Откройте его: шаги можно добавить и заменить."
    elif not diagnosed:
        text = "Черновик составляется по диагностике, а её пока не было. Маршрут можно составить и вручную."
    elif not deficits:
        text = "По результатам диагностики подтягивать нечего. Можно составить маршрут вручную, по своим целям."
    elif not steps:
        text = "Ни один шаг не подошёл по дням, часам и дороге. Посмотрите пожелания: может быть, часов мало."
    else:
        return allow("ROUTES-38", steps=steps)
    return refuse("ROUTES-38", text, live=live, diagnosed=diagnosed, deficits=deficits, steps=steps)


def may_keep_template(role: Role, *, fields: int) -> Decision:
    """ROUTES-39: the centre replaces the printed form; a template without a named field would print nothing."""
    if role is not Role.CENTRE:
        return refuse("ROUTES-39", "Образец печатного маршрута меняет центр.", role=role.value)
    if not fields:
        text = "В файле нет ни одного поля вида {{имя}}. Скачайте образец: в нём все поля на своих местах."
        return refuse("ROUTES-39", text, role=role.value)
    return allow("ROUTES-39", role=role.value, fields=fields)
