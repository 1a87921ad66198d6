"""Who doubtful lines are: answers are kept for this list, and remembered so that each is asked once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.crypto import salted_hmac

from marshrut.apps.registry.dictionaries import dictionaries
from marshrut.apps.registry.importing.check import compare
from marshrut.apps.registry.importing.lines import brief_of, read_items
from marshrut.apps.registry.importing.matching import Remembered
from marshrut.apps.registry.importing.plan import Item
from marshrut.apps.registry.importing.recorded import tidy
from marshrut.apps.registry.models import IdentityAnswer, Import, ImportLine
from marshrut.foundation.scope.viewer import AnyViewer, tenant_of

__all__ = ["fingerprint", "remember", "remembered_by", "withdraw"]


def fingerprint(item: Item) -> str:
    """A line as a keyed hash of tidied name, birth date and organisation: recognised again, read by nobody."""
    values = item.values
    name = tidy(f"{values.get('family_name') or ''} {values.get('given_name') or ''} {values.get('patronymic') or ''}")
    birth = values.get("birth_date")
    return salted_hmac("registry.line", f"{name}|{birth or ''}|{item.node or ''}", algorithm="sha256").hexdigest()


def remembered_by(viewer: AnyViewer) -> Remembered:
    """All answers of the tenant, asked for once and only if a line is doubtful."""
    known: dict[str, dict[UUID, bool]] | None = None

    def ask(item: Item) -> Mapping[UUID, bool]:
        nonlocal known
        if known is None:
            known = defaultdict(dict)
            rows = IdentityAnswer.objects.of(viewer).filter(withdrawn_at=None).exclude(fingerprint="")
            for mark, person, same in rows.values_list("fingerprint", "person_id", "same"):
                known[mark][person] = same
        return known.get(fingerprint(item), {}) if known else {}

    return ask


def remember(
    viewer: AnyViewer, row: Import, said: Mapping[UUID, str], *, reason: str, by: UUID | None
) -> list[ImportLine]:
    """Keep these answers (line → answer) on every line of the same people, remember them, and say at once what these
    lines would do now; returns all the lines that were answered."""
    doubtful = ImportLine.objects.of(viewer).filter(source=row).exclude(candidates=[])
    asked = {_same_person(one): said[one.pk] for one in doubtful.filter(pk__in=list(said))}
    lines = {one.pk: one for one in doubtful if _same_person(one) in asked}
    answered = {pk: asked[_same_person(one)] for pk, one in lines.items()}
    for item in _compared_again(viewer, row, answered):
        line = lines[item.id or row.pk]
        if answered[line.pk] == "skip" and line.answer not in {"", "skip"}:
            _forget(viewer, item, line.candidates)
        if answered[line.pk] != "skip":
            _keep(viewer, fingerprint(item), line.candidates, answered[line.pk], reason, by)
    return list(lines.values())


def withdraw(viewer: AnyViewer, row: Import, lines: Mapping[UUID, list[UUID]]) -> None:
    """The lines (with whom each might have been) are doubtful as they were; their answers are remembered no longer."""
    nodes = dict(ImportLine.objects.of(viewer).filter(pk__in=list(lines)).values_list("pk", "node_id"))
    for item in read_items(row, only=list(lines)):
        line = item.id or row.pk
        item.node = nodes[line]  # a part of the fingerprint; found by the comparison, not by the reading
        _forget(viewer, item, lines[line])
    _compared_again(viewer, row, dict.fromkeys(lines, ""))


def _same_person(line: ImportLine) -> tuple[Any, ...]:
    names = (line.values.get(name) for name in ("family_name", "given_name", "patronymic"))
    return (tuple(sorted(line.candidates)), *names)


def _compared_again(viewer: AnyViewer, row: Import, answered: Mapping[UUID, str]) -> list[Item]:
    """These lines with these answers against what is recorded; written down."""
    items = read_items(row, only=list(answered))
    for item in items:
        item.answer = answered[item.id or row.pk]
    words = dictionaries(viewer, on=row.as_of)
    plan = compare(brief_of(viewer, row), items, words=words, remembered=remembered_by(viewer), whole=False)
    for item in plan.items:
        ImportLine.objects.of(viewer).filter(pk=item.id or row.pk).update(
            answer=item.answer,
            verdict=item.verdict.value,
            changes=item.changes,
            problems=item.problems,
            person_id=item.person,
            **({"candidates": item.candidates, "doubt": item.doubt} if item.candidates else {}),
        )
    return plan.items


def _forget(viewer: AnyViewer, item: Item, candidates: list[UUID]) -> None:
    rows = IdentityAnswer.objects.of(viewer).filter(fingerprint=fingerprint(item), person_id__in=candidates)
    rows.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())


def _keep(viewer: AnyViewer, mark: str, candidates: list[UUID], answer: str, reason: str, by: UUID | None) -> None:
    rows = IdentityAnswer.objects.of(viewer)
    for person in candidates:
        rows.update_or_create(
            tenant_id=tenant_of(viewer),
            person_id=person,
            fingerprint=mark,
            withdrawn_at=None,
            defaults={"same": str(person) == answer, "reason": reason[:300], "answered_by": by},
        )
