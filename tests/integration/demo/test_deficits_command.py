"""`marshrut deficits`: a person with everything that is said, a place with figures of groups and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from marshrut.apps.competencies.models import Figure
from marshrut.apps.competencies.queries import portrait
from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
from marshrut.cli import deficits
from marshrut.cli.main import build_parser
from marshrut.demo import making
from marshrut.demo.cast import cast_of
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.database.trouble import Trouble
from marshrut.foundation.privacy.models import CardRead
from marshrut.foundation.scope.viewer import SystemViewer

pytestmark = pytest.mark.django_db
STAFF, SEED = 500, 2


@pytest.fixture
def demo(tmp_path: Path) -> Any:
    from integration.regulation.places import load_place

    path = next(one for one in own_regions() if one.name == "smolensk")
    regulation = read_folder(path, catalogue=read_base()).regulation
    assert regulation is not None
    load_place(regulation)
    region, made = making.load_region(tmp_path, path.name, staff=STAFF, seed=SEED)
    return region, {one.code: one for one in made}, making.viewer_of(path.name)


@pytest.fixture(autouse=True)
def inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own database instead of the installation's."""

    @contextmanager
    def session(purpose: str) -> Iterator[SystemViewer]:
        yield SystemViewer(purpose)

    monkeypatch.setattr(deficits, "database_session", session)


def told(capsys: Any, *words: str) -> str:
    arguments = build_parser("deficits").parse_args(["deficits", *words])
    assert arguments.run(arguments) == 0
    return str(capsys.readouterr().out)


def test_a_person_comes_with_numbers_reasons_and_method_and_sees_that_they_were_read(demo: Any, capsys: Any) -> None:
    region, made, viewer = demo
    teacher = cast_of(region, seed=SEED).teacher
    assert teacher is not None
    found = json.loads(told(capsys, "--person", str(teacher.id), "--format", "json"))
    said = {one["competency"]: one for one in found["competencies"]}
    shown = portrait(viewer, teacher.id, on=region.today)
    assert set(said) == {one.entry.code for one in shown.findings}
    for one in shown.findings:
        line = said[one.entry.code]
        assert line["standing"] == one.standing.value
        assert line["interval"] == [round(one.low, 4), round(one.high, 4)]
        assert 0 <= line["p_below"] <= 1
        assert line["method"]
        assert line["n_effective"] > 0
        assert line["sources"] >= 0
    assert said["feedback"]["standing"] == "certain"
    assert said["reading_literacy"]["reason"] == "few"
    read = CardRead.objects.of(viewer).get(what=deficits.OPENED)
    assert str(read.person_id) == made["teacher"].account
    assert Entry.objects.of(viewer).filter(action="competencies.opened-by-command").count() == 1
    table = told(capsys, "--person", str(teacher.id))
    assert "Обратная связь ученику" in table
    assert "дефицит" in table


def test_a_place_tells_groups_and_no_name(demo: Any, capsys: Any) -> None:
    region, _, viewer = demo
    district = next(one for one in region.land.districts if one is cast_of(region, seed=SEED).school.district)
    found = json.loads(told(capsys, "--municipality", str(district.node[0]), "--format", "json"))
    assert set(found) == {"place", "name", "figures_on", "typical", "hidden"}
    assert all(one["known"] >= 5 for one in found["typical"])
    shown = Figure.objects.of(viewer).filter(
        node_id=district.node[0], slice="competency", round__month=region.today.replace(day=1)
    )
    assert len(found["typical"]) == shown.filter(state="shown").count()
    assert found["hidden"] == shown.filter(state="hidden").count()
    text = json.dumps(found, ensure_ascii=False) + told(capsys, "--municipality", district.name)
    assert not any(one.names[-1].family in text for one in region.people[:200])
    assert not CardRead.objects.of(viewer).filter(what=deficits.OPENED).exists()


def test_a_small_school_shows_nothing_that_could_be_one_person(demo: Any, capsys: Any) -> None:
    region, _, _ = demo
    small = min(
        (one for one in region.organisations if one.kind == "school" and one.until is None), key=lambda one: one.size
    )
    found = json.loads(told(capsys, "--school", str(small.id), "--format", "json"))
    assert all(one["known"] >= 5 for one in found["typical"])


def test_what_is_not_there_is_said_in_words(demo: Any, capsys: Any) -> None:
    region, _, _ = demo
    with pytest.raises(Trouble, match="Такого человека"):
        told(capsys, "--person", str(region.organisations[0].id))
    with pytest.raises(Trouble, match="Нет такого места"):
        told(capsys, "--school", "Школа, которой нет")
    with pytest.raises(Trouble, match="Нет региона"):
        told(capsys, "--school", "1", "--region", "nowhere")
    with pytest.raises(SystemExit):
        build_parser("deficits").parse_args(["deficits", "--person", "Иванова"])
