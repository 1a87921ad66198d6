"""`marshrut psychometrics` from files to files, without a database; what is wrong is said in words, exit code 2."""

from __future__ import annotations

import csv
import json
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from marshrut.cli.main import main
from unit.cores.psychometrics.invented import bank_of, drawn


def written(path: Path, table: np.ndarray, names: list[str], **columns: list[str]) -> Path:
    """A file of answers."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([*names, *columns])
        for n, row in enumerate(table):
            cells = ["" if np.isnan(one) else f"{one:g}" for one in row]
            writer.writerow([*cells, *(column[n] for column in columns.values())])
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    made = np.random.default_rng(1)
    table = drawn(bank_of(1, 8), made.standard_normal(400), 1)
    table[made.random(table.shape) < 0.2] = np.nan
    table[0] = np.nan
    return written(
        tmp_path / "answers.csv", table, [f"i{j}" for j in range(8)],
        year=[str(2024 + n % 2) for n in range(400)], who=[f"p{n}" for n in range(400)], mass=["1.5"] * 400,
    )  # fmt: skip


COLUMNS = ["--group", "year", "--weights", "mass", "--person", "who"]


def test_answers_become_items_persons_and_a_report(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert (
        main(["psychometrics", "calibrate", str(answers), "--model", "2pl", *COLUMNS, "--repair", "--out", str(out)])
        == 0
    )
    items, persons = rows_of(out / "items.csv"), rows_of(out / "persons.csv")
    told = json.loads((out / "fit.json").read_text(encoding="utf-8"))
    assert [one["item"] for one in items] == [f"i{j}" for j in range(8)]
    for one in items:
        assert float(one["b"]) == pytest.approx(-float(one["d"]) / float(one["a"]), abs=1e-4)
        assert float(one["a_se"]) > 0
        assert float(one["b_se"]) > 0
        assert one["model"] == "2pl"
    assert [one["person"] for one in persons] == [f"p{n}" for n in range(400)]
    assert persons[0]["eap"] == persons[0]["wle"] == "", "nobody invents a score"
    assert all(float(one["eap_se"]) > 0 for one in persons[1:])
    assert told["parameters"] == 18
    assert [one["name"] for one in told["groups"]] == ["2024", "2025"]
    assert told["convergence"]["converged"] is True
    assert told["repaired"] == ["Людей без единого ответа: 1. Исправлено."]


def test_what_was_calibrated_serves_as_anchors(answers: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    call = ["psychometrics", "calibrate", str(answers), "--model", "2pl", *COLUMNS, "--repair"]
    assert main([*call, "--out", str(first)]) == 0
    assert main([*call, "--anchor", str(first / "items.csv"), "--out", str(second)]) == 0
    for one, other in zip(rows_of(first / "items.csv"), rows_of(second / "items.csv"), strict=True):
        assert (one["a"], one["d"], other["a_se"]) == (other["a"], other["d"], "0.000000")
    told = json.loads((second / "fit.json").read_text(encoding="utf-8"))
    assert told["groups"][0]["mean"] == pytest.approx(0, abs=1e-3)


def bad(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    return ["psychometrics", "calibrate", str(path), "--model", "rasch", "--out", str(tmp_path / "out")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b,c\n1,x,0\n", "строка 2, столбец «b» — не число: «x»"),
        ("a,b,c\n1,inf,0\n", "не число: «inf»"),
        ("a,a,c\n1,1,0\n", "Задания повторяются: a"),
        ("a,b,c\n1,1\n", "В строке 2 файла bad.csv ячеек 2, а столбцов 3"),
        ("", "пуст"),
        ("\n\n\n", "пуст"),
        ("a,b,c\n1,1,1\n" + "9" * 200_000 + ",1,1\n", "Строка 3 файла bad.csv не читается"),
        ("a,b,c\n", "нет ни одной строки"),
        ("a,,c\n1,1,1\n", "столбец без названия"),
        ("a,b\n" + "1,0\n0,1\n" * 20, "По двум заданиям"),
        ("a,b,c\n" + "1,0,\n0,1,\n" * 20, "никто не отвечал: c"),
    ],
)
def test_a_bad_file_is_said_in_words(tmp_path: Path, text: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(bad(tmp_path, text)) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "→" in said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


def test_a_missing_file_a_missing_column_and_a_wrong_anchor(
    answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "out")]
    assert main(["psychometrics", "calibrate", "nowhere.csv", "--model", "rasch", *out]) == 2
    assert main(["psychometrics", "calibrate", str(answers), "--model", "rasch", "--group", "form", *out]) == 2
    anchor = tmp_path / "anchor.csv"
    anchor.write_text("item,a,d1\ni0,1,nonsense\n", encoding="utf-8")
    call = ["psychometrics", "calibrate", str(answers), "--model", "rasch", *COLUMNS, "--repair", *out]
    assert main([*call, "--anchor", str(anchor)]) == 2
    anchor.write_text("item,a,d1\nother,1,0\n", encoding="utf-8")
    assert main([*call, "--anchor", str(anchor)]) == 2
    said = capsys.readouterr().err
    for words in ("nowhere.csv не читается", "нет столбца: form", "«nonsense»", "Якорных заданий нет в ответах: other"):
        assert words in said


def test_a_file_of_another_program_is_read(tmp_path: Path) -> None:
    """Semicolons, decimal commas, NA and a byte order mark: as spreadsheets here write it."""
    table = drawn(bank_of(2, 5), np.random.default_rng(2).standard_normal(100), 2)
    lines = [";".join("NA" if j == n % 5 else f"{one:g},0" for j, one in enumerate(row)) for n, row in enumerate(table)]
    path = tmp_path / "sheet.csv"
    path.write_text("﻿" + "\n".join(["a;b;c;d;e", *lines]), encoding="utf-8")
    assert main(["psychometrics", "calibrate", str(path), "--model", "rasch", "--out", str(tmp_path / "out")]) == 0
    assert [one["item"] for one in rows_of(tmp_path / "out" / "items.csv")] == list("abcde")


def test_fit_names_the_key_to_check(tmp_path: Path) -> None:
    made = np.random.default_rng(3)
    table = drawn(bank_of(3, 8), made.standard_normal(500), 3)
    options = np.where(table == 1, "A", np.where(made.random(table.shape) < 0.5, "B", "C"))
    lines = [",".join(["q" + str(j) for j in range(8)]), *(",".join(row) for row in options)]
    (tmp_path / "raw.csv").write_text("\n".join(lines), encoding="utf-8")
    keys = ["A"] * 7 + ["B"]
    (tmp_path / "key.csv").write_text(
        "\n".join(["item,key", *(f"q{j},{key}" for j, key in enumerate(keys))]), encoding="utf-8"
    )
    call = ["psychometrics", "fit", str(tmp_path / "raw.csv"), "--model", "rasch", "--out", str(tmp_path / "out")]
    assert main([*call, "--key", str(tmp_path / "key.csv")]) == 0
    assert [one["key_to_check"] for one in rows_of(tmp_path / "out" / "items.csv")] == [""] * 7 + ["A"]
    assert json.loads((tmp_path / "out" / "fit.json").read_text(encoding="utf-8"))["keys_to_check"] == {"q7": "A"}
    (tmp_path / "key.csv").write_text("item,key\nq0,A\n", encoding="utf-8")
    assert main([*call, "--key", str(tmp_path / "key.csv")]) == 2


def test_fit_of_booklets_says_what_it_could_not_count(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "fit"
    call = ["psychometrics", "fit", str(answers), "--model", "rasch", "--skip", "year", "mass", "who", "--repair"]
    assert main([*call, "--out", str(out)]) == 0
    assert {"infit", "outfit", "sx2_p_adjusted"} <= set(rows_of(out / "items.csv")[0])


def test_dif_says_which_items_are_confirmed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bank = bank_of(4, 12)
    made = np.random.default_rng(4)
    table = drawn(bank, made.standard_normal(1200), 4)
    table[600:, 5] = np.where(made.random(600) < 0.4, 0, table[600:, 5])
    path = written(tmp_path / "a.csv", table, list(bank.names), sex=["f"] * 600 + ["m"] * 600)
    call = ["psychometrics", "dif", str(path), "--model", "2pl", "--out", str(tmp_path / "out")]
    assert main([*call, "--group", "sex", "--reference", "f"]) == 0
    told = json.loads((tmp_path / "out" / "dif.json").read_text(encoding="utf-8"))
    assert "i5" in told["confirmed"]
    assert (told["reference"], told["focal"]) == ("f", "m")
    assert main(call) == 2
    assert "Добавьте --group" in capsys.readouterr().err


def test_link_moves_items_to_the_other_scale_with_errors(tmp_path: Path) -> None:
    made = np.random.default_rng(5)
    bank = bank_of(5, 12)
    for name, mean in (("first", 0.0), ("second", 0.5)):
        table = drawn(bank, made.normal(mean, 1, 1500), int(10 * mean))
        written(tmp_path / f"{name}.csv", table, list(bank.names))
        call = ["psychometrics", "calibrate", str(tmp_path / f"{name}.csv"), "--model", "2pl"]
        assert main([*call, "--out", str(tmp_path / name)]) == 0
    call = ["psychometrics", "link", str(tmp_path / "second" / "items.csv"), str(tmp_path / "first" / "items.csv")]
    assert main([*call, "--out", str(tmp_path / "linked")]) == 0
    told = json.loads((tmp_path / "linked" / "link.json").read_text(encoding="utf-8"))
    assert told["b"] == pytest.approx(0.5, abs=3 * told["b_se"])
    assert 0 < told["a_se"] < 0.1
    pairs = zip(rows_of(tmp_path / "linked" / "items.csv"), rows_of(tmp_path / "first" / "items.csv"), strict=True)
    assert np.mean([abs(float(one["b"]) - float(other["b"])) for one, other in pairs]) < 0.12


def test_a_simulated_adaptive_test_reports_what_was_asked_and_what_came(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bank = bank_of(6, 60)
    lines = ["item;model;a;d1;area;enemies"]
    lines += [
        f"{name};gpcm;{bank.rows[j, 0]};{bank.rows[j, 1]};{'xy'[j % 2]};{'twins' if j < 2 else ''}"
        for j, name in enumerate(bank.names)
    ]
    path = tmp_path / "bank.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    call = [
        "psychometrics",
        "simulate-cat",
        str(path),
        "--longest",
        "10",
        "--people",
        "400",
        "--out",
        str(tmp_path / "out"),
    ]
    assert main([*call, "--blueprint", "x=0.7", "y=0.3", "--cap", "0.4", "--cut", "0"]) == 0
    told = json.loads((tmp_path / "out" / "cat.json").read_text(encoding="utf-8"))
    assert told["asked"] == {"x": 0.7, "y": 0.3}
    assert told["achieved"]["x"] == pytest.approx(0.7, abs=0.05)
    assert told["most_exposed"] <= 0.4
    assert len(rows_of(tmp_path / "out" / "exposure.csv")) == 60
    assert "по плану 70 %" in capsys.readouterr().out
    for wrong, words in (
        (["--blueprint", "x=0.7"], "в сумме 1"),
        (["--blueprint", "x=много"], "Доля области не число"),
        (["--blueprint", "z=1"], "нет заданий области: z"),
        (["--cap", "0.1"], "банка из 60 заданий хватит на 6"),
        (["--longest", "90"], "а в тесте до 90"),
        (["--cut", "nan"], "граница — не число"),
        (["--mean", "inf"], "Среднее, разброс"),
        (["--seed", "-1"], "меньше нуля: -1"),
        (["--people", "1000000000000"], "ГБ памяти, а есть"),
    ):
        assert main([*call, *wrong]) == 2
        assert words in capsys.readouterr().err


def test_a_file_that_memory_would_not_hold_is_refused_before_it_is_read(
    answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # who imports it by name would keep this one for good, were they imported for the first time while it stands
    for name in ("adaptive", "checks", "work"):
        import_module(f"marshrut.cli.psychometrics_{name}")
    monkeypatch.setattr("marshrut.cli.psychometrics_tables.memory_left", lambda: 1e4)
    for part in (["calibrate"], ["fit"], ["dif", "--group", "year"]):
        call = ["psychometrics", *part, str(answers), "--model", "rasch", "--out", str(tmp_path / "out")]
        assert main(call) == 2
        assert "Чтобы прочесть answers.csv, нужно около" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_two_items_are_too_few_to_compare_groups_by_their_sum(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = drawn(bank_of(1, 2), np.random.default_rng(1).standard_normal(200), 1)
    path = written(tmp_path / "a.csv", table, ["a", "b"], sex=["f", "m"] * 100)
    call = ["psychometrics", "dif", str(path), "--model", "rasch", "--group", "sex", "--out", str(tmp_path / "out")]
    assert main(call) == 2
    assert "от трёх заданий" in capsys.readouterr().err
