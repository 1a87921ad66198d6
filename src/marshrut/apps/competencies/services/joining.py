"""Two records became one person, or two again: what was said of them and who accompanies them goes along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from marshrut.apps.competencies.models import Accompaniment, Appeal, Share
from marshrut.apps.competencies.services.evidence import judge_again
from marshrut.apps.registry import queries as registry
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["identity_changed"]


def identity_changed(viewer: AnyViewer, kept: UUID, gone: UUID) -> None:
    """What their evidence says is judged anew; accompaniments, permissions and disagreements stand at who is asked."""
    judge_again(viewer, [kept, gone])
    if registry.kept_people(viewer, [gone]).get(gone) == kept:
        _carry(viewer, kept, gone)
    else:
        _carry_back(viewer, kept, gone)


def _carry(viewer: AnyViewer, kept: UUID, gone: UUID) -> None:
    """From the record that went to the one that stands. What the latter has already is left: nobody is accompanied
    twice by one person, nobody by themselves."""
    rows = Accompaniment.objects.of(viewer).known().select_for_update(of=("self",))
    for row in rows.filter(person_id=gone):
        _moved(row, person_id=kept, person_from=[*row.person_from, gone])
    for row in rows.filter(companion_id=gone):
        _moved(row, companion_id=kept, companion_from=[*row.companion_from, gone])
    for model in (Share, Appeal):
        for one in model.objects.of(viewer).select_for_update(of=("self",)).filter(person_id=gone):
            _put(one, person_id=kept, person_from=[*one.person_from, gone])


def _carry_back(viewer: AnyViewer, kept: UUID, gone: UUID) -> None:
    """What came through the record that stands again goes back to it, whatever it was joined to before."""
    rows = Accompaniment.objects.of(viewer).known().select_for_update(of=("self",))
    for row in rows.filter(person_id=kept, person_from__contains=[gone]):
        _moved(row, person_id=gone, person_from=row.person_from[: row.person_from.index(gone)])
    for row in rows.filter(companion_id=kept, companion_from__contains=[gone]):
        _moved(row, companion_id=gone, companion_from=row.companion_from[: row.companion_from.index(gone)])
    for model in (Share, Appeal):
        held = model.objects.of(viewer).select_for_update(of=("self",))
        for one in held.filter(person_id=kept, person_from__contains=[gone]):
            _put(one, person_id=gone, person_from=one.person_from[: one.person_from.index(gone)])


def _moved(row: Accompaniment, **to: Any) -> None:
    try:
        with transaction.atomic():
            row.supersede(**to)
    except IntegrityError:
        pass  # it stands there already; this version stays where it was and comes back with its record


def _put(row: Any, **to: Any) -> None:
    for name, value in to.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save(update_fields=list(to))
    except IntegrityError:
        pass  # as above
