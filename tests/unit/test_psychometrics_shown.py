"""What the terminal shows beside the files: short tables to read at a glance, and help that says what goes in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from marshrut.cli.main import main
from marshrut.cli.psychometrics_items import item_rows
from marshrut.cli.psychometrics_shown import number, tell_table
from marshrut.cli.psychometrics_tables import write_csv
from unit.cores.psychometrics.invented import bank_of, drawn
from unit.test_psychometrics_command import written

PARTS = ("calibrate", "fit", "dif", "link", "simulate-cat")


@pytest.mark.parametrize("part", PARTS)
def test_help_says_what_goes_in_and_what_comes_out(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["psychometrics", part, "--help"])
    said = capsys.readouterr().out
    assert left.value.code == 0
    assert "Входит: " in said
    assert "Выходит: " in said


def test_numbers_have_a_comma_a_true_minus_and_a_dash_where_there_is_none() -> None:
    assert [number(-1.256), number(0.5, 1, sign=True), number(None), number("")] == ["−1,26", "+0,5", "—", "—"]


def test_a_long_table_is_cut_and_names_the_file_with_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    tell_table(["задание", "доля"], [["x" * 40, "1"], ["b", "22"], ["c", "3"]], rest="items.csv", most=2)
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["  задание" + " " * 21 + "  доля", "  " + "x" * 27 + "…     1", "  b" + " " * 27 + "    22",
                     "  … и ещё 1: items.csv"]  # fmt: skip


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    return [line.split() for line in capsys.readouterr().out.splitlines()]


def test_fit_shows_doubtful_items_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = np.random.default_rng(7)
    bank = bank_of(7, 30)
    table = drawn(bank, made.standard_normal(800), 7)
    table[:, 28] = made.random(800) < 0.5
    path = written(tmp_path / "a.csv", table, list(bank.names))
    assert main(["psychometrics", "fit", str(path), "--model", "rasch", "--out", str(tmp_path / "out")]) == 0
    said = lines_of(capsys)
    assert said[0][:5] == ["задание", "доля", "с", "ост.", "инфит"]
    doubtful = [line[0] for line in said[1:21] if "не" in line or "мало" in line]
    assert "i28" in doubtful
    assert [line[0] for line in said[1:21]][: len(doubtful)] == doubtful
    assert said[21] == ["…", "и", "ещё", "10:", "items.csv"]
    assert any(line[0] == "Надёжность" for line in said)


def test_dif_shows_the_suspects_and_what_the_model_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bank = bank_of(4, 12)
    made = np.random.default_rng(4)
    table = drawn(bank, made.standard_normal(1200), 4)
    table[600:, 5] = np.where(made.random(600) < 0.4, 0, table[600:, 5])
    path = written(tmp_path / "a.csv", table, list(bank.names), sex=["f"] * 600 + ["m"] * 600)
    call = ["psychometrics", "dif", str(path), "--model", "2pl", "--out", str(tmp_path / "out")]
    assert main([*call, "--group", "sex", "--reference", "f"]) == 0
    said = lines_of(capsys)
    (one,) = [line for line in said if line[0] == "i5"]
    assert one[1].startswith("−"), "harder for the second group"
    assert one[2] == "C"
    assert one[-1] == "подтверждает"


def test_link_shows_constants_and_what_moved_most(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bank = bank_of(5, 10)
    rows = bank.rows.copy()
    rows[3, 1] -= 1.5
    write_csv(tmp_path / "old.csv", *item_rows(bank))
    moved = type(bank)(bank.names, bank.families, bank.categories, rows).rescaled(2.0, 0.5)
    write_csv(tmp_path / "new.csv", *item_rows(moved))
    call = ["psychometrics", "link", str(tmp_path / "new.csv"), str(tmp_path / "old.csv")]
    assert main([*call, "--out", str(tmp_path / "out")]) == 0
    said = lines_of(capsys)
    assert [line for line in said if line[0] in {"A", "B"}] == [["A", "0,5000", "—"], ["B", "−0,2500", "—"]]
    after = said[1 + next(n for n, line in enumerate(said) if line[:2] == ["общее", "задание"])]
    assert (after[0], after[-1]) == ("i3", "нет")


def test_simulate_cat_shows_error_and_length_by_level(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_csv(tmp_path / "bank.csv", *item_rows(bank_of(6, 40)))
    call = ["psychometrics", "simulate-cat", str(tmp_path / "bank.csv"), "--longest", "8", "--people", "300"]
    assert main([*call, "--out", str(tmp_path / "out")]) == 0
    said = lines_of(capsys)
    begin = next(n for n, line in enumerate(said) if line[:2] == ["истинный", "уровень"])
    bands = said[begin + 1 : begin + 6]
    assert [line[1] for line in bands] == ["…"] * 5
    assert sum(int(line[3]) for line in bands) == 300
