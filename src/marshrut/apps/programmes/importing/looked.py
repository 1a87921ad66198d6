"""A line with its verdict; whom it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.programmes.models import LearningFile, Programme
from marshrut.apps.programmes.types import LineVerdict
from marshrut.apps.registry.queries import jobs_by
from marshrut.apps.registry.reading.named import NamedLine, tidy_heading
from marshrut.apps.registry.services import match_people
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Looked", "Programmes", "find_people", "settle", "works_on"]


@dataclass(slots=True)
class Looked:
    """A line with its verdict, and what it would be written with."""

    line: NamedLine
    verdict: LineVerdict = LineVerdict.NEW
    person_id: UUID | None = None
    node_id: UUID | None = None
    candidates: list[UUID] = field(default_factory=list)
    answer: str = ""
    #: What stands recorded and says something else.
    against: list[UUID] = field(default_factory=list)
    #: Rows of ours that the line speaks of: programme, cohort, enrolment, application.
    rows: dict[str, Any] = field(default_factory=dict)

    @property
    def fit(self) -> bool:
        """Whether it would be written."""
        return self.verdict is LineVerdict.NEW and not self.line.wrong


def find_people(viewer: AnyViewer, row: LearningFile, looked: Sequence[Looked], *, on: date) -> None:
    """Whose each line is: found, answered, doubtful, or nobody of ours."""
    sound = [one for one in looked if not one.line.wrong]
    if not sound:
        return
    matches = match_people(viewer, [one.line.values for one in sound], node_id=row.node_id, as_of=on)
    for one, match in zip(sound, matches, strict=True):
        one.person_id, one.candidates, one.node_id = match.person_id, match.candidates, match.node_id
        if one.person_id is not None:
            continue
        if one.candidates and one.answer not in {"", "skip"} and one.answer in {str(pk) for pk in one.candidates}:
            one.person_id = UUID(one.answer)
        elif one.candidates:
            one.verdict = LineVerdict.SKIPPED if one.answer == "skip" else LineVerdict.DOUBTFUL
        else:
            for problem in match.problems:
                one.line.problem(problem["code"], problem["column"], problem["value"], problem["text"], problem["cure"])
            text = "Такого человека в списках работников нет."
            cure = "Проверьте имя и организацию или сначала загрузите список работников."
            one.line.problem("person-unknown", "ФИО", one.line.values.get("family_name", ""), text, cure)


def works_on(viewer: AnyViewer, looked: Sequence[Looked], row: LearningFile) -> None:
    """Where each worked on the day of the line: by the file, else at the main work, else the file's place."""
    by_day: dict[date, list[Looked]] = {}
    for one in looked:
        if one.person_id and one.node_id is None:
            by_day.setdefault(one.line.values["on"], []).append(one)
    for day, lines in by_day.items():
        jobs = jobs_by(viewer, {one.person_id for one in lines if one.person_id}, on=day)
        for one in lines:
            found = jobs.get(one.person_id) if one.person_id else None
            one.node_id = found[0].node_id if found else row.node_id


class Programmes:
    """Programmes of ours by code, and by title (with the provider where two share it)."""

    def __init__(self, viewer: AnyViewer) -> None:
        rows = list(Programme.objects.of(viewer).select_related("provider"))
        self.by_code = {tidy_heading(row.code): row for row in rows if row.code}
        self.by_title: dict[str, list[Programme]] = {}
        for row in rows:
            self.by_title.setdefault(tidy_heading(row.title), []).append(row)

    def find(self, *, code: str = "", title: str = "", provider: str = "") -> Programme | None:
        """The one that is meant; None: none of ours, or not clear which."""
        if code:
            return self.by_code.get(tidy_heading(code))
        named = self.by_title.get(tidy_heading(title), []) if title else []
        if provider:
            wanted = tidy_heading(provider)
            said = [row for row in named if tidy_heading(row.provider or row.provider_name) == wanted]
            return said[0] if len(said) == 1 else None
        return named[0] if len(named) == 1 else None


def settle(looked: Sequence[Looked]) -> list[Looked]:
    """Lines with a fault are faulty whatever else they are."""
    for one in looked:
        if one.line.wrong:
            one.verdict = LineVerdict.FAULTY
    return list(looked)
