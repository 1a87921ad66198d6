"""Enums and frozen facts of routes. Lists that differ between regions stand in `regions/`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from marshrut.apps.registry.types import SentState

__all__ = [
    "ENTRIES",
    "ChosenBy",
    "EvidenceKind",
    "Formality",
    "Ground",
    "Moment",
    "PlannedStep",
    "Reach",
    "RegionPlanState",
    "ReleaseState",
    "RouteDeed",
    "RouteFileState",
    "RouteOrigin",
    "RouteState",
    "StepDeed",
    "StepKind",
    "StepState",
]


class Ground(StrEnum):
    """On which ground somebody stands before a route: their own, they accompany the person, it was opened to them."""

    OWN = "own"
    CARE = "care"
    SHARE = "share"
    SYSTEM = "system"


class RouteDeed(StrEnum):
    """What is done to a route as a whole; the word stands in its entries and in `rules.ROUTE_MOVES`."""

    SEND = "send"
    RETURN = "return"
    APPROVE = "approve"
    UNDO = "undo"
    START = "start"
    REVISE = "revise"
    COMPLETE = "complete"
    WITHDRAW = "withdraw"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "send": "отправить на согласование",
            "return": "вернуть",
            "approve": "утвердить",
            "undo": "отменить согласование",
            "start": "начать",
            "revise": "отправить на пересмотр",
            "complete": "завершить",
            "withdraw": "отозвать",
        }[self.value]


class StepDeed(StrEnum):
    """What is done to a step; the word stands in the route's entries and in `rules.STEP_MOVES`."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    CLAIM = "claim"
    CONFIRM = "confirm"
    NOT_CONFIRM = "not_confirm"
    REOPEN = "reopen"
    MISS = "miss"
    RESCHEDULE = "reschedule"
    COMPLETE = "complete"
    REMOVE = "remove"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "accept": "принять",
            "refuse": "отклонить",
            "claim": "отметить состоявшимся",
            "confirm": "подтвердить",
            "not_confirm": "вернуть без подтверждения",
            "reopen": "открыть снова",
            "miss": "отметить пропущенным",
            "reschedule": "перенести",
            "complete": "завершить",
            "remove": "убрать",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """A step as a plan: what, when, how many hours; `away`: it takes the person away from work on these days."""

    kind: StepKind
    formality: Formality
    title: str
    starts: date
    ends: date
    hours: Decimal
    away: bool = False


class RouteState(StrEnum):
    """draft → agreement → approved → running → completed; revised opens the agreement again; withdrawn ends it."""

    DRAFT = "draft"
    AGREEMENT = "agreement"
    APPROVED = "approved"
    RUNNING = "running"
    COMPLETED = "completed"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "draft": "черновик",
            "agreement": "на согласовании",
            "approved": "утверждён",
            "running": "идёт",
            "completed": "завершён",
            "revised": "пересматривается",
            "withdrawn": "отозван",
        }[self.value]

    @property
    def live(self) -> bool:
        """Whether it still leads somewhere: a person has one such route a school year."""
        return self not in {RouteState.COMPLETED, RouteState.WITHDRAWN}

    @property
    def in_force(self) -> bool:
        """Whether it was approved and stands."""
        return self in {RouteState.APPROVED, RouteState.RUNNING, RouteState.COMPLETED}


class RouteOrigin(StrEnum):
    """Who made it: here, or elsewhere and brought in as a row."""

    DRAFTED = "drafted"
    BY_HAND = "by_hand"
    ELSEWHERE = "elsewhere"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"drafted": "по диагностике", "by_hand": "составлен вручную", "elsewhere": "составлен не здесь"}[
            self.value
        ]


class StepKind(StrEnum):
    """What a step is."""

    COURSE = "course"
    INTERNSHIP = "internship"
    EVENT = "event"
    LESSON_VISIT = "lesson_visit"
    PAIR = "pair"
    MENTORING = "mentoring"
    CONSULTATION = "consultation"
    SELF_STUDY = "self_study"
    TRANSFER = "transfer"
    DIAGNOSTIC = "diagnostic"
    OWN = "own"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "course": "программа",
            "internship": "стажировка",
            "event": "мероприятие",
            "lesson_visit": "посещение урока",
            "pair": "пара с коллегой",
            "mentoring": "наставничество",
            "consultation": "консультация",
            "self_study": "самостоятельно",
            "transfer": "перенос в практику",
            "diagnostic": "диагностика ещё раз",
            "own": "свой шаг",
        }[self.value]


class Formality(StrEnum):
    """Формальное, неформальное, информальное образование."""

    FORMAL = "formal"
    NON_FORMAL = "non_formal"
    INFORMAL = "informal"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"formal": "формальное", "non_formal": "неформальное", "informal": "информальное"}[self.value]


class Reach(StrEnum):
    """How far a step may be: the further ones include the nearer."""

    DISTANCE = "distance"
    SETTLEMENT = "settlement"
    DISTRICT = "district"
    TRAVEL = "travel"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "distance": "только дистанционно",
            "settlement": "в своём населённом пункте",
            "district": "в своём районе",
            "travel": "с поездкой и ночлегом",
        }[self.value]


class ChosenBy(StrEnum):
    """Whose choice a step or a goal is: the share of routes with a person's own choice is counted."""

    DRAFT = "draft"
    PERSON = "person"
    METHODIST = "methodist"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"draft": "предложено по диагностике", "person": "выбор педагога", "methodist": "выбор методиста"}[
            self.value
        ]


class StepState(StrEnum):
    """proposed → accepted | refused; accepted → claimed («состоялось») → done; accepted → missed; any → removed."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CLAIMED = "claimed"
    DONE = "done"
    MISSED = "missed"
    REMOVED = "removed"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "proposed": "предложен",
            "accepted": "принят",
            "refused": "не подходит",
            "claimed": "отмечен, ждёт подтверждения",
            "done": "состоялся",
            "missed": "не состоялся",
            "removed": "убран",
        }[self.value]

    @property
    def standing(self) -> bool:
        """Whether it belongs to the route as it is now."""
        return self not in {StepState.REFUSED, StepState.REMOVED}

    @property
    def ahead(self) -> bool:
        """Whether it is still to be taken."""
        return self in {StepState.PROPOSED, StepState.ACCEPTED}


class ReleaseState(StrEnum):
    """Whether the head lets the person go on these days; not asked where nothing of working time is touched."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    AGREED = "agreed"
    DENIED = "denied"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "not_asked": "согласие не нужно",
            "asked": "ждёт руководителя",
            "agreed": "руководитель согласен",
            "denied": "руководитель предложил другие дни",
        }[self.value]


class RegionPlanState(StrEnum):
    """counting → draft | thrown; draft → publishing | stale | thrown; stale → publishing | thrown; publishing →
    published | stale | draft."""

    COUNTING = "counting"
    DRAFT = "draft"
    STALE = "stale"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    THROWN = "thrown"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "counting": "считается",
            "draft": "ждёт решения",
            "stale": "данные изменились",
            "publishing": "выпускается",
            "published": "выпущен",
            "thrown": "не пригодился",
        }[self.value]

    @property
    def waits(self) -> bool:
        """Whether somebody has to decide what becomes of it."""
        return self in {RegionPlanState.DRAFT, RegionPlanState.STALE}


class EvidenceKind(StrEnum):
    """By what a step is shown to have been taken."""

    PHOTO = "photo"
    FILE = "file"
    LINK = "link"
    NOTE = "note"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"photo": "фото", "file": "файл", "link": "ссылка", "note": "заметка"}[self.value]


class Moment(StrEnum):
    """A lesson is observed before and after, on one form."""

    BEFORE = "before"
    AFTER = "after"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"before": "до", "after": "после"}[self.value]


#: Files with routes walk as all files from elsewhere do.
RouteFileState = SentState

#: What happened in a route, in words of the screen; the journal says the same.
ENTRIES = MappingProxyType(
    {
        "made": "составлен маршрут",
        "brought": "внесён из файла: составлен не здесь",
        "brought-again": "изменён файлом: составлен не здесь",
        "put-back": "снова как до файла: он отменён",
        "closed-for-file": "закрыт: есть маршрут, составленный не здесь",
        "reopened": "снова в силе: файл отменён",
        "taken-back": "файл, который его принёс, отменён",
        "drafted": "предложен по диагностике",
        "way-taken": "выбран другой вариант",
        "ordered": "внесён в приказ об утверждении",
        "goal-added": "добавлена цель",
        "goal-dropped": "убрана цель",
        "step-added": "добавлен шаг",
        "step-changed": "изменён шаг",
        "step-moved": "шаги переставлены",
        "step-removed": "убран шаг",
        "step-accepted": "шаг принят",
        "step-refused": "шаг не подходит",
        "sent": "отправлен на согласование",
        "returned": "возвращён с замечанием",
        "approved": "утверждён",
        "approval-undone": "утверждение отменено",
        "started": "маршрут начался",
        "revised": "открыт для пересмотра",
        "withdrawn": "отозван",
        "put-aside": "отложен: записи одного человека соединены",
        "lives-again": "снова в силе: записи разъединены",
        "completed": "завершён",
        "released": "руководитель отпускает",
        "not-released": "руководитель предлагает другие дни",
        "claimed": "шаг состоялся",
        "evidence-added": "приложено подтверждение",
        "evidence-withdrawn": "подтверждение убрано",
        "confirmed": "шаг подтверждён",
        "not-confirmed": "шаг возвращён: чего-то не хватает",
        "confirmation-undone": "подтверждение шага отменено",
        "rescheduled": "шаг перенесён",
        "missed": "шаг не состоялся",
        "replacement-proposed": "предложена замена",
        "reminded": "напомнили о шаге",
        "seat-asked": "подана заявка на место",
        "seat-refused": "место не дали",
        "seat-told": "новость о месте",
        "seat-moved": "группу перенесли",
        "learnt": "обучение завершено",
        "observer-called": "приглашён наблюдатель",
        "observer-uncalled": "приглашение наблюдателя отозвано",
        "observer-declined": "наблюдатель отказался: конфликт интересов",
        "observed": "урок посмотрели",
        "reflected": "педагог записал свои наблюдения",
    }
)
