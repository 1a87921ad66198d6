"""`marshrut import accompaniments`: checked, told, recorded when nothing keeps it from being."""

from __future__ import annotations

import argparse
import json
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

HEAD = "ФИО;Организация;Сопровождающий;Организация сопровождающего;Номер приказа;Дата приказа;С какого дня\n"


@pytest.fixture
def bring(country: Any, staff: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """The command as it is typed, in the test's own database, with a teacher and a methodist."""
    from marshrut.apps.registry.ledger import open_row
    from marshrut.apps.registry.models import StaffRole
    from marshrut.cli import learning, registry
    from marshrut.foundation.scope.temporal import period

    staff.hire("Ёлкина Анна Петровна", country.places["school"])
    helper = staff.hire("Соснин Илья Львович", country.places["other_school"], post="методист")
    at = {"node": country.places["district"], "role": "municipal_methodologist"}
    open_row(StaffRole, staff.change, person=helper, valid=period(date(2021, 9, 1)), **at)

    @contextmanager
    def session(_purpose: str) -> Any:
        yield country.system

    monkeypatch.setattr(learning, "database_session", session)
    monkeypatch.setattr(registry, "inside", lambda *_: country.system)
    parser = argparse.ArgumentParser()
    registry.register(parser.add_subparsers())

    def run(*typed: object) -> tuple[int, Any]:
        words = ["import", "accompaniments", *map(str, typed), "--region", "yasen", "--format", "json"]
        arguments = parser.parse_args(words)
        code = arguments.run(arguments)
        return code, json.loads(capsys.readouterr().out)

    return run


def test_a_file_is_looked_at_and_recorded(country: Any, bring: Any, tmp_path: Path) -> None:
    from marshrut.apps.competencies.models import Accompaniment

    school, other = country.places["school"].name, country.places["other_school"].name
    sound = f"Ёлкина Анна Петровна;{school};Соснин Илья Львович;{other};8-к;01.09.2025;01.09.2025\n"
    file, report = tmp_path / "приказ.csv", tmp_path / "ошибки.xlsx"
    file.write_text(f"{HEAD}{sound}Небывалов Нил;;Соснин Илья Львович;{other};8-к;01.09.2025;01.09.2025\n")
    code, told = bring(file, "--dry-run", "--report", report)
    assert (code, told["verdicts"], told["state"]) == (1, {"new": 1, "faulty": 1}, "checked")
    assert report.read_bytes().startswith(b"PK")
    code, told = bring(file)
    assert (code, told["state"]) == (1, "checked")
    assert not Accompaniment.objects.of(country.system).exists()
    code, told = bring(file, "--yes")
    assert (code, told["state"], told["recorded"]) == (0, "applied", 1)
    assert Accompaniment.objects.of(country.system).get().order_number == "8-к"
    code, told = bring(file, "--yes")
    assert (code, told["verdicts"]) == (1, {"same": 1, "faulty": 1})
