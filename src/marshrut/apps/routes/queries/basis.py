"""What diagnostics say of a person on the day a route is made: kept with the route, so that it stays readable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.queries import portrait
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Basis", "basis_of"]


@dataclass(frozen=True, slots=True)
class Basis:
    """`rows` as `Route.basis` keeps them; the last result behind them: when, of which origin."""

    rows: tuple[dict[str, Any], ...] = ()
    deficits: tuple[str, ...] = ()
    on: date | None = None
    origin: str = ""

    @property
    def diagnosed(self) -> bool:
        """Whether anything was asked at all."""
        return self.on is not None


def basis_of(viewer: AnyViewer, person_id: UUID, *, on: date) -> Basis:
    """Raises Refused for whoever may not open this person's results."""
    findings = [one for one in portrait(viewer, person_id, on=on).findings if one.chain]
    if not findings:
        return Basis()
    codes = {one.name: code for code, one in framework(viewer, on).origins.items()}
    rows = tuple(
        {
            "competency": one.entry.code,
            "standing": one.standing.value,
            "certainty": round(one.below, 3),
            "last_on": one.last_on.isoformat(),
            "origins": sorted({codes.get(piece.origin, piece.origin) for piece in one.chain if not piece.withdrawn}),
        }
        for one in findings
    )
    last = max(findings, key=lambda one: one.last_on)
    newest = next((piece for piece in last.chain if not piece.withdrawn), last.chain[0])
    deficits = tuple(one.entry.code for one in findings if one.standing.deficit)
    return Basis(rows, deficits, last.last_on, codes.get(newest.origin, newest.origin)[:40])
