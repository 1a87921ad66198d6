"""Each rule of learning, yes and no from the same set-up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from marshrut.apps.programmes import rules
from marshrut.apps.programmes.rules.past import may_record_past
from marshrut.apps.programmes.types import (
    ApplicationState,
    ApplyGround,
    CohortState,
    EnrolmentState,
    LearningFileKind,
    LearningFileState,
    RegisterAnswer,
)
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope.types import Role

DAY = date(2026, 11, 27)
LATER, BEFORE = DAY + timedelta(days=10), DAY - timedelta(days=10)
A, C, E, F = ApplicationState, CohortState, EnrolmentState, LearningFileState


def _is(decision: Decision, rule: str, ok: bool, words: str = "") -> None:
    assert (bool(decision), decision.reasons[0].rule) == (ok, rule)
    assert words in decision.text


def test_programmes_01_the_centre_keeps_programmes() -> None:
    _is(rules.may_keep(Role.CENTRE), "PROGRAMMES-01", True)
    _is(rules.may_keep(Role.SCHOOL), "PROGRAMMES-01", False, "ведёт центр")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"title": " "}, "Назовите"),
        ({"hours": -36}, "Часов"),
        ({"hours": 0}, "Часов"),
        ({"cost": Decimal(-1)}, "отрицательной"),
        ({"effects": [1.2]}, "доля дефицита"),
    ],
)
def test_programmes_02_a_programme_has_a_name_and_hours(change: dict[str, Any], words: str) -> None:
    facts: dict[str, Any] = {"title": "Оценивание", "hours": 36, "cost": Decimal(0), "effects": [0.6], **change}
    _is(rules.check_programme(**facts), "PROGRAMMES-02", not words, words)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"starts": None}, "Нет дат"),
        ({"ends": BEFORE}, "кончается раньше"),
        ({"hours": -1}, "больше нуля"),
        ({"seats": 0}, "хотя бы одно"),
        ({"seats": 5, "taken": 6, "min_size": 1}, "уже роздано 6"),
        ({"min_size": 40}, "Наименьшая группа"),
        ({"apply_until": LATER + timedelta(days=1)}, "после конца обучения"),
    ],
)
def test_programmes_03_a_cohort_has_days_seats_and_hours(change: dict[str, Any], words: str) -> None:
    facts: dict[str, Any] = {"starts": DAY, "ends": LATER, "seats": 25, "min_size": 10, "hours": 36, **change}
    _is(rules.check_cohort(**facts), "PROGRAMMES-03", not words, words)


def test_programmes_04_a_cohort_goes_its_way() -> None:
    _is(rules.may_move_cohort(C.OPEN, C.RUNNING), "PROGRAMMES-04", True)
    _is(rules.may_move_cohort(C.CANCELLED, C.OPEN), "PROGRAMMES-04", False)
    _is(rules.may_move_cohort(C.RUNNING, C.FINISHED, learning=2), "PROGRAMMES-04", False, "Ещё учатся: 2")
    _is(rules.may_move_cohort(C.OPEN, C.CANCELLED), "PROGRAMMES-04", False, "почему")
    _is(rules.may_move_cohort(C.OPEN, C.CANCELLED, reason="мало заявок"), "PROGRAMMES-04", True)


@pytest.mark.parametrize(
    ("ground", "change", "words"),
    [
        (ApplyGround.OWN, {}, ""),
        (ApplyGround.CARE, {}, ""),
        (None, {}, "подаёт сам человек"),
        (ApplyGround.OWN, {"already": True}, "уже есть"),
        (ApplyGround.OWN, {"state": C.CANCELLED}, "отменена"),
        (ApplyGround.OWN, {"apply_until": BEFORE}, "принимали по 17.11.2026"),
        (ApplyGround.OWN, {"starts": BEFORE}, "принимали по"),
        (ApplyGround.OWN, {"works": False}, "сегодня нет"),
        (ApplyGround.OWN, {"busy_with": "Другая"}, "«Другая»"),
    ],
)
def test_programmes_05_who_asks_and_until_when(ground: ApplyGround | None, change: dict[str, Any], words: str) -> None:
    facts = {"state": C.OPEN, "starts": LATER, "apply_until": None, "on": DAY, "works": True, "already": False}
    _is(rules.may_apply(ground, **{**facts, **change}), "PROGRAMMES-05", not words, words)


@pytest.mark.parametrize(
    ("role", "change", "words"),
    [
        (Role.SCHOOL, {}, ""),
        (Role.TEACHER, {}, "не согласует"),
        (Role.SCHOOL, {"inside": False}, "вне вашей"),
        (Role.SCHOOL, {"own": True, "leads": True}, "собственная заявка"),
        (Role.SCHOOL, {"leads": True}, "заявка руководителя"),
        (Role.MUNICIPAL_METHODOLOGIST, {"leads": True, "above": True}, ""),
        (Role.MUNICIPAL_METHODOLOGIST, {"own": True, "above": True}, "собственная"),
    ],
)
def test_programmes_06_the_head_agrees_and_for_the_head_whoever_stands_above(
    role: Role, change: dict[str, bool], words: str
) -> None:
    facts = {"inside": True, "own": False, "leads": False, "above": False, **change}
    _is(rules.may_agree(role, **facts), "PROGRAMMES-06", not words, words)


def test_programmes_07_an_application_goes_its_way() -> None:
    _is(rules.may_move_application(A.ASKED, A.SEATED), "PROGRAMMES-07", True)
    _is(rules.may_move_application(A.REFUSED, A.SEATED), "PROGRAMMES-07", False, "уже решена")


def test_programmes_08_who_is_enrolled_takes_nothing_back() -> None:
    _is(rules.may_withdraw(ApplyGround.OWN, A.SEATED), "PROGRAMMES-08", True)
    _is(rules.may_withdraw(None, A.SEATED), "PROGRAMMES-08", False)
    _is(rules.may_withdraw(ApplyGround.OWN, A.ENROLLED), "PROGRAMMES-08", False, "приказом")
    _is(rules.may_withdraw(ApplyGround.OWN, A.CANCELLED), "PROGRAMMES-08", False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"cohort": C.CANCELLED}, "отменена"),
        ({"enrolled_on": DAY + timedelta(days=1)}, "ещё не наступил"),
        ({"ends": BEFORE}, "позже конца"),
        ({"state": A.WAITING}, "в очереди"),
        ({"works": False}, "больше нет"),
        ({"busy_with": "Другая"}, "уже учится"),
    ],
)
def test_programmes_09_who_has_a_seat_is_enrolled_by_an_order_that_stands(change: dict[str, Any], words: str) -> None:
    facts = {"state": A.SEATED, "cohort": C.OPEN, "ends": LATER, "enrolled_on": DAY, "on": DAY, "works": True}
    _is(rules.may_enrol(**{**facts, **change}), "PROGRAMMES-09", not words, words)


def test_programmes_10_leaving_says_why() -> None:
    _is(rules.may_leave(E.LEARNING, why="болезнь"), "PROGRAMMES-10", True)
    _is(rules.may_leave(E.LEARNING, why=" "), "PROGRAMMES-10", False, "почему")
    _is(rules.may_leave(E.COMPLETED, why="болезнь"), "PROGRAMMES-10", False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"completed_on": BEFORE - timedelta(days=1)}, "раньше зачисления"),
        ({"completed_on": LATER}, "не наступил"),
        ({"number": " "}, "номер документа"),
        ({"used_by": "Ёлкина Анна"}, "уже записан (Ёлкина Анна)"),
        ({"state": E.LEFT}, "уже закончено"),
    ],
)
def test_programmes_11_a_document_counts_once_and_after_the_enrolment(change: dict[str, Any], words: str) -> None:
    facts = {"state": E.LEARNING, "enrolled_on": BEFORE, "completed_on": DAY, "on": DAY, "number": "77-1", **change}
    _is(rules.may_complete(**facts), "PROGRAMMES-11", not words, words)


def test_programmes_12_attendance_is_marked_when_the_day_has_come() -> None:
    _is(rules.may_mark(met_on=DAY, on=DAY, learning=True), "PROGRAMMES-12", True)
    _is(rules.may_mark(met_on=LATER, on=DAY, learning=True), "PROGRAMMES-12", False, "впереди")
    _is(rules.may_mark(met_on=DAY, on=DAY, learning=False), "PROGRAMMES-12", False)


def test_programmes_13_a_school_plans_for_itself() -> None:
    _is(rules.may_plan(Role.SCHOOL, inside=True), "PROGRAMMES-13", True)
    _is(rules.may_plan(Role.CENTRE, inside=True), "PROGRAMMES-13", False)
    _is(rules.may_plan(Role.SCHOOL, inside=False), "PROGRAMMES-13", False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"last": BEFORE}, "последний не раньше"),
        ({"first": None}, "Впишите дни"),
        ({"same": True}, "Самого себя"),
        ({"colleague_works": False}, "этой же школе"),
        ({"colleague_away": True}, "сам учится"),
    ],
)
def test_programmes_14_a_colleague_who_is_there_stands_in(change: dict[str, Any], words: str) -> None:
    facts = {"first": DAY, "last": LATER, "same": False, "colleague_works": True, "colleague_away": False, **change}
    _is(rules.may_stand_in(**facts), "PROGRAMMES-14", not words, words)


def test_programmes_15_a_no_says_why() -> None:
    _is(rules.must_say_why("некем заменить"), "PROGRAMMES-15", True)
    _is(rules.must_say_why(""), "PROGRAMMES-15", False, "почему")


def test_programmes_20_files_are_brought_by_the_centre() -> None:
    kind = LearningFileKind.COMPLETIONS
    _is(rules.may_send_file(Role.CENTRE, kind, inside=True), "PROGRAMMES-20", True)
    _is(rules.may_send_file(Role.CENTRE, kind, inside=False), "PROGRAMMES-20", False)
    _is(rules.may_send_file(Role.SCHOOL, kind, inside=True), "PROGRAMMES-20", False)


def test_programmes_21_a_file_goes_its_way() -> None:
    _is(rules.may_move_file(F.CHECKED, F.APPLYING), "PROGRAMMES-21", True)
    _is(rules.may_move_file(F.UNDONE, F.APPLYING), "PROGRAMMES-21", False)


def test_programmes_22_an_answer_is_one_of_those_offered() -> None:
    _is(rules.may_answer_line(state=F.CHECKED, answer="keep", offered={"keep"}), "PROGRAMMES-22", True)
    _is(rules.may_answer_line(state=F.CHECKED, answer="x", offered={"keep"}), "PROGRAMMES-22", False)
    _is(rules.may_answer_line(state=F.APPLIED, answer="keep", offered={"keep"}), "PROGRAMMES-22", False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"doubts": 2}, "ответьте"),
        ({"wrong": 1}, "с ошибками: 1"),
        ({"wrong": 1, "skip_wrong": True}, ""),
        ({"fit": 0}, "ни одной новой"),
        ({"state": F.APPLIED}, "записан"),
    ],
)
def test_programmes_23_a_file_is_recorded_when_nothing_is_doubtful(change: dict[str, Any], words: str) -> None:
    facts: dict[str, Any] = {"state": F.CHECKED, "doubts": 0, "wrong": 0, "fit": 3, "skip_wrong": False, **change}
    state = facts.pop("state")
    _is(rules.may_apply_file(state, **facts), "PROGRAMMES-23", not words, words)


def test_programmes_24_what_others_stand_on_stays() -> None:
    _is(rules.may_take_back(dependents=[]), "PROGRAMMES-24", True)
    _is(rules.may_take_back(dependents=["маршруты: 2"]), "PROGRAMMES-24", False, "маршруты: 2")


def test_programmes_25_invented_learning_stands_in_a_demonstration_only() -> None:
    _is(may_record_past(demonstration=True), "PROGRAMMES-25", True)
    _is(may_record_past(demonstration=False), "PROGRAMMES-25", False, "настоящие люди")


def test_the_register_answers_only_of_what_we_keep() -> None:
    assert rules.register_answer(listed=True) is RegisterAnswer.YES
    assert rules.register_answer(listed=False) is RegisterAnswer.NO
    assert rules.register_answer(listed=False, known=False) is RegisterAnswer.UNKNOWN


def test_one_document_is_one_key_however_it_is_typed() -> None:
    assert rules.number_key("72 № 001-А", "Центр  роста") == rules.number_key("72№001а".upper(), "центр роста")
    assert rules.number_key("72-001", "Центр роста") != rules.number_key("72-001", "Другой институт")
