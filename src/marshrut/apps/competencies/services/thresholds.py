"""An order or the product changed a number by which evidence is judged: everybody is judged anew by it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date, datetime

from django.db import connection, transaction

from marshrut.apps.competencies.frameworks import Framework, framework
from marshrut.apps.competencies.models import Evidence, JudgingRound
from marshrut.apps.competencies.services.evidence import judge_again
from marshrut.cores.psychometrics import METHOD
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import SystemViewer, tenant_of

__all__ = ["follow_thresholds", "numbers_of"]


def numbers_of(held: Framework) -> str:
    """A hash of everything that turns evidence into a judgement besides the evidence itself."""
    said = {"method": METHOD, "rules": asdict(held.rules), "items": dict(held.items)}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def follow_thresholds(viewer: SystemViewer, *, on: date, now: datetime) -> int | None:
    """Judge everybody anew where the numbers of the day are not those of the last round; None: they are."""
    with connection.cursor() as cursor:  # two rounds of one tenant do not run at once
        cursor.execute("SELECT pg_advisory_xact_lock(%s, -2)", [tenant_of(viewer).int & 0x7FFFFFFF])
    numbers = numbers_of(framework(viewer, on))
    last = JudgingRound.objects.of(viewer).order_by("-at").values_list("numbers", flat=True).first()
    if last == numbers:
        return None
    known = Evidence.objects.of(viewer).filter(withdrawn_at=None).exists()
    pairs = judge_again(viewer) if known else 0
    made = JudgingRound(tenant_id=tenant_of(viewer), numbers=numbers, at=now, pairs=pairs)
    made.save(force_insert=True)
    audit.record(viewer, "competencies.thresholds-followed", target=made, reason=f"пересмотрено: {pairs}")
    return pairs
