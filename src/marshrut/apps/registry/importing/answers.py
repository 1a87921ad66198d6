"""Who a doubtful line is: the answer is kept for this list, and remembered so that it is asked once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.utils.crypto import salted_hmac

from marshrut.apps.registry.dictionaries import dictionaries
from marshrut.apps.registry.importing.check import compare
from marshrut.apps.registry.importing.lines import brief_of, read_items
from marshrut.apps.registry.importing.matching import Remembered
from marshrut.apps.registry.importing.plan import Item
from marshrut.apps.registry.importing.recorded import tidy
from marshrut.apps.registry.models import IdentityAnswer, Import, ImportLine
from marshrut.foundation.scope.viewer import AnyViewer, tenant_of

__all__ = ["fingerprint", "remember", "remembered_by"]


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


def remember(viewer: AnyViewer, row: Import, line: ImportLine, *, answer: str, reason: str, by: UUID | None) -> None:
    """Keep the answer on every line of the same person, remember it, and say at once what these lines would do now."""
    same = ImportLine.objects.of(viewer).filter(source=row, candidates=line.candidates)
    for name in ("family_name", "given_name", "patronymic"):
        same = same.filter(**{f"values__{name}": line.values.get(name)}) if name in line.values else same
    ids = list(same.values_list("pk", flat=True))
    items = read_items(row, only=ids)
    for item in items:
        item.answer = answer
    words = dictionaries(viewer, on=row.as_of)
    plan = compare(brief_of(viewer, row), items, words=words, remembered=remembered_by(viewer), whole=False)
    for item in plan.items:
        ImportLine.objects.of(viewer).filter(pk=item.id or line.pk).update(
            answer=answer,
            verdict=item.verdict.value,
            changes=item.changes,
            problems=item.problems,
            person_id=item.person,
        )
        if answer != "skip":
            _keep(viewer, fingerprint(item), line.candidates, answer, reason, by)


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
