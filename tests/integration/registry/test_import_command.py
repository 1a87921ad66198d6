"""`marshrut import` and `marshrut export` on a real installation."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
PLACES = "Наименование;Вид организации;Муниципальное образование\nШкола № 1;школа;{place}\nШкола № 2;школа;{place}\n"
PEOPLE = (
    "Фамилия;Имя;Отчество;Дата рождения;СНИЛС;Организация;Должность\n"
    "Ивин;Олег;Олегович;01.02.1980;112-233-445 95;Школа № 1;учитель\n"
    "Липина;Вера;Олеговна;05.02.1990;;Школа № 2;методист\n"
)


@pytest.fixture(scope="module")
def marshrut() -> Iterator[Run]:
    """`marshrut …` in an installation of its own, prepared once."""
    home = Path(tempfile.mkdtemp(prefix="m-"))
    environ = os.environ | {"MARSHRUT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "marshrut.config.settings"}

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "marshrut.cli.main", *map(str, words)]
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)

    assert run("database", "start").returncode == 0
    prepared = run("prepare", "--parts", "schema,regions", "--region", "tazovsky")
    assert prepared.returncode == 0, prepared.stderr
    yield run
    run("database", "stop")
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.slow
def test_lists_go_in_and_out(marshrut: Run, tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text(PLACES.format(place="Тазовский район"), encoding="utf-8")
    done = marshrut("import", "organisations", tmp_path / "places.csv", "--region", "tazovsky")
    assert done.returncode == 0, done.stdout + done.stderr
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE + "Кто;То;;;;Школа № 3;учитель\n", encoding="utf-8")
    report = tmp_path / "errors.xlsx"
    dry = marshrut(
        "import", "staff", people, "--region", "tazovsky", "--dry-run", "--report", report, "--format", "json"
    )
    told = json.loads(dry.stdout)
    assert (dry.returncode, told["verdicts"]["new"], told["verdicts"]["wrong"]) == (1, 2, 1), dry.stderr
    assert told["groups"][0]["code"] == "organisation-unknown"
    assert report.read_bytes().startswith(b"PK")
    refused = marshrut("import", "staff", people, "--region", "tazovsky")
    assert refused.returncode == 1
    assert "с ошибками" in refused.stderr
    done = marshrut("import", "staff", people, "--region", "tazovsky", "--yes", "--full", "--absent", "dismissed")
    assert done.returncode == 0, done.stdout + done.stderr
    out = tmp_path / "out.xlsx"
    assert marshrut("export", "staff", "--region", "tazovsky", "--out", out).returncode == 0
    again = marshrut("import", "staff", out, "--region", "tazovsky", "--dry-run", "--full", "--format", "json")
    verdicts = json.loads(again.stdout)["verdicts"]
    assert (verdicts["same"], sum(verdicts.values())) == (2, 2), again.stdout
    text = marshrut("export", "staff", "--region", "tazovsky", "--scope", "Школа № 2", "--format", "csv")
    assert "Липина" in text.stdout
    assert "Ивин" not in text.stdout
    assert "11223344595" not in marshrut("export", "staff", "--region", "tazovsky", "--format", "json").stdout
    known = marshrut("export", "staff", "--region", "tazovsky", "--format", "json", "--with-snils")
    assert json.loads(known.stdout)[0]["snils"] == "11223344595"


@pytest.mark.slow
def test_what_is_no_list_or_no_place_is_said_in_words(marshrut: Run, tmp_path: Path) -> None:
    assert "Нет файла" in marshrut("import", "staff", tmp_path / "no.csv", "--region", "tazovsky").stderr
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    assert "не список" in marshrut("import", "staff", picture, "--region", "tazovsky").stderr
    assert "Нет региона" in marshrut("export", "staff", "--region", "atlantis").stderr
    assert "Нет места" in marshrut("export", "staff", "--region", "tazovsky", "--scope", "Нигде").stderr


@pytest.mark.slow
def test_results_go_in_by_the_same_command(marshrut: Run, tmp_path: Path) -> None:
    places, people = tmp_path / "places.csv", tmp_path / "people.csv"
    places.write_text(PLACES.format(place="Тазовский район"), encoding="utf-8")
    people.write_text(PEOPLE, encoding="utf-8")
    marshrut("import", "organisations", places, "--region", "tazovsky")
    marshrut("import", "staff", people, "--region", "tazovsky", "--yes")
    file = tmp_path / "итоги.csv"
    file.write_text("СНИЛС;ФИО;Организация;Процент\n112-233-445 95;;;64\n;Небывалов Нил Нилович;Школа № 1;50\n")
    words = ["import", "results", file, "--region", "tazovsky", "--depth", "percent", "--origin", "fioko"]
    words += ["--held-on", "2026-05-12", "--competency", "lesson_design", "--format", "json"]
    dry = marshrut(*words, "--dry-run")
    assert (dry.returncode, json.loads(dry.stdout)["verdicts"]) == (1, {"new": 1, "wrong": 1}), dry.stderr
    refused = marshrut(*words)
    assert (refused.returncode, json.loads(refused.stdout)["state"]) == (1, "checked")
    done = marshrut(*words, "--yes")
    told = json.loads(done.stdout)
    assert (done.returncode, told["state"], told["recorded"], told["evidence"]) == (0, "applied", 1, 1), done.stderr
    unsaid = marshrut("import", "results", file, "--region", "tazovsky")
    assert unsaid.returncode != 0
    assert "--depth" in unsaid.stderr


@pytest.mark.slow
def test_learning_goes_in_by_the_same_command(marshrut: Run, tmp_path: Path) -> None:
    places, people = tmp_path / "places.csv", tmp_path / "people.csv"
    places.write_text(PLACES.format(place="Тазовский район"), encoding="utf-8")
    people.write_text(PEOPLE, encoding="utf-8")
    marshrut("import", "organisations", places, "--region", "tazovsky")
    marshrut("import", "staff", people, "--region", "tazovsky", "--yes")
    offered = tmp_path / "программы.csv"
    offered.write_text("Код;Программа;Часов\nПК-1;Чтение;36\n", encoding="utf-8")
    done = marshrut("import", "programmes", offered, "--region", "tazovsky")
    assert done.returncode == 0, done.stdout + done.stderr
    file = tmp_path / "документы.csv"
    file.write_text("СНИЛС;ФИО;Программа;Часов;Дата;Номер\n112-233-445 95;;Чтение;36;01.03.2024;7-1\n;Кто То;Ч;-1;;\n")
    words = ["import", "completions", file, "--region", "tazovsky", "--format", "json"]
    dry = marshrut(*words, "--dry-run")
    assert (dry.returncode, json.loads(dry.stdout)["verdicts"]) == (1, {"new": 1, "faulty": 1}), dry.stderr
    refused = marshrut(*words)
    assert (refused.returncode, json.loads(refused.stdout)["state"]) == (1, "checked")
    done = marshrut(*words, "--yes")
    told = json.loads(done.stdout)
    assert (done.returncode, told["state"], told["recorded"]) == (0, "applied", 1), done.stderr
    again = json.loads(marshrut(*words, "--yes").stdout)
    assert (again["state"], again["verdicts"]) == ("checked", {"same": 1, "faulty": 1})
