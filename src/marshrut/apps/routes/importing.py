"""Lines of a file with routes, compared with what is recorded: whose each is, what it would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from marshrut.apps.programmes.types import LineVerdict
from marshrut.apps.registry import access as registry_access
from marshrut.apps.registry.queries import jobs_by
from marshrut.apps.registry.reading.named import NamedLine, tidy_heading
from marshrut.apps.registry.services import match_people
from marshrut.apps.routes.models import Route, RouteFile
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

    @property
    def fit(self) -> bool:
        """Whether it would be written."""
        return self.verdict is LineVerdict.NEW and not self.line.wrong


def compare(
    viewer: AnyViewer, row: RouteFile, lines: Sequence[NamedLine], *, answers: Mapping[tuple[str, int], str], on: date
) -> list[Looked]:
    """Each line with its verdict. `answers`: what was said of doubtful ones, by (sheet, row)."""
    looked = [Looked(one, answer=answers.get((one.sheet, one.row), "")) for one in lines]
    _find_people(viewer, row, [one for one in looked if not one.line.wrong], on=on)
    found = [one for one in looked if one.person_id and not one.line.wrong]
    _numbers(viewer, found)
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
    return one.person_id, values["year"], values["made_on"], values.get("approved_on"), values["state"]


def _numbers(viewer: AnyViewer, looked: Sequence[Looked]) -> None:
    """One number of one maker is one route: said twice is the same, said otherwise is a fault."""
    rows = Route.objects.of(viewer).filter(origin=RouteOrigin.ELSEWHERE.value).exclude(number="")
    rows = rows.exclude(state=RouteState.WITHDRAWN.value)
    standing = {
        _key(one.number, one.maker_name): (one.person_id, one.year, one.made_on, one.approved_on, one.state)
        for one in rows.only("number", "maker_name", "person_id", "year", "made_on", "approved_on", "state")
    }
    seen: dict[tuple[str, str], Looked] = {}
    for one in looked:
        number = one.line.values["number"]
        key = _key(number, one.line.values["maker"])
        above, before = seen.get(key), standing.get(key)
        if above is not None:
            if _told(above) == _told(one):
                one.verdict = LineVerdict.SAME
                continue
            text = f"Номер {number} уже стоит в строке {above.line.row}: один номер – один маршрут."
            one.line.problem("number-twice", "Номер", number, text, "Проверьте номер.")
            continue
        seen[key] = one
        if before == _told(one):
            one.verdict = LineVerdict.SAME
        elif before is not None and before[0] == one.person_id:
            text = "Маршрут с этим номером уже записан, и в нём другие даты или состояние."
            one.line.problem("number-differs", "Номер", number, text, "Сначала отмените файл, который его принёс.")
        elif before is not None:
            text = f"Маршрут № {number} этого составителя уже записан за другим человеком."
            one.line.problem("number-used", "Номер", number, text, "Проверьте номер и имя.")


def _beside_ours(viewer: AnyViewer, looked: Sequence[Looked]) -> None:
    """A person has one live route a school year: ours, or that of the line above, stays."""
    people = {one.person_id for one in looked if one.person_id}
    rows = Route.objects.of(viewer).filter(person_id__in=people, state__in=_LIVE)
    taken = set(rows.values_list("person_id", "year"))
    for one in looked:
        values = one.line.values
        key, live = (one.person_id, values["year"]), RouteState(values["state"]).live
        decision = rules.may_stand_beside(live=live, ours=key in taken)
        if not decision:
            one.verdict = LineVerdict.SKIPPED
            cure = "Если верен маршрут из файла, отзовите наш на его странице и проверьте файл ещё раз."
            one.line.problem("live-route", "Учебный год", values["year"], decision.text, cure, warning=True)
        elif live and one.person_id:
            taken.add((one.person_id, values["year"]))


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
