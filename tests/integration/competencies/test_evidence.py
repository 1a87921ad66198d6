"""Results become judgements in one step: repeated, withdrawn, disagreeing, old, joined records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from marshrut.apps.competencies import services
from marshrut.apps.competencies.frameworks import base_framework
from marshrut.apps.competencies.judging import pieces_of
from marshrut.apps.competencies.models import Evidence, Judgement
from marshrut.apps.competencies.queries import portrait
from marshrut.apps.competencies.services import evidence, thresholds
from marshrut.apps.competencies.types import Depth, Stage, Standing
from marshrut.apps.registry.services import identity
from marshrut.cores.kernel import Refused
from marshrut.cores.psychometrics import batch_of, judge
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope.ids import new_id
from support.competencies import record, result, standing_of
from support.world import build_country

TODAY = timezone.localdate()
SOON = TODAY - timedelta(days=10)
CODE = "formative_assessment"


@pytest.fixture
def teacher(staff: Any, country: Any) -> Any:
    return staff.hire("Ивина Анна Петровна", country.places["school"])


def test_one_low_result_is_a_guess_and_a_second_source_makes_it_certain(country: Any, teacher: Any) -> None:
    assert record(country.system, result(teacher.pk, CODE, 2, on=SOON)) == 1
    assert standing_of(country.system, teacher.pk, CODE, on=TODAY) == Standing.LIKELY
    assert standing_of(country.system, teacher.pk, CODE, on=SOON - timedelta(days=1)) == ""
    record(country.system, result(teacher.pk, CODE, 1, on=SOON, instrument_key="second", origin="fioko"))
    assert standing_of(country.system, teacher.pk, CODE, on=TODAY) == Standing.CERTAIN


def test_the_same_source_says_a_thing_once(country: Any, teacher: Any) -> None:
    once = result(teacher.pk, CODE, 2, on=SOON)
    assert record(country.system, once, once) == 1
    assert record(country.system, once) == 0
    assert Evidence.objects.of(country.system).count() == 1


def test_withdrawn_evidence_puts_the_standing_back(country: Any, teacher: Any) -> None:
    low, high = result(teacher.pk, CODE, 2, on=SOON), result(teacher.pk, CODE, 10, on=TODAY, instrument_key="x")
    record(country.system, low)
    before = list(Judgement.objects.of(country.system).values_list("since", "until", "standing", "p_below"))
    record(country.system, high)
    assert standing_of(country.system, teacher.pk, CODE, on=TODAY) != Standing.LIKELY
    taken = services.withdraw_evidence(
        country.system, source_type=high.source_type, source_ids=[high.source_id], why="ключ был неверен"
    )
    assert taken == 1
    assert list(Judgement.objects.of(country.system).values_list("since", "until", "standing", "p_below")) == before
    assert Evidence.objects.of(country.system).exclude(withdrawn_at=None).get().withdrawn_why == "ключ был неверен"
    assert record(country.system, high) == 1, "what was withdrawn may be written down again"


def test_withdrawing_needs_a_reason(country: Any, teacher: Any) -> None:
    row = result(teacher.pk, CODE, 2, on=SOON)
    record(country.system, row)
    with pytest.raises(Refused) as said:
        services.withdraw_evidence(country.system, source_type=row.source_type, source_ids=[row.source_id], why=" ")
    assert said.value.decision.reasons[0].rule == "COMPETENCIES-12"


def test_two_sources_that_disagree_say_nothing_yet(country: Any, teacher: Any) -> None:
    record(
        country.system,
        result(teacher.pk, CODE, 1, on=SOON),
        result(teacher.pk, CODE, 9, on=SOON, instrument_key="other", origin="federal", cut=0.5, strong=0.75),
    )
    row = Judgement.objects.of(country.system).get(since=SOON)
    assert (row.standing, row.reason) == ("unknown", "contradictory")


def test_a_result_too_old_says_so(country: Any, teacher: Any) -> None:
    record(country.system, result(teacher.pk, CODE, 2, on=TODAY - timedelta(days=1500)))
    row = Judgement.objects.of(country.system).filter(since__lte=TODAY).exclude(until__lte=TODAY).get()
    assert (row.standing, row.reason) == ("unknown", "old")


@pytest.mark.parametrize(
    "wrong",
    [
        {"depth": Depth.FACT},
        {"earned": 11},
        {"earned": -1},
        {"possible": 0},
        {"competency": "juggling"},
        {"origin": "a_neighbour"},
        {"cut": 0.9, "strong": 0.5},
        {"on": TODAY + timedelta(days=2)},
        {"person_id": new_id()},
    ],
    ids="-".join,
)
def test_what_cannot_be_evidence_is_refused_whole(country: Any, teacher: Any, wrong: dict[str, Any]) -> None:
    good = result(teacher.pk, CODE, 5, on=SOON)
    said = {"person_id": teacher.pk, "competency": CODE, "earned": 5, "on": SOON, **wrong}
    bad = result(said.pop("person_id"), said.pop("competency"), said.pop("earned"), **said)
    with pytest.raises(Refused) as refused:
        record(country.system, good, bad)
    assert refused.value.decision.reasons[0].rule == "COMPETENCIES-08"
    assert not Evidence.objects.of(country.system).exists()


def test_somebody_of_another_operator_is_nobody_here(country: Any, teacher: Any) -> None:
    stranger = build_country("vyaz").system
    with pytest.raises(Refused):
        record(stranger, result(teacher.pk, CODE, 5, on=SOON))


def test_joined_records_speak_for_one_person_and_divided_ones_for_two(country: Any, staff: Any, teacher: Any) -> None:
    twin = staff.person("Ивина Анна Петровна")
    staff.work(twin, country.places["other_school"])
    record(country.system, result(teacher.pk, CODE, 2, on=SOON))
    record(country.system, result(twin.pk, CODE, 1, on=SOON, instrument_key="second"))
    merge = identity.merge_people(country.system, teacher.pk, twin.pk, reason="одна", on=TODAY)
    assert standing_of(country.system, teacher.pk, CODE, on=TODAY) == Standing.CERTAIN
    assert standing_of(country.system, twin.pk, CODE, on=TODAY) == ""
    identity.unmerge_people(country.system, merge.pk, reason="разные", on=TODAY)
    assert standing_of(country.system, teacher.pk, CODE, on=TODAY) == Standing.LIKELY
    assert standing_of(country.system, twin.pk, CODE, on=TODAY) == Standing.LIKELY


def test_rows_of_judgement_say_what_the_exact_numbers_say_on_any_day(country: Any, teacher: Any) -> None:
    record(
        country.system,
        result(teacher.pk, CODE, 3, on=TODAY - timedelta(days=900), stage=Stage.ENTRY),
        result(teacher.pk, CODE, 8, on=TODAY - timedelta(days=400), instrument_key="b", origin="era_scope"),
        result(teacher.pk, CODE, 60, possible=100, on=SOON, instrument_key="c", depth=Depth.PERCENT, origin="own"),
    )
    held = base_framework()
    pieces = pieces_of(country.system, [(teacher.pk, CODE)], held)[(teacher.pk, CODE)]
    assert len(pieces) == 3
    days = [TODAY - timedelta(days=back) for back in range(-2200, 901, 31)]
    exact = judge(batch_of([pieces] * len(days), days), held.rules)
    for number, day in enumerate(days):
        assert standing_of(country.system, teacher.pk, CODE, on=day) == exact.standing_of(number), day


def test_the_audit_knows_who_brought_results(country: Any, teacher: Any) -> None:
    record(country.system, result(teacher.pk, CODE, 2, on=SOON))
    entry = Entry.objects.of(country.system).get(action="competencies.evidence-recorded")
    assert entry.person_id == teacher.pk
    assert "1" in entry.reason


def test_a_border_that_the_source_did_not_name_is_the_frameworks(country: Any, teacher: Any) -> None:
    record(country.system, result(teacher.pk, CODE, 5, on=date(2026, 1, 12), cut=0.6))
    row = Evidence.objects.of(country.system).get()
    assert (row.cut, row.strong) == (0.6, 0.8)


def test_a_threshold_that_changes_reaches_what_was_judged_before(
    country: Any, teacher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    record(country.system, result(teacher.pk, CODE, 2, on=SOON))
    assert services.follow_thresholds(country.system, on=TODAY, now=now) == 1, "nobody knows by what it was judged"
    assert services.follow_thresholds(country.system, on=TODAY, now=now) is None
    assert standing_of(country.system, teacher.pk, CODE, on=TODAY) == Standing.LIKELY
    softer = replace(base_framework(), rules=replace(base_framework().rules, sources_for_certain=1))
    for module in (thresholds, evidence):
        monkeypatch.setattr(module, "framework", lambda *_: softer)
    assert services.follow_thresholds(country.system, on=TODAY, now=now + timedelta(days=1)) == 1
    assert standing_of(country.system, teacher.pk, CODE, on=TODAY) == Standing.CERTAIN


def test_what_came_out_after_learning_tells_of_today(country: Any, teacher: Any, staff: Any) -> None:
    """Said to be after learning, a result outweighs what stood before it; else the two only stand side by side."""
    before, other = TODAY - timedelta(days=60), staff.hire("Клёнова Вера Ильинична", country.places["school"])
    for person, stage in ((teacher, Stage.EXIT), (other, Stage.NONE)):
        record(country.system, result(person.pk, CODE, 3, on=before, stage=Stage.ENTRY))
        record(country.system, result(person.pk, CODE, 9, on=TODAY, stage=stage, instrument_key="second"))
    after, beside = (portrait(country.system, one.pk, on=TODAY).findings[0] for one in (teacher, other))
    assert (after.standing.deficit, after.grown_on, after.split) == (False, TODAY, False)
    assert (beside.grown_on, beside.split) == (None, True)
    assert portrait(country.system, teacher.pk, on=TODAY).grown == 1
    assert portrait(country.system, teacher.pk, on=before).findings[0].grown_on is None
