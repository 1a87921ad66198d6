"""Lines of a file with routes, compared with what is recorded: whose each is, what it would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Exists

from marshrut.apps.programmes.types import LineVerdict
from marshrut.apps.registry import access as registry_access
from marshrut.apps.registry.queries import jobs_by
from marshrut.apps.registry.reading.named import NamedLine, tidy_heading
from marshrut.apps.registry.services import match_people
from marshrut.apps.routes.models import Route, RouteFile
from marshrut.apps.routes.queries.files import moved_here
from marshrut.apps.routes.rules import files as rules
from marshrut.apps.routes.types import RouteOrigin, RouteState
from marshrut.foundation.scope.queries import get_path, top_node
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Looked", "compare"]

_LIVE = [one.value for one in RouteState if one.live]


@dataclass(slots=True)
class Looked:
    """A line with its verdict, and what it would be written with."""

    line: NamedLine
    verdict: LineVerdict = LineVerdict.NEW
    person_id: UUID | None = None
    node_id: UUID | None = None
    candidates: list[UUID] = field(default_factory=list)
    answer: str = ""
    #: The route that an earlier file brought and this line changes; ours, which it closes.
    updates: UUID | None = None
    closes: UUID | None = None

    @property
    def fit(self) -> bool:
        """Whether it would be written."""
        return self.verdict in {LineVerdict.NEW, LineVerdict.UPDATES} and not self.line.wrong


def compare(
    viewer: AnyViewer, row: RouteFile, lines: Sequence[NamedLine], *, answers: Mapping[tuple[str, int], str], on: date
) -> list[Looked]:
    """Each line with its verdict. `answers`: what was said of doubtful ones, by (sheet, row)."""
    looked = [Looked(one, answer=answers.get((one.sheet, one.row), "")) for one in lines]
    _find_people(viewer, row, [one for one in looked if not one.line.wrong], on=on)
    found = [one for one in looked if one.person_id and not one.line.wrong]
    _numbers(viewer, row, found)
    _beside_ours(viewer, [one for one in found if one.fit])
    _works_on(viewer, [one for one in found if one.fit], row)
    for one in looked:
        if one.line.wrong:
            one.verdict = LineVerdict.FAULTY
    return looked


def _find_people(viewer: AnyViewer, row: RouteFile, looked: Sequence[Looked], *, on: date) -> None:
    if not looked:
        return
    path = get_path(viewer, row.node_id, on=on)
    # The operator's own place holds everybody, also who no longer works; a district's file speaks of its own people.
    whole = row.node_id == top_node(viewer).pk
    here = None if whole else {one["person_id"] for one in registry_access.people_of(viewer, on=on, path=path)}
    matches = match_people(viewer, [one.line.values for one in looked], node_id=row.node_id, as_of=on)
    for one, match in zip(looked, matches, strict=True):
        one.person_id = match.person_id if here is None or match.person_id in here else None
        one.candidates = [pk for pk in match.candidates if here is None or pk in here]
        one.node_id = match.node_id
        if one.person_id is not None:
            continue
        if one.candidates and one.answer in {str(pk) for pk in one.candidates}:
            one.person_id = UUID(one.answer)
        elif one.candidates:
            one.verdict = LineVerdict.SKIPPED if one.answer == "skip" else LineVerdict.DOUBTFUL
        else:
            for told in match.problems:
                one.line.problem(told["code"], told["column"], told["value"], told["text"], told["cure"])
            cure = "Проверьте имя и организацию или сначала загрузите список работников."
            text = "Такого человека в списках работников нет."
            one.line.problem("person-unknown", "ФИО", one.line.values.get("family_name", ""), text, cure)


def _key(number: str, maker: str) -> tuple[str, str]:
    return tidy_heading(number), tidy_heading(maker)


def _told(one: Looked) -> tuple[object, ...]:
    values = one.line.values
    return (*_same(one), values.get("approved_on"), values["state"], values.get("ended_on"))


def _same(one: Looked) -> tuple[object, ...]:
    """What a route stays the same by, whatever becomes of it."""
    return one.person_id, one.line.values["year"], one.line.values["made_on"]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A route that came from a file and stands."""

    pk: UUID
    same: tuple[object, ...]
    told: tuple[object, ...]
    key: tuple[str, str]
    ours: bool
    moved: bool


def _standing(viewer: AnyViewer, row: RouteFile) -> list[_Standing]:
    rows = Route.objects.of(viewer).filter(origin=RouteOrigin.ELSEWHERE.value).exclude(number="")
    rows = rows.exclude(state=RouteState.WITHDRAWN.value).annotate(moved=Exists(moved_here(viewer)))
    columns = ("pk", "person_id", "year", "made_on", "approved_on", "state", "ended_on", "number", "maker_name")
    return [
        _Standing(one[0], tuple(one[1:4]), tuple(one[1:7]), _key(one[7], one[8]), one[9] == row.node_id, one[10])
        for one in rows.values_list(*columns, "source__node_id", "moved")
    ]


def _numbers(viewer: AnyViewer, row: RouteFile, looked: Sequence[Looked]) -> None:
    """One number of one maker is one route: said twice is the same; the same sender's later word changes it."""
    rows = _standing(viewer, row)
    by_number = {one.key: one for one in rows}
    by_itself = {(*one.same, one.key[1]): one for one in rows if one.ours}
    said = {_key(one.line.values["number"], one.line.values["maker"]) for one in looked}
    seen: dict[tuple[str, str], Looked] = {}
    for one in looked:
        number = one.line.values["number"]
        key = _key(number, one.line.values["maker"])
        above = seen.get(key)
        if above is not None:
            if _told(above) == _told(one):
                one.verdict = LineVerdict.SAME
                continue
            text = f"Номер {number} уже стоит в строке {above.line.row}: один номер – один маршрут."
            one.line.problem("number-twice", "Номер", number, text, "Проверьте номер.")
            continue
        seen[key] = one
        before = by_number.get(key)
        if before is None:  # the maker has given it another number
            before = by_itself.get((*_same(one), key[1]))
            before = None if before is not None and before.key in said else before
        if before is not None:
            _against(before, one, key)


def _against(before: _Standing, one: Looked, key: tuple[str, str]) -> None:
    number = one.line.values["number"]
    if before.told == _told(one) and before.key == key:
        one.verdict = LineVerdict.SAME
        return
    if before.same[0] != one.person_id:
        text = f"Маршрут № {number} этого составителя уже записан за другим человеком."
        one.line.problem("number-used", "Номер", number, text, "Проверьте номер и имя.")
        return
    decision = rules.may_update(same_sender=before.ours, same_route=before.same == _same(one), moved_here=before.moved)
    if decision:
        one.verdict, one.updates = LineVerdict.UPDATES, before.pk
    else:
        cure = "Сначала отмените файл, который его принёс."
        one.line.problem("number-differs", "Номер", number, decision.text, cure)


def _beside_ours(viewer: AnyViewer, looked: Sequence[Looked]) -> None:
    """A person has one live route a school year: ours, or that of the line above, stays; ours is closed if told so."""
    people = {one.person_id for one in looked if one.person_id}
    rows = Route.objects.of(viewer).filter(person_id__in=people, state__in=_LIVE)
    recorded = {(person, year): pk for pk, person, year in rows.values_list("pk", "person_id", "year")}
    above: set[tuple[UUID, int]] = set()
    for one in looked:
        values = one.line.values
        if one.person_id is None:
            continue
        key, live = (one.person_id, values["year"]), RouteState(values["state"]).live
        standing = recorded.get(key)
        ours = standing is not None and standing != one.updates
        closes = rules.may_close_ours(answered=one.answer == rules.CLOSE, recorded=ours)
        decision = rules.may_stand_beside(live=live, ours=key in above or (ours and not closes))
        if not decision:
            one.verdict, one.updates = LineVerdict.SKIPPED, None
            offer = "Если верен маршрут из файла, ответьте «закрыть наш маршрут»."
            cure = offer if key not in above else "Проверьте, какая из строк верна."
            code = "live-route" if key not in above else "live-line"
            one.line.problem(code, "Учебный год", values["year"], decision.text, cure, warning=True)
        elif live:
            one.closes = standing if ours else None
            above.add(key)


def _works_on(viewer: AnyViewer, looked: Sequence[Looked], row: RouteFile) -> None:
    """Where each worked on the day it was made: by the file, else at the main work, else the file's place."""
    by_day: dict[date, list[Looked]] = {}
    for one in looked:
        if one.node_id is None:
            by_day.setdefault(one.line.values["made_on"], []).append(one)
    for day, lines in by_day.items():
        jobs = jobs_by(viewer, {one.person_id for one in lines if one.person_id}, on=day)
        for one in lines:
            found = jobs.get(one.person_id) if one.person_id else None
            one.node_id = found[0].node_id if found else row.node_id
