"""The whole loop from the command line: `tools/loop.sh` as it stands, in an installation of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from marshrut.apps.monitoring.types import Level

SCRIPT = Path(__file__).resolve().parents[3] / "tools" / "loop.sh"
REGION = "tazovsky"


@pytest.fixture
def installation() -> Iterator[dict[str, str]]:
    """The environment of a prepared installation whose database runs."""
    home = Path(tempfile.mkdtemp(prefix="m-"))
    command = f"{sys.executable} -m marshrut.cli.main"
    environ = os.environ | {
        "MARSHRUT_HOME": str(home),
        "MARSHRUT": command,
        "DJANGO_SETTINGS_MODULE": "marshrut.config.settings",
    }
    for words in ("database start", f"prepare --parts schema,regions --region {REGION}"):
        subprocess.run([*command.split(), *words.split()], env=environ, check=True, capture_output=True, timeout=120)
    yield environ
    subprocess.run([*command.split(), "database", "stop"], env=environ, check=False, capture_output=True, timeout=60)
    shutil.rmtree(home, ignore_errors=True)


def _figure(folder: Path, name: str, indicator: str) -> dict[str, Any]:
    rows = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return next(row for row in rows if row["id"] == indicator)


@pytest.mark.slow
def test_from_an_empty_region_to_a_figure_that_moved_by_one_and_a_note(
    installation: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        ["sh", str(SCRIPT), str(tmp_path), REGION],
        env=installation, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    diagnosed, upskilled = "TAZ-IND-01", "TAZ-IND-03"
    assert [_figure(tmp_path, name, diagnosed)["numerator"] for name in ("before", "diagnosed")] == [0, 6]
    assert [_figure(tmp_path, name, upskilled)["numerator"] for name in ("offered", "after")] == [0, 1]
    after = _figure(tmp_path, "after", upskilled)
    assert (after["denominator"], after["reading"] is not None, after["clause"][0]) == (6, True, upskilled)
    assert done.stdout.count(": цел") == 4
    assert after["snapshot"] in done.stdout
    with zipfile.ZipFile(tmp_path / "note.docx") as note:
        assert "Тазовск" in note.read("word/document.xml").decode()
    _as_workbook(installation, tmp_path / "places.xlsx")


def _as_workbook(environ: dict[str, str], out: Path) -> None:
    """The workbook says in words what the JSON says in codes, with each place's own numbers."""
    words = f"indicators --region {REGION} --level organisation --format xlsx --out {out}"
    subprocess.run([*environ["MARSHRUT"].split(), *words.split()], env=environ, check=True, timeout=120)
    head, *rows = openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True)
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert {row["Место"] for row in told} == {"Ивовая школа"}
    assert {row["Уровень"] for row in told} == {Level.ORGANISATION.title}
    upskilled = next(row for row in told if row["Показатель"] == "TAZ-IND-03")
    assert (upskilled["Числитель"], upskilled["Знаменатель"]) == (1, 6)
    assert " " in upskilled["Прочтение"], "a sentence, no code"
