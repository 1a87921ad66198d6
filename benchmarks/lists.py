"""A list of a whole region: read and checked, applied, taken back; beside openpyxl reading it and COPY of its rows."""

from __future__ import annotations

import gc
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from region50k import SCHOOLS, world
from shape import Row, promise, timed

LINES = 50_000
AS_OF = date(2026, 9, 1)
HEADINGS = (
    "Фамилия", "Имя", "Отчество", "Дата рождения", "СНИЛС", "Организация", "Муниципальное образование", "Должность",
    "Предметы", "Вид занятости", "Ставка", "Часов в неделю", "Работает с", "Педагогический стаж с", "Категория",
    "Категория присвоена",
)  # fmt: skip
_STEMS = ("Кленов", "Ольхов", "Берёзин", "Кедров", "Рябинин", "Тополев", "Ясенев", "Липин", "Ивин", "Дубровин")
_FAMILIES = [f"{stem}{end}" for stem in _STEMS for end in ("", "ский", "цев", "енко", "иков")]
_NAMES = ("Анна", "Мария", "Ольга", "Елена", "Пётр", "Иван", "Алёна", "Юрий", "Вера", "Олег", "Нина", "Софья")
_FATHERS = ("Ивановна", "Петровна", "Олегович", "Юрьевич", "Сергеевна", "Андреевич", "Игоревна", "Ильинична")
_SUBJECTS = ("Математика", "Физика", "Русский язык", "Биология", "Химия", "Информатика", "История", "География")


def _snils(number: int) -> str:
    digits = f"{number:09d}"
    control = sum(int(digit) * (9 - place) for place, digit in enumerate(digits)) % 101 % 100
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]} {control:02d}"


def _lines(seed: int = 7) -> Iterator[tuple[Any, ...]]:
    """Invented people; one line in two hundred has a fault."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret: the same people every time
    for number in range(LINES):
        school = number % SCHOOLS
        born = date(1960, 1, 1) + timedelta(days=dice.randrange(10_000))
        since = date(2010, 9, 1) + timedelta(days=dice.randrange(5_000))
        fault = number % 200
        yield (
            dice.choice(_FAMILIES),
            dice.choice(_NAMES),
            dice.choice(_FATHERS),
            born,
            _snils(100_000_000 + number) if fault != 1 else "112-233-445 00",
            f"Школа {school}" if fault != 2 else f"Школы {school} нет",
            f"Район {school % 40}",
            "учитель" if fault != 3 else "волшебник",
            dice.choice(_SUBJECTS),
            "основная работа",
            dice.choice((1, 0.5, 1.25)),
            18,
            since,
            since - timedelta(days=dice.randrange(3_000)),
            dice.choice(("высшая", "первая", "")),
            date(2023, 12, 25),
        )


def _workbook(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "dd.mm.yyyy"}) as book:
        sheet = book.add_worksheet("Работники")
        sheet.write_row(0, 0, HEADINGS)
        for row, line in enumerate(_lines(), 1):
            sheet.write_row(row, 0, ["" if one == "" else one for one in line])


def _openpyxl(path: Path) -> int:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    return sum(1 for row in book.active.iter_rows(values_only=True) if row)


class _Memory:
    """The peak of this process above where it stood."""

    def __init__(self) -> None:
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        self.before = self._read("VmRSS")

    def above(self) -> float:
        """Megabytes."""
        return (self._read("VmHWM") - self.before) / 1024

    @staticmethod
    def _read(name: str) -> int:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(name))


def _copy(import_change: Any) -> Callable[[], object]:
    """COPY of the rows that the list wrote into tables of the same shape, with the same indexes and constraints."""
    from django.db import connections

    def work() -> None:
        from marshrut.apps.registry.ledger import recorded_models

        with connections["owner"].cursor() as cursor:
            for model in recorded_models():
                table, bare = model._meta.db_table, f"bench_{model._meta.model_name}"
                columns = ", ".join(f'"{one.column}"' for one in model._meta.concrete_fields if not one.generated)
                cursor.execute(f"CREATE TEMP TABLE {bare} (LIKE {table} INCLUDING ALL)")
                written = f"SELECT {columns} FROM {table} WHERE opened_by_id = '{import_change.pk}'"  # noqa: S608
                with cursor.copy(f"COPY ({written}) TO STDOUT") as out:
                    rows = b"".join(bytes(block) for block in out)
                with cursor.copy(f"COPY {bare} ({columns}) FROM STDIN") as copy:
                    copy.write(rows)
                cursor.execute(f"DROP TABLE {bare}")

    return work


@promise
def list_of_a_region() -> Iterator[Row]:
    """50,000 rows: checked ≤ 10 s, applied ≤ 60 s, taken back ≤ 60 s, ≤ 500 MB above idle."""
    made = world()
    from marshrut.apps.registry.models import Import
    from marshrut.apps.registry.services import import_work, imports
    from marshrut.apps.registry.types import ImportState

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "region.xlsx")
        _workbook(path)
        plain, _ = timed(lambda: _openpyxl(path))
    row = _sent(made, imports)
    memory = _Memory()
    seconds, _ = timed(lambda: import_work.check_list(made.system, row.pk))
    peak = memory.above()
    row.refresh_from_db()
    assert row.state == ImportState.CHECKED, row.problems
    wrong = row.summary["verdicts"]["wrong"]
    assert wrong >= LINES // 200 * 3, row.summary
    yield Row("Прочитано и проверено, 50 000 строк", seconds, "с", "openpyxl читает тот же файл", plain, promised=10)
    yield Row("Память при проверке сверх покоя", peak, "МБ", promised=500)

    imports.apply_list(made.system, row.pk, sure=True, skip_wrong=True, on=AS_OF)
    memory = _Memory()
    seconds, done = timed(lambda: import_work.write_list(made.system, row.pk, by=None))
    peak = memory.above()
    assert done
    row = Import.objects.of(made.system).get(pk=row.pk)
    copied, _ = timed(_copy(row.change))
    yield Row("Применено, 50 000 строк", seconds, "с", "COPY тех же строк", copied, promised=60)
    yield Row("Память при применении сверх покоя", peak, "МБ", promised=500)

    for name, work in _given_out(made).items():
        seconds, lines = timed(work)
        assert lines >= LINES - wrong, lines
        later, _ = timed(work)
        yield Row(f"{name} сразу после применения, 50 000 строк", seconds, "с", "второй раз", later, promised=30)

    again = _sent(made, imports)
    memory = _Memory()
    seconds, _ = timed(lambda: import_work.check_list(made.system, again.pk))
    peak = memory.above()
    again.refresh_from_db()
    assert again.summary["verdicts"]["same"] == LINES - wrong, again.summary
    yield Row("Тот же список против 50 000 записанных", seconds, "с", "openpyxl читает тот же файл", plain, promised=10)
    yield Row("Память при этой проверке сверх покоя", peak, "МБ", promised=500)

    imports.undo_list(made.system, row.pk, reason="замер", on=AS_OF)
    memory = _Memory()
    seconds, done = timed(lambda: import_work.take_list_back(made.system, row.pk, by=None))
    assert done
    yield Row("Отменено, 50 000 строк", seconds, "с", "COPY тех же строк", copied, promised=60)
    yield Row("Память при отмене сверх покоя", memory.above(), "МБ", promised=500)


def _given_out(made: Any) -> dict[str, Callable[[], int]]:
    """The list that was just applied, given out again: with statistics of yesterday it once took four minutes."""
    from marshrut.apps.registry.queries import export_rows
    from marshrut.apps.registry.queries.tables import find_table
    from marshrut.apps.registry.types import ImportKind

    table = find_table(made.system, "staff", {}, on=AS_OF, known_at=None)
    assert table is not None
    return {
        "Выгрузка по шаблону": lambda: sum(1 for _ in export_rows(made.system, ImportKind.STAFF, on=AS_OF)),
        "Строки файла со страницы": lambda: sum(1 for _ in table.lines()),
    }


def _sent(made: Any, imports: Any) -> Any:
    from marshrut.apps.registry.types import Completeness, ImportKind

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "region.xlsx")
        _workbook(path)
        with path.open("rb") as source:
            return imports.send_list(
                made.system,
                source,
                name=path.name,
                kind=ImportKind.STAFF,
                node_id=made.top.pk,
                completeness=Completeness.ADDITION,
                as_of=AS_OF,
                on=AS_OF,
            )
