"""counting.yaml of a region: how each indicator of its order is counted from facts, by which reading; or why it is
entered by hand.

A reading names facts of the product (`FACTS`) with the marks that narrow them, whose they must be, and what they are
divided by. The words of an order stay in indicators.yaml; here stands what a machine does with them.
"""

# ruff: noqa: RUF009 — key() and option() make dataclass fields, nothing is shared

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from marshrut.cores.regulation.indicators import Indicators
from marshrut.cores.regulation.problems import nearest
from marshrut.cores.regulation.readers import (
    Path,
    Sheet,
    a_year,
    boolean,
    ident,
    key,
    list_of,
    number,
    one_of,
    option,
    record,
    text,
    true,
    whole,
)
from marshrut.cores.regulation.structure import slug

__all__ = [
    "FACTS",
    "LASTING",
    "Counted",
    "Counting",
    "Divided",
    "Facts",
    "Intake",
    "Mark",
    "Reading",
    "Team",
    "Who",
    "check_counting",
    "read_counting",
]

#: Facts that apps provide, and the marks each carries. `amount` is a number: a share of points 0..1, or hours; the
#: `role` of `accompanied` is one that the companion holds.
FACTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "diagnosed": frozenset({"origin", "stage", "area", "amount"}),
        "route_made": frozenset({"diagnosed", "origin", "elsewhere"}),
        "route_approved": frozenset({"diagnosed", "origin", "elsewhere", "begun"}),
        "route_completed": frozenset({"diagnosed", "origin", "elsewhere"}),
        "upskilled": frozenset(
            {"kind", "federal", "chosen", "chosen_origin", "provider", "provider_name", "network", "programme", "area"}
            | {"amount"}
        ),
        "supported": frozenset({"form"}),
        "mentored": frozenset[str](),
        "transferred": frozenset[str](),
        "accompanied": frozenset({"role"}),
        "programme_taught": frozenset({"kind", "provider"}),
        "programme_listed": frozenset({"kind", "provider"}),
        "role": frozenset({"role"}),
        "site": frozenset({"role"}),
    }
)
#: Facts that last, from a day to a day; all others happen on a day.
LASTING = frozenset({"accompanied", "programme_listed", "role", "site"})
STAFF = ("teaching", "management")
EACH = ("person", "place", "team", "subject", "record")
DURING = ("period", "opening", "ever", "standing")
PLACES_OF = ("event", "work")
TOGETHER = ("programme", "programme_and_year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A condition on a fact: the mark stands, or has one of these values, or is at least this number."""

    mark: str = key(ident)
    any: tuple[str, ...] = option(list_of(text, 1), default=())
    at_least: float | None = option(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """People at work on the counting day: whose staff, in which kinds of organisations, how old, how long they teach.

    Empty: anybody at work. `statuses`: only in schools that have one of them that year. `under` 35 is 34 full years and
    younger; `experience` 3 is three full years and fewer.
    """

    staff: tuple[str, ...] = option(list_of(one_of(STAFF), 1), default=())
    places: tuple[str, ...] = option(list_of(ident, 1), default=())
    outside: tuple[str, ...] = option(list_of(ident, 1), default=())
    statuses: tuple[str, ...] = option(list_of(ident, 1), default=())
    subjects: tuple[str, ...] = option(list_of(text, 1), default=())
    role: str | None = option(ident)
    under: int | None = option(whole)
    experience: int | None = option(whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """When a management team counts: so many of its members, among them somebody whose part begins so, everybody.

    `together`: it is the same programme that they completed, or the same one in one calendar year.
    """

    least: int = key(whole)
    part: str | None = option(text)
    everybody: bool | None = option(true)
    together: str | None = option(one_of(TOGETHER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Also:
    """The same person (of programmes: the same programme) has another fact too; `before`: not later than the first.
    One that lasts must stand on the counting day."""

    fact: str = key(one_of(FACTS))
    where: tuple[Mark, ...] = option(list_of(record(Mark)), default=())
    before: bool | None = option(true)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is counted: each of whom once, with which fact (or one of `either` as well), in which time, of which people.

    `during`: the indicator's period, since its opening year, ever, or standing on the counting day; what lasts falls
    into a period where it stood on any day of it. `since`: the year that opens, where the order means another than that
    of its first target. `place`: a figure of a place counts what happened to people who worked there then (`event`), or
    to people who work there on the counting day (`work`).
    """

    each: str = key(one_of(EACH))
    fact: str = key(one_of(FACTS))
    either: tuple[str, ...] = option(list_of(one_of(FACTS), 1), default=())
    during: str = option(one_of(DURING), default="period")
    since: int | None = option(a_year)
    where: tuple[Mark, ...] = option(list_of(record(Mark)), default=())
    who: Who | None = option(record(Who))
    also: Also | None = option(record(Also))
    team: Team | None = option(record(Team))
    place: str = option(one_of(PLACES_OF), default="event")

    @property
    def of_results(self) -> bool:
        """Whether it tells what came out of diagnostics, not only that somebody took part."""
        told = [(self.fact, self.where), *([(self.also.fact, self.also.where)] if self.also is not None else [])]
        facts = {fact for fact, where in told if any(mark.at_least is not None for mark in where)}
        return "diagnosed" in facts or ("diagnosed" in self.either and bool(facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """What the count is divided by: exactly one of people at work, organisations, facts, another indicator's count, a
    number that somebody enters; or nothing, but each subject of the facts (a companion) is counted by itself, and the
    largest count is the value (`by_subject`)."""

    people: Who | None = option(record(Who))
    places: tuple[str, ...] = option(list_of(ident), default=())
    facts: Facts | None = option(record(Facts))
    numerator_of: str | None = option(text)
    given: bool | None = option(true)
    by_subject: bool | None = option(true)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to count an indicator. `chosen`: the one that is reported; the others stand beside it."""

    id: str = key(ident)
    words: str = key(text)
    chosen: bool = option(boolean, default=False)
    numerator: Facts = key(record(Facts))
    denominator: Divided | None = option(record(Divided))

    @property
    def of_results(self) -> bool:
        """Whether the figure tells of results: then of the whole alone, of groups alone, and it opens to nobody."""
        below = self.denominator.facts if self.denominator is not None else None
        return self.numerator.of_results or (below is not None and below.of_results)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """An indicator whose facts the product does not hold: who enters its value, and why it is entered."""

    why: str = key(text)
    who: str | None = option(ident)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One indicator: counted by readings, or entered."""

    indicator: str = key(text)
    readings: tuple[Reading, ...] = option(list_of(record(Reading)), default=())
    intake: Intake | None = option(record(Intake))
    note: str | None = option(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """The whole of a region's counting.yaml."""

    region: str = key(slug)
    counting: tuple[Counted, ...] = key(list_of(record(Counted)))

    def of(self, indicator: str) -> Counted | None:
        """How this indicator is counted."""
        return next((one for one in self.counting if one.indicator == indicator), None)


read_counting = record(Counting)


def check_counting(made: Counting, sheet: Sheet, *, indicators: Indicators, parties: Collection[str]) -> None:
    """Links of counting.yaml: every indicator stands once, counted or entered; marks are the fact's; no circles."""
    known = {one.id: one for one in indicators.indicators}
    seen: set[str] = set()
    for index, one in enumerate(made.counting):
        path: Path = ("counting", index)
        if one.indicator not in known:
            sheet.report((*path, "indicator"), f"нет показателя {one.indicator}", nearest(one.indicator, known))
        if one.indicator in seen:
            sheet.report((*path, "indicator"), f"показатель {one.indicator} уже описан выше")
        seen.add(one.indicator)
        if bool(one.readings) == (one.intake is not None):
            sheet.report(path, "нужно ровно одно: readings (считается) или intake (вносится)")
        if one.intake is not None and one.intake.who is not None and one.intake.who not in parties:
            sheet.report((*path, "intake", "who"), f"нет субъекта или роли «{one.intake.who}»")
        if one.readings:
            _check_readings(made, sheet, path, one)
    for missing in [one for one in known if one not in seen]:
        sheet.report(("counting",), f"не сказано, как считать показатель {missing}: добавьте readings или intake")


def _check_readings(made: Counting, sheet: Sheet, path: Path, one: Counted) -> None:
    if sum(reading.chosen for reading in one.readings) != 1:
        sheet.report((*path, "readings"), "ровно одно прочтение должно быть выбрано (chosen: true)")
    if len({reading.id for reading in one.readings}) != len(one.readings):
        sheet.report((*path, "readings"), "код прочтения повторяется")
    for number_, reading in enumerate(one.readings):
        place = (*path, "readings", number_)
        _check_facts(sheet, (*place, "numerator"), reading.numerator)
        below = reading.denominator
        if below is None:
            continue
        told = [below.people is not None, bool(below.places), below.facts is not None, bool(below.numerator_of)]
        if sum([*told, bool(below.given), bool(below.by_subject)]) != 1:
            words = "нужен ровно один из ключей people, places, facts, numerator_of, given, by_subject"
            sheet.report((*place, "denominator"), words)
        if below.by_subject and reading.numerator.each != "person":
            words = "по каждому субъекту считают только людей: each: person"
            sheet.report((*place, "denominator", "by_subject"), words)
        if below.facts is not None:
            _check_facts(sheet, (*place, "denominator", "facts"), below.facts)
        if below.numerator_of is not None:
            _check_reference(made, sheet, (*place, "denominator", "numerator_of"), one.indicator)


def _check_facts(sheet: Sheet, path: Path, facts: Facts) -> None:
    for fact in (facts.fact, *facts.either):
        _check_marks(sheet, path, fact, facts.where)
    if facts.fact in facts.either:
        sheet.report((*path, "either"), f"факт «{facts.fact}» уже назван: either называет другие")
    if facts.also is not None:
        _check_marks(sheet, (*path, "also"), facts.also.fact, facts.also.where)
    if (facts.team is not None) != (facts.each == "team"):
        sheet.report(path, "each: team и ключ team нужны вместе")
    if facts.since is not None and facts.during != "opening":
        sheet.report((*path, "since"), "since говорит, с какого года копится: нужен during: opening")


def _check_marks(sheet: Sheet, path: Path, fact: str, marks: tuple[Mark, ...]) -> None:
    for index, one in enumerate(marks):
        if one.mark not in FACTS[fact]:
            words = f"у факта «{fact}» нет признака «{one.mark}»"
            sheet.report((*path, "where", index, "mark"), words, nearest(one.mark, FACTS[fact]))
        if (one.mark == "amount") != (one.at_least is not None):
            sheet.report((*path, "where", index), "число (at_least) нужно признаку amount, и только ему")


def _check_reference(made: Counting, sheet: Sheet, path: Path, begin: str) -> None:
    """An indicator divided by another's count: that one is counted, and the way does not lead back."""
    seen, here = [begin], begin
    while True:
        one = made.of(here)
        chosen = next((reading for reading in one.readings if reading.chosen), None) if one else None
        if chosen is None:
            sheet.report(path, f"показатель {here} не считается по записям: делить на него нельзя")
            return
        below = chosen.denominator
        if below is None or below.numerator_of is None:
            return
        here = below.numerator_of
        if here in seen:
            sheet.report(path, f"показатель ссылается сам на себя: {' → '.join([*seen, here])}")
            return
        seen.append(here)
