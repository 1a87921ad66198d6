"""`marshrut routes draft` tells a person's steps with reasons, of a place figures alone."""

from __future__ import annotations

import argparse
import json
from contextlib import contextmanager
from typing import Any

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(scene: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """The command as it is typed, in the test's own database."""
    from marshrut.cli import routes

    @contextmanager
    def session(_purpose: str) -> Any:
        yield scene.country.system

    monkeypatch.setattr(routes, "database_session", session)
    monkeypatch.setattr(routes, "inside_of", lambda *_, **__: scene.country.system)
    parser = argparse.ArgumentParser()
    routes.register(parser.add_subparsers())

    def run(*typed: str) -> str:
        arguments = parser.parse_args(["routes", "draft", *typed, "--year", str(scene.today.year + 1)])
        assert arguments.run(arguments) == 0
        return capsys.readouterr().out

    return run


def test_a_person_is_told_with_reasons_and_looking_writes_nothing(scene: Any, draft: Any) -> None:
    from marshrut.apps.routes.models import Route

    said = json.loads(draft("--person", str(scene.person.pk), "--look", "--format", "json"))
    assert said["written"] is False
    assert not Route.objects.of(scene.country.system).exists()
    assert said["steps"]
    assert {"title", "days", "hours", "serves", "why"} <= set(said["steps"][0])
    table = draft("--person", str(scene.person.pk))
    assert "Зачем" in table
    assert Route.objects.of(scene.country.system).get().person_id == scene.person.pk


def test_a_place_is_told_in_figures_without_a_name(scene: Any, draft: Any) -> None:
    said = draft("--school", scene.country.places["school"].name)
    assert "Черновиков: 1" in said
    assert "Ёлкина" not in said
    assert "Формирующее" not in said
    again = json.loads(draft("--municipality", str(scene.country.places["district"].pk), "--format", "json"))
    assert (again["routes"], again["left_alone"], again["unserved"]) == (0, 1, {})


def test_somebody_unknown_and_somebody_without_results_are_said_in_words(scene: Any, draft: Any) -> None:
    from marshrut.foundation.database.trouble import Trouble
    from marshrut.foundation.scope.ids import new_id

    with pytest.raises(Trouble, match="в этом регионе нет"):
        draft("--person", str(new_id()))
    with pytest.raises(Trouble, match="по диагностике"):
        draft("--person", str(scene.outsider.pk))
