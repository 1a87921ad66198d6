"""Which options people chose, where the answers themselves are kept: a key that the strong avoid is a key to check."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from marshrut.apps.diagnostics.models import Answer, ItemVersion, Result
from marshrut.apps.diagnostics.types import ItemKind
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["OptionsOf", "options_of"]

#: Fewer kept answers say nothing of options; an option that fewer chose is not judged.
ENOUGH, RARE = 100, 0.02
#: So much better must an option go with knowledge than the key to make the key doubtful.
CLEARLY = 0.05


@dataclass(frozen=True, slots=True)
class OptionsOf:
    """Options of one item as `[letter, share of people, correlation with their result]`, and a better one than the
    key."""

    rows: list[list[Any]]
    better: str


def options_of(viewer: SystemViewer, names: Collection[str], *, until: date) -> dict[str, OptionsOf]:
    """Item (id as text) → its options, for items with one right option whose answers are kept often enough."""
    keys = {
        pk: str(key.get("right", ""))
        for pk, key in ItemVersion.objects.of(viewer)
        .filter(pk__in=names, kind=ItemKind.SINGLE)
        .values_list("pk", "key")
    }
    standing = Result.objects.of(viewer).filter(withdrawn_at=None, on__lte=until).exclude(scores=None)
    share = {
        attempt: float(np.mean(known))
        for attempt, scores in standing.exclude(attempt=None).values_list("attempt_id", "scores")
        if (known := [one for one in scores or () if one is not None])
    }
    rows = Answer.objects.of(viewer).filter(counts=True, item_version_id__in=list(keys))
    latest = rows.order_by("attempt_id", "item_version_id", "-id").distinct("attempt_id", "item_version_id")
    chosen: dict[UUID, list[tuple[str, float]]] = {}
    for attempt, item, value in latest.values_list("attempt_id", "item_version_id", "value").iterator(chunk_size=10000):
        if attempt in share and isinstance(value, str):
            chosen.setdefault(item, []).append((value, share[attempt]))
    return {str(item): _card(keys[item], said) for item, said in chosen.items() if len(said) >= ENOUGH}


def _card(key: str, said: list[tuple[str, float]]) -> OptionsOf:
    letters = np.array([letter for letter, _ in said])
    known = np.array([one for _, one in said])
    found: dict[str, tuple[float, float]] = {}
    for letter in sorted(set(letters)):
        picked = letters == letter
        both = picked.std() > 0 and known.std() > 0
        found[str(letter)] = (float(picked.mean()), float(np.corrcoef(picked, known)[0, 1]) if both else 0.0)
    of_key = found.get(key, (0.0, 0.0))[1]
    rivals = [
        (r, letter) for letter, (part, r) in found.items() if letter != key and part >= RARE and r > of_key + CLEARLY
    ]
    return OptionsOf(
        [[one, round(part, 4), round(r, 4)] for one, (part, r) in found.items()], max(rivals, default=(0, ""))[1]
    )
