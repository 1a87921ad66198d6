"""What every change by hand shares: the record is locked, the rule asked, the row opened, the deed audited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from marshrut.apps.registry import access, rules
from marshrut.apps.registry.ledger import Recorded
from marshrut.apps.registry.models import Person
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["after", "edited_person", "edited_place", "locked_line", "locked_place", "require_days", "require_once"]

R = TypeVar("R", bound=Recorded)


def after(last: date | None) -> date | None:
    """A form says the last day; a period ends with the day after it."""
    return last + timedelta(days=1) if last else None


def edited_person(viewer: AnyViewer, person_id: UUID, *, on: date) -> tuple[Person, Decision]:
    """The person, locked, whom the viewer may change that day (REGISTRY-01). Raises Person.DoesNotExist or Refused."""
    rows = Person.objects.of(viewer).select_for_update(no_key=True)
    person: Person = rows.get(pk=person_id, withdrawn_by=None, merged_into=None)
    decision = access.may_edit_person(viewer, person, on=on)
    decision.require()
    return person, decision


def locked_place(viewer: AnyViewer, node_id: UUID) -> Node:
    """The organisation's row, locked: two changes of one organisation follow one another."""
    node: Node = Node.objects.of(viewer).select_for_update(no_key=True).get(pk=node_id)
    return node


def edited_place(viewer: AnyViewer, node_id: UUID, *, on: date) -> tuple[Node, Decision]:
    """The organisation, locked, that the viewer may change that day (REGISTRY-02)."""
    node = locked_place(viewer, node_id)
    decision = access.may_edit_place(viewer, node_id, on=on)
    decision.require()
    return node, decision


def locked_line(viewer: AnyViewer, model: type[R], line_id: UUID, **of: Any) -> R:
    """The standing version of a fact, locked; raises DoesNotExist when it was closed meanwhile."""
    rows = model.objects.of(viewer).known().select_for_update(of=("self",))
    row: R = rows.filter(**of).order_by("valid").get(line_id=line_id)
    return row


def require_days(since: date | None, until: date | None) -> None:
    """REGISTRY-31 for the days alone."""
    rules.may_record(since=since, until=until, overlaps=0, what="").require()


def require_once(
    viewer: AnyViewer,
    model: type[Recorded],
    *,
    since: date | None,
    until: date | None = None,
    what: str,
    same: Mapping[str, Any],
    besides: UUID | None = None,
) -> None:
    """REGISTRY-31 before the database would say it in its own words."""
    require_days(since, until)
    standing = model.objects.of(viewer).known().filter(**same, valid__overlap=period(since, until))
    if besides is not None:
        standing = standing.exclude(line_id=besides)
    rules.may_record(since=since, until=until, overlaps=standing.count(), what=what).require()
