"""An invented instrument with an item of every kind, and a campaign that gives it to people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from marshrut.apps.competencies.types import Stage
from marshrut.apps.diagnostics.models import Campaign, Instrument, InstrumentVersion, Item, ItemVersion, Slot
from marshrut.apps.diagnostics.services import campaigns
from marshrut.apps.diagnostics.types import Feedback, InstrumentState
from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.viewer import AnyViewer, tenant_of

__all__ = ["TASKS", "invite", "make_version"]

LETTERS = [{"id": letter, "text": f"вариант {letter}"} for letter in "abcd"]
#: kind, competency, body, key, points
TASKS: tuple[tuple[str, str, dict[str, Any], dict[str, Any], int], ...] = (
    ("single", "formative_assessment", {"options": LETTERS}, {"right": "a"}, 1),
    ("multiple", "formative_assessment", {"options": LETTERS}, {"right": ["a", "c"], "partial": True}, 2),
    ("ordering", "lesson_design", {"options": LETTERS}, {"order": ["b", "a", "c", "d"]}, 1),
    ("numeric", "lesson_design", {"unit": "%"}, {"value": "12.5", "tolerance": "0.1"}, 1),
    ("short", "lesson_design", {}, {"accepted": ["критерий"]}, 1),
)
TEXT = ("text", "lesson_design", {"criteria": [{"id": "к1", "text": "цель названа", "max": 2}]}, {}, 2)


def make_version(
    viewer: AnyViewer,
    node: Node,
    *,
    tasks: Any = TASKS,
    code: str = "РАБОТА-1",
    minutes: int | None = 30,
    feedback: Feedback = Feedback.AT_ONCE,
    state: InstrumentState = InstrumentState.IN_USE,
    adaptive: Any = None,
) -> InstrumentVersion:
    """A version in use; competencies are codes of the base framework."""
    tenant = tenant_of(viewer)
    instrument = Instrument(tenant_id=tenant, code=code, title=f"Работа {code}", node=node)
    instrument.save(force_insert=True)
    version = InstrumentVersion(
        tenant_id=tenant,
        instrument=instrument,
        number=1,
        state=state.value,
        minutes=minutes,
        feedback=feedback.value,
        cuts={"": {"cut": 0.6, "strong": 0.85}},
        cuts_basis="экспертная оценка",
        adaptive=adaptive or {},
    )
    version.save(force_insert=True)
    for place, (kind, competency, body, key, points) in enumerate(tasks, 1):
        item = Item(tenant_id=tenant, code=f"{code}/{place}")
        item.save(force_insert=True)
        wording = ItemVersion(
            tenant_id=tenant,
            item=item,
            number=1,
            kind=kind,
            competency=competency,
            stem=f"Задание {place}: <script>alert(1)</script> что верно?",
            body=body,
            key=key,
            max_score=points,
            comment="Потому что так.",
        )
        wording.save(force_insert=True)
        Slot(tenant_id=tenant, version=version, item_version=wording, place=place).save(force_insert=True)
    return version


def invite(
    viewer: AnyViewer,
    version: InstrumentVersion,
    node: Node,
    *,
    on: date,
    now: Any,
    days: int = 10,
    held_by: Node | None = None,
    **selection: str,
) -> Campaign:
    """A campaign for the people of a place, announced."""
    plan = campaigns.Plan(
        title="Оценивание на уроке",
        purpose="Понять, чему помочь на курсах.",
        basis="приказ № 1",
        version_id=version.pk,
        stage=Stage.ENTRY,
        opens_on=on,
        closes_on=on + timedelta(days=days),
        node_id=node.pk,
        held_by_id=(held_by or node).pk,
        origin="centre",
        selection=selection,
    )
    row = campaigns.plan_campaign(viewer, plan, on=on)
    return campaigns.announce(viewer, row.pk, on=on, now=now)
