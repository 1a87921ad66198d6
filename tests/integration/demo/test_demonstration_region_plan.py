"""A demonstration has fewer seats in spring than people who need them: planned together they help more, and quickly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
from marshrut.apps.routes.queries.region_plans import begin_page, get_plan
from marshrut.apps.routes.services import region_plans
from marshrut.demo import making
from marshrut.foundation.accounts import queries as accounts
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.runner import run

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def demo(tmp_path: Path) -> Any:
    from integration.regulation.places import load_place

    path = next(one for one in own_regions() if one.name == "smolensk")
    regulation = read_folder(path, catalogue=read_base()).regulation
    assert regulation is not None
    load_place(regulation)
    region, made = making.load_region(tmp_path, path.name, staff=1500, seed=1)
    return region, {one.code: one for one in made}, making.viewer_of(path.name)


def test_the_centre_of_a_demonstration_has_something_to_share_out(demo: Any) -> None:
    region, made, viewer = demo
    centre = accounts.find_viewer(Account.objects.of(viewer).get(pk=made["centre"].account), None)
    assert centre is not None
    page = begin_page(centre, on=region.today)
    plan = region_plans.ask_plan(centre, centre.node_id, seconds=10, on=region.today)
    run(plan.job_id)
    job = Job.objects.of(centre).get(pk=plan.job_id)
    assert job.state == "done", job.error
    plan = get_plan(centre, plan.pk, on=region.today)
    assert plan.figures["people"] > plan.figures["seats"]["plan"], "more people than seats that help them"
    assert page.without > page.seats
    assert (plan.state, plan.chosen) == ("draft", "plan")
    assert plan.value > 1.02 * plan.greedy_value, "it shows that seats were shared out together"
    assert plan.total >= plan.greedy_total
    assert plan.bound - plan.value < 0.02 * plan.bound
    assert plan.figures["prices"], "somewhere one more seat would help"
    assert any(one["shown"] for one in plan.figures["places"])
