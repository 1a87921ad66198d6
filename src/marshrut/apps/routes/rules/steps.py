"""What a step may be, when it was taken, by what that is shown, how many hours it counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal

from marshrut.apps.routes.types import EvidenceKind, Formality, Ground, PlannedStep, Reach, RouteState, StepKind
from marshrut.cores.kernel import Decision, allow, refuse

__all__ = [
    "FORMAL",
    "MOST_HOURS",
    "check_evidence",
    "check_hours",
    "check_step",
    "fits_in_time",
    "may_claim",
    "may_confirm",
    "may_propose_instead",
    "may_reschedule",
    "must_ask_release",
    "must_call_missed",
]

#: More is no step of a year but a second profession.
MOST_HOURS = Decimal(2000)
#: Learning that ends with a document: its title is nobody's secret.
FORMAL = frozenset({StepKind.COURSE, StepKind.INTERNSHIP})
#: What is done where others are, in working time, unless over the line.
LEAVES_WORK = FORMAL | {StepKind.EVENT, StepKind.LESSON_VISIT}


def check_hours(hours: Decimal, *, planned: Decimal | None = None) -> Decision:
    """ROUTES-15: hours of a step are more than none, and no more count than were planned."""
    if hours <= 0:
        return refuse("ROUTES-15", f"Часов {hours:g} быть не может: нужно больше нуля.", hours=str(hours))
    if hours > MOST_HOURS:
        return refuse("ROUTES-15", f"{hours:g} ч за один шаг не бывает. Проверьте число.", hours=str(hours))
    if planned is not None and hours > planned:
        text = f"Засчитать можно не больше, чем запланировано: {planned:g} ч."
        return refuse("ROUTES-15", text, hours=str(hours), planned=str(planned))
    return allow("ROUTES-15", hours=str(hours))


def check_step(step: PlannedStep, *, year: tuple[date, date]) -> Decision:
    """ROUTES-16: a step has a title, days in order within the route's school year, and a fitting form of learning."""
    if not step.title.strip():
        text = "Назовите шаг: что нужно сделать."
    elif step.ends < step.starts:
        text = "Последний день шага раньше первого. Поменяйте их местами."
    elif step.starts < year[0] or step.ends > year[1]:
        text = f"Шаг выходит за учебный год: с {year[0]:%d.%m.%Y} по {year[1]:%d.%m.%Y}."
    elif step.kind in FORMAL and step.formality is not Formality.FORMAL:
        text = "Программа и стажировка дают документ: это формальное образование."
    elif step.kind not in FORMAL and step.formality is Formality.FORMAL:
        text = "Формальное образование — это программа или стажировка. Выберите другой вид."
    else:
        return check_hours(step.hours)
    return refuse("ROUTES-16", text, kind=step.kind.value)


def fits_in_time(step: PlannedStep, others: Sequence[PlannedStep]) -> Decision:
    """ROUTES-17: two steps away from work do not stand on the same days; others may, and it is said."""
    meeting = [one for one in others if one.starts <= step.ends and step.starts <= one.ends]
    away = [one for one in meeting if one.away and step.away]
    if away:
        text = f"На эти дни уже есть «{away[0].title}» ({away[0].starts:%d.%m}–{away[0].ends:%d.%m}). Выберите другие."
        return refuse("ROUTES-17", text, meeting=len(away))
    if meeting:
        text = f"В эти же дни: «{meeting[0].title}». Проверьте, что успеете и то и другое."
        return allow("ROUTES-17", text, meeting=len(meeting))
    return allow("ROUTES-17")


def must_ask_release(kind: StepKind, reach: Reach) -> Decision:
    """ROUTES-18: whether the head has to let the person go: learning, an event or a lesson somewhere else."""
    if kind in LEAVES_WORK and reach is not Reach.DISTANCE:
        return allow("ROUTES-18", "Шаг занимает рабочие дни: руководитель скажет, отпускает ли.", kind=kind.value)
    return refuse("ROUTES-18", "Рабочего времени шаг не занимает.", kind=kind.value)


def may_claim(ground: Ground | None, *, state: RouteState, starts: date, on: date) -> Decision:
    """ROUTES-19: the person, or who accompanies them, says that a step took place; not before it began."""
    if ground not in {Ground.OWN, Ground.CARE}:
        text = "Что шаг состоялся, отмечает сам педагог или тот, кто его сопровождает."
    elif state not in {RouteState.APPROVED, RouteState.RUNNING}:
        text = f"Маршрут сейчас «{state.title}». Шаги отмечают, когда он утверждён."
    elif on < starts:
        text = f"Шаг начнётся {starts:%d.%m.%Y}. Отметить его можно с этого дня."
    else:
        return allow("ROUTES-19", state=state.value)
    return refuse("ROUTES-19", text, state=state.value)


def check_evidence(kind: EvidenceKind, *, has_file: bool, link: str, note: str, image: bool) -> Decision:
    """ROUTES-20: a photo is a picture, a file is a file, a link leads somewhere, a note says something."""
    if kind in {EvidenceKind.PHOTO, EvidenceKind.FILE} and not has_file:
        text = "Выберите файл или фото."
    elif kind is EvidenceKind.PHOTO and not image:
        text = "Это не фотография. Выберите снимок JPEG или PNG, а документ приложите как файл."
    elif kind is EvidenceKind.LINK and not link.startswith(("https://", "http://")):
        text = "Ссылка начинается с https:// — скопируйте её из адресной строки целиком."
    elif kind is EvidenceKind.NOTE and not note.strip():
        text = "Напишите в двух словах, что было."
    else:
        return allow("ROUTES-20", kind=kind.value)
    return refuse("ROUTES-20", text, kind=kind.value)


def may_confirm(*, accompanies: bool, own: bool) -> Decision:
    """ROUTES-21: who accompanies the person today confirms that a step took place; nobody confirms their own."""
    if own:
        return refuse("ROUTES-21", "Свой шаг подтверждает тот, кто вас сопровождает.")
    if not accompanies:
        text = "Подтверждает тот, кто сопровождает человека сегодня. Ваше закрепление закончилось или его не было."
        return refuse("ROUTES-21", text)
    return allow("ROUTES-21")


def may_reschedule(ground: Ground | None, *, has_seat: bool, starts: date, on: date, words: str) -> Decision:
    """ROUTES-22: a step is put off by the person or the companion, with a reason; a group has its own days."""
    if ground not in {Ground.OWN, Ground.CARE}:
        text = "Переносит сам педагог или тот, кто его сопровождает."
    elif has_seat:
        text = "Дни группы назначил организатор. Если не подходят, нажмите «Не подходит»: подберём другую группу."
    elif not words.strip():
        text = "Напишите в двух словах, почему переносите."
    elif starts < on:
        text = "Новый день уже прошёл. Выберите день впереди."
    else:
        return allow("ROUTES-22")
    return refuse("ROUTES-22", text, has_seat=has_seat)


def must_call_missed(ends: date, *, days: int, on: date) -> Decision:
    """ROUTES-23: a step that nobody marked is called missed so many days after its last one."""
    if ends + timedelta(days=days) < on:
        return allow("ROUTES-23", "Шаг никто не отметил, и время вышло.", ends=ends.isoformat(), days=days)
    return refuse("ROUTES-23", "Отметить ещё можно.", ends=ends.isoformat())


def may_propose_instead(lost: Collection[str], offered: Collection[str], *, starts: date, on: date) -> Decision:
    """ROUTES-24: what takes the place of a missed step serves at least one of the same competencies and lies ahead."""
    if starts <= on:
        return refuse("ROUTES-24", "Замена начинается не раньше завтрашнего дня.", starts=starts.isoformat())
    if lost and not set(lost) & set(offered):
        return refuse("ROUTES-24", "Этот вариант закрывает не то, что закрывал прежний шаг.")
    return allow("ROUTES-24")
