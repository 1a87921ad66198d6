"""Differences, terms on a day, and properties that hold for any input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marshrut.cores.regulation import (
    Indicator,
    Reading,
    Regulation,
    checksum,
    desks_of,
    diff,
    due_state,
    read_regulation,
    shown_day,
    target_state,
)
from marshrut.cores.regulation.contradictions import printed_date, printed_number
from marshrut.cores.regulation.indicators import Target
from marshrut.cores.regulation.roadmap import (
    Continuous,
    DatedDay,
    Due,
    Every,
    External,
    InWindow,
    InWindows,
    OnDate,
    OnDates,
    OnRequest,
    Point,
)
from marshrut.cores.regulation.spans import OpenSpan, Span
from marshrut.cores.regulation.yamltext import read_tree

Read = Callable[..., Reading]
D = date
shared = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def regulation(read: Read) -> Regulation:
    made = read().regulation
    assert made is not None
    return made


def test_nothing_differs_from_itself(regulation: Regulation, five: dict[str, Reading]) -> None:
    assert not diff(regulation, regulation)
    for reading in five.values():
        assert reading.regulation is not None
        assert not diff(reading.regulation, reading.regulation)


def test_every_kind_of_change_is_named(read: Read, sample: dict[str, bytes], regulation: Regulation) -> None:
    def text(name: str, *pairs: tuple[str, str]) -> str:
        said = sample[f"{name}.yaml"].decode()
        for old, new in pairs:
            assert old in said
            said = said.replace(old, new)
        return said

    new = read(
        clauses=text("clauses", ("координирует систему", "ведёт систему"), ("number: '17'", "number: 17-А")),
        indicators=text(
            "indicators", ("{year: 2024, value: 5}", "{year: 2024, value: 6}"), ("from_year: 2025", "from_year: 2026")
        ),
        registers=text("registers", ("ABC-REG-01", "ABC-REG-02")),
        roadmap=text("roadmap", ("2024-06-01", "2024-07-01")),
        structure=text("structure", ("short: ЦНППМ", "short: Центр")),
    ).regulation
    assert new is not None
    found = {(one.what, one.how, one.code): one for one in diff(regulation, new).changes}
    assert set(found) == {
        ("document", "changed", "document"),
        ("subject", "changed", "centre"),
        ("clause", "changed", "ABC-1.1-01"),
        ("target", "changed", "ABC-IND-01@2024"),
        ("target", "removed", "ABC-IND-01@2025+"),
        ("target", "added", "ABC-IND-01@2026+"),
        ("measure", "changed", "ABC-RM-01"),
        ("register", "removed", "ABC-REG-01"),
        ("register", "added", "ABC-REG-02"),
    }
    target = found["target", "changed", "ABC-IND-01@2024"].fields[0]
    assert (target.name, target.before, target.after) == ("value", 5, 6)
    assert found["clause", "changed", "ABC-1.1-01"].fields[0].after == "Министерство ведёт систему."
    assert diff(regulation, new).removed_clauses == frozenset()


def test_a_removed_clause_is_listed(regulation: Regulation) -> None:
    rest = replace(regulation.clauses, clauses=regulation.clauses.clauses[1:])
    assert diff(regulation, replace(regulation, clauses=rest)).removed_clauses == {"ABC-1.1-01"}


@shared
@given(data=st.data())
def test_the_checksum_does_not_know_formatting(
    data: st.DataObject, sample: dict[str, bytes], sample_catalogue: Any
) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shuffled(value[key]) for key in data.draw(st.permutations(list(value)))}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    file = data.draw(st.sampled_from(sorted(sample)))
    style = data.draw(st.sampled_from([True, False]))
    text = yaml.safe_dump(
        shuffled(yaml.safe_load(sample[file])), allow_unicode=True, sort_keys=False, default_flow_style=style
    )
    before = read_regulation("abc", sample, catalogue=sample_catalogue)
    after = read_regulation("abc", {**sample, file: text.encode()}, catalogue=sample_catalogue)
    assert before.regulation is not None
    assert after.regulation is not None, after.problems
    assert checksum(before.regulation) == checksum(after.regulation)


@shared
@given(data=st.data())
def test_a_deleted_required_key_is_found_at_its_line(
    data: st.DataObject, sample: dict[str, bytes], sample_catalogue: Any
) -> None:
    """Any line `  key: value` of a block record is taken out; the problem names the key and the record's first line."""
    file = data.draw(st.sampled_from(["clauses.yaml", "indicators.yaml", "roadmap.yaml", "registers.yaml"]))
    lines = sample[file].decode().split("\n")
    inside = [
        n
        for n, line in enumerate(lines)
        if line.startswith("  ") and not line.startswith(("   ", "  -")) and not line.endswith(":")
    ]
    gone = data.draw(st.sampled_from(inside))
    key = lines[gone].split(":")[0].strip()
    start = max(n for n in range(gone) if not lines[n].startswith("  "))
    first = start + 1 if lines[start].startswith("- ") else start + 2
    text = "\n".join(lines[:gone] + lines[gone + 1 :])
    reading = read_regulation("abc", {**sample, file: text.encode()}, catalogue=sample_catalogue)
    assert reading.regulation is None
    problem = next(one for one in reading.problems if f"«{key}»" in one.text)
    assert problem.file == file
    assert problem.line == first
    assert problem.key.endswith(f".{key}")


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_bytes_bring_a_traceback(data: bytes) -> None:
    node, problems = read_tree("clauses.yaml", data)
    assert node is not None or problems
    for problem in problems:
        assert problem.text
        assert problem.line is None or 1 <= problem.line <= data.count(b"\n") + data.count(b"\r") + 2


@shared
@given(data=st.data())
def test_no_damage_to_a_region_brings_a_traceback(
    data: st.DataObject, sample: dict[str, bytes], sample_catalogue: Any
) -> None:
    file = data.draw(st.sampled_from(sorted(sample)))
    text = bytearray(sample[file])
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    reading = read_regulation("abc", {**sample, file: bytes(text)}, catalogue=sample_catalogue)
    assert (reading.regulation is None) == bool(reading.problems)


def with_targets(regulation: Regulation, *targets: Target) -> Indicator:
    return replace(regulation.indicators.indicators[0], targets=targets)


@pytest.mark.parametrize(
    ("targets", "on", "state", "value"),
    [
        ((), D(2026, 1, 1), "none", None),
        ((Target(year=2024, value=5),), D(2024, 12, 31), "current", 5),
        ((Target(year=2024, value=5),), D(2025, 1, 1), "past", 5),
        ((Target(year=2023, value=4), Target(year=2024, value=5)), D(2026, 1, 1), "past", 5),
        ((Target(year=2023, value=4), Target(year=2024, value=5)), D(2023, 6, 1), "current", 4),
        (
            (Target(year=2021, value=5), Target(from_year=2022, carry_forward=True, value=10)),
            D(2026, 1, 1),
            "current",
            10,
        ),
        ((Target(from_year=2027, carry_forward=True, value=10),), D(2026, 1, 1), "future", 10),
        ((Target(by=D(2024, 10, 31), precision="month", value=50),), D(2024, 11, 1), "past", 50),
        ((Target(every="year", value=1),), D(2030, 1, 1), "current", 1),
        ((Target(every="year", from_year=2021, to_year=2024, value=1),), D(2025, 1, 1), "past", 1),
        ((Target(undated=True, value=30),), D(2030, 1, 1), "open", 30),
    ],
)
def test_which_target_counts_on_a_day(
    regulation: Regulation, targets: tuple[Target, ...], on: date, state: str, value: int | None
) -> None:
    found = target_state(with_targets(regulation, *targets), on)
    assert found.state == state
    assert (found.target.value if found.target else None) == value
    assert (found.ended is not None) == (state == "past")
    assert found.text


ON = D(2024, 5, 10)
DUES: list[tuple[Due, str, str]] = [
    (OnDate(kind="date", date=D(2024, 5, 9), precision="day"), "past", "срок прошёл: 09.05.2024"),
    (OnDate(kind="date", date=D(2024, 5, 10), precision="day"), "upcoming", "срок: 10.05.2024, сегодня последний день"),
    (OnDate(kind="date", date=D(2024, 5, 31), precision="month"), "upcoming", "срок: май 2024 года, осталось дней: 21"),
    (OnDate(kind="date", date=D(2024, 3, 31), precision="quarter"), "past", "срок прошёл: I квартал 2024 года"),
    (InWindow(kind="window", from_=D(2024, 5, 1), to=D(2024, 5, 31)), "now", "идёт, по 31.05.2024"),
    (InWindow(kind="window", from_=D(2024, 6, 1), to=D(2024, 6, 30)), "upcoming", "с 01.06.2024 по 30.06.2024"),
    (
        InWindows(
            kind="windows",
            windows=(Span(from_=D(2023, 6, 1), to=D(2023, 8, 31)), Span(from_=D(2024, 6, 1), to=D(2024, 8, 31))),
        ),
        "upcoming",
        "с 01.06.2024 по 31.08.2024",
    ),
    (
        OnDates(
            kind="dates",
            dates=(DatedDay(date=D(2023, 12, 31), precision="year"), DatedDay(date=D(2024, 4, 30), precision="month")),
        ),
        "past",
        "срок прошёл: апрель 2024 года",
    ),
    (Every(kind="every", unit="year", at=(Point(month=12),)), "recurring", "ежегодно, декабрь"),
    (
        Every(kind="every", unit="year", at=(Point(quarter=2), Point(from_month=9, to_month=10))),
        "recurring",
        "ежегодно, II квартал, сентябрь – октябрь",
    ),
    (Every(kind="every", unit="year", on_request=True, schedule="план"), "recurring", "ежегодно, по запросу (план)"),
    (
        Every(kind="every", unit="quarter", start=OpenSpan(from_=D(2024, 6, 1), to=None)),
        "upcoming",
        "ежеквартально, начиная с 01.06.2024",
    ),
    (Continuous(kind="continuous"), "continuous", "постоянно"),
    (OnRequest(kind="on_request", who="centre"), "on_request", "по запросу: CENTRE"),
    (
        External(kind="external", who=None, schedule="сроки карт"),
        "external",
        "срок устанавливается отдельно (сроки карт)",
    ),
]


@pytest.mark.parametrize(("due", "state", "words"), DUES)
def test_terms_in_words(due: Due, state: str, words: str) -> None:
    found = due_state(due, ON, title=str.upper)
    assert (found.state, found.text) == (state, words)


def test_what_runs_all_the_time_ends_with_the_roadmap() -> None:
    over = OpenSpan(from_=None, to=D(2024, 4, 30))
    found = due_state(Continuous(kind="continuous"), ON, period=over)
    assert (found.state, found.day) == ("ended", D(2024, 4, 30))
    assert found.text == "постоянно; период карты окончен 30.04.2024"
    assert due_state(Continuous(kind="continuous"), D(2024, 4, 30), period=over).state == "continuous"


@pytest.mark.parametrize(
    ("written", "day", "number"),
    [
        ("22.08.2021", D(2021, 8, 22), None),
        ("22 ИЮН 2021", D(2021, 6, 22), None),
        ("24 июля 2022 года", D(2022, 7, 24), None),
        ("5 мая 2022 года № 7", D(2022, 5, 5), "7"),
        ("3 марта 2022", D(2022, 3, 3), None),
        ("«06» 06 20 25 г. № 507-02", D(2025, 6, 6), "507-02"),
        ("от 31.02.2024 № 5", None, "5"),
        ("б/н", None, None),
    ],
)
def test_printed_dates_and_numbers(written: str, day: date | None, number: str | None) -> None:
    assert printed_date(written) == day
    assert printed_number(written) == number


def test_a_centre_outside_the_system_has_no_desk(regulation: Regulation) -> None:
    structure = regulation.structure
    assert "centre" in {desk.kind for desk in desks_of(structure)}
    outside = tuple(replace(level, inside_system=level.id != "regional") for level in structure.levels)
    assert "centre" not in {desk.kind for desk in desks_of(replace(structure, levels=outside))}
    assert desks_of(structure)[-2].name == "Министерство Примера"


def test_days_as_a_reader_writes_them() -> None:
    assert [shown_day(D(2024, 9, 30), p) for p in ("day", "month", "quarter", "year")] == [
        "30.09.2024",
        "сентябрь 2024 года",
        "III квартал 2024 года",
        "2024 год",
    ]
