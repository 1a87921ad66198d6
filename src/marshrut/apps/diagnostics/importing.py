"""Lines of a file with results, compared with what is recorded: whose each is, what it would do, what is against it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.competencies.frameworks import Framework, framework
from marshrut.apps.competencies.types import Depth
from marshrut.apps.diagnostics.models import ParticipantCode, PersonAnswer, Result, ResultsFile
from marshrut.apps.diagnostics.queries.papers import Paper, get_paper
from marshrut.apps.diagnostics.queries.results import share_in_words
from marshrut.apps.diagnostics.reading.results import ItemColumn, Layout, ResultLine
from marshrut.apps.diagnostics.scoring import number_of, points_for, tidy_short
from marshrut.apps.diagnostics.types import OWN_RESULT, ItemKind, Verdict
from marshrut.apps.registry.queries import main_places
from marshrut.apps.registry.services import match_people
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Looked", "compare", "diagnostic_of", "fingerprint", "layout_of"]

#: Letters of options in a file with answers: ours and Latin ones are the same.
_CYRILLIC, _LATIN = "АБВГДЕЖЗ", "ABCDEFGH"
#: People are placed for so many different days; a file with more is placed by its last day.
_DAYS = 12


@dataclass(slots=True)
class Looked:
    """A line with its verdict."""

    line: ResultLine
    verdict: Verdict = Verdict.NEW
    person_id: UUID | None = None
    node_id: UUID | None = None
    candidates: list[UUID] = field(default_factory=list)
    answer: str = ""
    #: Recorded results of the same day and diagnostic that say something else.
    against: list[UUID] = field(default_factory=list)
    #: A later line of the same file was said to be the right one.
    superseded: bool = False


def layout_of(viewer: AnyViewer, row: ResultsFile, *, on: date) -> Layout:
    """How the file is to be read, from what was said when it was sent."""
    words = framework(viewer, on)
    depth = Depth(row.depth)
    names: dict[str, str] = {}
    for code, one in words.competencies.items():
        names[tidy_short(code)] = code
        names.setdefault(tidy_short(one.title), code)

    def level(text: str) -> tuple[float, float] | None:
        found = words.find_level(text)
        return (float(found.low), float(found.high)) if found else None

    items: dict[str, ItemColumn] = {}
    answers = row.summary.get("cells") == "answers"
    if row.version_id is not None and depth is Depth.ITEMS:
        items = _columns(get_paper(viewer, row.version_id), answers=answers)
    return Layout(depth, names, level, items, answers, row.held_on)


def _columns(paper: Paper, *, answers: bool) -> dict[str, ItemColumn]:
    found: dict[str, ItemColumn] = {}
    for place, task in enumerate(paper.tasks):
        known: dict[str, float | None] = {}

        def score(text: str, task: Any = task, known: dict[str, float | None] = known) -> float | None:
            if text not in known:
                known[text] = _answer(task, text) if answers else _points(task.top, text)
            return known[text]

        column = ItemColumn(place, task.top, score)
        for name in (task.code, task.code.rpartition("/")[2], str(task.place), f"задание {task.place}"):
            found.setdefault(tidy_short(name), column)
    return found


def _points(top: float, text: str) -> float | None:
    number = number_of(text)
    return float(number) if number is not None and 0 <= number <= top else None


def _answer(task: Any, text: str) -> float | None:
    """Points of an answer as a file writes it: letters of options, a number, words; None for what cannot be meant."""
    if not task.options:
        return points_for(task.kind, task.key, task.top, text)
    ids = [letter for letter, _ in task.options]
    picked = []
    for one in text.upper():
        if one.isalpha():
            place = _CYRILLIC.find(one) if one in _CYRILLIC else _LATIN.find(one)
            if not 0 <= place < len(ids):
                return None
            picked.append(ids[place])
    if task.kind is ItemKind.SINGLE:
        return points_for(task.kind, task.key, task.top, picked[0]) if len(picked) == 1 else None
    return points_for(task.kind, task.key, task.top, picked)


def fingerprint(values: Mapping[str, Any]) -> str:
    """Name, birth date and organisation as the file has them: what an answer is remembered by."""
    parts = [tidy_short(values.get(one) or "") for one in ("family_name", "given_name", "patronymic", "organisation")]
    return hashlib.sha256("|".join([*parts, str(values.get("birth_date") or "")]).encode()).hexdigest()


def compare(
    viewer: AnyViewer,
    row: ResultsFile,
    lines: Sequence[ResultLine],
    *,
    answers: Mapping[tuple[str, int], str],
    on: date,
) -> list[Looked]:
    """Each line with its verdict. `answers`: what was said of doubtful and conflicting ones, by (sheet, row)."""
    looked = [Looked(one, answer=answers.get((one.sheet, one.row), "")) for one in lines]
    sound = [one for one in looked if not one.line.wrong]
    _by_code(viewer, row, sound)
    _by_name(viewer, row, [one for one in sound if one.person_id is None and not one.line.wrong], on=on)
    _place(viewer, row, [one for one in sound if one.person_id])
    _weigh(viewer, row, [one for one in sound if one.person_id and not one.line.wrong], framework(viewer, on))
    for one in looked:
        if one.line.wrong:
            one.verdict = Verdict.WRONG
    return looked


def diagnostic_of(row: ResultsFile, line: ResultLine) -> str:
    """What the diagnostic is called: two results of one day are compared within it."""
    said = str(line.values.get("diagnostic") or row.summary.get("diagnostic") or "")
    return said[:300]


def _by_code(viewer: AnyViewer, row: ResultsFile, looked: Iterable[Looked]) -> None:
    coded = [one for one in looked if one.line.values.get("code") and not one.line.values.get("family_name")]
    if not coded:
        return
    scheme = str(row.summary.get("diagnostic") or "")
    rows = ParticipantCode.objects.of(viewer).filter(scheme=scheme, withdrawn_at=None)
    known = dict(rows.values_list("code", "person_id"))
    for one in coded:
        code = str(one.line.values["code"])
        one.person_id = known.get(code)
        if one.person_id is None and not one.line.values.get("snils"):
            text = f"Код не найден среди ключей диагностики «{scheme}»." if known else f"Нет файла ключей к «{scheme}»."
            one.line.problem("code-unknown", "Код участника", code, text, "Загрузите файл ключей и проверьте ещё раз.")


def _by_name(viewer: AnyViewer, row: ResultsFile, looked: list[Looked], *, on: date) -> None:
    if not looked:
        return
    rows = PersonAnswer.objects.of(viewer).filter(withdrawn_at=None)
    remembered = dict(rows.values_list("fingerprint", "person_id"))
    matches = match_people(viewer, [one.line.values for one in looked], node_id=row.node_id, as_of=on)
    for one, match in zip(looked, matches, strict=True):
        one.node_id = match.node_id
        one.person_id, one.candidates = match.person_id, match.candidates
        if one.person_id is not None:
            continue
        mark = fingerprint(one.line.values)
        if one.answer not in {"", "skip"} and one.candidates:
            one.person_id = UUID(one.answer)
        elif mark in remembered and remembered[mark] is not None:
            one.person_id = remembered[mark]
        elif one.candidates:
            one.verdict = Verdict.DOUBTFUL
        else:
            _unknown(one, match.problems)


def _unknown(one: Looked, problems: list[dict[str, Any]]) -> None:
    for problem in problems:
        one.line.problem(problem["code"], problem["column"], problem["value"], problem["text"], problem["cure"])
    text = "Такого человека в списках работников нет."
    cure = "Проверьте имя и организацию или сначала загрузите список работников."
    one.line.problem("person-unknown", "ФИО", one.line.values.get("family_name", ""), text, cure)


def _place(viewer: AnyViewer, row: ResultsFile, looked: list[Looked]) -> None:
    """Where each worked that day: by the file, else at the main work."""
    days = sorted({one.line.values["on"] for one in looked if one.node_id is None})
    several = days if len(days) <= _DAYS else [days[-1]]
    by_day = {day: main_places(viewer, on=day) for day in several}
    for one in looked:
        if one.node_id is None:
            day = one.line.values["on"]
            found = (by_day.get(day) or by_day[several[-1]]).get(one.person_id)  # type: ignore[arg-type]
            one.node_id = found[0] if found else row.node_id


def _said(line: ResultLine) -> Any:
    """What came out, for a comparison."""
    return line.scores if line.scores is not None else {code: list(pair) for code, pair in sorted(line.shares.items())}


def _weigh(viewer: AnyViewer, row: ResultsFile, looked: list[Looked], held: Framework) -> None:
    """The same again, or something else of the same day: recorded before, or in another line of this file."""
    if not looked:
        return
    days = {one.line.values["on"] for one in looked}
    recorded: dict[tuple[Any, ...], list[Result]] = defaultdict(list)
    standing = Result.objects.of(viewer).filter(withdrawn_at=None, on__in=days)
    if len(looked) <= 2000:  # noqa: PLR2004 - a short file asks for its people alone
        standing = standing.filter(person_id__in={one.person_id for one in looked})
    for result in standing.only("id", "person_id", "on", "instrument_name", "outcome", "scores", "depth", "attempt_id"):
        recorded[result.person_id, result.on, tidy_short(result.instrument_name)].append(result)
    above: dict[tuple[Any, ...], list[Looked]] = defaultdict(list)
    for one in looked:
        key = (one.person_id, one.line.values["on"], tidy_short(diagnostic_of(row, one.line)))
        before, lines = recorded.get(key, []), above[key]
        if any(_same(result, one.line) for result in before) or any(_said(it.line) == _said(one.line) for it in lines):
            one.verdict = Verdict.SAME
        elif before or lines:
            _conflict(one, before, lines, held)
        lines.append(one)


def _same(result: Result, line: ResultLine) -> bool:
    if line.scores is not None or result.scores is not None:
        return list(result.scores or ()) == list(line.scores or ())
    return bool(result.outcome.get("shares", {}) == {code: list(pair) for code, pair in sorted(line.shares.items())})


def _conflict(one: Looked, before: list[Result], above: list[Looked], held: Framework) -> None:
    """Two that disagree wait for a person's word; an answer to another question is none."""
    ours = any(result.attempt_id for result in before)
    if before:
        text = f"В этот день записано другое: {_in_words(before[0], held)}."
    else:
        text = f"Другой результат того же дня — в строке {above[-1].line.row}."
    cure = "Скажите, какой верен, или оставьте оба."
    if ours:
        text += " Человек прошёл эту диагностику здесь, файлом её не заменить."
        cure = "Оставьте прежний или оба."
    one.line.problem(OWN_RESULT if ours else "conflict", "Результат", "", text, cure, warning=True)
    if one.answer not in ({"keep", "both"} if ours else {"keep", "take", "both"}):
        one.verdict, one.answer = Verdict.CONFLICT, ""
    elif one.answer == "keep":
        one.verdict = Verdict.SAME
    elif one.answer == "take":
        one.against = [result.pk for result in before]
        for other in above:
            other.superseded = other.verdict is Verdict.NEW
            other.verdict = Verdict.SAME


def _in_words(result: Result, held: Framework) -> str:
    """What is recorded, so that a person can choose."""
    if result.scores is not None:
        return f"{sum(point or 0 for point in result.scores):g} баллов".replace(".", ",")
    levels, shares = result.outcome.get("levels") or {}, result.outcome.get("shares") or {}
    said = [
        f"{held.title(code)} — {words}" if code else words
        for code, words in ((code, levels.get(code) or share_in_words(*pair)) for code, pair in shares.items())
    ]
    return "; ".join(said) or "только то, что человек прошёл диагностику"
