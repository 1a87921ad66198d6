"""ACCOUNTS-01…07: locks, codes, gates, names to sign in with."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.foundation.accounts import rules
from marshrut.foundation.accounts.gate import Gate, for_roles, gate_of, may_enter, public, signed_in
from marshrut.foundation.accounts.rules import CodeState
from marshrut.foundation.scope.types import Right, Role

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
ROLES = st.sampled_from(Role)
SECONDS = st.integers(min_value=0, max_value=3600)
RUSSIAN = st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗ- ", max_size=60)


# Wrong tries ---------------------------------------------------------------------------------------------------------


def test_four_wrong_tries_are_free_and_the_fifth_pauses() -> None:
    """ACCOUNTS-01"""
    assert rules.may_try(4, NOW, now=NOW)
    refused = rules.may_try(5, NOW, now=NOW)
    assert not refused
    assert refused.reasons[0].rule == "ACCOUNTS-01"
    assert refused.reasons[0].inputs["minutes"] == 15
    assert "через 15 мин." in refused.text


def test_the_pause_is_over_to_the_second() -> None:
    last = NOW - rules.LOCK_FOR
    assert rules.may_try(99, last, now=NOW)
    assert not rules.may_try(99, last + timedelta(seconds=1), now=NOW)


@given(st.integers(min_value=0, max_value=200), SECONDS)
def test_a_pause_never_outlasts_its_length_and_says_how_long(failures: int, seconds: int) -> None:
    last = NOW - timedelta(seconds=seconds)
    decision = rules.may_try(failures, last, now=NOW)
    assert bool(decision) == (failures < rules.LOCK_AFTER or seconds >= rules.LOCK_FOR.total_seconds())
    if not decision:
        minutes = decision.reasons[0].inputs["minutes"]
        assert isinstance(minutes, int)
        assert 1 <= minutes <= 15
        assert rules.may_try(failures, last, now=NOW + timedelta(minutes=minutes)), "waiting as long as told is enough"


def test_nobody_is_locked_who_never_failed() -> None:
    assert rules.may_try(0, None, now=NOW)


# Codes ---------------------------------------------------------------------------------------------------------------

FRESH = CodeState(exists=True, expires_at=NOW + timedelta(days=1))


def test_a_fresh_code_opens() -> None:
    """ACCOUNTS-02"""
    decision = rules.may_use_code(FRESH, now=NOW)
    assert decision
    assert decision.reasons[0].rule == "ACCOUNTS-02"


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (CodeState(exists=True, expires_at=NOW + timedelta(days=1), used=True), "уже использован"),
        (CodeState(exists=False), "не подходят"),
        (CodeState(exists=True, expires_at=NOW + timedelta(days=1), ended=True), "не подходят"),
        (CodeState(exists=True, expires_at=NOW), "Срок кода истёк"),
        (CodeState(exists=True, expires_at=NOW + timedelta(days=1), wrong_tries=10), "остановлен"),
    ],
)
def test_a_code_that_opens_nothing_says_what_to_do(state: CodeState, word: str) -> None:
    refused = rules.may_use_code(state, now=NOW)
    assert not refused
    assert word in refused.text
    assert refused.reasons[0].rule == "ACCOUNTS-02"


@given(
    st.builds(
        CodeState,
        exists=st.booleans(),
        expires_at=st.none() | st.integers(-10, 10).map(lambda hours: NOW + timedelta(hours=hours)),
        used=st.booleans(),
        ended=st.booleans(),
        wrong_tries=st.integers(0, 20),
    )
)
def test_only_a_live_code_opens(state: CodeState) -> None:
    live = state.exists and not state.used and not state.ended and state.wrong_tries < rules.CODE_TRIES
    live = live and (state.expires_at is None or state.expires_at > NOW)
    assert bool(rules.may_use_code(state, now=NOW)) == live


def test_a_guesser_is_told_the_same_for_no_name_and_for_an_ended_code() -> None:
    unknown = rules.may_use_code(CodeState(exists=False), now=NOW)
    ended = rules.may_use_code(CodeState(exists=True, ended=True), now=NOW)
    assert unknown.text == ended.text


# Gates ---------------------------------------------------------------------------------------------------------------


@given(ROLES)
def test_a_view_without_a_mark_lets_nobody_in(role: Role) -> None:
    """ACCOUNTS-03"""
    refused = may_enter(None, role)
    assert not refused
    assert refused.reasons[0].rule == "ACCOUNTS-03"


@given(ROLES, st.frozensets(ROLES, min_size=1))
def test_a_gate_lets_in_its_roles_and_no_other(role: Role, roles: frozenset[Role]) -> None:
    decision = may_enter(Gate(roles=roles), role)
    assert bool(decision) == (role in roles)
    if not decision:
        assert all(f"«{wanted.title}»" in decision.text for wanted in roles)
        assert decision.reasons[0].inputs["ask"], "a refusal says whom to ask"


def test_marks_are_found_on_views() -> None:
    def view() -> None: ...

    assert gate_of(view) is None
    assert gate_of(public(view)) == Gate(open_to_all=True)
    assert gate_of(signed_in(view)) == Gate()
    assert gate_of(signed_in(on_the_way=True)(view)) == Gate(on_the_way=True)
    marked = for_roles(Role.SCHOOL, right=Right.LIST)(view)
    assert gate_of(marked) == Gate(roles=frozenset({Role.SCHOOL}), right=Right.LIST)


@given(ROLES, st.booleans())
def test_the_school_and_the_administrator_hand_out_slips_inside_their_place(role: Role, inside: bool) -> None:
    """ACCOUNTS-05"""
    decision = rules.may_handle(role, inside=inside)
    assert bool(decision) == (inside and role in {Role.SCHOOL, Role.ADMINISTRATOR})
    assert decision.reasons[0].rule == "ACCOUNTS-05"


@pytest.mark.parametrize(
    ("decision", "rule", "word"),
    [
        (rules.session_over(), "ACCOUNTS-04", "Войдите снова"),
        (rules.wrong_password(), "ACCOUNTS-06", "Имя или пароль"),
        (rules.wrong_code(), "ACCOUNTS-07", "часы телефона"),
    ],
)
def test_a_plain_no_says_what_to_do(decision: object, rule: str, word: str) -> None:
    """ACCOUNTS-04, ACCOUNTS-06, ACCOUNTS-07"""
    assert not decision
    assert decision.reasons[0].rule == rule
    assert word in decision.text


# Names ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("surname", "stem"),
    [
        ("Щукина-Ёлкина", "shchukina-elkina"),
        ("Подъячев", "podiachev"),
        ("Юрьева", "iureva"),
        ("Хайруллина", "khairullina"),
        ("Аааааааааааааааааааааааааааааааааааааааа-Б", "a" * 40),
        ("Ааааааааааааааааааааааааааааааааааааааа-Б", "a" * 39),
        ("  ", "person"),
        ("李", "person"),
    ],
)
def test_a_surname_in_plain_latin_letters(surname: str, stem: str) -> None:
    assert rules.login_stem(surname) == stem


@given(st.text(max_size=200))
def test_a_stem_is_always_a_name_that_can_be_typed(surname: str) -> None:
    stem = rules.login_stem(surname)
    assert 1 <= len(stem) <= 40
    assert set(stem) <= set(string.ascii_lowercase + "-")
    assert not stem.startswith("-")
    assert not stem.endswith("-")


@given(RUSSIAN)
def test_a_name_typed_in_cyrillic_finds_the_same_stem(surname: str) -> None:
    """A person types their surname as they write it, with the digits of the slip."""
    typed = rules.tidy_login(f" {surname.strip(' -').upper()}-1234 ")
    stem = rules.login_stem(surname)
    if stem != "person" and len(stem) < 40:
        assert typed == f"{stem}-1234"


@given(st.text(max_size=80))
def test_tidying_twice_changes_nothing_more(typed: str) -> None:
    once = rules.tidy_login(typed)
    assert rules.tidy_login(once) == once


# Pasted lists --------------------------------------------------------------------------------------------------------


def test_a_pasted_list_of_every_kind() -> None:
    text = "Ёлкина Анна Петровна\nБерёзов\tПётр\n\n  Мамедова, Лейла, Али, кызы  \nО’Нил Шон\n"
    people = rules.parse_names(text)
    assert [person.problem for person in people] == [""] * 4
    assert [(p.family_name, p.given_name, p.patronymic) for p in people] == [
        ("Ёлкина", "Анна", "Петровна"),
        ("Берёзов", "Пётр", ""),
        ("Мамедова", "Лейла", "Али кызы"),
        ("О’Нил", "Шон", ""),
    ]
    assert [person.line for person in people] == [1, 2, 4, 5]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("Ёлкина", "нужны фамилия"),
        ("Ёлкина Анна Петровна 5А класс", "нужны фамилия"),
        ("Ёлкина Анна 12.03.1980", "нужны фамилия"),
        ("<script>alert(1)</script> Анна", "нужны фамилия"),
    ],
)
def test_a_line_that_is_no_name_says_so_with_its_number(line: str, word: str) -> None:
    people = rules.parse_names(f"Берёзов Пётр\n{line}")
    assert people[1].problem.startswith("строка 2: ")
    assert word in people[1].problem
    assert not people[1].family_name


def test_the_same_person_twice_is_found_whatever_the_case() -> None:
    people = rules.parse_names("Ёлкина Анна\nЁЛКИНА анна")
    assert [bool(person.problem) for person in people] == [False, True]
    assert "повторяется" in people[1].problem


@given(st.text(max_size=300))
def test_every_line_with_a_word_is_a_person_or_a_problem(text: str) -> None:
    people = rules.parse_names(text)
    assert len({person.line for person in people}) == len(people)
    for person in people:
        assert bool(person.problem) != bool(person.family_name and person.given_name)
        assert len(person.problem) < 120


def test_a_known_name_is_taken_for_the_same_person() -> None:
    """ACCOUNTS-08"""
    assert rules.may_add([])
    decision = rules.may_add([f"Орлова Анна {number}" for number in range(7)])
    assert not decision
    assert decision.reasons[0].rule == "ACCOUNTS-08"
    assert "Орлова Анна 0" in decision.text
    assert "и другие" in decision.text


def test_a_school_does_not_reset_the_code_of_a_strong_role() -> None:
    """ACCOUNTS-05"""
    assert not rules.may_handle(Role.SCHOOL, inside=True, strong=True)
    assert rules.may_handle(Role.ADMINISTRATOR, inside=True, strong=True)
    assert rules.may_handle(Role.SCHOOL, inside=True, strong=False)
