"""The product's own data: it passes its own check, and its figures are those of the orders."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from marshrut.cores.regulation import (
    Catalogue,
    Reading,
    checksum,
    contradictions,
    count,
    desks_of,
    from_plain,
    needs_check,
    plain,
    read_facts,
    target_state,
)
from marshrut.cores.regulation.facts import FACT_FILES

TODAY = date(2026, 11, 22)
# clauses, with actor, indicators, measures, registers
FIGURES = {
    "krasnoyarsk": (223, 187, 30, 53, 40),
    "kuzbass": (85, 33, 5, 0, 30),
    "smolensk": (326, 193, 50, 81, 75),
    "stavropol": (136, 98, 10, 7, 23),
    "tazovsky": (131, 64, 8, 11, 35),
}


def test_the_five_regions_pass_and_count(five: dict[str, Reading]) -> None:
    found = {}
    for name, reading in five.items():
        assert reading.ok, "\n".join(map(str, reading.problems))
        assert reading.regulation is not None
        counts = count(reading.regulation)
        found[name] = (counts.clauses, counts.with_actor, counts.indicators, counts.measures, counts.registers)
    assert found == FIGURES
    assert [sum(column) for column in zip(*found.values(), strict=True)] == [901, 575, 103, 152, 203]


def test_the_catalogue_has_every_function(catalogue: Catalogue) -> None:
    assert len(catalogue.functions) == 213
    assert catalogue.find("regulation.clause-register") is not None
    assert catalogue.find("regulation.nothing") is None


def test_content_survives_json_and_keeps_its_checksum(five: dict[str, Reading]) -> None:
    seen = set()
    for reading in five.values():
        assert reading.regulation is not None
        back = from_plain(json.loads(json.dumps(plain(reading.regulation))))
        assert back == reading.regulation
        assert checksum(back) == checksum(reading.regulation)
        seen.add(checksum(back))
    assert len(seen) == len(five)


def test_content_of_another_schema_is_refused(five: dict[str, Reading]) -> None:
    assert five["tazovsky"].regulation is not None
    content = plain(five["tazovsky"].regulation)
    content["structure"]["colour"] = "red"
    with pytest.raises(ValueError, match="неизвестный ключ «colour»"):
        from_plain(content)


def test_where_the_orders_contradict_themselves(five: dict[str, Reading]) -> None:
    asked = {}
    for name, reading in five.items():
        assert reading.regulation is not None
        for one in contradictions(reading.regulation.clauses.document):
            assert one.question.startswith("Приказ противоречит сам себе")
            assert sum(choice.accepted for choice in one.choices) == 1
            asked[name, one.what] = [choice.value for choice in one.choices]
    assert asked == {
        ("krasnoyarsk", "date"): ["22.08.2021", "22.06.2021"],
        ("smolensk", "number"): ["504-ОД", "507-02"],
        ("smolensk", "date"): ["06.06.2023", "06.06.2025", "06.06.2024"],
        ("tazovsky", "date"): ["24.06.2022", "24.07.2022"],
    }


def test_the_district_has_no_centres_desk_and_its_department_on_top(five: dict[str, Reading]) -> None:
    governing, centres = {}, {}
    for name, reading in five.items():
        assert reading.regulation is not None
        desks = {desk.kind: desk for desk in desks_of(reading.regulation.structure)}
        governing[name] = (desks["governing"].level, desks["governing"].name)
        centres[name] = "centre" in desks
    assert governing["tazovsky"] == ("municipal", "Департамент образования Администрации Тазовского района")
    assert governing["kuzbass"] == ("regional", "Министерство образования Кузбасса")
    assert [name for name, there in centres.items() if not there] == ["tazovsky"]


def test_targets_whose_time_is_over_say_so(five: dict[str, Reading]) -> None:
    district = five["tazovsky"].regulation
    assert district is not None
    states = [target_state(one, TODAY) for one in district.indicators.indicators]
    assert {one.state for one in states} == {"past"}
    assert {one.ended for one in states} == {date(2024, 12, 31)}
    assert [one.target.value for one in states if one.target] == [40, 40, 40, 9.5, 100, 4, 40, 100]


def test_territories_carry_their_sources(five: dict[str, Reading]) -> None:
    held = {}
    for name, reading in five.items():
        assert reading.regulation is not None
        assert reading.regulation.territories is not None
        places = [one.place for one in reading.regulation.territories.territories]
        assert all(one.sources for one in reading.regulation.territories.territories)
        held[name] = (places.count("top"), places.count("municipality"), places.count("settlement"))
    assert held == {
        "krasnoyarsk": (0, 39, 0),
        "kuzbass": (0, 32, 0),
        "smolensk": (0, 27, 0),
        "stavropol": (0, 33, 0),
        "tazovsky": (1, 0, 6),
    }


def test_facts_are_read_and_what_has_no_source_is_listed() -> None:
    regions = Path(__file__).resolve().parents[4] / "regions"
    files = {name: (regions / "base" / name).read_bytes() for name in FACT_FILES}
    facts, problems = read_facts(files)
    assert problems == ()
    assert facts is not None
    assert "учитель" in {post.name for post in facts.positions.teaching}
    assert [one.code for one in facts.qualification.categories] == ["first", "highest", "methodist", "mentor"]
    assert facts.qualification.order.day == date(2023, 3, 24)
    listed = {one.key for one in needs_check("standards.yaml", files["standards.yaml"])}
    assert any(key.startswith("standards[Руководитель") and key.endswith("].code") for key in listed)
    text = (regions / "kuzbass" / "territories.yaml").read_bytes()
    gaps = needs_check("territories.yaml", text)
    assert any(one.key == "territories[Полысаевский].oktmo" for one in gaps)
    assert all(text.decode().split("\n")[one.line - 1].strip().endswith("null") for one in gaps)
    assert not any(one.key.endswith(("note", "_basis")) for one in gaps)


def test_a_fact_with_an_unknown_key_is_told() -> None:
    _, problems = read_facts({"positions.yaml": b"teachin: []\n"})
    said = [str(one) for one in problems if one.file == "positions.yaml"]
    assert "positions.yaml:1: teachin: неизвестный ключ «teachin» (похоже на: teaching)" in said
    assert "файла нет" in next(one.text for one in problems if one.file == "subjects.yaml")
