"""People are spread over methodists: counted behind the page, taken whole by an order, thrown away or taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.competencies.models import Accompaniment, AccompanimentBatch, AccompanimentDraft
from marshrut.apps.competencies.queries import spreading as question
from marshrut.apps.competencies.queries.giving import ROLES, Wanted
from marshrut.apps.competencies.queries.spreads import spread_page
from marshrut.apps.competencies.services import giving, sharing, spreading
from marshrut.apps.competencies.types import SpreadState
from marshrut.apps.registry.ledger import open_row
from marshrut.apps.registry.models import StaffRole
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.types import Role
from support.world import sign_in

TODAY = timezone.localdate()
BEFORE = date(2021, 9, 1)
NAMES = ("Ёлкина", "Берёзова", "Ветлина", "Липина", "Ольхина", "Рябинина")
S = SpreadState


@pytest.fixture
def ceiling(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The region's norm for this test: at most so many people each."""
    real = question.framework

    def at_most(most: int | None) -> None:
        def held(viewer: Any, on: date) -> Any:
            found = real(viewer, on)
            return replace(found, care=replace(found.care, most_people=most, source=("ПР-7",)))

        monkeypatch.setattr(question, "framework", held)

    return at_most


@pytest.fixture
def people(country: Any, staff: Any) -> dict[str, Any]:
    """Six teachers of chemistry in a school; two regional methodists of chemistry, one in another municipality."""
    school, other = country.places["school"], country.places["other_school"]
    made = {name: staff.hire(f"{name} Анна Петровна", school, subjects=["Химия"]) for name in NAMES}
    for name in ("Соснин", "Кедров"):
        made[name] = staff.hire(f"{name} Илья Львович", other, post="методист", subjects=["Химия"])
        top = country.places["top"]
        open_row(
            StaffRole, staff.change, person=made[name], node=top, role="regional_methodologist", valid=period(BEFORE)
        )
    return made


def wanted(**more: Any) -> Wanted:
    return Wanted(**{"roles": tuple(ROLES), "since": TODAY, **more})


def accompany(country: Any, person: Any, companion: Any) -> None:
    order: dict[str, Any] = {"order_number": "1", "order_date": TODAY, "until": None, "on": TODAY}
    since = TODAY - timedelta(days=30)
    sharing.accompany(country.system, person.pk, companion_id=companion.pk, since=since, **order)


def made(country: Any, viewer: Any = None, **more: Any) -> AccompanimentDraft:
    row = spreading.ask_draft(viewer or country.viewer(Role.CENTRE), wanted(**more), words="Кого: всех", on=TODAY)
    spreading.make_draft(country.system, row.pk)
    row.refresh_from_db()
    return row


def take(country: Any, row: AccompanimentDraft, viewer: Any = None, number: str = "9-к") -> AccompanimentDraft:
    who = viewer or country.viewer(Role.CENTRE)
    return spreading.accept_draft(who, row.pk, order_number=number, order_date=TODAY, on=TODAY)


def standing(country: Any) -> dict[Any, Any]:
    rows = Accompaniment.objects.of(country.system).true(TODAY)
    return dict(rows.values_list("person_id", "companion_id"))


def rule_of(refused: Any) -> str:
    return refused.value.decision.reasons[0].rule


def test_a_draft_says_loads_before_and_after_and_writes_nothing(country: Any, people: dict[str, Any]) -> None:
    for name in ("Ёлкина", "Берёзова"):
        accompany(country, people[name], people["Соснин"])
    row = made(country)
    assert row.state == S.READY
    page = spread_page(country.viewer(Role.CENTRE), row.pk, on=TODAY)
    assert {one.name.split()[0]: (one.before, one.after) for one in page.loads} == {"Соснин": (2, 3), "Кедров": (0, 3)}
    assert (page.found, page.moves, page.alone, row.result["left_as_they_are"]) == (4, 0, 0, 2)
    assert [(one.people, one.before, one.after) for one in page.places] == [(6, 2, 6)]
    assert page.stale is False
    assert page.proof["proved"]
    assert len(standing(country)) == 2


def test_the_cost_is_what_the_page_says_it_is_made_of(country: Any, people: dict[str, Any], ceiling: Any) -> None:
    ceiling(3)
    for name in NAMES[:4]:
        accompany(country, people[name], people["Соснин"])
    page = spread_page(country.viewer(Role.CENTRE), made(country).pk, on=TODAY)
    said = 100 * page.moves + 5 * page.proof["crowd"]
    said += sum(question.FAR[road] * count for road, count in page.roads.items())
    assert page.proof["cost"] == pytest.approx(said)
    assert page.proof["bound"] == pytest.approx(page.proof["cost"])


def test_who_is_accompanied_stays_and_only_what_is_over_the_norm_moves(
    country: Any, people: dict[str, Any], ceiling: Any
) -> None:
    ceiling(3)
    for name in NAMES[:4]:
        accompany(country, people[name], people["Соснин"])
    row = made(country)
    page = spread_page(country.viewer(Role.CENTRE), row.pk, on=TODAY)
    assert page.moves == 1
    assert {one.name.split()[0]: (one.before, one.after) for one in page.loads} == {"Соснин": (4, 3), "Кедров": (0, 3)}
    take(country, row)
    after = standing(country)
    assert sorted(list(after.values()).count(people[name].pk) for name in ("Соснин", "Кедров")) == [3, 3]
    assert len(after) == 6


def test_where_all_are_full_the_rest_stay_and_it_is_said_why(
    country: Any, people: dict[str, Any], ceiling: Any
) -> None:
    ceiling(2)
    row = made(country)
    assert len(row.result["pairs"]) == 4
    [(why, left)] = row.result["left"].items()
    assert "уже по 2" in why
    assert len(left) == 2


def test_nobody_loses_their_methodist_because_there_is_nobody_else(
    country: Any, people: dict[str, Any], ceiling: Any
) -> None:
    ceiling(1)
    for name in NAMES[:3]:
        accompany(country, people[name], people["Соснин"])
    accompany(country, people["Липина"], people["Кедров"])
    row = made(country)
    assert row.result["pairs"] == []
    assert any("передать некому" in why and len(left) == 2 for why, left in row.result["left"].items())
    with pytest.raises(Refused) as no:
        take(country, row)
    assert rule_of(no) == "COMPETENCIES-21"
    assert len(standing(country)) == 4


def test_the_subject_the_school_and_the_municipality_are_kept_to(
    country: Any, staff: Any, people: dict[str, Any]
) -> None:
    """A physicist finds nobody; who works where both methodists work is left, because they are colleagues."""
    staff.hire("Физикова Нина Ильинична", country.places["school"], subjects=["Физика"])
    staff.hire("Соседова Ия Ильинична", country.places["other_school"], subjects=["Химия"])
    row = made(country)
    reasons = {why: len(left) for why, left in row.result["left"].items()}
    assert reasons["Нет сопровождающего по этому предмету."] == 1
    assert reasons["Все подходящие сопровождающие работают в той же организации."] == 1
    assert len(made(country, by_subject=False).result["pairs"]) == 7


def test_taken_whole_by_an_order_and_once(country: Any, people: dict[str, Any]) -> None:
    row = take(country, made(country))
    assert (row.state, row.batch.count, row.batch.order_number) == (S.ACCEPTED, 6, "9-к")  # type: ignore[union-attr]
    assert len(standing(country)) == 6
    told = Entry.objects.of(country.system)
    assert told.filter(action="competencies.accompaniment-given").count() == 6
    assert told.filter(action="competencies.spread-taken").count() == 1
    with pytest.raises(Refused) as no:
        take(country, row)
    assert rule_of(no) == "COMPETENCIES-21"
    assert AccompanimentBatch.objects.of(country.system).count() == 1


def test_without_a_number_nothing_is_written(country: Any, people: dict[str, Any]) -> None:
    row = made(country)
    with pytest.raises(Refused):
        take(country, row, number=" ")
    row.refresh_from_db()
    assert row.state == S.READY
    assert not standing(country)


def test_a_draft_of_lists_that_changed_is_not_taken_and_the_page_says_so(
    country: Any, staff: Any, people: dict[str, Any]
) -> None:
    row = made(country)
    staff.hire("Новикова Зоя Ильинична", country.places["school"], subjects=["Химия"])
    assert spread_page(country.viewer(Role.CENTRE), row.pk, on=TODAY).stale is True
    with pytest.raises(Refused) as no:
        take(country, row)
    assert "Списки с тех пор изменились" in str(no.value)
    row.refresh_from_db()
    assert row.state == S.READY
    assert not standing(country)


def test_somebody_given_by_hand_since_makes_it_stale_too(country: Any, people: dict[str, Any]) -> None:
    row = made(country)
    accompany(country, people["Липина"], people["Кедров"])
    with pytest.raises(Refused):
        take(country, row)
    assert len(standing(country)) == 1


def test_taken_back_whole_who_was_replaced_accompanies_again(
    country: Any, people: dict[str, Any], ceiling: Any
) -> None:
    ceiling(3)
    for name in NAMES[:4]:
        accompany(country, people[name], people["Соснин"])
    before = standing(country)
    row = take(country, made(country))
    assert standing(country) != before
    spreading.undo_draft(country.viewer(Role.CENTRE), row.pk, why="ошиблись приказом", on=TODAY)
    assert standing(country) == before
    row.refresh_from_db()
    assert (row.state, row.ended_why) == (S.UNDONE, "ошиблись приказом")
    with pytest.raises(Refused):
        spreading.undo_draft(country.viewer(Role.CENTRE), row.pk, why="ещё раз", on=TODAY)


def test_what_was_changed_since_is_no_more_taken_back_whole(country: Any, people: dict[str, Any]) -> None:
    row = take(country, made(country))
    line = Accompaniment.objects.of(country.system).known().filter(batch=row.batch).first()
    sharing.end_accompaniment(country.system, line.line_id, last=TODAY, why="уволен", on=TODAY)  # type: ignore[union-attr]
    with pytest.raises(Refused) as no:
        spreading.undo_draft(country.viewer(Role.CENTRE), row.pk, why="ошибка", on=TODAY)
    assert rule_of(no) == "COMPETENCIES-22"


def test_its_batch_ends_with_a_day_as_any_other(country: Any, people: dict[str, Any]) -> None:
    row = take(country, made(country))
    yesterday = TODAY - timedelta(days=1)
    giving.end_batch(country.viewer(Role.CENTRE), row.batch_id, last=yesterday, why="новый год", on=TODAY)
    assert not standing(country)


def test_thrown_away_it_is_never_taken(country: Any, people: dict[str, Any]) -> None:
    row = made(country)
    dropped = spreading.drop_draft(country.viewer(Role.CENTRE), row.pk, on=TODAY)
    assert dropped.result == {}
    with pytest.raises(Refused) as no:
        take(country, row)
    assert rule_of(no) == "COMPETENCIES-21"


def test_nobody_to_give_to_is_an_answer(country: Any, staff: Any) -> None:
    staff.hire("Ёлкина Анна Петровна", country.places["school"], subjects=["Химия"])
    row = made(country)
    assert (row.state, "Методистов в этом месте нет" in row.problem) == (S.FAILED, True)


@pytest.mark.parametrize("role", [Role.SCHOOL, Role.REGIONAL_METHODOLOGIST, Role.GOVERNING_BODY, Role.TEACHER])
def test_only_who_may_give_people_has_it_made_and_takes_it(country: Any, people: dict[str, Any], role: Role) -> None:
    row = made(country)
    viewer = country.viewer(role)
    with pytest.raises(Refused) as no:
        spreading.ask_draft(viewer, wanted(), words="", on=TODAY)
    assert rule_of(no) == "COMPETENCIES-20"
    for deed in (
        lambda: take(country, row, viewer),
        lambda: spreading.drop_draft(viewer, row.pk, on=TODAY),
    ):
        with pytest.raises(Refused):
            deed()


def test_a_municipality_spreads_its_own_people_over_its_own_methodists(
    country: Any, staff: Any, people: dict[str, Any]
) -> None:
    """The regional ones hold their role above; a draft of the region is not there for the municipality."""
    whole = made(country)
    municipal = country.viewer(Role.MUNICIPAL_METHODOLOGIST)
    with pytest.raises(AccompanimentDraft.DoesNotExist):
        spread_page(municipal, whole.pk, on=TODAY)
    with pytest.raises(Refused):
        take(country, whole, municipal)
    assert made(country, municipal).state == S.FAILED
    helper = staff.hire("Ивин Пётр Львович", country.places["district"], post="методист", subjects=["Химия"])
    node = country.places["district"]
    open_row(StaffRole, staff.change, person=helper, node=node, role="municipal_methodologist", valid=period(BEFORE))
    row = made(country, municipal)
    assert {companion for _, companion, _ in row.result["pairs"]} == {str(helper.pk)}


def test_a_large_draft_is_taken_behind_the_page(
    country: Any, staff: Any, people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "MOST_AT_ONCE", 2)
    row = take(country, made(country))
    assert row.state == S.ACCEPTING
    assert not standing(country)
    assert spreading.write_draft(country.system, row.pk)
    assert spreading.write_draft(country.system, row.pk), "a second run finds it done"
    assert len(standing(country)) == 6
    again = made(country)
    assert again.state == S.FAILED, "nobody is left to be given"


def test_a_large_draft_of_lists_that_changed_waits_as_it_was(
    country: Any, staff: Any, people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "MOST_AT_ONCE", 2)
    row = take(country, made(country))
    staff.hire("Новикова Зоя Ильинична", country.places["school"], subjects=["Химия"])
    assert not spreading.write_draft(country.system, row.pk)
    row.refresh_from_db()
    assert (row.state, row.problem.startswith("Списки")) == (S.READY, True)
    assert not standing(country)


def test_killed_work_leaves_nothing_half_written(
    country: Any, people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "MOST_AT_ONCE", 2)
    row = take(country, made(country))

    def kill(done: int, total: int, words: str) -> None:
        if words == "записываем":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        spreading.write_draft(country.system, row.pk, step=kill)
    assert not standing(country)
    Job.objects.of(country.system).filter(pk=row.job_id).update(state="failed")
    assert spread_page(country.viewer(Role.CENTRE), row.pk, on=TODAY).state is S.READY
    assert take(country, row).state == S.ACCEPTING
    assert spreading.write_draft(country.system, row.pk)
    assert len(standing(country)) == 6


def test_the_same_lists_give_the_same_draft(country: Any, people: dict[str, Any]) -> None:
    one, other = made(country), made(country)
    assert (one.key, one.result) == (other.key, other.result)


def test_pages_from_the_question_to_the_batch_and_back(
    country: Any, people: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    client = sign_in(country.people[Role.CENTRE])
    assert "Распределить по методистам" in client.get(reverse("competencies:accompaniments")).content.decode()
    page = client.get(reverse("competencies:spread")).content.decode()
    assert "Как считается" in page
    sent = {"staff": "", "roles": list(ROLES), "by_subject": "on", "since": TODAY.isoformat()}
    answer = client.post(reverse("competencies:spread"), sent)
    assert answer.status_code == 302
    row = AccompanimentDraft.objects.of(country.system).get()
    assert answer["Location"] == reverse("jobs:job", args=[row.job_id])
    spreading.make_draft(country.system, row.pk)
    address = reverse("competencies:spread-draft", args=[row.pk])
    page = client.get(address).content.decode()
    for words in ("Получат методиста", "Нагрузка методистов", "По муниципалитетам", "Почему лучше нельзя", "Соснин"):
        assert words in page
    book = client.get(reverse("competencies:spread-book", args=[row.pk]))
    sheet = openpyxl.load_workbook(BytesIO(b"".join(book))).active
    assert any("Ёлкина" in str(cell.value) for line in sheet.iter_rows() for cell in line)  # type: ignore[union-attr]
    wrong = client.post(address, {"deed": "take", "order_number": "", "order_date": TODAY.isoformat()})
    assert wrong.status_code == 422
    done = client.post(address, {"deed": "take", "order_number": "9-к", "order_date": TODAY.isoformat()}, follow=True)
    assert "Закреплено: 6" in done.content.decode()
    batch = client.get(reverse("competencies:accompaniments")).content.decode()
    assert "Распределение: " in batch
    back = client.post(address, {"deed": "undo", "why": "ошибка"}, follow=True).content.decode()
    assert "Отменено целиком" in back
    assert client.post(address, {"deed": "nothing"}).status_code == 404
