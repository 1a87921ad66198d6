"""A region's folder as it may come from a stranger, and the command that checks it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from marshrut.apps.regulation.folder import own_regions, read_base, read_files, read_folder, regions_home
from marshrut.cli.main import main
from marshrut.cores.regulation.yamltext import MAX_BYTES

DISTRICT = "tazovsky"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a good region."""
    return Path(shutil.copytree(regions_home() / DISTRICT, tmp_path / DISTRICT))


def said(folder: Path) -> list[str]:
    return [str(problem) for problem in read_folder(folder, catalogue=read_base()).problems]


def test_a_good_folder_is_read(folder: Path) -> None:
    reading = read_folder(folder, catalogue=read_base())
    assert reading.ok
    assert reading.regulation is not None
    assert reading.regulation.region == DISTRICT


def test_a_symbolic_link_in_place_of_a_file_is_refused(folder: Path, tmp_path: Path) -> None:
    away = tmp_path / "elsewhere.yaml"
    (folder / "clauses.yaml").rename(away)
    (folder / "clauses.yaml").symlink_to(away)
    assert said(folder) == [f"{folder}/clauses.yaml: символическая ссылка: положите на её место сам файл"]


def test_a_symbolic_link_in_place_of_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder)
    expected = f"{link}: папка региона — символическая ссылка: назовите саму папку"
    assert said(link) == [expected]
    assert said(Path(f"{link}/")) == [expected]


def test_special_files_do_not_hang_the_reading(folder: Path) -> None:
    (folder / "clauses.yaml").unlink()
    os.mkfifo(folder / "clauses.yaml")
    (folder / "roadmap.yaml").unlink()
    (folder / "roadmap.yaml").mkdir()
    problems = said(folder)
    assert [one for one in problems if "clauses.yaml" in one and "не обычный файл" in one]
    assert [one for one in problems if "roadmap.yaml" in one and "не обычный файл" in one]


def test_a_huge_file_is_refused_without_reading_it_whole(folder: Path) -> None:
    with (folder / "clauses.yaml").open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    files, problems = read_files(folder)
    assert "clauses.yaml" not in files
    assert [str(one) for one in problems] == [
        f"clauses.yaml: файл больше {MAX_BYTES // 1024 // 1024} МБ: уберите лишнее"
    ]


def test_stray_entries_name_the_nearest_known_file(folder: Path) -> None:
    (folder / "clause.yaml").write_text("")
    (folder / ".hidden").write_text("")
    assert f"{folder}/clause.yaml: лишнее в папке региона: уберите (похоже на: clauses.yaml)" in said(folder)
    assert f"{folder}/.hidden: лишнее в папке региона: уберите" in said(folder)


def test_a_thousand_stray_files_are_summed_up(folder: Path) -> None:
    for number in range(200):
        (folder / f"{number:03}.txt").write_text("")
    problems = said(folder)
    assert len(problems) == 41
    assert problems[-1] == f"{folder}: и ещё замечаний: 160"


def test_no_folder_and_a_file_instead_of_one(tmp_path: Path) -> None:
    assert said(tmp_path / "none") == [f"{tmp_path / 'none'}: папки нет: проверьте путь"]
    (tmp_path / "file").write_text("")
    assert said(tmp_path / "file") == [f"{tmp_path / 'file'}: это не папка: назовите папку региона"]


def test_a_folder_of_another_name_is_refused(folder: Path) -> None:
    other = folder.rename(folder.with_name("other"))
    problems = said(other)
    assert len(problems) == 8
    assert all(f"region «{DISTRICT}» не совпадает с именем папки «other»" in one for one in problems)


def test_check_prints_counts_and_returns_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["region", "check", *map(str, own_regions()), str(regions_home() / "base")]) == 0
    printed = capsys.readouterr().out
    row = next(line for line in printed.splitlines() if line.startswith("пункты"))
    assert row.split()[1:] == ["223", "85", "326", "136", "131", "901"]
    assert "Замечаний нет." in printed


def test_check_prints_file_line_key_nearest_and_returns_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "clauses.yaml"
    lines = path.read_text(encoding="utf-8").split("\n")
    number = next(n for n, line in enumerate(lines) if line.startswith("  seen:"))
    lines[number] = lines[number].replace("seen", "sean")
    path.write_text("\n".join(lines), encoding="utf-8")
    assert main(["region", "check", str(folder)]) == 1
    printed = capsys.readouterr()
    assert f"{path}:{number + 1}: clauses[TAZ-0.0-01].sean: неизвестный ключ «sean» (похоже на: seen)" in printed.out
    assert "Замечаний: 2" in printed.err


def test_check_lists_what_has_no_source(capsys: pytest.CaptureFixture[str]) -> None:
    base = str(regions_home() / "base")
    assert main(["region", "check", "--needs-check", base]) == 0
    assert "not_sourced[срок рассмотрения заявления]: требует сверки" in capsys.readouterr().out


def test_diff_of_a_changed_copy(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    original = regions_home() / DISTRICT
    assert main(["region", "diff", str(original), str(folder)]) == 0
    assert capsys.readouterr().out == "Различий нет.\n"
    path = folder / "indicators.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("{year: 2024, value: 9.5}", "{year: 2024, value: 9.9}"),
        encoding="utf-8",
    )
    assert main(["region", "diff", str(original), str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "~ цель TAZ-IND-04@2024" in printed
    assert "value: 9.5 → 9.9" in printed
    assert "Изменений: 1" in printed


def test_diff_of_what_cannot_be_read_returns_1(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["region", "diff", str(folder), str(tmp_path / "none")]) == 1
    assert "Сравнить нельзя" in capsys.readouterr().err
