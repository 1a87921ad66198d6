"""The whole way: bytes → sheets → headings → lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Any

from marshrut.apps.registry.reading.cells import Cells
from marshrut.apps.registry.reading.fields import FIELDS
from marshrut.apps.registry.reading.headings import ENOUGH, LOOK, Headings, find_headings
from marshrut.apps.registry.reading.lines import Carried, read_lines
from marshrut.apps.registry.reading.shapes import FileRead, Line, UnreadableError
from marshrut.apps.registry.reading.sheets import Sheet, open_book
from marshrut.apps.registry.reading.terms import Terms
from marshrut.apps.registry.types import ImportKind, Problem

if TYPE_CHECKING:
    from marshrut.apps.registry.dictionaries import Dictionaries

__all__ = ["OWN_SHEETS", "read_file"]

#: Sheets of our templates that hold no list.
OWN_SHEETS = frozenset({"Пример", "Справочники", "Как заполнять"})
_STEP = 500


def read_file(
    source: IO[bytes],
    *,
    name: str,
    kind: ImportKind,
    words: Dictionaries,
    as_of: date,
    columns: Mapping[str, str] | None = None,
    remembered: Mapping[str, Mapping[str, str]] | None = None,
    step: Callable[[int, int], None] | None = None,
) -> FileRead:
    """Read a list; raises `UnreadableError` where it is none.

    `columns`: heading → field code as the person said it ('' means: no field); wins over everything. `remembered`:
    signature → columns of layouts explained before. `step(done, total)` is called now and then. A sheet whose
    headings are not recognised is named in a warning; where that is every sheet, there are no lines, `unknown` has
    the headings of the first one, and the person may say which column is which.
    """
    book = open_book(source)
    cells = Cells(Terms(words), as_of=as_of, since_1904=book.since_1904)
    read = _Reading(name, kind, columns, remembered or {})
    for sheet in book.sheets:
        if sheet.name in OWN_SHEETS:
            continue
        found = read.begin(sheet)
        if found is None:
            continue
        headings, rows = found
        carried = Carried(sheet)
        total = max(sheet.facts.rows - headings.last - 1, 0)
        lines = read_lines(sheet, headings, rows, kind=kind, cells=cells, as_of=as_of, carried=carried)
        for done, line in enumerate(lines, 1):
            read.lines.append(line)
            if step is not None and done % _STEP == 0:
                step(len(read.lines), max(total, len(read.lines)))
        read.finish(sheet, headings, carried)
    return read.result()


class _Reading:
    """What gathers while the sheets go by."""

    def __init__(
        self,
        name: str,
        kind: ImportKind,
        columns: Mapping[str, str] | None,
        remembered: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._name, self._kind, self._columns, self._remembered = name, kind, columns, remembered
        self.lines: list[Line] = []
        self._problems: list[Problem] = []
        self._known: dict[str, str] = {}
        self._unknown: list[str] = []
        self._sheets: list[str] = []
        self._signature = ""
        self._guess: Headings | None = None
        self._empty = True

    def begin(self, sheet: Sheet) -> tuple[Headings, Iterator[tuple[int, list[Any]]]] | None:
        """The headings of a sheet and the rows below them; None where it is no list of this kind."""
        head: list[tuple[int, list[Any]]] = []
        filled = 0
        for one in sheet.rows:
            head.append(one)
            filled += any(cell != "" for cell in one[1])
            if filled > LOOK + 1:
                break
        if not filled:
            return None
        self._empty = False
        found = find_headings(
            sheet, [row for _, row in head], self._kind, columns=self._columns, remembered=self._remembered
        )
        if found is None or len(found.fields) < ENOUGH:
            self._guess = self._guess or found
            text = f"Лист «{sheet.name}» не прочитан: в нём нет знакомых заголовков столбцов."
            cure = "Если это список, подпишите столбцы как в шаблоне. Если нет — ничего делать не нужно."
            self._problems.append(Problem("sheet-skipped", text, cure, sheet.name, warning=True))
            return None
        return found, chain(islice(head, found.last + 1, None), sheet.rows)

    def finish(self, sheet: Sheet, headings: Headings, carried: Carried) -> None:
        """What is to be said of a sheet that was read."""
        self._sheets.append(sheet.name)
        self._signature = self._signature or headings.signature
        labels = headings.labels
        self._known |= {labels[place]: code for place, code in headings.fields.items()}
        self._unknown += [text for place, text in labels.items() if place not in headings.fields]
        for heading, first, code in headings.doubles:
            title = next(one.title for one in FIELDS[self._kind] if one.code == code)
            text = f"Столбцы «{first}» и «{heading}» оба похожи на «{title}»: взят первый."
            cure = "Скажите в соответствии столбцов, какой из них верный."
            self._problems.append(Problem("two-columns", text, cure, sheet.name, headings.last + 1, heading))
        self._warn_of_looks(sheet, headings, carried)

    def _warn_of_looks(self, sheet: Sheet, headings: Headings, carried: Carried) -> None:
        said = []
        for place in sorted(carried.columns & set(headings.fields)):
            column = headings.labels[place]
            text = f"В столбце «{column}» объединённые ячейки: значение взято для каждой строки объединения."
            said.append(("merged-cells", text, "Проверьте, что так и было задумано.", column))
        hidden = [headings.labels[place] for place in headings.fields if place + 1 in sheet.facts.hidden_columns]
        if hidden:
            text = f"Скрытые столбцы прочитаны: {', '.join(f'«{one}»' for one in hidden)}."
            said.append(("hidden-columns", text, "Если они лишние, удалите их.", hidden[0]))
        rows = sum(1 for number in sheet.facts.hidden_rows if number > headings.last + 1)
        if rows:
            said.append(("hidden-rows", f"Скрытые строки прочитаны: {rows}.", "Если они лишние, удалите их.", ""))
        if sheet.hidden:
            said.append(
                ("hidden-sheet", f"Лист «{sheet.name}» скрыт, но прочитан.", "Если он лишний, удалите его.", "")
            )
        for code, text, cure, column in said:
            self._problems.append(Problem(code, text, cure, sheet.name, 0, column, warning=True))

    def result(self) -> FileRead:
        """The file as a whole."""
        if self._empty:
            raise UnreadableError("В файле нет ни одной заполненной ячейки. Заполните шаблон и загрузите его.")
        unknown, signature = self._unknown, self._signature
        if not self._sheets:
            unknown = list(self._guess.labels.values()) if self._guess else []
            signature = self._guess.signature if self._guess else ""
            text = f"В файле «{self._name}» не нашлось столбцов списка: {self._kind.title}."
            cure = "Возьмите шаблон или скажите, какой столбец что значит."
            self._problems.insert(0, Problem("no-list", text, cure))
        elif not self.lines:
            self._problems.append(Problem("no-lines", "Под заголовками нет ни одной строки.", "Заполните список."))
        have = set(self._known.values())
        if "full_name" in have:
            have |= {"family_name", "given_name"}
        if "organisation_code" in have:
            have.add("organisation")
        missing = tuple(one.code for one in FIELDS[self._kind] if one.required and one.code not in have)
        return FileRead(
            self.lines,
            self._known,
            tuple(dict.fromkeys(unknown)),
            missing,
            signature,
            tuple(self._problems),
            tuple(self._sheets),
        )
