"""What a day's order says of routes, over the product's own words: numbers, school year, forms, printed papers.

Here and not among routes, because programmes ask it too (the term of learning). Read once, then plain frozen objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, lru_cache
from types import MappingProxyType

from marshrut.apps.regulation.queries.readings import base_facts, find_regulation
from marshrut.cores.regulation import Regulation
from marshrut.cores.regulation.region_routes import RegionSection, Routes
from marshrut.cores.regulation.routes import (
    ObservationForm,
    PrintedRoute,
    RouteWords,
    Section,
    StepTemplate,
    Topic,
    Way,
    Year,
)
from marshrut.cores.regulation.school_year import SchoolYear, school_year, with_breaks, year_of
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["RouteNumberSaid", "RouteRules", "SectionSaid", "base_route_rules", "route_rules", "route_rules_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteNumberSaid:
    """A number of a route, why it is so, and the clauses that set it; `checked`: nothing outside stays unread."""

    value: float
    why: str
    clauses: tuple[str, ...] = ()
    checked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionSaid:
    """A section of the printed route; `clauses` that demand it."""

    code: str
    title: str
    what: str
    made_of: str
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RouteRules:
    """Everything data says about routes on a day."""

    numbers: Mapping[str, RouteNumberSaid]
    reach: str
    year: Year
    year_clauses: tuple[str, ...]
    templates: Mapping[str, StepTemplate]
    ways: Mapping[str, Way]
    forms: Mapping[str, ObservationForm]
    topics: Mapping[str, Topic]
    sections: tuple[SectionSaid, ...]
    printed: PrintedRoute

    def value(self, name: str) -> float:
        """A number of `cores.regulation.routes.NUMBERS`."""
        return self.numbers[name].value

    def whole(self, name: str) -> int:
        """The same where only a whole number makes sense."""
        return int(self.numbers[name].value)

    def year_of(self, on: date) -> int:
        """The school year in which a step of that day lies, or the coming one."""
        return year_of(self.year, on)

    def school_year(self, begins: int) -> SchoolYear:
        """The days of a school year."""
        return school_year(self.year, begins)

    def form(self, code: str, version: int | None = None) -> ObservationForm | None:
        """A form of observation; None where the data of the day does not know it in this version."""
        found = self.forms.get(code)
        return found if found is not None and version in {None, found.version} else None


@cache
def base_route_rules() -> RouteRules:
    """The product's own, read once. Nobody's data: no viewer is asked for."""
    made: RouteWords = base_facts().facts.routes
    return RouteRules(
        numbers=MappingProxyType(
            {
                one.name: RouteNumberSaid(value=float(one.value), why=one.why, checked=one.name not in _unread())
                for one in made.numbers
            }
        ),
        reach=made.reach,
        year=made.year,
        year_clauses=(),
        templates=MappingProxyType({one.code: one for one in made.step_templates}),
        ways=MappingProxyType({one.kind: one for one in made.ways}),
        forms=MappingProxyType({one.code: one for one in made.observation_forms}),
        topics=MappingProxyType({one.code: one for one in made.consultation_topics}),
        sections=tuple(_section(one) for one in made.sections),
        printed=made.printed,
    )


@cache
def _unread() -> frozenset[str]:
    """Numbers behind which something outside stands that nobody has read."""
    marks = base_facts().unsourced.get("routes.yaml", ())
    return frozenset(one.key.split("[")[1].split("]")[0] for one in marks if one.key.startswith("numbers["))


def _section(one: Section) -> SectionSaid:
    return SectionSaid(code=one.code, title=one.title, what=one.what, made_of=one.made_of)


@lru_cache(maxsize=16)
def _extended(own: Routes) -> RouteRules:
    base = base_route_rules()
    numbers = {
        one.name: RouteNumberSaid(value=float(one.value), why=one.why, clauses=one.source) for one in own.numbers
    }
    year, clauses = base.year, base.year_clauses
    if own.year is not None:
        breaks = with_breaks(base.year, {one.code: one for one in own.year.breaks})
        year = replace(
            year, first=own.year.first or base.year.first, last=own.year.last or base.year.last, breaks=breaks
        )
        clauses = own.year.source
    return replace(
        base,
        numbers=MappingProxyType({**base.numbers, **numbers}),
        year=year,
        year_clauses=clauses,
        forms=MappingProxyType({**base.forms, **{one.code: one for one in own.observation_forms}}),
        topics=MappingProxyType({**base.topics, **{one.code: one for one in own.consultation_topics}}),
        sections=_sections(base.sections, own.sections),
        printed=_printed(base.printed, own),
    )


def _sections(base: tuple[SectionSaid, ...], own: tuple[RegionSection, ...]) -> tuple[SectionSaid, ...]:
    """The base's sections, under the order's titles where it demands them; what it adds comes last, to write in."""
    said = {one.code: one for one in own}
    held = [
        replace(one, title=said[one.code].title or one.title, what=said[one.code].what or one.what,
                clauses=said[one.code].source)
        if one.code in said
        else one
        for one in base
    ]  # fmt: skip
    known = {one.code for one in base}
    more = [
        SectionSaid(
            code=one.code, title=one.title or one.code, what=one.what or "", made_of="words", clauses=one.source
        )
        for one in own
        if one.code not in known
    ]
    return (*held, *more)


def _printed(base: PrintedRoute, own: Routes) -> PrintedRoute:
    if own.printed is None:
        return base
    said = own.printed
    return replace(
        base,
        title=said.title or base.title,
        order_title=said.order_title or base.order_title,
        order_preamble=said.order_preamble or base.order_preamble,
    )


def route_rules(viewer: AnyViewer, *, on: date, known_at: datetime | None = None) -> RouteRules:
    """What counts for the viewer's tenant on that day."""
    return route_rules_of(find_regulation(viewer, on=on, known_at=known_at))


def route_rules_of(read: Regulation | None) -> RouteRules:
    """The same by an order that was read already; None: no order is loaded."""
    own = read.routes if read else None
    return base_route_rules() if own is None else _extended(own)
