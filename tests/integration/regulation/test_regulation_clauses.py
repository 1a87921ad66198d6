"""The list of clauses: search by Russian morphology, filters, states, a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marshrut.apps.regulation import queries, reports, services
from marshrut.apps.regulation.models import Clause
from marshrut.apps.regulation.types import ClauseFilter, ClauseList, ClauseState
from marshrut.cores.regulation import Regulation
from marshrut.foundation.scope.types import Role

ON = date(2026, 11, 22)


def found(place: Any, **wanted: str) -> ClauseList:
    return queries.list_clauses(
        place.viewer(Role.GOVERNING_BODY), place.reading, on=ON, narrowed=ClauseFilter(**wanted)
    )


def codes(place: Any, **wanted: str) -> set[str]:
    return {item.code for item in found(place, **wanted).items}


@pytest.mark.parametrize("typed", ["дефицитами", "дефицит", "ДЕФИЦИТОВ", "дефиц"])
def test_every_form_of_a_word_finds_every_other(district: Any, typed: str) -> None:
    listed = found(district, search=typed)
    marked = {segment.text.lower() for item in listed.items for segment in item.says if segment.found}
    assert {word[:7] for word in marked} == {"дефицит"}
    assert len(marked) > 1
    assert listed.total == found(district, search="дефицит").total


def test_yo_is_found_by_ye_and_keeps_its_letters(district: Any) -> None:
    assert codes(district, search="учёт") == codes(district, search="учет") != set()
    for item in found(district, search="учет").items:
        assert item.text == district.regulation.clause(item.code).says


def test_phrases_exclusion_and_either_or(district: Any) -> None:
    both = codes(district, search="дефициты маршруты")
    assert (
        codes(district, search="дефициты -маршруты")
        == codes(district, search="дефициты") - codes(district, search="маршруты")
        or both
    )
    either = codes(district, search="наставничество или стажировка")
    assert either >= codes(district, search='"наставничество"')
    assert codes(district, search='"профессиональных дефицитов"') <= codes(district, search="дефицитов")


def test_a_code_is_found_by_its_beginning(district: Any) -> None:
    code = district.regulation.clauses.clauses[5].id
    assert code in codes(district, search=code.lower())
    prefix = code.rsplit("-", 1)[0]
    assert all(one.startswith(prefix) for one in codes(district, search=prefix))


@pytest.mark.parametrize(
    "typed", ["'", '"', "\\", "a & | ! :*", "%", "((", "-", "\x00", "<b>", "'; DROP TABLE x; --", "я" * 3000]
)
def test_whatever_is_typed_is_no_error(district: Any, typed: str) -> None:
    found(district, search=typed)


def test_filters_narrow_and_the_counts_follow(district: Any) -> None:
    everything = found(district)
    assert everything.total == 131
    assert sum(everything.counts.values()) == 131
    measures = found(district, kind="measure")
    assert measures.total == 11
    actor, title, held = everything.actors[0]
    assert found(district, actor=actor).total == held
    assert title in found(district, actor=actor).items[0].actors
    function, _, held = everything.functions[0]
    assert found(district, function=function).total == held
    capability, _, held = everything.capabilities[0]
    assert found(district, capability=capability).total == held
    section, held = everything.sections[0]
    assert found(district, section=section).total >= held
    nothing = found(district, kind="measure", state="evidence")
    assert nothing.items == ()
    assert sum(nothing.counts.values()) == 11


def test_states_follow_what_is_served_and_attached(district: Any, serving: Callable[..., None]) -> None:
    clause = next(
        one for one in district.regulation.clauses.clauses if not one.outside and "roadmap.measures" in one.functions
    )
    outside = next(one for one in district.regulation.clauses.clauses if one.outside)

    def state(code: str) -> ClauseState:
        return queries.get_clause(district.system, district.reading, code, on=ON).item.stated.state

    serving("roadmap.measures", 0)
    assert state(outside.id) is ClauseState.OUTSIDE
    assert state(clause.id) is ClauseState.SERVED
    serving("roadmap.measures", 4)
    assert state(clause.id) is ClauseState.SERVED_WITH_EVIDENCE
    account = district.account()
    district.appoint(clause.id, account)
    viewer = district.viewer(Role.CENTRE, account)
    row = services.declare_not_executed(viewer, district.order_id, clause.id, reason="нет помещения", on=ON)
    assert state(clause.id) is ClauseState.DECLARED_NOT_EXECUTED
    counts = found(district).counts
    assert counts[ClauseState.DECLARED_NOT_EXECUTED] == 1
    services.revoke_declaration(viewer, row.pk, on=ON)
    assert state(clause.id) is ClauseState.SERVED_WITH_EVIDENCE


def test_a_proof_makes_evidence_of_an_unserved_clause(district: Any) -> None:
    listed = found(district, state="no_records")
    code = listed.items[0].code
    services.attach_proof(
        district.viewer(Role.GOVERNING_BODY),
        district.order_id,
        code,
        title="Протокол",
        dated=date(2026, 3, 1),
        link="https://example.org/1",
        on=ON,
    )
    detail = queries.get_clause(district.system, district.reading, code, on=ON)
    assert detail.item.stated.state is ClauseState.SERVED_WITH_EVIDENCE
    assert [(one.kind, one.title) for one in detail.proofs] == [("link", "Протокол")]
    before = queries.get_clause(district.system, district.reading, code, on=date(2026, 2, 28))
    assert before.item.stated.state is ClauseState.NO_RECORDS


def test_the_number_of_queries_does_not_grow_with_the_list(
    load: Callable[[Regulation], Any], regions: dict[str, Regulation], district: Any
) -> None:
    big = load(regions["smolensk"])
    for code in ("SMO-1-03", "SMO-1-13", "SMO-1-17"):
        big.appoint(code, big.account())
    used = []
    for place in (district, big):
        viewer, reading = place.viewer(Role.GOVERNING_BODY), place.reading
        queries.list_clauses(viewer, reading, on=ON)
        with CaptureQueriesContext(connection) as seen:
            queries.list_clauses(viewer, reading, on=ON)
        used.append(len(seen))
    assert used[0] == used[1] <= 12


def test_a_clause_in_full(district: Any) -> None:
    measure = queries.get_clause(district.system, district.reading, "TAZ-RM-01", on=ON)
    assert measure.measure is not None
    assert measure.measure.due.text == "срок прошёл: 25.08.2022"
    assert measure.functions[0][0].id == measure.clause.functions[0]
    indicator = queries.get_clause(district.system, district.reading, "TAZ-IND-01", on=ON)
    assert indicator.indicator is not None
    assert indicator.indicator.past
    assert (indicator.previous_code, indicator.next_code) != (None, None)
    with pytest.raises(Clause.DoesNotExist):
        queries.get_clause(district.system, district.reading, "TAZ-9.9-99", on=ON)


def test_plans_registers_structure_and_desks(district: Any) -> None:
    viewer, reading = district.viewer(Role.GOVERNING_BODY), district.reading
    assert {one.state.state for one in queries.list_indicators(viewer, reading, on=ON)} == {"past"}
    assert len(queries.list_measures(viewer, reading, on=ON)) == 11
    assert len(queries.list_measures(viewer, reading, on=ON, section="2")) == 6
    registers = queries.list_registers(viewer, reading)
    assert len(registers) == 35
    assert registers[0].keepers == ("муниципальная методическая служба",)
    subjects = queries.list_subjects(viewer, reading)
    assert list(subjects) == ["federal", "regional", "municipal", "institutional"]
    assert sum(map(len, subjects.values())) == 14
    assert "centre" not in {desk.kind for desk in queries.list_desks(viewer, reading)}


def test_the_report_of_execution_from_the_database(district: Any) -> None:
    account = district.account()
    district.appoint("TAZ-RM-01", account)
    viewer = district.viewer(Role.CENTRE, account)
    services.declare_not_executed(viewer, district.order_id, "TAZ-RM-01", reason="нет помещения", on=ON)
    data = queries.report_data(viewer, district.reading, on=ON, made_by=account.full_name)
    document = docx.Document(BytesIO(reports.execution_docx(data)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "приказ от 24.06.2022 № 785" in text
    assert "редакция 1" in text
    assert "прочтение 1" in text
    book = openpyxl.load_workbook(BytesIO(reports.execution_xlsx(data)))
    rows = {row[0].value: row for row in book["Пункты"].iter_rows(min_row=2)}
    assert len(rows) == 131
    assert "заявил: нет помещения" in rows["TAZ-RM-01"][4].value
    assert account.full_name in rows["TAZ-RM-01"][5].value
    others = [row[4].value for code, row in rows.items() if code != "TAZ-RM-01"]
    assert not any("не исполняется" in value for value in others)
    assert "нет записей в системе" in others
    assert len(list(book["Показатели"].iter_rows(min_row=2))) == 8
