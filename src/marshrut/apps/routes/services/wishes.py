"""What a person asks of their routes: written by them, or by who accompanies them in their name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.registry import queries as registry
from marshrut.apps.routes import access, rules
from marshrut.apps.routes.models import Wishes
from marshrut.apps.routes.types import Reach
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import AnyViewer, tenant_of

__all__ = ["keep_wishes"]


@transaction.atomic
def keep_wishes(
    viewer: AnyViewer,
    person_id: UUID,
    *,
    hours: int | None,
    reach: Reach | None,
    not_formal: int | None,
    language: str,
    busy: Sequence[tuple[date, date]],
    on: date,
) -> Wishes:
    """Write wishes down; what stays empty is the region's. Raises Wishes.DoesNotExist for somebody who is closed to the
    viewer, Refused by ROUTES-34 and ROUTES-35."""
    person = registry.kept_people(viewer, [person_id]).get(person_id)
    ground = access.open_ground(viewer, person, on=on) if person else None
    if person is None or ground is None:
        raise Wishes.DoesNotExist
    decision = rules.may_wish(ground)
    decision.require()
    rules.check_wishes(hours=hours, not_formal=not_formal, busy=busy).require()
    row, _ = Wishes.objects.of(viewer).update_or_create(
        person_id=person,
        defaults={
            "hours": hours,
            "reach": reach.value if reach else "",
            "not_formal": not_formal,
            "language": language.strip()[:60],
            "busy": [[first.isoformat(), last.isoformat()] for first, last in sorted(busy)],
            "changed_at": timezone.now(),
        },
        create_defaults={
            "tenant_id": tenant_of(viewer),
            "person_id": person,
            "hours": hours,
            "reach": reach.value if reach else "",
            "not_formal": not_formal,
            "language": language.strip()[:60],
            "busy": [[first.isoformat(), last.isoformat()] for first, last in sorted(busy)],
        },
    )
    made: Wishes = row
    audit.record(viewer, "routes.wishes-kept", target=made, decision=decision, person_id=person)
    return made
