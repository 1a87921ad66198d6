"""`marshrut accounts` on a real installation: the way back in when nobody is left who could press the button."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def marshrut() -> Iterator[Run]:
    """`marshrut …` in an installation of its own, prepared once; its database is not running between commands."""
    home = Path(tempfile.mkdtemp(prefix="m-"))
    environ = os.environ | {"MARSHRUT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "marshrut.config.settings"}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "marshrut.cli.main", *words]
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)

    assert run("database", "start").returncode == 0
    prepared = run("prepare", "--parts", "schema,regions,administrator", "--region", "tazovsky")
    assert prepared.returncode == 0, prepared.stderr
    assert "имя для входа" in prepared.stdout
    run("database", "stop")
    yield run
    run("database", "stop")
    shutil.rmtree(home, ignore_errors=True)


def test_an_administrator_is_added_let_back_in_and_forgotten(marshrut: Run) -> None:
    made = marshrut("accounts", "administrator", "Орлова Анна Ильинична", "--region", "tazovsky")
    assert made.returncode == 0, made.stderr
    assert "Орлова Анна Ильинична" in made.stdout
    login = re.search(r"orlova-\d{4}", made.stdout)[0]
    again = marshrut("accounts", "slip", login, "--lost-phone")
    assert again.returncode == 0, again.stderr
    codes = [re.search(r"код: (\d{9})", text.stdout)[1] for text in (made, again)]
    assert codes[0] != codes[1]
    erased = marshrut("accounts", "erase", login, "--why", "запрос человека")
    assert erased.returncode == 0, erased.stderr
    assert "Стёрто значений: 0" in erased.stdout


def test_mistakes_are_said_in_words(marshrut: Run) -> None:
    nobody = marshrut("accounts", "slip", "nobody-0000")
    assert nobody.returncode == 1
    assert "Нет человека" in nobody.stderr
    nowhere = marshrut("accounts", "administrator", "Орлова Анна", "--region", "atlantis")
    assert nowhere.returncode == 1
    assert "tazovsky" in nowhere.stderr
    one_word = marshrut("accounts", "administrator", "Орлова", "--region", "tazovsky")
    assert "фамилия и имя" in one_word.stderr


def test_regions_are_listed_with_the_database_stopped(marshrut: Run) -> None:
    listed = marshrut("region", "list")
    assert listed.returncode == 0, listed.stderr
    assert "smolensk" in listed.stdout
    assert "Traceback" not in listed.stderr
