"""counting.yaml: every indicator of the five orders is counted or entered, honestly; mistakes are named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import yaml

from marshrut.apps.programmes.types import ProgrammeKind
from marshrut.cores.regulation import Reading, Regulation, diff, from_plain, plain
from marshrut.cores.regulation.counting import FACTS, Also, Counted, Facts, Mark, Who
from unit.cores.regulation.conftest import REGIONS

GOOD = """\
region: abc
counting:
- indicator: ABC-IND-01
  readings:
  - id: year
    words: Педагоги, прошедшие диагностику в этом году.
    chosen: true
    numerator:
      each: person
      fact: diagnosed
      where: [{mark: origin, any: [centre]}, {mark: amount, at_least: 0.7}]
      who: {staff: [teaching]}
    denominator: {people: {staff: [teaching]}}
  - id: since_2021
    words: Накопительно с 2021 года.
    numerator: {each: person, fact: diagnosed, during: opening, since: 2021}
    denominator: {people: {staff: [teaching]}}
"""
TWO = (
    GOOD
    + """\
- indicator: ABC-IND-02
  readings:
  - id: share
    words: Доля от первого.
    chosen: true
    numerator: {each: person, fact: diagnosed}
    denominator: {numerator_of: ABC-IND-01}
"""
)
#: Counted, entered.
FIGURES = {
    "krasnoyarsk": (12, 18),
    "kuzbass": (5, 0),
    "smolensk": (18, 32),
    "stavropol": (7, 3),
    "tazovsky": (5, 3),
}
Read = Callable[..., Reading]


def whole(reading: Reading) -> Regulation:
    assert reading.regulation is not None, reading.problems
    return reading.regulation


def counted(regulation: Regulation) -> tuple[Counted, ...]:
    assert regulation.counting is not None
    return regulation.counting.counting


def all_facts(regulation: Regulation) -> Iterator[Facts]:
    for one in counted(regulation):
        for reading in one.readings:
            yield reading.numerator
            if reading.denominator is not None and reading.denominator.facts is not None:
                yield reading.denominator.facts


def all_people(regulation: Regulation) -> Iterator[Who]:
    yield from (facts.who for facts in all_facts(regulation) if facts.who is not None)
    for one in counted(regulation):
        for reading in one.readings:
            if reading.denominator is not None and reading.denominator.people is not None:
                yield reading.denominator.people


def all_marks(regulation: Regulation) -> Iterator[tuple[str, Mark]]:
    for facts in all_facts(regulation):
        asked: list[Facts | Also] = [facts, *([facts.also] if facts.also is not None else [])]
        assert not (facts.either and facts.where), "marks of one fact would be asked of the others"
        yield from ((one.fact, mark) for one in asked for mark in one.where)


def test_every_indicator_of_the_five_orders_is_counted_or_entered(five: dict[str, Reading]) -> None:
    found = {}
    for name, reading in five.items():
        assert reading.ok, "\n".join(map(str, reading.problems))
        regulation = whole(reading)
        said = counted(regulation)
        assert [one.indicator for one in said] == [one.id for one in regulation.indicators.indicators]
        found[name] = (sum(bool(one.readings) for one in said), sum(one.intake is not None for one in said))
    assert found == FIGURES
    assert sum(map(sum, found.values())) == 103


def test_what_is_entered_says_why_and_who_enters_it(five: dict[str, Reading]) -> None:
    for reading in five.values():
        regulation = whole(reading)
        for one in counted(regulation):
            if one.intake is not None:
                assert one.intake.why.endswith("."), one.indicator
                assert one.intake.who is not None, one.indicator
        owned = {one.id: one.data_owner for one in regulation.indicators.indicators if one.data_owner is not None}
        assert owned == {
            one.indicator: one.intake.who for one in counted(regulation) if one.indicator in owned and one.intake
        }


def test_a_percentage_is_divided_and_a_count_is_not(five: dict[str, Reading]) -> None:
    for reading in five.values():
        regulation = whole(reading)
        units = {one.id: one.unit for one in regulation.indicators.indicators}
        for one in counted(regulation):
            for way in one.readings:
                whole_number = units[one.indicator] in {"count", "people", "teams", "trend"}
                assert (way.denominator is None) == whole_number, (one.indicator, way.id)


def test_readings_say_different_things_in_one_sentence(five: dict[str, Reading]) -> None:
    for reading in five.values():
        for one in counted(whole(reading)):
            ways = [replace(way, id="x", words="x", chosen=False) for way in one.readings]
            assert all(ways.count(way) == 1 for way in ways), one.indicator
            assert all(way.words.endswith(".") for way in one.readings), one.indicator


def test_what_adds_up_says_since_when(five: dict[str, Reading]) -> None:
    """Since another year than that of the first target, the order says; only targets of that year need no word."""
    for reading in five.values():
        regulation = whole(reading)
        first = {
            one.id: min((target.year or 9999 for target in one.targets), default=9999)
            for one in regulation.indicators.indicators
        }
        for one in counted(regulation):
            for way in one.readings:
                if way.numerator.during == "opening":
                    assert way.numerator.since or first[one.indicator] < 9999, (one.indicator, way.id)


def test_codes_are_those_that_facts_carry(five: dict[str, Reading]) -> None:
    """A code that no record has would count nobody without a word."""
    base = {
        name: yaml.safe_load((REGIONS / "base" / f"{name}.yaml").read_bytes()) for name in ("people", "competencies")
    }
    codes = {
        name: {one["code"] for one in base[file][name]}
        for file, name in [
            ("people", "organisation_kinds"),
            ("people", "staff_roles"),
            ("people", "organisation_roles"),
            ("people", "school_statuses"),
            ("competencies", "origins"),
            ("competencies", "areas"),
        ]
    }
    known = {
        "origin": codes["origins"],
        "chosen_origin": codes["origins"],
        "area": codes["areas"],
        "provider": codes["organisation_kinds"],
        "role": codes["staff_roles"] | codes["organisation_roles"],
        "kind": {one.value for one in ProgrammeKind},
        "form": {"consultation", "step"},
    }
    bare = {"federal", "chosen", "network", "diagnosed", "elsewhere", "begun", "amount"}
    for reading in five.values():
        regulation = whole(reading)
        for fact, mark in all_marks(regulation):
            assert mark.mark in FACTS[fact]
            if mark.mark in {"programme", "provider_name"}:
                assert all(word == word.lower() for word in mark.any), mark
            elif mark.mark in bare:
                assert mark.any == (), mark
            else:
                assert mark.any, mark
                assert set(mark.any) <= known[mark.mark], mark
        for who in all_people(regulation):
            assert {*who.places, *who.outside} <= codes["organisation_kinds"]
            assert set(who.statuses) <= codes["school_statuses"]
            assert who.role is None or who.role in codes["staff_roles"]


def test_counting_survives_its_plain_form(read: Read) -> None:
    regulation = whole(read(counting=GOOD))
    assert from_plain(plain(regulation)) == regulation
    assert regulation.counting is not None
    found = regulation.counting.of("ABC-IND-01")
    assert found is not None
    assert [one.id for one in found.readings if one.chosen] == ["year"]
    assert regulation.counting.of("ABC-IND-02") is None


def test_a_changed_counting_is_named(read: Read) -> None:
    old = whole(read(counting=GOOD))
    assert not diff(old, old)
    changed = GOOD.replace("at_least: 0.7", "at_least: 0.5").replace("в этом году", "за год")
    (change,) = diff(old, whole(read(counting=changed))).changes
    assert (change.what, change.how, change.code) == ("counting", "changed", "ABC-IND-01")
    assert change.title == "как считается: Доля прошедших диагностику"
    fields = {one.name: one for one in change.fields}
    assert set(fields) == {"chosen", "readings[year].words", "readings[year].numerator.where"}
    assert fields["readings[year].numerator.where"].after[1] == {"mark": "amount", "at_least": 0.5}
    assert fields["chosen"].after == "Педагоги, прошедшие диагностику за год."
    entered = "region: abc\ncounting:\n- {indicator: ABC-IND-01, intake: {why: Записей нет., who: centre}}\n"
    (change,) = diff(old, whole(read(counting=entered))).changes
    fields = {one.name: one for one in change.fields}
    assert (fields["intake"].before, fields["intake"].after) == (None, "Записей нет.")
    assert fields["chosen"].after is None
    (change,) = diff(whole(read()), old).changes
    assert (change.what, change.how) == ("counting", "added")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("fact: diagnosed\n", "fact: diagnosd\n", "«diagnosd» нет в списке допустимых (похоже на: diagnosed"),
        ("mark: origin", "mark: orign", "у факта «diagnosed» нет признака «orign» (похоже на: origin"),
        ("{people: {staff: [teaching]}}", "{people: {staff: [teaching]}, given: true}", "нужен ровно один из ключей"),
        ("{people: {staff: [teaching]}}", "{places: []}", "необязательный ключ пуст"),
        ("indicator: ABC-IND-01", "indicator: ABC-IND-91", "не сказано, как считать показатель ABC-IND-01"),
        ("indicator: ABC-IND-01", "indicator: ABC-IND-91", "нет показателя ABC-IND-91 (похоже на: ABC-IND-01"),
        ("    words: Накоп", "    chosen: true\n    words: Накоп", "ровно одно прочтение должно быть выбрано"),
        ("    chosen: true\n", "", "ровно одно прочтение должно быть выбрано"),
        ("id: since_2021", "id: year", "код прочтения повторяется"),
        ("each: person\n", "each: team\n", "each: team и ключ team нужны вместе"),
        ("each: person\n", "each: person\n      team: {least: 2}\n", "each: team и ключ team нужны вместе"),
        (", at_least: 0.7", "", "число (at_least) нужно признаку amount"),
        ("any: [centre]", "at_least: 1", "число (at_least) нужно признаку amount, и только ему"),
        ("during: opening, ", "", "since говорит, с какого года копится"),
        ("  readings:\n", "  intake: {why: Записей нет.}\n  readings:\n", "нужно ровно одно: readings"),
        ("fact: diagnosed\n", "fact: diagnosed\n      either: [diagnosed]\n", "факт «diagnosed» уже назван"),
        (
            "fact: diagnosed\n",
            "fact: diagnosed\n      either: [mentored]\n",
            "у факта «mentored» нет признака «origin»",
        ),
        ("mark: amount", "mark: colour", "у факта «diagnosed» нет признака «colour»"),
    ],
)
def test_a_mistake_is_named(read: Read, old: str, new: str, words: str) -> None:
    assert old in GOOD
    reading = read(counting=GOOD.replace(old, new, 1))
    assert reading.regulation is None
    assert [problem for problem in reading.problems if words in str(problem)], reading.problems


def test_only_people_are_counted_by_each_subject(read: Read) -> None:
    people = GOOD.replace("denominator: {people: {staff: [teaching]}}", "denominator: {by_subject: true}")
    assert whole(read(counting=people)).counting is not None
    records = read(counting=people.replace("each: person", "each: record", 1))
    assert ["по каждому субъекту считают только людей" in one.text for one in records.problems] == [True]


def test_who_enters_is_a_party_of_the_order(read: Read) -> None:
    entered = "region: abc\ncounting:\n- {indicator: ABC-IND-01, intake: {why: Записей нет., who: center}}\n"
    reading = read(counting=entered)
    assert ["нет субъекта или роли «center»" in str(one) for one in reading.problems] == [True]
    assert whole(read(counting=entered.replace("center", "centre"))).counting is not None
    assert whole(read(counting=entered.replace("center", "controller"))).counting is not None


@pytest.fixture
def indicators(sample: dict[str, bytes]) -> str:
    """The invented region's indicators with a second one."""
    text = sample["indicators.yaml"].decode()
    head, rest = text.split("- id: ABC-IND-01", 1)
    body, tail = rest.split("note: null", 1)
    second = body.replace("kind: effectiveness", "kind: roadmap").replace("[ABC-IND-01, ABC-RM-01]", "[ABC-IND-01]")
    return f"{head}- id: ABC-IND-01{body}- id: ABC-IND-02{second}note: null{tail}"


def test_an_indicator_may_be_divided_by_another(read: Read, indicators: str) -> None:
    assert whole(read(indicators=indicators, counting=TWO)).counting is not None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "denominator: {people: {staff: [teaching]}}",
            "denominator: {numerator_of: ABC-IND-02}",
            "показатель ссылается сам на себя: ABC-IND-01 → ABC-IND-02 → ABC-IND-01",
        ),
        (
            "numerator_of: ABC-IND-01",
            "numerator_of: ABC-IND-02",
            "показатель ссылается сам на себя: ABC-IND-02 → ABC-IND-02",
        ),
        ("numerator_of: ABC-IND-01", "numerator_of: ABC-IND-91", "показатель ABC-IND-91 не считается по записям"),
        ("indicator: ABC-IND-02", "indicator: ABC-IND-01", "показатель ABC-IND-01 уже описан выше"),
    ],
)
def test_a_wrong_reference_is_named(read: Read, indicators: str, old: str, new: str, words: str) -> None:
    assert old in TWO
    reading = read(indicators=indicators, counting=TWO.replace(old, new, 1))
    assert reading.regulation is None
    assert [problem for problem in reading.problems if words in str(problem)], reading.problems
