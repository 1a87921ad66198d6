"""`marshrut planning`: tables in, a plan and its proof out; what cannot be planned with is named by its place."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from marshrut.cli.main import main
from marshrut.cli.planning import read

TABLES = {
    "people": "person,hours,weight\nАнна,24,1\nБорис,,1.5\nВера,4,1\n",
    "deficits": "person,competency,size,weight\nАнна,k1,0.8,1\nБорис,k1,0.5,1\nБорис,k2,1,0.5\nВера,k1,1,1\n",
    "resources": "resource,hours,seats,cost,budget,starts,ends,min_group\n"
    "курс,12,1,100,область,2027-01-10,2027-01-12,\nсеминар,6,,10,область,2027-01-12,2027-01-13,\nкруг,30,5,,,,,2\n",
    "effects": "resource,competency,effect\nкурс,k1,0.6\nсеминар,k1,0.4\nсеминар,k2,0.7\nкруг,k2,0.5\n",
    "prerequisites": "resource,requires\nкруг,семинар\n",
    "budgets": "budget,amount\nобласть,500\n",
    "busy": "person,starts,ends\nАнна,2027-02-01,2027-02-10\n",
    "done": "person,resource\nВера,семинар\n",
}


def instance(folder: Path, **change: str | None) -> Path:
    return instance_of(folder / "instance", **change)


def instance_of(made: Path, **change: str | None) -> Path:
    made.mkdir()
    for name, text in {**TABLES, **change}.items():
        if text is not None:
            (made / f"{name}.csv").write_text(text, encoding="utf-8")
    return made


#: What solves is compiled where nobody has yet: many seconds. What is refused needs none of it.
compiled = pytest.mark.slow


def solve(folder: Path, out: Path, *more: str) -> int:
    return main(["planning", "solve", str(folder), "--seconds", "5", "--seed", "1", "--out", str(out), *more])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@compiled
def test_a_folder_of_tables_becomes_a_plan_that_the_checker_accepts(tmp_path: Path) -> None:
    folder, out = instance(tmp_path), tmp_path / "plan"
    assert solve(folder, out) == 0
    assert [(one["person"], one["resource"]) for one in rows(out / "steps.csv")] == [
        ("Анна", "курс"),
        ("Борис", "семинар"),
    ]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["value"] == pytest.approx(0.6 + 1.5 * (0.4 + 0.5 * 0.7))
    assert summary["bound"] == pytest.approx(summary["value"])
    assert summary["gap"] == pytest.approx(0)
    assert summary["seconds"] > 0
    prices = {one["name"]: float(one["price"]) for one in rows(out / "prices.csv")}
    assert prices["курс"] == prices["семинар"] == 0  # who could still come to it sits better elsewhere
    unserved = {one["person"]: one["reason"] for one in rows(out / "unserved.csv")}
    assert list(unserved) == ["Вера"]
    assert "часов" in unserved["Вера"]
    assert main(["planning", "check", str(folder), str(out)]) == 0


@compiled
def test_the_price_of_a_seat_is_what_one_more_would_close(tmp_path: Path) -> None:
    people = TABLES["people"].replace("Вера,4,1", "Вера,24,1")  # now two want the only seat, one has another way
    folder, out = instance(tmp_path, people=people), tmp_path / "plan"
    assert solve(folder, out) == 0
    prices = {one["name"]: float(one["price"]) for one in rows(out / "prices.csv")}
    assert prices["курс"] == pytest.approx(0.6 - 0.4)


@compiled
@pytest.mark.parametrize(("hours", "steps"), [(12, 3), (6, 0)])
def test_a_group_is_made_up_by_somebody_who_has_the_hours_and_closes_where_nobody_has(
    tmp_path: Path, hours: int, steps: int
) -> None:
    """Two lack what the circle closes, it needs three: more pairs than a tiny region has, so that a third is sought."""
    folder = instance_of(
        tmp_path / "instance",
        people=f"person,hours\nАнна,12\nБорис,12\nВера,{hours}\n" + "".join(f"т{k},1\n" for k in range(97)),
        deficits="person,competency\nАнна,k1\nБорис,k1\n",
        resources="resource,hours,seats,min_group\nкруг,12,5,3\n" + "".join(f"р{k},1,,\n" for k in range(69)),
        effects="resource,competency,effect\nкруг,k1,0.5\n",
        prerequisites=None, budgets=None, busy=None, done=None,
    )  # fmt: skip
    assert solve(folder, tmp_path / "plan") == 0
    assert len(rows(tmp_path / "plan" / "steps.csv")) == steps
    summary = json.loads((tmp_path / "plan" / "summary.json").read_text(encoding="utf-8"))
    assert summary["value"] == pytest.approx(1.0 if steps else 0.0)
    assert summary["bound"] >= summary["value"]
    assert main(["planning", "check", str(folder), str(tmp_path / "plan")]) == 0


@compiled
def test_a_million_bytes_of_pairs_are_read_as_a_few_are_and_a_fault_is_named_by_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = ["Анна,курс", " Борис , семинар\r", "", "Вера,круг,2027"] * 20_000
    folder = instance(tmp_path, eligible="person,resource\n" + "\n".join(pairs))
    small = instance_of(tmp_path / "small", eligible="person,resource\nАнна,курс\nБорис,семинар\nВера,круг\n")
    assert (folder / "eligible.csv").stat().st_size > 1_000_000
    one, other = (read(place).instance.eligible for place in (folder, small))
    assert one is not None is not other
    assert one.ptr.tolist() == other.ptr.tolist()
    assert one.items.tolist() == other.items.tolist()
    pairs[70_001], pairs[70_004] = "Глеб,курс", "Анна"
    (folder / "eligible.csv").write_text("person,resource\n" + "\n".join(pairs), encoding="utf-8")
    assert solve(folder, tmp_path / "plan") == 2
    said = capsys.readouterr().err
    assert "eligible.csv, строка 70003, столбец person: «Глеб» нет в таблице people" in said
    assert "eligible.csv, строка 70006, столбец resource: пустая ячейка" in said


@compiled
def test_semicolons_decimal_commas_and_days_as_people_write_them_are_read(tmp_path: Path) -> None:
    text = TABLES["deficits"].replace(",", ";").replace(".", ",")
    days = TABLES["busy"].replace("2027-02-01", "01.02.2027").replace("2027-02-10", "10.02.2027")
    folder, out = instance(tmp_path, deficits="\ufeff" + text, busy=days), tmp_path / "plan"
    assert solve(folder, out) == 0
    assert len(rows(out / "steps.csv")) == 2


@compiled
def test_the_same_seed_writes_the_same_plan(tmp_path: Path) -> None:
    folder = instance(tmp_path)
    solve(folder, tmp_path / "one", "--threads", "1")
    solve(folder, tmp_path / "two", "--threads", "2")
    for name in ("steps.csv", "prices.csv", "unserved.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize(
    ("table", "text", "place"),
    [
        ("people", "person,hours,weight\n", "people.csv: ни одного человека"),
        ("people", None, "people.csv: такой таблицы нет"),
        ("people", "who\nАнна\n", "people.csv, строка 1, столбец person"),
        ("people", "person,hours\nАнна,-3\nБорис,\nВера,\n", "people.csv, строка 2, столбец hours: отрицательное"),
        ("people", "person,hours\nАнна,nan\nБорис,\nВера,\n", "people.csv, строка 2, столбец hours"),
        (
            "people",
            "person\nАнна\nБорис\nВера\nАнна\n",
            "people.csv, строка 5, столбец person: «Анна» уже есть в строке 2",
        ),
        ("resources", "resource\n", "resources.csv: ни одного ресурса"),
        ("resources", TABLES["resources"].replace("курс,12,1", "курс,-12,1"), "resources.csv, строка 2, столбец hours"),
        ("resources", TABLES["resources"].replace("курс,12,1", "курс,12,0"), "resources.csv, строка 2, столбец seats"),
        (
            "resources",
            TABLES["resources"].replace("курс,12,1", "курс,12,1.5"),
            "resources.csv, строка 2, столбец seats",
        ),
        ("resources", TABLES["resources"].replace(",,,,2", ",,,,6"), "resources.csv, строка 4, столбец min_group"),
        ("resources", TABLES["resources"].replace("2027-01-12,\n", ",\n", 1), "resources.csv, строка 2, столбец ends"),
        ("resources", TABLES["resources"].replace("2027-01-13", "2027-01-11"), "resources.csv, строка 3, столбец ends"),
        ("resources", TABLES["resources"].replace("2027-01-13", "завтра"), "resources.csv, строка 3, столбец ends"),
        ("resources", TABLES["resources"].replace("10,область", "10,район"), "resources.csv, строка 3, столбец budget"),
        ("deficits", TABLES["deficits"] + "Глеб,k1,1,1\n", "deficits.csv, строка 6, столбец person: «Глеб» нет"),
        ("deficits", TABLES["deficits"] + "Анна,k1,1,1\n", "deficits.csv, строка 6, столбец competency"),
        (
            "deficits",
            TABLES["deficits"].replace("0.8", "много"),
            "deficits.csv, строка 2, столбец size: «много» — не число",
        ),
        ("effects", TABLES["effects"] + "курс,k2,\n", "effects.csv, строка 6, столбец effect"),
        ("effects", TABLES["effects"] + "лекция,k2,1\n", "effects.csv, строка 6, столбец resource: «лекция» нет"),
        ("prerequisites", TABLES["prerequisites"] + "семинар,курс\nкурс,круг\n", "в круг: "),
        ("prerequisites", "resource,requires\nкурс,курс\n", "prerequisites.csv, строка 2, столбец requires"),
        ("budgets", "budget,amount\nобласть,-1\n", "budgets.csv, строка 2, столбец amount"),
        ("busy", "person,starts,ends\nАнна,2027-02-11,2027-02-10\n", "busy.csv, строка 2, столбец ends"),
        ("done", "person,resource\nАнна,лекция\n", "done.csv, строка 2, столбец resource"),
        ("eligible", "person,resource\nГлеб,курс\n", "eligible.csv, строка 2, столбец person"),
    ],
)
def test_what_cannot_be_planned_with_is_named_by_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], table: str, text: str | None, place: str
) -> None:
    out = tmp_path / "plan"
    assert solve(instance(tmp_path, **{table: text}), out) == 2
    assert place in capsys.readouterr().err
    assert not (out / "steps.csv").exists()


@compiled
def test_what_is_odd_but_stops_nothing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = instance(tmp_path, effects=TABLES["effects"] + "курс,k9,0.5\n", budgets=TABLES["budgets"] + "фонд,10\n")
    assert solve(folder, tmp_path / "plan") == 0
    said = capsys.readouterr().err
    assert "effects.csv, строка 6, столбец competency: дефицита «k9» ни у кого нет" in said
    assert "budgets.csv, строка 3, столбец budget: из «фонд» ничего не оплачивается" in said


def test_no_folder_bytes_that_are_no_text_and_no_seconds_are_refused(tmp_path: Path) -> None:
    assert solve(tmp_path / "nowhere", tmp_path / "plan") == 2
    folder = instance(tmp_path)
    (folder / "done.csv").write_bytes(b"person,resource\n\xff\xfe\xff")
    assert solve(folder, tmp_path / "plan") == 2
    with pytest.raises(SystemExit) as no:
        main(["planning", "solve", str(folder), "--seconds", "-1", "--out", str(tmp_path / "plan")])
    assert no.value.code == 2


@compiled
@pytest.mark.parametrize(
    ("steps", "rule"),
    [
        ("Анна,курс\nБорис,семинар\nБорис,курс\n", "seats"),
        ("Анна,курс\nБорис,семинар\nВера,курс\n", "hours"),
        ("Анна,курс\nАнна,семинар\n", "overlap"),
        ("Анна,круг\nБорис,круг\nБорис,семинар\n", "prerequisite"),
        ("Вера,семинар\n", "done_already"),
        ("Борис,семинар\nБорис,круг\n", "min_group"),
        ("Глеб,курс\n", "unknown"),
        ("Анна,курс\n", "value"),
    ],
)
def test_a_broken_plan_ends_with_one_and_the_rule_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], steps: str, rule: str
) -> None:
    folder, out = instance(tmp_path), tmp_path / "plan"
    solve(folder, out)
    (out / "steps.csv").write_text("person,resource\n" + steps, encoding="utf-8")
    capsys.readouterr()
    assert main(["planning", "check", str(folder), str(out)]) == 1
    assert f"{rule}: " in capsys.readouterr().out


@compiled
def test_a_plan_of_other_data_says_which_have_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = instance(tmp_path), tmp_path / "plan"
    solve(folder, out)
    (folder / "people.csv").write_text(TABLES["people"].replace("24", "25"), encoding="utf-8")
    assert main(["planning", "check", str(folder), str(out)]) == 0
    assert "Данные изменились после расчёта: people.csv" in capsys.readouterr().err
    (out / "summary.json").write_text("{", encoding="utf-8")
    assert main(["planning", "check", str(folder), str(out)]) == 2
