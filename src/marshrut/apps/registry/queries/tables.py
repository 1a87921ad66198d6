"""Lists as tables for a workbook: their columns, and their lines read and dressed a part at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from marshrut.apps.registry.dictionaries import Dictionaries, words_of
from marshrut.apps.registry.queries.people import StaffFilter, StaffRow, dress_people, list_staff
from marshrut.apps.registry.queries.places import PlaceFilter, dress_places, list_places
from marshrut.apps.registry.queries.registers import Kept, dress_register, find_kept_register, list_register
from marshrut.apps.regulation import queries as regulation
from marshrut.foundation.scope.viewer import AnyViewer, Viewer
from marshrut.foundation.ui.formats import day

__all__ = ["REGISTER", "Step", "Table", "find_table", "heads", "organisations_table", "register_table", "staff_table"]

Step = Callable[[int, int, str], None]
#: Rows read and dressed at once, so that a region's list never stands in memory whole.
PART = 1000
#: Before the id of a register, where a list is named in one word.
REGISTER = "register:"

STAFF = (
    *("Фамилия, имя, отчество", "Организация", "Должность", "Вид работы", "Предметы", "Ставка"),
    *("Квалификационная категория", "Роли по положению", "Возраст", "Стаж, лет", "Отпуск"),
)
ORGANISATIONS = (
    *("Организация", "Краткое название", "Вид", "Муниципалитет", "Населённый пункт", "Местность"),
    *("Статусы года", "Работников", "Педагогических", "Управленческих"),
)
KEPT = ("Кто", "Роль", "Организация", "Муниципалитет", "Должность", "Направление", "Приказ", "Дата приказа", "Срок")
RURAL = {True: "сельская", False: "городская", None: ""}


@dataclass(frozen=True, slots=True)
class Table:
    """A list before it is written: `dress` turns a part of `rows` into lines."""

    what: str
    title: str
    #: How the file is called, without its day.
    file: str
    columns: tuple[str, ...]
    rows: Any
    dress: Callable[[list[Any]], Iterable[Sequence[object]]]

    def count(self) -> int:
        """How many people, organisations or entries; of lines there may be more."""
        return int(self.rows.count())

    def lines(self, count: int = 0, step: Step | None = None) -> Iterator[Sequence[object]]:
        """All lines; `step` is told how far, and may end the work by raising."""
        done = 0
        for part in _parts(self.rows):
            yield from self.dress(part)
            done += len(part)
            if step is not None:
                step(done, max(count, done), "Собираем файл")


def _parts(rows: Any) -> Iterator[list[Any]]:
    """The rows of a query a part at a time, by a cursor of the database."""
    part: list[Any] = []
    for row in rows.iterator(chunk_size=PART):
        part.append(row)
        if len(part) == PART:
            yield part
            part = []
    if part:
        yield part


def heads(viewer: Viewer, chosen: Mapping[str, str], *, on: date, known_at: datetime | None, today: date) -> list[str]:
    """What the list is about: place, date, as known when, filter, who took it and when."""
    lines = [f"{viewer.place_name}, на {day(on)}"]
    if known_at:
        lines.append(f"как было известно {day(known_at)}")
    lines += [f"{label}: {words}" for label, words in chosen.items()]
    lines += [viewer.caveat] if viewer.caveat else []
    return [*lines, f"Выгружено {day(today)}, {viewer.name}"]


def staff_table(
    viewer: AnyViewer, words: Dictionaries, *, on: date, known_at: datetime | None, narrowed: StaffFilter
) -> Table:
    """The list of people, a line for each post."""
    when: dict[str, Any] = {"on": on, "known_at": known_at}
    rows = list_staff(viewer, **when, narrowed=narrowed, reading=words.young_teachers).defer("valid", "recorded")

    def dress(part: list[Any]) -> Iterator[Sequence[object]]:
        for one in dress_people(viewer, part, **when, words=words):
            yield from _jobs(one)

    return Table("staff", "Работники", "rabotniki", STAFF, rows, dress)


def _jobs(one: StaffRow) -> Iterator[Sequence[object]]:
    """A line for each post; who holds a role alone has one line without a post."""
    rest = (", ".join(one.categories), ", ".join(one.roles), one.age, one.experience, ", ".join(one.away))
    for job in one.jobs:
        yield (one.name, job.place, job.post, job.kind, ", ".join(job.subjects), job.load, *rest)
    if not one.jobs:
        yield (one.name, "", "", "", "", None, *rest)


def organisations_table(
    viewer: AnyViewer, words: Dictionaries, *, on: date, known_at: datetime | None, narrowed: PlaceFilter
) -> Table:
    """The list of organisations."""
    when: dict[str, Any] = {"on": on, "known_at": known_at}

    def dress(part: list[Any]) -> Iterator[Sequence[object]]:
        for one in dress_places(viewer, part, **when, words=words):
            where = (one.kind, one.above, one.settlement, RURAL[one.rural])
            yield (one.name, one.short, *where, ", ".join(one.statuses), one.people, one.teaching, one.management)

    rows = list_places(viewer, **when, narrowed=narrowed)
    return Table("organisations", "Организации", "organizacii", ORGANISATIONS, rows, dress)


def register_table(
    viewer: AnyViewer, kept: Kept, *, on: date, known_at: datetime | None, narrowed: Mapping[str, Any]
) -> Table:
    """A register of the order under its official name."""
    when: dict[str, Any] = {"on": on, "known_at": known_at}

    def dress(part: list[Any]) -> Iterator[Sequence[object]]:
        for one in dress_register(viewer, kept, part, **when):
            place = one.place if kept.about_people else ""
            yield (
                *(one.name, one.role, place, one.above, one.posts, one.direction),
                *(one.order_number, one.order_date, one.when),
            )

    rows = list_register(viewer, kept, **when, **narrowed)
    return Table(f"{REGISTER}{kept.code}", kept.item.register.name, "reestr", KEPT, rows, dress)


def find_table(
    viewer: AnyViewer, what: str, narrowed: Mapping[str, Any], *, on: date, known_at: datetime | None
) -> Table | None:
    """The list by its name and its filter as they were written down; None for a register that is no longer kept."""
    said: dict[str, Any] = {
        key: UUID(value) if key in {"municipality", "place"} else value for key, value in narrowed.items()
    }
    when: dict[str, Any] = {"on": on, "known_at": known_at}
    reading = regulation.find_reading(viewer, **when)
    words = words_of(viewer, reading)
    if what == "staff":
        return staff_table(viewer, words, **when, narrowed=StaffFilter(**said))
    if what == "organisations":
        return organisations_table(viewer, words, **when, narrowed=PlaceFilter(**said))
    kept = find_kept_register(viewer, reading, words, what.removeprefix(REGISTER)) if reading else None
    return register_table(viewer, kept, **when, narrowed=said) if kept else None
