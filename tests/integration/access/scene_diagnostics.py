"""What addresses of diagnostics name: a campaign under way, a planned one, the teacher's attempt, who has not begun."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.utils import timezone

from marshrut.apps.competencies.types import Depth, Stage
from marshrut.apps.diagnostics.models import CalibratedItem, Calibration, GrowthRound, Participant, ResultsLine
from marshrut.apps.diagnostics.queries.courses import code_of
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.diagnostics.services import campaigns, results, results_work, taking
from marshrut.apps.diagnostics.types import InstrumentState
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.types import Role
from support.calibrated import ADAPTIVE, POOL, put_in_force
from support.instruments import TASKS, TEXT, invite, make_version
from support.world import Country

__all__ = ["diagnostics_of"]


def diagnostics_of(country: Country, person: Any, today: date) -> dict[str, Any]:
    """The school's own campaign; the teacher has begun, `person` has not."""
    school, me = country.viewer(Role.SCHOOL), country.viewer(Role.TEACHER)
    node, now = country.places["school"], timezone.now()
    version = make_version(country.system, node, tasks=TASKS[:2], code=f"РАБОТА-{country.tenant.slug}")
    under_way = invite(school, version, node, on=today, now=now)
    plan = campaigns.Plan(
        title=f"Замысел {country.tenant.slug}",
        purpose="Проба",
        basis="",
        version_id=version.pk,
        stage=Stage.ENTRY,
        opens_on=today,
        closes_on=today,
        node_id=node.pk,
        held_by_id=node.pk,
        origin="school",
        selection={},
    )
    planned = campaigns.plan_campaign(school, plan, on=today)
    attempt = taking.begin(me, under_way.pk, today=today, now=now)
    item = version.slots.model.objects.of(country.system).filter(version=version).first()
    participant = Participant.objects.of(country.system).get(campaign=under_way, person_id=person)
    drafted = make_version(country.system, node, code=f"ЧЕРНОВИК-{country.tenant.slug}", state=InstrumentState.DRAFT)
    return {
        "drafted": drafted.pk,
        **_results(country, today),
        **_scales(country, version, under_way, today),
        "marking": _marking(country, now, today),
        **_adaptive(country, now, today),
        "version": str(version.pk),
        "campaign": under_way.pk,
        "planned": planned.pk,
        "closed": "closed",
        "attempt": attempt.pk,
        "item": str(item.item_version_id) if item else "",
        "press": "01890a5d-ac96-774b-bcce-b302099a8057",
        "participant": participant.pk,
        "school_text": str(node.pk),
    }


def _marking(country: Country, now: datetime, today: date) -> Any:
    """The teacher's text in another diagnostic waits for an expert."""
    school, me, node = country.viewer(Role.SCHOOL), country.viewer(Role.TEACHER), country.places["school"]
    version = make_version(country.system, node, tasks=(TEXT,), code=f"ТЕКСТ-{country.tenant.slug}")
    attempt = taking.begin(me, invite(school, version, node, on=today, now=now).pk, today=today, now=now)
    item = get_paper(me, version.pk).tasks[0].id
    said = {"value": "Цель урока", "client_key": new_id(), "base": None, "pressed": now, "now": now}
    taking.save_answer(me, attempt.pk, item, **said)
    taking.hand_in(me, attempt.pk, now=now)
    return attempt.pk


def _adaptive(country: Country, now: datetime, today: date) -> dict[str, Any]:
    """A test that chooses its items: the teacher took it once to the end, and has begun it once more."""
    school, me, node = country.viewer(Role.SCHOOL), country.viewer(Role.TEACHER), country.places["school"]
    code = f"КОРОТКО-{country.tenant.slug}"
    version = make_version(country.system, node, tasks=POOL, code=code, adaptive=ADAPTIVE)
    put_in_force(country.system, [version], people=200)
    taken, begun = (
        taking.begin(me, invite(school, version, node, on=today, now=now).pk, today=today, now=now) for _ in "ab"
    )
    taking.hand_in(me, taken.pk, now=now)
    return {"adaptive": version.pk, "course": code_of(taken.pk), "adaptive_attempt": begun.pk}


def _results(country: Country, today: date) -> dict[str, Any]:
    """A file of the centre: one line is nobody of ours."""
    centre, top = country.viewer(Role.CENTRE), country.places["top"]
    sent = results.Sent(Depth.FACT, "fioko", Stage.ENTRY, f"Оценка {country.tenant.slug}", top.pk, held_on=today)
    text = "Фамилия;Имя\nНебывалов;Нил".encode()
    row = results.send_results(centre, BytesIO(text), name="итоги.csv", sent=sent, on=today)
    results_work.check_results(country.system, row.pk)
    line = ResultsLine.objects.of(country.system).get(source=row)
    return {"checked": row.pk, "line_checked": line.pk}


def _scales(country: Country, version: Any, campaign: Any, today: date) -> dict[str, Any]:
    """A calibration of the version's tasks, ready and not in force, and a comparison with nobody in it."""
    tasks = get_paper(country.system, version.pk).tasks
    code = tasks[0].competency
    area = {
        "competency": code,
        "people": 300,
        "answers": 600,
        "log_likelihood": -1.0,
        "parameters": 2,
        "converged": True,
        "steepness": 0.0,
        "reliability": 0.6,
        "warnings": [],
        "cut": 0.6,
        "strong": 0.85,
        "version": str(version.pk),
        "instrument": "Работа",
        "bearers": [str(one.id) for one in tasks],
    }
    made = Calibration(
        tenant_id=version.tenant_id, number=1, model="rasch", until=today, state="ready", areas=[area],
        made_at=timezone.now(), people=300, answers=600,
    )  # fmt: skip
    made.save(force_insert=True)
    for task in tasks:
        CalibratedItem(
            tenant_id=version.tenant_id, calibration=made, item_version_id=task.id, competency=code, family="gpcm",
            scores=[0.0, 1.0], rows=[1.1, 0.2], errors=[0.1, 0.1], answers=300, difficulty=0.5, item_rest=0.3,
            infit=1.0, outfit=1.0, sx2=[3.1, 4.0, 0.5, 0.6], curve=[[-1.0, 150.0, 0.3], [1.0, 150.0, 0.8]],
        ).save(force_insert=True)  # fmt: skip
    growth = GrowthRound(
        tenant_id=version.tenant_id, entry=campaign, leave=campaign, calibration=made, state="made",
        made_at=timezone.now(),
    )  # fmt: skip
    growth.save(force_insert=True)
    return {
        "calibration": made.pk,
        "scaled": code,
        "calibrated": tasks[0].id,
        "growth": growth.pk,
        "under_way_text": str(campaign.pk),
    }
