"""Growth of groups between two diagnostics: what is told, of whom, and that nobody can be worked out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.competencies.types import Stage
from marshrut.apps.diagnostics.models import Campaign, GrowthFigure, GrowthRound, Result
from marshrut.apps.diagnostics.queries.growth import list_pairs, table_of
from marshrut.apps.diagnostics.services import calibrating, growth
from marshrut.apps.diagnostics.types import DiagnosticsError
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer
from support.answered_bank import COMPETENCY, AnsweredBank, answer, build_bank
from support.world import sign_in

GAIN = 1.0


@pytest.fixture
def worker(scene: Any) -> SystemViewer:
    return SystemViewer("tests.growth", scene.teacher.tenant_id)


@pytest.fixture
def bank(scene: Any, worker: SystemViewer) -> AnsweredBank:
    """Three hundred answered in the autumn; the scale is in force."""
    made = build_bank(scene.country, scene.staff, on=scene.today)
    row = calibrating.ask_calibration(scene.country.viewer(Role.CENTRE), model="rasch", until=scene.today)
    calibrating.run_calibration(worker, row.pk)
    calibrating.ask_to_count_by(scene.country.viewer(Role.CENTRE), row.pk)
    calibrating.apply_calibration(worker, row.pk, now=timezone.now())
    return made


def campaign(scene: Any, bank: AnsweredBank, stage: Stage, day: Any) -> Campaign:
    top = scene.country.places["top"]
    row = Campaign(
        tenant_id=bank.version.tenant_id,
        title=f"Диагностика {stage.title}",
        purpose="Проба",
        version=bank.version,
        stage=stage.value,
        state="closed",
        opens_on=day,
        closes_on=day,
        node=top,
        held_by=top,
        origin="centre",
    )
    row.save(force_insert=True)
    return row


def held(scene: Any, bank: AnsweredBank, *, here: int, there: int) -> tuple[Campaign, Campaign]:
    """Entry and exit: so many of the school of one district, so many of the other's, all grown by the same."""
    rng = np.random.default_rng(11)
    entry = campaign(scene, bank, Stage.ENTRY, bank.on)
    leave = campaign(scene, bank, Stage.EXIT, bank.on + timedelta(days=5))
    rows = Result.objects.of(scene.country.system).filter(version=bank.version)
    rows.update(campaign=entry)
    people, levels = bank.people[: here + there], np.asarray(bank.levels[: here + there])
    rows.filter(person__in=people[here:]).update(node=scene.country.places["other_school"])
    rows.exclude(person__in=people).update(campaign=None)
    answer(scene.country, bank.version, people, levels + GAIN, on=leave.opens_on, rng=rng, stage=Stage.EXIT)
    rows.filter(stage=Stage.EXIT.value).update(campaign=leave)
    return entry, leave


def made(scene: Any, worker: SystemViewer, pair: tuple[Campaign, Campaign]) -> GrowthRound:
    row = growth.ask_growth(scene.country.viewer(Role.CENTRE), entry=pair[0].pk, leave=pair[1].pk)
    growth.run_growth(worker, row.pk)
    row.refresh_from_db()
    return row


def figures(worker: SystemViewer, row: GrowthRound) -> dict[Any, GrowthFigure]:
    return {one.node_id: one for one in GrowthFigure.objects.of(worker).filter(round=row)}


def test_a_pair_is_found_by_the_people_they_have_in_common(scene: Any, bank: AnsweredBank) -> None:
    entry, leave = held(scene, bank, here=80, there=60)
    (pair,) = list_pairs(scene.country.system)
    assert (pair.entry.pk, pair.leave.pk, pair.people, pair.round) == (entry.pk, leave.pk, 140, None)


def test_the_gain_is_found_with_its_interval(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    row = made(scene, worker, held(scene, bank, here=90, there=60))
    assert (row.state, row.people) == ("made", 150)
    found = figures(worker, row)
    places = scene.country.places
    assert set(found) == {places["top"].pk, places["district"].pk, places["other_district"].pk}
    whole = found[places["top"].pk]
    assert (whole.people, whole.competency) == (150, COMPETENCY)
    # one spread of people is worth about 20 of a hundred here; the truth lies inside, nought does not
    assert whole.low is not None
    assert whole.high is not None
    assert 0 < whole.low < 0.2 < whole.high + 0.1
    assert {found[places[name].pk].people for name in ("district", "other_district")} == {90, 60}
    # fewer people, wider interval
    part = found[places["other_district"].pk]
    assert part.high is not None
    assert part.low is not None
    assert part.high - part.low > whole.high - whole.low


def test_a_place_with_few_people_is_hidden_and_cannot_be_worked_out(
    scene: Any, bank: AnsweredBank, worker: SystemViewer
) -> None:
    row = made(scene, worker, held(scene, bank, here=97, there=3))
    found, places = figures(worker, row), scene.country.places
    assert found[places["top"].pk].shown
    small, large = found[places["other_district"].pk], found[places["district"].pk]
    assert (small.shown, small.people, small.gain) == (False, None, None)
    assert not large.shown, "what is left of the whole would be three people"


def test_the_same_answers_give_the_same_figures(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    pair = held(scene, bank, here=40, there=40)
    first, second = made(scene, worker, pair), made(scene, worker, pair)
    assert first.fingerprint == second.fingerprint
    fields = ("node_id", "gain", "error", "low", "high")
    one, other = (
        list(GrowthFigure.objects.of(worker).filter(round=row).order_by("node_id").values_list(*fields))
        for row in (first, second)
    )
    assert one == other


def test_begun_again_it_begins_anew_and_writes_once(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    pair = held(scene, bank, here=40, there=40)
    row = growth.ask_growth(scene.country.viewer(Role.CENTRE), entry=pair[0].pk, leave=pair[1].pk)
    again = growth.ask_growth(scene.country.viewer(Role.CENTRE), entry=pair[0].pk, leave=pair[1].pk)
    assert again.pk == row.pk, "two presses start one"

    class FallenError(Exception):
        pass

    def fall(done: int, total: int, words: str = "") -> None:
        if words.startswith("компетенция"):
            raise FallenError

    with pytest.raises(FallenError):
        growth.run_growth(worker, row.pk, step=fall)
    assert not GrowthFigure.objects.of(worker).filter(round=row).exists()
    growth.run_growth(worker, row.pk)
    growth.run_growth(worker, row.pk)
    assert GrowthFigure.objects.of(worker).filter(round=row).count() == 3


def test_without_a_scale_or_with_few_people_it_is_refused_with_the_reason(
    scene: Any, bank: AnsweredBank, worker: SystemViewer
) -> None:
    centre = scene.country.viewer(Role.CENTRE)
    pair = held(scene, bank, here=12, there=8)
    with pytest.raises(Refused, match="хотя бы 30"):
        growth.ask_growth(centre, entry=pair[0].pk, leave=pair[1].pk)
    with pytest.raises(DiagnosticsError):
        growth.ask_growth(centre, entry=pair[1].pk, leave=pair[0].pk)
    with pytest.raises(Refused) as no:
        growth.ask_growth(scene.country.viewer(Role.GOVERNING_BODY), entry=pair[0].pk, leave=pair[1].pk)
    assert no.value.decision.reasons[0].rule == "DIAGNOSTICS-36"


def test_a_municipality_reads_its_own_figure_alone(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    row = made(scene, worker, held(scene, bank, here=60, there=60))
    own = table_of(scene.country.viewer(Role.MUNICIPAL_METHODOLOGIST), row, on=scene.today)
    assert [line.node_id for table in own for line in table.lines] == [scene.country.places["district"].pk]
    all_of_it = table_of(scene.country.viewer(Role.GOVERNING_BODY), row, on=scene.today)
    assert len(all_of_it[0].lines) == 3
    assert all_of_it[0].lines[0].whole


def test_the_page_says_what_is_proved(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    row = made(scene, worker, held(scene, bank, here=97, there=3))
    client = sign_in(scene.country.people[Role.GOVERNING_BODY])
    page = client.get(reverse("diagnostics:growth-round", args=[row.pk])).content.decode()
    assert "Рост доказан по 1" in page.replace("\xa0", " ")
    assert "людей слишком мало" in page
    listed = client.get(reverse("diagnostics:growth")).content.decode()
    assert "Посмотреть рост" in listed
    assert "Посчитать" not in listed, "who only reads has no button"
