"""From records to a problem of planning, and back: who wants a route, what is offered, which rules hold this year.

Asked by work without a person behind it (`SystemViewer`): whoever started the draft need not see what it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count

from marshrut.apps.competencies import queries as competencies
from marshrut.apps.competencies.frameworks import Framework, framework
from marshrut.apps.competencies.queries import OpenDeficit
from marshrut.apps.competencies.types import Standing
from marshrut.apps.programmes import queries as programmes
from marshrut.apps.programmes.types import Offer
from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation.queries import RouteRules, route_rules
from marshrut.apps.routes.models import Route, RouteStep, Wishes
from marshrut.apps.routes.types import RouteState, StepKind, StepState
from marshrut.cores import planning
from marshrut.cores.regulation.routes import StepTemplate
from marshrut.foundation.scope.models import Placement
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["Gathered", "gather", "people_at", "without_route"]

LIVE = [one.value for one in RouteState if one.live]
#: What a person completed within so many days is not offered again.
LEARNT_WITHIN = timedelta(days=5 * 365)
_SOME = 4000


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """A problem of planning with what its plain values stand for."""

    problem: planning.Problem
    offers: tuple[Offer, ...]
    templates: tuple[StepTemplate, ...]
    nodes: Mapping[UUID, UUID]
    deficits: Mapping[UUID, list[OpenDeficit]]
    framework: Framework
    rules: RouteRules
    year: int
    on: date
    #: How many have nothing that a route could be drafted from.
    without_ground: int = 0
    #: How many have a live route already.
    alone: int = 0


Told = Callable[[str], None]


def _silent(words: str) -> None:
    """Nobody watches."""


def people_at(viewer: AnyViewer, node_id: UUID, *, on: date, ids: Collection[UUID] | None = None) -> set[UUID]:
    """Everybody (of `ids`) whose main work is at or below the place on that day."""
    path = Placement.objects.of(viewer).true(on).filter(node_id=node_id).values_list("path", flat=True).first()
    here = set(
        Placement.objects.of(viewer)
        .true(on)
        .filter(path__under=str(path or "nowhere"))
        .values_list("node_id", flat=True)
    )
    return {person for person, (node, _) in registry.main_places(viewer, on=on, ids=ids).items() if node in here}


def without_route(viewer: AnyViewer, people: Collection[UUID], *, year: int) -> tuple[set[UUID], int]:
    """Those without a live route for the year, and how many have one: these are left alone."""
    live = Route.objects.of(viewer).filter(year=year, state__in=LIVE)
    have = {person for person in live.values_list("person_id", flat=True) if person in people}
    return set(people) - have, len(have)


def gather(
    viewer: SystemViewer,
    people: Collection[UUID],
    *,
    year: int,
    on: date,
    whole: bool,
    spare: UUID | None = None,
    told: Told = _silent,
) -> Gathered:
    """Everything that a draft for these people needs. `spare`: a route whose own seats do not count as taken."""
    rules, held = route_rules(viewer, on=on), framework(viewer, on)
    wanted, alone = without_route(viewer, people, year=year) if spare is None else (set(people), 0)
    deficits: dict[UUID, list[OpenDeficit]] = {}
    for some in _batches(wanted):
        told("собираем, что стоит подтянуть")
        deficits |= competencies.deficits_of(viewer, some, on=on)
    days = rules.school_year(year)
    first = max(days.first, on + timedelta(days=rules.whole("ahead_days")))
    offers = _offers(viewer, on=on, until=days.last, year=year, spare=spare)
    around = registry.places_around(viewer, on=on)
    needed = {pk for one in offers for pk in one.prerequisites}
    made, nodes = _people(
        viewer, deficits, needed, rules=rules, held=held, around=around, since=first, until=days.last, on=on, told=told
    )
    templates = tuple(rules.templates.values())
    return Gathered(
        problem=planning.Problem(
            people=made,
            offers=tuple(_offer(one, around) for one in offers),
            year=_year(rules, year, first),
            self_steps=tuple(_self_step(one, rules, held) for one in templates),
            most_steps=rules.whole("most_steps"),
            gap=rules.whole("days_between_steps"),
            whole=whole,
        ),
        offers=offers,
        templates=templates,
        nodes=nodes,
        deficits=deficits,
        framework=held,
        rules=rules,
        year=year,
        on=on,
        without_ground=len(wanted) - len(made),
        alone=alone,
    )


def _year(rules: RouteRules, year: int, first: date) -> planning.Year:
    days = rules.school_year(year)

    def of(what: str) -> tuple[tuple[int, int], ...]:
        return tuple((one.first.toordinal(), one.last.toordinal()) for one in days.breaks if one.what == what)

    return planning.Year(
        days=(first.toordinal(), max(first, days.last).toordinal()),
        no_lessons=of("no_lessons"),
        days_off=of("days_off"),
        exams=of("exams"),
    )


def _offers(viewer: SystemViewer, *, on: date, until: date, year: int, spare: UUID | None) -> tuple[Offer, ...]:
    """Groups ahead that still have seats which no other route of the year means to ask for."""
    meant = RouteStep.objects.of(viewer).filter(
        state__in=(StepState.PROPOSED.value, StepState.ACCEPTED.value),
        cohort__isnull=False,
        application_id=None,
        route__year=year,
        route__state__in=LIVE,
    )
    if spare is not None:
        meant = meant.exclude(route_id=spare)
    counted: Any = meant.order_by().values_list("cohort_id").annotate(count=Count("pk"))
    taken = dict(counted.values_list("cohort_id", "count"))
    found = programmes.list_offers(viewer, on=on, until=until)
    return tuple(_with_seats(one, one.seats_left - taken.get(one.cohort_id, 0)) for one in found if one.effects)


def _with_seats(one: Offer, left: int) -> Offer:
    return one if left == one.seats_left else replace(one, seats_left=max(0, left))


Around = Mapping[UUID, tuple[UUID | None, UUID | None]]


def _near(node: UUID | None, around: Around) -> tuple[str, str]:
    """Settlement and district as words; a place without a settlement is near only to itself."""
    if node is None:
        return ("", "")
    settlement, district = around.get(node, (None, None))
    return str(settlement or node), str(district or "")


def _offer(one: Offer, around: Around) -> planning.Offer:
    return planning.Offer(
        key=one.cohort_id,
        programme=one.programme_id,
        days=(one.starts.toordinal(), one.ends.toordinal()),
        hours=float(one.hours),
        seats=one.seats_left,
        effects={code: float(effect) for code, effect in one.effects.items()},
        least=one.min_size,
        held=one.held,
        distance=one.form == "distance",
        near=_near(one.node_id, around),
        language=_language(one.language),
        needs=frozenset(one.prerequisites),
    )


def _language(said: str) -> str:
    """The usual language is said by nothing, or by its name."""
    word = said.strip().lower()
    return "" if word in {"русский", "русский язык"} else word


def _self_step(one: StepTemplate, rules: RouteRules, held: Framework) -> planning.SelfStep:
    codes = None if not one.areas else frozenset(c for c, entry in held.competencies.items() if entry.area in one.areas)
    return planning.SelfStep(
        key=one.code,
        hours=float(one.hours),
        length=one.days,
        effect=float(one.effect),
        lessons=one.lessons,
        after_learning=rules.whole("transfer_after_days") if one.after else None,
        measures=one.kind == StepKind.DIAGNOSTIC.value,
        competencies=codes,
    )


def _people(
    viewer: SystemViewer,
    deficits: Mapping[UUID, list[OpenDeficit]],
    needed: Collection[UUID],
    *,
    rules: RouteRules,
    held: Framework,
    around: Around,
    since: date,
    until: date,
    on: date,
    told: Told,
) -> tuple[tuple[planning.Person, ...], dict[UUID, UUID]]:
    made: list[planning.Person] = []
    nodes: dict[UUID, UUID] = {}
    for some in _batches(deficits):
        told("собираем часы, дни и пожелания")
        jobs = registry.jobs_by(viewer, some, on=on)
        away = registry.leaves_of(viewer, some, since=since, until=max(since, until))
        wishes = {row.person_id: row for row in Wishes.objects.of(viewer).filter(person_id__in=some)}
        done = _done(viewer, some, needed, on=on)
        for person in some:
            mine = jobs.get(person)
            if not mine:
                continue
            nodes[person] = mine[0].node_id
            wanted = held.expected((job.post, job.subjects) for job in mine)
            wish = wishes.get(person)
            made.append(
                planning.Person(
                    key=person,
                    hours=float((wish and wish.hours) or rules.value("hours_a_year")),
                    deficits=tuple(_deficit(one, wanted, rules) for one in deficits[person] if one.below > 0),
                    reach=(wish and wish.reach) or rules.reach,
                    near=_near(mine[0].node_id, around),
                    languages=frozenset({_language(wish.language)} if wish and wish.language else ()),
                    not_formal=_share(wish, rules),
                    done=done.get(person, frozenset()),
                    busy=(*_busy(wish), *((a.toordinal(), b.toordinal()) for a, b in away.get(person, ()))),
                )
            )
    return tuple(made), nodes


def _share(wish: Wishes | None, rules: RouteRules) -> float:
    return rules.value("not_formal_share") if wish is None or wish.not_formal is None else wish.not_formal / 100


def _busy(wish: Wishes | None) -> tuple[tuple[int, int], ...]:
    if wish is None:
        return ()
    return tuple((date.fromisoformat(a).toordinal(), date.fromisoformat(b).toordinal()) for a, b in wish.busy)


def _deficit(one: OpenDeficit, wanted: Mapping[str, Any], rules: RouteRules) -> planning.Deficit:
    """How much there is to close is how sure it is; how much it matters, what the post expects."""
    importance = wanted[one.competency].importance if one.competency in wanted else 1
    sure = 1.0 if one.standing is Standing.CERTAIN else max(0.01, rules.value("likely_weight"))
    return planning.Deficit(competency=one.competency, size=min(1.0, one.below), weight=importance * sure)


def _done(
    viewer: SystemViewer, people: Collection[UUID], needed: Collection[UUID], *, on: date
) -> dict[UUID, frozenset[Any]]:
    """Programmes learnt lately are not learnt again; of what another one needs first any time counts."""
    found: dict[UUID, set[Any]] = {}
    lately = on - LEARNT_WITHIN
    for one in programmes.completions_of(viewer, people, since=None if needed else lately):
        if one.programme_id is not None and (one.on >= lately or one.programme_id in needed):
            found.setdefault(one.person_id, set()).add(one.programme_id)
    return {person: frozenset(held) for person, held in found.items()}


def _batches(people: Collection[UUID]) -> Iterator[list[UUID]]:
    ordered = sorted(people)
    return (ordered[start : start + _SOME] for start in range(0, len(ordered), _SOME))
