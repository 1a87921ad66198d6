"""Files that say who accompanies whom, on a page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marshrut.apps.competencies.models import Accompaniment, AccompanimentFile
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.access import nodes_of
from marshrut.apps.registry.sent.showing import standing
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer

__all__ = ["changed_since", "dependents", "dress_lines", "files_in_use", "get_file", "list_files"]

_WORDS = {"keep": "оставить как есть", "replace": "заменить с первого дня строки", "skip": "никто из них, пропустить"}
_TITLES = {"person": "Кто это", "companion": "Кто сопровождает", "standing": "Что верно"}


def list_files(viewer: Viewer, *, on: date) -> QuerySet[AccompanimentFile, Any]:
    """Files of the viewer's place, newest first; who may send one is the gate's business."""
    rows = AccompanimentFile.objects.of(viewer).select_related("node", "job", "file", "batch")
    return rows.filter(node_id__in=nodes_of(viewer, on=on))


def get_file(viewer: Viewer, file_id: UUID, *, on: date) -> AccompanimentFile:
    """One of them, where it really stands; raises AccompanimentFile.DoesNotExist."""
    row: AccompanimentFile = list_files(viewer, on=on).get(pk=file_id)
    row.state = standing(row).value
    return row


def dress_lines(viewer: Viewer, lines: list[Any], *, on: date) -> list[Any]:
    """Each line with names as they were found, days, and what is asked: namesakes differ by their work."""
    offered = {UUID(pk) for one in lines for name in ("person", "companion") for pk in one.asked.get(name, ())[:-1]}
    found = {pk for one in lines for pk in (one.person_id, one.companion_id) if pk}
    names = registry.names_of(viewer, offered | found, on=on)
    jobs = registry.jobs_by(viewer, offered, on=on)

    def known(answer: str) -> str:
        if answer in _WORDS:
            return _WORDS[answer]
        pk = UUID(answer)
        work = "; ".join(dict.fromkeys(f"{job.post}, {job.place}" for job in jobs.get(pk, ())))
        return f"{work} – {names.get(pk, '')}" if work else names.get(pk, "")

    for one in lines:
        one.person_name = names.get(one.person_id) or _written(one.values, "")
        one.companion_name = names.get(one.companion_id) or _written(one.values, "companion_")
        one.days = [date.fromisoformat(one.values[key]) if one.values.get(key) else None for key in ("since", "until")]
        one.questions = [
            (name, _TITLES[name], [(answer, known(answer)) for answer in answers], one.answers.get(name, ""))
            for name, answers in one.asked.items()
        ]
    return lines


def _written(values: dict[str, Any], prefix: str) -> str:
    parts = (values.get(f"{prefix}{name}") for name in ("family_name", "given_name", "patronymic"))
    return " ".join(filter(None, parts)) or values.get(f"{prefix}snils", "")


def dependents(viewer: AnyViewer, row: AccompanimentFile) -> list[str]:
    """What was changed since of what this file gave and replaced: then it is no more the file's to take back."""
    return changed_since(viewer, row.summary.get("made", []), row.summary.get("replaced", []))


def changed_since(viewer: AnyViewer, made: list[str], replaced: list[dict[str, str]]) -> list[str]:
    """The same of what was given together and replaced, by their keys."""
    rows = Accompaniment.objects.of(viewer).known()
    cut = [one["now"] for one in replaced if one["now"]]
    found = [
        ("закрепления, которые с тех пор меняли", len(made) - rows.filter(pk__in=made).count()),
        ("прежние закрепления, которые с тех пор меняли", len(cut) - rows.filter(pk__in=cut).count()),
        ("новые закрепления за прежним сопровождающим", _again(viewer, replaced)),
    ]
    return [f"{words}: {count}" for words, count in found if count]


def _again(viewer: AnyViewer, replaced: list[dict[str, str]]) -> int:
    """How many of those replaced were given to the same companion again."""
    rows = Accompaniment.objects.of(viewer)
    cut = {one["now"] for one in replaced if one["now"]}
    count = 0
    for was in rows.filter(pk__in=[one["was"] for one in replaced]):
        again = rows.known().filter(person=was.person_id, companion=was.companion_id, valid__overlap=was.valid)
        count += again.exclude(pk__in=cut).exists()
    return count


def files_in_use(ids: Iterable[UUID]) -> set[UUID]:
    """Which of these stored files are still read."""
    rows = AccompanimentFile.objects.of(SystemViewer("files.sweep")).filter(file_id__in=list(ids))
    return set(rows.values_list("file_id", flat=True))
