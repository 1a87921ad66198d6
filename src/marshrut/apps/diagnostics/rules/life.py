"""Banks, campaigns, attempts and results from files: what is decided about them, over facts alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from marshrut.apps.diagnostics.types import AttemptState, CampaignState, InstrumentState, ResultsState
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.types import Role

__all__ = [
    "ATTEMPT_STEPS",
    "BRIDGE",
    "CAMPAIGN_STEPS",
    "HOLDERS",
    "KEEPERS",
    "MARKERS",
    "RESULTS_STEPS",
    "SENDERS",
    "may_annul",
    "may_answer",
    "may_answer_line",
    "may_apply_results",
    "may_begin",
    "may_give_points",
    "may_hand_in",
    "may_hold_campaign",
    "may_keep_bank",
    "may_mark",
    "may_match_codes",
    "may_move_attempt",
    "may_move_campaign",
    "may_move_results",
    "may_put_in_use",
    "may_record_past",
    "may_remind",
    "may_send_results",
    "may_take_back",
    "may_type_in",
]

#: Who keeps the bank and its instruments.
KEEPERS = frozenset({Role.CENTRE, Role.REGIONAL_METHODOLOGIST})
#: Who holds a campaign, within the own place.
HOLDERS = frozenset({Role.CENTRE, Role.MUNICIPAL_METHODOLOGIST, Role.SCHOOL})
#: Who brings results from elsewhere: they see what came out, so it is whoever holds diagnostics for others.
SENDERS = frozenset({Role.CENTRE})
#: Who marks texts.
MARKERS = frozenset({Role.CENTRE, Role.REGIONAL_METHODOLOGIST})
#: What was pressed before the end may arrive so much later: a lost line is bridged, thinking time is not added.
BRIDGE = timedelta(minutes=2)

CAMPAIGN_STEPS: Mapping[CampaignState, frozenset[CampaignState]] = MappingProxyType(
    {
        CampaignState.DRAFT: frozenset({CampaignState.ANNOUNCED, CampaignState.CANCELLED}),
        CampaignState.ANNOUNCED: frozenset({CampaignState.CLOSED, CampaignState.CANCELLED}),
        CampaignState.CLOSED: frozenset({CampaignState.ANNOUNCED}),
        CampaignState.CANCELLED: frozenset(),
    }
)
ATTEMPT_STEPS: Mapping[AttemptState, frozenset[AttemptState]] = MappingProxyType(
    {
        AttemptState.RUNNING: frozenset({AttemptState.MARKING, AttemptState.DONE, AttemptState.ANNULLED}),
        AttemptState.MARKING: frozenset({AttemptState.DONE, AttemptState.ANNULLED}),
        AttemptState.DONE: frozenset({AttemptState.ANNULLED}),
        AttemptState.ANNULLED: frozenset(),
    }
)
RESULTS_STEPS: Mapping[ResultsState, frozenset[ResultsState]] = MappingProxyType(
    {
        ResultsState.CHECKING: frozenset(
            {ResultsState.CHECKED, ResultsState.UNREADABLE, ResultsState.FAILED, ResultsState.DROPPED}
        ),
        ResultsState.CHECKED: frozenset({ResultsState.CHECKING, ResultsState.APPLYING, ResultsState.DROPPED}),
        ResultsState.UNREADABLE: frozenset({ResultsState.CHECKING, ResultsState.DROPPED}),
        ResultsState.APPLYING: frozenset({ResultsState.APPLIED, ResultsState.CHECKED, ResultsState.FAILED}),
        ResultsState.APPLIED: frozenset({ResultsState.UNDOING}),
        ResultsState.FAILED: frozenset({ResultsState.CHECKING, ResultsState.DROPPED}),
        ResultsState.DROPPED: frozenset(),
        ResultsState.UNDOING: frozenset({ResultsState.UNDONE, ResultsState.APPLIED}),
        ResultsState.UNDONE: frozenset(),
    }
)


def may_keep_bank(role: Role, *, inside: bool) -> Decision:
    """DIAGNOSTICS-01: who writes items and instruments, and so sees keys."""
    inputs: dict[str, Any] = {"role": role.value, "inside": inside}
    if not inside:
        return refuse("DIAGNOSTICS-01", "Этот инструмент ведёт другая организация.", **inputs)
    if role not in KEEPERS:
        text = f"Роль «{role.title}» задания и ключи не видит: их ведут центр и региональные методисты."
        return refuse("DIAGNOSTICS-01", text, **inputs)
    return allow("DIAGNOSTICS-01", f"Роль «{role.title}» ведёт банк заданий.", **inputs)


def may_put_in_use(state: InstrumentState, *, faults: Sequence[str], items: int) -> Decision:
    """DIAGNOSTICS-02: a version is given to people only when each item can be scored and serves a competency."""
    inputs: dict[str, Any] = {"state": state.value, "items": items, "faults": len(faults)}
    if state is not InstrumentState.DRAFT:
        text = "Эту версию уже давали людям: она не меняется. Сделайте новую версию."
        return refuse("DIAGNOSTICS-02", text, **inputs)
    if not items:
        return refuse("DIAGNOSTICS-02", "В инструменте нет ни одного задания.", **inputs)
    if faults:
        return refuse("DIAGNOSTICS-02", f"Сначала исправьте: {faults[0]}", **inputs)
    return allow("DIAGNOSTICS-02", "Каждое задание можно оценить.", **inputs)


def may_hold_campaign(role: Role, *, inside: bool) -> Decision:
    """DIAGNOSTICS-03: who announces a diagnostic, for people of the own place only."""
    inputs: dict[str, Any] = {"role": role.value, "inside": inside}
    if not inside:
        return refuse("DIAGNOSTICS-03", "Это место вне вашей территории.", **inputs)
    if role not in HOLDERS:
        text = f"Роль «{role.title}» диагностику не назначает: её проводят школа, муниципалитет и центр."
        return refuse("DIAGNOSTICS-03", text, **inputs)
    return allow("DIAGNOSTICS-03", f"Роль «{role.title}» проводит диагностику в пределах своего места.", **inputs)


def may_move_campaign(state: CampaignState, to: CampaignState, *, people: int, attempts: int) -> Decision:
    """DIAGNOSTICS-04: which step of a campaign follows which."""
    inputs: dict[str, Any] = {"state": state.value, "to": to.value, "people": people, "attempts": attempts}
    if to not in CAMPAIGN_STEPS[state]:
        text = f"Диагностика уже {state.title}: так её изменить нельзя."
        return refuse("DIAGNOSTICS-04", text, **inputs)
    if to is CampaignState.ANNOUNCED and not people:
        text = "Никто не приглашён. Измените, кого приглашать: по этим условиям людей нет."
        return refuse("DIAGNOSTICS-04", text, **inputs)
    if to is CampaignState.CANCELLED and attempts:
        text = "Кто-то уже проходит или прошёл тест: отменить нельзя. Диагностику можно завершить раньше срока."
        return refuse("DIAGNOSTICS-04", text, **inputs)
    return allow("DIAGNOSTICS-04", **inputs)


def may_begin(  # noqa: PLR0911 - each no has words of its own
    *, invited: bool, state: CampaignState, opens_on: date, closes_on: date, today: date, taken: AttemptState | None
) -> Decision:
    """DIAGNOSTICS-05: whether somebody begins (or goes on with) a campaign's test. `taken`: their attempt there."""
    inputs: dict[str, Any] = {"invited": invited, "state": state.value, "taken": taken.value if taken else ""}
    if not invited:
        return refuse("DIAGNOSTICS-05", "Вас не приглашали на эту диагностику.", **inputs)
    if taken is AttemptState.RUNNING:
        return allow("DIAGNOSTICS-05", "Вы уже начали: продолжайте с того же места.", **inputs)
    if taken in {AttemptState.MARKING, AttemptState.DONE}:
        return refuse("DIAGNOSTICS-05", "Вы уже прошли эту диагностику. Спасибо!", **inputs)
    if state is not CampaignState.ANNOUNCED:
        return refuse("DIAGNOSTICS-05", f"Эта диагностика сейчас {state.title}.", **inputs)
    if today < opens_on:
        return refuse("DIAGNOSTICS-05", f"Тест откроется {opens_on:%d.%m.%Y}.", **inputs)
    if today > closes_on:
        text = f"Срок вышел {closes_on:%d.%m.%Y}. Если вам нужно пройти тест, напишите тому, кто проводит диагностику."
        return refuse("DIAGNOSTICS-05", text, **inputs)
    return allow("DIAGNOSTICS-05", "Можно начинать.", **inputs)


def may_answer(
    *, own: bool, state: AttemptState, deadline: datetime | None, pressed: datetime, now: datetime
) -> Decision:
    """DIAGNOSTICS-06: whether an answer counts. `pressed`: when by the server's clock, never later than `now`.

    An answer pressed in time and held up by a lost line is taken within `BRIDGE`; what is pressed after the end is kept
    in the log and does not count.
    """
    inputs: dict[str, Any] = {"own": own, "state": state.value}
    if not own:
        return refuse("DIAGNOSTICS-06", "Это тест другого человека.", **inputs)
    if state is AttemptState.ANNULLED:
        return refuse("DIAGNOSTICS-06", "Эта попытка аннулирована.", **inputs)
    if state is not AttemptState.RUNNING:
        return refuse("DIAGNOSTICS-06", "Тест уже сдан: ответы больше не меняются.", **inputs)
    if deadline is not None and (pressed > deadline or now > deadline + BRIDGE):
        return refuse("DIAGNOSTICS-06", "Время вышло. Всё, что вы ответили раньше, сохранено.", **inputs)
    return allow("DIAGNOSTICS-06", **inputs)


def may_move_attempt(state: AttemptState, to: AttemptState) -> Decision:
    """DIAGNOSTICS-07: which step of an attempt follows which."""
    inputs: dict[str, Any] = {"state": state.value, "to": to.value}
    if to in ATTEMPT_STEPS[state]:
        return allow("DIAGNOSTICS-07", **inputs)
    return refuse("DIAGNOSTICS-07", f"Попытка уже {state.title}.", **inputs)


def may_hand_in(*, own: bool, state: AttemptState, late: bool) -> Decision:
    """DIAGNOSTICS-08: the person hands in; the clock does it for them when time is over (`late`)."""
    inputs: dict[str, Any] = {"own": own, "state": state.value, "late": late}
    if not own and not late:
        return refuse("DIAGNOSTICS-08", "Это тест другого человека.", **inputs)
    if state is not AttemptState.RUNNING:
        return refuse("DIAGNOSTICS-08", "Тест уже сдан.", **inputs)
    return allow("DIAGNOSTICS-08", **inputs)


def may_annul(role: Role, *, inside: bool, reason: str) -> Decision:
    """DIAGNOSTICS-09: who sets an attempt aside; what it said of competencies is withdrawn with it."""
    inputs: dict[str, Any] = {"role": role.value, "inside": inside}
    if not inside or role is not Role.CENTRE:
        return refuse("DIAGNOSTICS-09", "Аннулировать попытку может центр, который проводил диагностику.", **inputs)
    if not reason.strip():
        return refuse("DIAGNOSTICS-09", "Напишите, почему попытка не засчитывается: человек увидит это.", **inputs)
    return allow("DIAGNOSTICS-09", **inputs)


def may_mark(role: Role, *, own: bool, colleague: bool) -> Decision:
    """DIAGNOSTICS-10: who marks a text: not one's own, and not of the own school. Names are not shown to the marker."""
    inputs: dict[str, Any] = {"role": role.value, "own": own, "colleague": colleague}
    if role not in MARKERS:
        return refuse("DIAGNOSTICS-10", f"Роль «{role.title}» развёрнутые ответы не проверяет.", **inputs)
    if own:
        return refuse("DIAGNOSTICS-10", "Это ваш собственный ответ: его проверит другой эксперт.", **inputs)
    if colleague:
        return refuse("DIAGNOSTICS-10", "Это ответ коллеги из вашей школы: его проверит другой эксперт.", **inputs)
    return allow("DIAGNOSTICS-10", **inputs)


def may_give_points(points: Mapping[str, float], *, most: Mapping[str, float]) -> Decision:
    """DIAGNOSTICS-11: points of a marking: every criterion, from zero to its most."""
    missing = [one for one in most if one not in points]
    if missing or set(points) - set(most):
        return refuse("DIAGNOSTICS-11", "Поставьте баллы по каждому критерию.", missing=len(missing))
    for one, given in points.items():
        if not 0 <= given <= most[one]:
            text = f"По критерию «{one}» можно поставить от 0 до {most[one]:g}, стоит {given:g}."
            return refuse("DIAGNOSTICS-11", text, criterion=one)
    return allow("DIAGNOSTICS-11")


def may_remind(*, waiting: int, last: date | None, today: date) -> Decision:
    """DIAGNOSTICS-12: a place is reminded of a campaign once a day, while somebody there has not taken part."""
    if not waiting:
        return refuse("DIAGNOSTICS-12", "Здесь все уже прошли диагностику: напоминать некому.", waiting=0)
    if last == today:
        return refuse("DIAGNOSTICS-12", "Сегодня уже напоминали. Можно ещё раз завтра.", waiting=waiting)
    return allow("DIAGNOSTICS-12", waiting=waiting)


def may_type_in(role: Role, *, inside: bool, state: CampaignState, taken: AttemptState | None) -> Decision:
    """DIAGNOSTICS-13: who types answers back that were given on paper."""
    inputs: dict[str, Any] = {"role": role.value, "inside": inside, "taken": taken.value if taken else ""}
    decision = may_hold_campaign(role, inside=inside)
    if not decision:
        return refuse("DIAGNOSTICS-13", decision.text, **inputs)
    if state is not CampaignState.ANNOUNCED:
        return refuse("DIAGNOSTICS-13", f"Эта диагностика {state.title}: ответы больше не вносят.", **inputs)
    if taken in {AttemptState.MARKING, AttemptState.DONE, AttemptState.RUNNING}:
        return refuse("DIAGNOSTICS-13", "Этот человек уже проходит или прошёл тест.", **inputs)
    return allow("DIAGNOSTICS-13", **inputs)


def may_record_past(*, demonstration: bool) -> Decision:
    """DIAGNOSTICS-14: invented diagnostics stand in a demonstration only, never beside results of real people."""
    if demonstration:
        return allow("DIAGNOSTICS-14", demonstration=True)
    text = "Выдуманные диагностики бывают только в демонстрации: здесь записаны настоящие люди."
    return refuse("DIAGNOSTICS-14", text, demonstration=False)


def may_send_results(role: Role, *, inside: bool) -> Decision:
    """DIAGNOSTICS-20: who brings results from a file: they see what came out, so it is the centre."""
    inputs: dict[str, Any] = {"role": role.value, "inside": inside}
    if not inside:
        return refuse("DIAGNOSTICS-20", "Это место вне вашей территории.", **inputs)
    if role not in SENDERS:
        text = f"Роль «{role.title}» результаты людей не открывает: их загружает центр."
        return refuse("DIAGNOSTICS-20", text, **inputs)
    return allow("DIAGNOSTICS-20", **inputs)


def may_move_results(state: ResultsState, to: ResultsState) -> Decision:
    """DIAGNOSTICS-21: which step of a file with results follows which."""
    inputs: dict[str, Any] = {"state": state.value, "to": to.value}
    if to in RESULTS_STEPS[state]:
        return allow("DIAGNOSTICS-21", **inputs)
    return refuse("DIAGNOSTICS-21", f"Файл сейчас в состоянии «{state.title}»: так нельзя.", **inputs)


def may_take_back(*, dependents: Collection[str], replaced_by: Collection[str] = ()) -> Decision:
    """DIAGNOSTICS-22: applied results are taken back while nothing stands on them; what came later goes first."""
    if replaced_by:
        names = ", ".join(f"«{name}»" for name in replaced_by)
        text = f"Сначала отмените {names}: результаты оттуда признаны верными вместо здешних."
        return refuse("DIAGNOSTICS-22", text, replaced_by=len(replaced_by))
    if dependents:
        text = f"Отменить нельзя: на эти результаты опираются {', '.join(dependents)}."
        return refuse("DIAGNOSTICS-22", text, dependents=len(dependents))
    return allow("DIAGNOSTICS-22")


def may_match_codes(*, scheme: str, wanted: str) -> Decision:
    """DIAGNOSTICS-23: a key file belongs to one diagnostic; with that of another one people would be mixed up."""
    inputs: dict[str, Any] = {"scheme": scheme, "wanted": wanted}
    if scheme == wanted:
        return allow("DIAGNOSTICS-23", **inputs)
    text = f"Этот файл ключей — для «{scheme}», а результаты — для «{wanted}». Приложите тот файл, что шёл с ними."
    return refuse("DIAGNOSTICS-23", text, **inputs)


def may_apply_results(state: ResultsState, *, doubts: int, wrong: int, fit: int, skip_wrong: bool) -> Decision:
    """DIAGNOSTICS-25: a file is applied when nobody is doubtful any more and what is wrong is left out on purpose."""
    inputs: dict[str, Any] = {"state": state.value, "doubts": doubts, "wrong": wrong, "fit": fit, "skip": skip_wrong}
    step = may_move_results(state, ResultsState.APPLYING)
    if not step:
        return refuse("DIAGNOSTICS-25", step.text, **inputs)
    if doubts:
        return refuse("DIAGNOSTICS-25", f"Сначала ответьте, чей это результат или какой верен: {doubts}.", **inputs)
    if wrong and not skip_wrong:
        text = f"Строк с ошибками: {wrong}. Исправьте файл или согласитесь применить без них."
        return refuse("DIAGNOSTICS-25", text, **inputs)
    if not fit:
        return refuse("DIAGNOSTICS-25", "В файле нет ни одной новой строки: записывать нечего.", **inputs)
    return allow("DIAGNOSTICS-25", **inputs)


def may_answer_line(*, state: ResultsState, answer: str, offered: Collection[str]) -> Decision:
    """DIAGNOSTICS-24: what may be answered to a doubtful line or to two results that disagree."""
    inputs: dict[str, Any] = {"state": state.value, "offered": len(offered)}
    if state is not ResultsState.CHECKED:
        return refuse("DIAGNOSTICS-24", f"Файл сейчас в состоянии «{state.title}»: ответы не меняются.", **inputs)
    if answer not in offered:
        return refuse("DIAGNOSTICS-24", "Выберите один из предложенных ответов.", **inputs)
    return allow("DIAGNOSTICS-24", **inputs)
