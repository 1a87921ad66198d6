"""routes.yaml of the base: the school year, the numbers of a route, its steps without a group, forms and words.

Base: the product's own. What stands behind a number or a break outside the product is its `source`; null says that no
source was read («требует сверки»). What a region says otherwise stands in `region_routes.py`.
"""

# ruff: noqa: RUF009 — key() and option() make dataclass fields, nothing is shared

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from marshrut.cores.regulation.readers import (
    Path,
    Sheet,
    boolean,
    ident,
    key,
    list_of,
    matching,
    null_or,
    number,
    one_of,
    option,
    record,
    text,
    texts,
    whole,
)
from marshrut.cores.regulation.yamltext import Node

__all__ = [
    "BREAKS",
    "FORMALITIES",
    "MADE_OF",
    "NUMBERS",
    "REACHES",
    "SIGNERS",
    "STEP_KINDS",
    "Break",
    "Criterion",
    "Mark",
    "ObservationForm",
    "PrintedRoute",
    "RouteNumber",
    "RouteWords",
    "Section",
    "Signature",
    "StepTemplate",
    "Topic",
    "Way",
    "Year",
    "check_form",
    "check_words",
    "month_day",
    "once",
    "within",
]

#: What a stretch of the school year does: pupils have no lessons (a course needs no stand-in, a lesson cannot be
#: visited), nobody works, or everybody is needed at school.
BREAKS = ("no_lessons", "days_off", "exams")
#: As `apps/routes/types.py` names them; a test holds the two together.
STEP_KINDS = (
    *("course", "internship", "event", "lesson_visit", "pair", "mentoring"),
    *("consultation", "self_study", "transfer", "diagnostic", "own"),
)
FORMALITIES = ("formal", "non_formal", "informal")
REACHES = ("distance", "settlement", "district", "travel")
#: From what a section of the printed route is made.
MADE_OF = (
    *("content", "forms", "technologies", "tempo", "time", "deficits", "resources", "conditions", "possibilities"),
    *("goals", "steps", "mix", "unserved", "words"),
)
#: Who signs a printed route.
SIGNERS = ("person", "companion", "approver", "head")
#: Numbers of a route with what they may be: (least, most).
NUMBERS = {
    "hours_a_year": (1, 2000),
    "least_hours": (1, 2000),
    "most_steps": (1, 60),
    "not_formal_share": (0, 1),
    "likely_weight": (0, 1),
    "ahead_days": (0, 366),
    "days_between_steps": (0, 366),
    "transfer_after_days": (0, 366),
    "transfer_days": (1, 366),
    "still_days": (1, 366),
    "term_years": (1, 20),
    "term_ahead_days": (1, 3660),
    "observers": (1, 9),
    "answer_days": (1, 366),
}
_FIRST_OF_A_LEAP_YEAR = 2024


def month_day(sheet: Sheet, path: Path, node: Node) -> object:
    """«09-01»: a day of every year."""
    said = matching(r"\d{2}-\d{2}", "нужны месяц и день в кавычках, например «09-01»")(sheet, path, node)
    if isinstance(said, str):
        try:
            date.fromisoformat(f"{_FIRST_OF_A_LEAP_YEAR}-{said}")
        except ValueError:
            return sheet.report(path, f"такого дня нет: «{said}»")
    return said


def _share(sheet: Sheet, path: Path, node: Node) -> object:
    said = number(sheet, path, node)
    if isinstance(said, int | float) and not 0 <= said <= 1:
        return sheet.report(path, f"нужна доля от 0 до 1, а стоит {said}")
    return said


def _hours(sheet: Sheet, path: Path, node: Node) -> object:
    said = number(sheet, path, node)
    if isinstance(said, int | float) and said <= 0:
        return sheet.report(path, f"часов должно быть больше нуля, а стоит {said}")
    return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A stretch of every school year that is not like the others; both days belong to it."""

    code: str = key(ident)
    name: str = key(text)
    first: str = key(month_day)
    last: str = key(month_day)
    what: str = key(one_of(BREAKS))
    source: str | None = key(null_or(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The school year: its first and last day for steps of a route, and its breaks."""

    first: str = key(month_day)
    last: str = key(month_day)
    source: str | None = key(null_or(text))
    breaks: tuple[Break, ...] = key(list_of(record(Break), 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteNumber:
    """One number of a route and why it is so. `source` null: something outside stands behind it that was not read."""

    name: str = key(one_of(NUMBERS))
    value: float = key(number)
    why: str = key(text)
    source: str | None = option(text, nullable=True)


class HasValue(Protocol):
    """A number by its name."""

    @property
    def name(self) -> str: ...

    @property
    def value(self) -> float: ...


def within(sheet: Sheet, path: Path, made: HasValue) -> None:
    """Reported where a number is outside what it may be."""
    least, most = NUMBERS[made.name]
    if not least <= made.value <= most:
        sheet.report((*path, "value"), f"{made.name} бывает от {least:g} до {most:g}, а стоит {made.value:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTemplate:
    """A step that needs no group and no seat: it can be taken where the person works.

    `effect`: which share of a deficit it is expected to close, an expert's word. `lessons`: it happens on days with
    lessons. `after`: only together with a step of this kind. «{step}» in the title: what one can begin with.
    """

    code: str = key(ident)
    kind: str = key(one_of(STEP_KINDS))
    formality: str = key(one_of(FORMALITIES))
    title: str = key(text)
    hours: float = key(_hours)
    days: int = key(whole)
    reach: str = key(one_of(REACHES))
    effect: float = key(_share)
    lessons: bool = option(boolean, default=False)
    after: str | None = option(one_of(STEP_KINDS))
    areas: tuple[str, ...] = option(texts, default=())
    why: str = key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a kind of step is organised and with which means: words for the printed route."""

    kind: str = key(one_of(STEP_KINDS))
    form: str = key(text)
    technology: str = key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What an observer may put against a criterion."""

    value: int = key(whole)
    name: str = key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing to look at in a lesson, and by what it is seen."""

    code: str = key(ident)
    title: str = key(text)
    look: str = key(text)
    competencies: tuple[str, ...] = option(texts, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationForm:
    """A form on which a lesson is observed before and after."""

    code: str = key(ident)
    version: int = key(whole)
    title: str = key(text)
    note: str = key(text)
    marks: tuple[Mark, ...] = key(list_of(record(Mark), 2))
    criteria: tuple[Criterion, ...] = key(list_of(record(Criterion), 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a consultation was about."""

    code: str = key(ident)
    name: str = key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the printed route, and what it is made of."""

    code: str = key(ident)
    title: str = key(text)
    what: str = key(text)
    made_of: str = key(one_of(MADE_OF))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A line to sign on."""

    who: str = key(one_of(SIGNERS))
    words: str = key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRoute:
    """Words of the printed route, of its copy for the head, and of the order that approves a batch."""

    title: str = key(text)
    copy_title: str = key(text)
    copy_note: str = key(text)
    register_title: str = key(text)
    order_title: str = key(text)
    order_preamble: str = key(text)
    order_points: tuple[str, ...] = key(list_of(text, 1))
    signatures: tuple[Signature, ...] = key(list_of(record(Signature), 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteWords:
    """The whole of base/routes.yaml."""

    year: Year = key(record(Year))
    numbers: tuple[RouteNumber, ...] = key(list_of(record(RouteNumber, within), len(NUMBERS)))
    #: How far a person goes who has not said it.
    reach: str = key(one_of(REACHES))
    step_templates: tuple[StepTemplate, ...] = key(list_of(record(StepTemplate), 1))
    ways: tuple[Way, ...] = key(list_of(record(Way), len(STEP_KINDS)))
    observation_forms: tuple[ObservationForm, ...] = key(list_of(record(ObservationForm), 1))
    consultation_topics: tuple[Topic, ...] = key(list_of(record(Topic), 1))
    sections: tuple[Section, ...] = key(list_of(record(Section), 1))
    printed: PrintedRoute = key(record(PrintedRoute))


def check_words(made: RouteWords, sheet: Sheet, *, areas: Collection[str], competencies: Collection[str]) -> None:
    """Links of the base: each code stands once, every kind has its way, areas and competencies are there."""
    once(sheet, ("numbers",), [one.name for one in made.numbers])
    once(sheet, ("ways",), [one.kind for one in made.ways])
    once(sheet, ("step_templates",), [one.code for one in made.step_templates])
    once(sheet, ("observation_forms",), [one.code for one in made.observation_forms])
    once(sheet, ("consultation_topics",), [one.code for one in made.consultation_topics])
    once(sheet, ("sections",), [one.code for one in made.sections])
    once(sheet, ("year", "breaks"), [one.code for one in made.year.breaks])
    for index, step in enumerate(made.step_templates):
        for area in step.areas:
            if area not in areas:
                sheet.report(("step_templates", index, "areas"), f"такой области нет: «{area}»")
        if step.days < 1:
            sheet.report(("step_templates", index, "days"), f"шаг занимает хотя бы день, а стоит {step.days}")
    for index, form in enumerate(made.observation_forms):
        check_form(sheet, ("observation_forms", index), form)
        for one in form.criteria:
            for code in one.competencies:
                if code not in competencies:
                    sheet.report(("observation_forms", index, "criteria"), f"такой компетенции нет: «{code}»")


def check_form(sheet: Sheet, path: Path, form: ObservationForm) -> None:
    """Criteria stand once, marks rise."""
    once(sheet, (*path, "criteria"), [one.code for one in form.criteria])
    values = [one.value for one in form.marks]
    if values != sorted(set(values)):
        sheet.report((*path, "marks"), "отметки идут по возрастанию и не повторяются")


def once(sheet: Sheet, path: Path, codes: list[str]) -> None:
    """Reported where a code is repeated."""
    for index, code in enumerate(codes):
        if code in codes[:index]:
            sheet.report(path, f"«{code}» повторено: оставьте один раз")
