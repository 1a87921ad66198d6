"""Lines that say who accompanies whom, compared with what is recorded: whom each means, what it would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from marshrut.apps.competencies import rules
from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.models import Accompaniment
from marshrut.apps.competencies.queries.giving import ROLES
from marshrut.apps.registry import access as registry_access
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.reading.named import NamedLine
from marshrut.apps.registry.sent.kinds import Answers, Looked
from marshrut.apps.registry.services import Match, match_people
from marshrut.apps.registry.types import SentVerdict
from marshrut.foundation.scope.queries import get_path, top_node
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.viewer import AnyViewer
from marshrut.foundation.ui.formats import short_day

__all__ = ["KEEP", "REPLACE", "SKIP", "compare", "days_of"]

SKIP, KEEP, REPLACE = "skip", "keep", "replace"
_COLUMNS = {"person": "ФИО", "companion": "Сопровождающий"}
_PREFIX = "companion_"


@dataclass(slots=True)
class _Standing:
    """What is recorded of these people, as it would be with the lines that were looked at already."""

    by_person: dict[UUID, list[Any]] = field(default_factory=dict)
    by_companion: dict[UUID, list[Any]] = field(default_factory=dict)
    gone: set[UUID] = field(default_factory=set)

    def beside(self, person: UUID, days: Any) -> list[Any]:
        """Accompaniments of the person that share a day with these."""
        return [row for row in self.by_person.get(person, ()) if _share(row.valid, days)]

    def has(self, companion: UUID, person: UUID, since: date) -> int:
        """How many others the companion accompanies on the first day."""
        rows = self.by_companion.get(companion, ())
        return sum(since in row.valid and row.person_id != person and row.pk not in self.gone for row in rows)


def days_of(values: Mapping[str, Any]) -> Any:
    """The days of a line as they are kept."""
    until = values.get("until")
    return period(values["since"], until + timedelta(days=1) if until else None)


def _share(one: Any, other: Any) -> bool:
    ends = (one.upper is None or other.lower < one.upper, other.upper is None or one.lower < other.upper)
    return all(ends)


def compare(viewer: AnyViewer, row: Any, lines: Sequence[NamedLine], answers: Answers, on: date) -> list[Looked]:
    """Each line with its verdict. `answers`: what was said of namesakes and of who is accompanied already."""
    looked = [Looked(one, answers.get((one.sheet, one.row), {})) for one in lines]
    sound = [one for one in looked if not one.line.wrong]
    _find(viewer, row, sound, on=on)
    found = [one for one in sound if one.fit]
    _twice(found)
    standing = _recorded(viewer, [one for one in found if one.fit])
    _beside(viewer, [one for one in found if one.fit], standing, on=on)
    _allowed(viewer, [one for one in found if one.fit], standing, on=on)
    for one in looked:
        if one.line.wrong:
            one.verdict, one.asked = SentVerdict.FAULTY, {}
    return looked


def _find(viewer: AnyViewer, row: Any, looked: Sequence[Looked], *, on: date) -> None:
    """Whom a line means, both: found, answered, doubtful, or nobody of this place."""
    if not looked:
        return
    whole = row.node_id == top_node(viewer).pk
    path = get_path(viewer, row.node_id, on=on)
    # The operator's own place holds everybody; a district gives its own people to its own methodists.
    here = None if whole else {one["person_id"] for one in registry_access.people_of(viewer, on=on, path=path)}
    for name, of in (("person", _person), ("companion", _companion)):
        matches = match_people(viewer, [of(one.line.values) for one in looked], node_id=row.node_id, as_of=on)
        for one, match in zip(looked, matches, strict=True):
            _settle(one, name, match, here)
    for one in looked:
        if one.waits:
            one.verdict = SentVerdict.DOUBTFUL
        elif SKIP in one.answers.values() and len(one.who) < len(_COLUMNS):
            one.verdict = SentVerdict.SKIPPED


def _person(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not name.startswith(_PREFIX)}


def _companion(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name.removeprefix(_PREFIX): value for name, value in values.items() if name.startswith(_PREFIX)}


def _settle(one: Looked, name: str, match: Match, here: set[UUID] | None) -> None:
    if match.person_id is not None and (here is None or match.person_id in here):
        one.who[name] = match.person_id
        return
    offered = [str(pk) for pk in match.candidates if here is None or pk in here]
    prefix, column = ("", "Организация") if name == "person" else (_PREFIX, "Организация сопровождающего")
    for told in match.problems:
        one.line.problem(told["code"], column, told["value"], told["text"], told["cure"], warning=bool(offered))
    if offered:
        said = one.ask(name, [*offered, SKIP])
        if said and said != SKIP:
            one.who[name] = UUID(said)
        return
    cure = "Проверьте имя и организацию или сначала загрузите список работников."
    value = one.line.values.get(f"{prefix}family_name", "")
    one.line.problem(f"{name}-unknown", _COLUMNS[name], value, "Такого человека в списках работников нет.", cure)


def _twice(looked: Iterable[Looked]) -> None:
    """One person stands in a file once for the same days: the same said again is the same, otherwise it is a fault."""
    seen: dict[UUID, list[Looked]] = {}
    for one in looked:
        person, days = one.who["person"], days_of(one.line.values)
        above = next((other for other in seen.get(person, ()) if _share(days_of(other.line.values), days)), None)
        if above is None:
            seen.setdefault(person, []).append(one)
        elif above.who == one.who and _told(above) == _told(one):
            one.verdict = SentVerdict.SAME
        else:
            text = f"Этот человек на те же дни уже есть в строке {above.line.row}."
            name = one.line.values.get("family_name", "")
            one.line.problem("person-twice", "ФИО", name, text, "Оставьте одну строку или разведите дни.")


def _told(one: Looked) -> tuple[Any, ...]:
    values = one.line.values
    return values["since"], values.get("until"), values["order_number"], values["order_date"]


def _recorded(viewer: AnyViewer, looked: Sequence[Looked]) -> _Standing:
    people = {one.who["person"] for one in looked}
    companions = {one.who["companion"] for one in looked}
    rows = Accompaniment.objects.of(viewer).known().filter(Q(person__in=people) | Q(companion__in=companions))
    found = _Standing()
    for row in rows:
        found.by_person.setdefault(row.person_id, []).append(row)
        found.by_companion.setdefault(row.companion_id, []).append(row)
    return found


def _beside(viewer: AnyViewer, looked: Sequence[Looked], standing: _Standing, *, on: date) -> None:
    """Who is accompanied on those days already: by the same, nothing new; by another, somebody says what stays."""
    rows = [row for one in looked for row in standing.beside(one.who["person"], days_of(one.line.values))]
    names = registry.names_of(viewer, {row.companion_id for row in rows}, on=on)
    for one in looked:
        values, days = one.line.values, days_of(one.line.values)
        beside = standing.beside(one.who["person"], days)
        own = [row for row in beside if row.companion_id == one.who["companion"]]
        if any((row.valid, row.order_number) == (days, values["order_number"]) for row in own):
            one.verdict = SentVerdict.SAME
        elif own:
            text = f"За этим сопровождающим человек уже закреплён {_when(own[0])}."
            cure = "Прекратите прежнее закрепление или впишите дни после него."
            one.line.problem("stands", "С какого дня", short_day(values["since"]), text, cure)
        elif beside:
            _ask(one, beside, names)
            if one.fit:
                one.rows["replaced"] = beside
                standing.gone |= {row.pk for row in beside}


def _ask(one: Looked, beside: Sequence[Any], names: Mapping[UUID, str]) -> None:
    who = "; ".join(f"{names.get(row.companion_id, '')}, {_when(row)}" for row in beside)
    name = one.line.values.get("family_name", "")
    one.line.problem(
        "another", "ФИО", name, f"В эти дни человека уже сопровождает {who}.", "Скажите, что верно.", warning=True
    )
    said = one.ask("standing", [KEEP, REPLACE])
    if said != REPLACE:
        one.verdict = SentVerdict.SKIPPED if said == KEEP else SentVerdict.CONFLICT


def _when(row: Any) -> str:
    last = f" по {short_day(row.valid.upper - timedelta(days=1))}" if row.valid.upper else ""
    return f"с {short_day(row.valid.lower)}{last}, приказ № {row.order_number}"


def _allowed(viewer: AnyViewer, looked: Sequence[Looked], standing: _Standing, *, on: date) -> None:
    """COMPETENCIES-18 for each line, in the file's order: lines above count for the ceiling."""
    care = framework(viewer, on).care
    jobs = registry.jobs_by(viewer, {pk for one in looked for pk in one.who.values()}, on=on)
    places = {pk: {job.node_id for job in held} for pk, held in jobs.items()}
    days = {max(one.line.values["since"], on) for one in looked}
    holders = {day: {held.person_id for held in registry.holders_of(viewer, tuple(ROLES), on=day)} for day in days}
    above: dict[UUID, list[Any]] = {}
    for one in looked:
        person, companion, valid = one.who["person"], one.who["companion"], days_of(one.line.values)
        mine = sum(_share(other, valid) for other in above.get(companion, ()))
        decision = rules.may_bring(
            oneself=person == companion,
            holds_role=companion in holders[max(valid.lower, on)],
            colleagues=bool(places.get(person, set()) & places.get(companion, set())),
            own_school=bool(care.own_school),
            has=standing.has(companion, person, valid.lower) + mine,
            most=care.most_people,
            clause=next(iter(care.source), None),
        )
        if decision:
            above.setdefault(companion, []).append(valid)
            continue
        name = one.line.values.get(f"{_PREFIX}family_name", "")
        one.line.problem("not-allowed", "Сопровождающий", name, decision.text, "")
