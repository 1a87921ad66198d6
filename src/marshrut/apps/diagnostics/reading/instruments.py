"""An instrument from a workbook: what it is, its tasks with keys, its cuts. Each fault is said with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import IO, Any

from marshrut.apps.diagnostics.scoring import find_faults, number_of, tidy_short
from marshrut.apps.diagnostics.types import Feedback, ItemKind, Tailoring
from marshrut.apps.registry.reading.sheets import Sheet, open_book
from marshrut.apps.registry.types import Problem

__all__ = ["ABOUT", "COLUMNS", "CUTS", "FACTS", "LETTERS", "TASKS", "InstrumentSpec", "TaskSpec", "read_instrument"]

#: Letters of options in the workbook, in order; inside the system they are a, b, c, …
LETTERS = "АБВГДЕЖЗ"
_IDS = "abcdefgh"
ABOUT, TASKS, CUTS = "Инструмент", "Задания", "Пороги"
#: Facts of the first sheet: code → its name there.
FACTS: Mapping[str, str] = {
    "code": "Код",
    "title": "Название",
    "introduction": "Вступление",
    "minutes": "Минут",
    "feedback": "Когда показать результат",
    "cut": "Порог, %",
    "strong": "Сильная сторона с, %",
    "cuts_basis": "Чем обоснован порог",
    "longest": "Подстраивается: заданий на компетенцию не больше",
    "shortest": "Подстраивается: заданий на компетенцию не меньше",
    "certainty": "Подстраивается: уверенность, %",
    "among": "Подстраивается: по жребию из лучших",
}
COLUMNS: Mapping[str, str] = {
    "code": "Код задания",
    "kind": "Вид",
    "competency": "Компетенция",
    "stem": "Задание",
    **{f"option_{letter}": f"Вариант {letter}" for letter in LETTERS},
    "key": "Ключ",
    "tolerance": "Допуск",
    "points": "Баллов",
    "partial": "Частичный балл",
    "criteria": "Критерии",
    "unit": "Единица",
    "comment": "Почему так",
    "source": "Источник",
    "of": "Задание из банка",
}
_KINDS = {one.title: one for one in ItemKind} | {
    "один": ItemKind.SINGLE,
    "несколько": ItemKind.MULTIPLE,
    "порядок": ItemKind.ORDERING,
    "развёрнутый ответ": ItemKind.TEXT,
}
_FEEDBACK = {one.title: one for one in Feedback} | {"сразу": Feedback.AT_ONCE, "после": Feedback.AFTER_CAMPAIGN}
_YES = {"да", "1", "+", "yes", "true"}
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """One task as written; `row` is where it stands in the workbook, `of` the item of the bank that it is."""

    code: str
    kind: ItemKind
    competency: str
    stem: str
    body: dict[str, Any]
    key: dict[str, Any]
    top: float
    comment: str = ""
    source: str = ""
    row: int = 0
    of: str = ""


@dataclass(frozen=True, slots=True)
class InstrumentSpec:
    """An instrument as written, ready to be recorded as a draft."""

    code: str
    title: str
    introduction: str
    minutes: int | None
    feedback: Feedback
    #: Competency («» for all that are not named) → (cut, strong), shares of points.
    cuts: dict[str, tuple[float, float]]
    cuts_basis: str
    tasks: tuple[TaskSpec, ...]
    #: How it goes where each person gets other tasks.
    tailoring: Tailoring | None = None


@dataclass
class _Found:
    """What gathers while the workbook is read."""

    names: Mapping[str, str]
    bank: Mapping[str, TaskSpec]
    facts: dict[str, str] = field(default_factory=dict)
    tasks: list[TaskSpec] = field(default_factory=list)
    cuts: dict[str, tuple[float, float]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, sheet: str, row: int, column: str, value: Any, text: str, cure: str) -> None:
        """A fault with its cell."""
        said = str(value)[:120]
        self.problems.append(Problem("instrument", text, cure, sheet=sheet, row=row, column=column, value=said))

    def competency(self, sheet: str, row: int, value: str) -> str:
        """The code of a competency by its code or name."""
        found = self.names.get(tidy_short(value), "")
        if not found:
            text = "Такой компетенции в модели нет." if value else "Не сказано, какую компетенцию проверяет задание."
            self.wrong(
                sheet, row, COLUMNS["competency"], value, text, "Возьмите код или название с листа «Справочник»."
            )
        return found


def read_instrument(
    source: IO[bytes], *, names: Mapping[str, str], bank: Mapping[str, TaskSpec] | None = None
) -> tuple[InstrumentSpec | None, list[Problem]]:
    """The instrument, or None with what is wrong. `names`: tidied code or title of a competency → its code; `bank`:
    items that a row may name instead of being written out.

    Raises UnreadableError for what is no workbook at all.
    """
    found = _Found(names, bank or {})
    seen = set()
    for sheet in open_book(source).sheets:
        seen.add(sheet.name)
        if sheet.name == ABOUT:
            _about(sheet, found)
        elif sheet.name == TASKS:
            _tasks(sheet, found)
        elif sheet.name == CUTS:
            _cuts(sheet, found)
    for name in (ABOUT, TASKS):
        if name not in seen:
            found.wrong(name, 0, "", "", f"В книге нет листа «{name}».", "Возьмите шаблон и заполните его.")
    if TASKS in seen and not found.tasks and not found.problems:
        found.wrong(TASKS, 0, "", "", "Нет ни одного задания.", "Заполните хотя бы одну строку.")
    spec = _spec(found) if not found.problems else None
    return (None if found.problems else spec), found.problems


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value if value is not None else "").strip()


def _about(sheet: Sheet, found: _Found) -> None:
    by_name = {tidy_short(name): code for code, name in FACTS.items()}
    for _, cells in sheet.rows:
        code = by_name.get(tidy_short(_text(cells[0]) if cells else ""))
        if code:
            found.facts[code] = _text(cells[1]) if len(cells) > 1 else ""


def _rows(sheet: Sheet, columns: Mapping[str, str], found: _Found) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows by code of column; the first row with two known headings is the head."""
    by_name = {tidy_short(name): code for code, name in columns.items()}
    head: dict[int, str] = {}
    for number, cells in sheet.rows:
        texts = [_text(one) for one in cells]
        if not head:
            known = {place: by_name[tidy_short(one)] for place, one in enumerate(texts) if tidy_short(one) in by_name}
            head = known if len(known) > 1 else {}
            continue
        values = {code: texts[place] for place, code in head.items() if place < len(texts)}
        if any(values.values()):
            yield number, values
    if not head:
        cure = f"Нужны столбцы: {', '.join(columns.values())}."
        found.wrong(sheet.name, 1, "", "", f"На листе «{sheet.name}» нет знакомых заголовков.", cure)


def _tasks(sheet: Sheet, found: _Found) -> None:
    codes: dict[str, int] = {}
    for row, values in _rows(sheet, COLUMNS, found):
        of = values.get("of", "")
        code = values.get("code", "") or of
        if not code:
            found.wrong(TASKS, row, COLUMNS["code"], "", "У задания нет кода.", "Дайте коротко: З-1, З-2…")
        elif code in codes:
            text = f"Код «{code}» уже стоит в строке {codes[code]}."
            found.wrong(TASKS, row, COLUMNS["code"], code, text, "Коды заданий не повторяются.")
        codes.setdefault(code, row)
        task = _taken(row, code, of, found) if of else _task(row, code, values, found)
        if task is not None:
            found.tasks.append(task)


def _taken(row: int, code: str, of: str, found: _Found) -> TaskSpec | None:
    """An item of the bank as it is: nothing else of the row is read."""
    if of not in found.bank:
        cure = "Возьмите код со страницы инструмента, где это задание стоит, например ОЦЕНИВАНИЕ/1."
        found.wrong(TASKS, row, COLUMNS["of"], of, "Такого задания в банке нет.", cure)
        return None
    if any(one.of == of for one in found.tasks):
        found.wrong(TASKS, row, COLUMNS["of"], of, "Это задание уже взято выше.", "Уберите одну из строк.")
        return None
    return replace(found.bank[of], code=code, row=row, of=of)


def _task(row: int, code: str, values: Mapping[str, str], found: _Found) -> TaskSpec | None:
    before = len(found.problems)
    kind = _KINDS.get(values.get("kind", "").lower())
    if kind is None:
        cure = f"Один из видов: {', '.join(one.title for one in ItemKind)}."
        found.wrong(TASKS, row, COLUMNS["kind"], values.get("kind", ""), "Вид задания непонятен.", cure)
    competency = found.competency(TASKS, row, values.get("competency", ""))
    stem = values.get("stem", "")
    if not stem:
        found.wrong(TASKS, row, COLUMNS["stem"], "", "Нет текста задания.", "Напишите, что нужно сделать.")
    points = number_of(values.get("points") or "1")
    if points is None or points <= 0:
        found.wrong(
            TASKS, row, COLUMNS["points"], values.get("points", ""), "Баллы — число больше нуля.", "Например 1."
        )
    if kind is None or points is None or points <= 0:
        return None
    body, key = _body(kind, values), _key(kind, values)
    for fault in find_faults(kind, body, key, float(points)):
        column = COLUMNS["criteria"] if kind is ItemKind.TEXT else COLUMNS["key"]
        found.wrong(TASKS, row, column, values.get("key", ""), fault, "Исправьте строку и загрузите снова.")
    if len(found.problems) > before:
        return None
    return TaskSpec(
        code, kind, competency, stem, body, key, float(points), values.get("comment", ""), values.get("source", ""), row
    )


def _body(kind: ItemKind, values: Mapping[str, str]) -> dict[str, Any]:
    if kind is ItemKind.TEXT:
        return {"criteria": _criteria(values.get("criteria", ""))}
    if kind is ItemKind.NUMERIC:
        return {"unit": values.get("unit", "")}
    if kind is ItemKind.SHORT:
        return {}
    texts = [(values.get(f"option_{letter}", ""), place) for place, letter in enumerate(LETTERS)]
    return {"options": [{"id": _IDS[place], "text": text} for text, place in texts if text]}


def _criteria(text: str) -> list[dict[str, Any]]:
    """«цель названа = 2; критерии даны = 1» → criteria with their points."""
    made = []
    for number, part in enumerate(filter(None, (one.strip() for one in text.split(";"))), 1):
        words, _, points = part.rpartition("=")
        most = number_of(points)
        made.append({"id": f"k{number}", "text": (words or part).strip(), "max": float(most) if most else 1.0})
    return made


def _key(kind: ItemKind, values: Mapping[str, str]) -> dict[str, Any]:
    text = values.get("key", "")
    partial = {"partial": True} if tidy_short(values.get("partial", "")) in _YES else {}
    if kind is ItemKind.NUMERIC:
        return {"value": text, "tolerance": values.get("tolerance") or "0"}
    if kind is ItemKind.SHORT:
        return {"accepted": [one.strip() for one in text.split(";") if one.strip()]}
    if kind is ItemKind.TEXT:
        return {}
    letters = [one for one in text.upper() if one.isalpha()]
    ids = [_IDS[LETTERS.index(one)] if one in LETTERS else one for one in letters]
    if kind is ItemKind.SINGLE:
        return {"right": ids[0] if len(ids) == 1 else "".join(ids)}
    if kind is ItemKind.ORDERING:
        return {"order": ids, **partial}
    return {"right": ids, **partial}


def _cuts(sheet: Sheet, found: _Found) -> None:
    columns = {"competency": COLUMNS["competency"], "cut": FACTS["cut"], "strong": FACTS["strong"]}
    for row, values in _rows(sheet, columns, found):
        code = found.competency(CUTS, row, values.get("competency", ""))
        pair = _pair(CUTS, row, values, found)
        if code and pair:
            found.cuts[code] = pair


def _pair(sheet: str, row: int, values: Mapping[str, str], found: _Found) -> tuple[float, float] | None:
    cut, strong = number_of(values.get("cut") or "60"), number_of(values.get("strong") or "85")
    if cut is None or strong is None or not 0 < cut < strong <= _HUNDRED:
        said = f"{values.get('cut', '')} / {values.get('strong', '')}"
        text = "Порог — от 1 до 99 процентов баллов, сильная сторона — выше порога и не больше 100."
        found.wrong(sheet, row, FACTS["cut"], said, text, "Например 60 и 85.")
        return None
    return float(cut) / _HUNDRED, float(strong) / _HUNDRED


def _spec(found: _Found) -> InstrumentSpec | None:
    facts = found.facts
    for code in ("code", "title"):
        if not facts.get(code):
            found.wrong(
                ABOUT, 0, FACTS[code], "", f"Не заполнено: {FACTS[code]}.", "Это нужно, чтобы узнать инструмент."
            )
    minutes = number_of(facts["minutes"]) if facts.get("minutes") else None
    if facts.get("minutes") and (minutes is None or not 1 <= minutes <= 600):  # noqa: PLR2004 - ten hours
        found.wrong(
            ABOUT, 0, FACTS["minutes"], facts["minutes"], "Время — от 1 до 600 минут.", "Пусто — без ограничения."
        )
    feedback = _FEEDBACK.get(tidy_short(facts.get("feedback") or "сразу"))
    if feedback is None:
        cure = f"Одно из: {', '.join(one.title for one in Feedback)}."
        found.wrong(ABOUT, 0, FACTS["feedback"], facts.get("feedback", ""), "Непонятно, когда показать.", cure)
    pair, tailoring = _pair(ABOUT, 0, facts, found), _tailoring(facts, found)
    if found.problems or feedback is None or pair is None:
        return None
    return InstrumentSpec(
        code=facts["code"][:60],
        title=facts["title"][:300],
        introduction=facts.get("introduction", ""),
        minutes=int(minutes) if minutes else None,
        feedback=feedback,
        cuts={"": pair, **found.cuts},
        cuts_basis=facts.get("cuts_basis", "")[:300],
        tasks=tuple(found.tasks),
        tailoring=tailoring,
    )


def _tailoring(facts: Mapping[str, str], found: _Found) -> Tailoring | None:
    """None where nothing is said of it: everybody gets every task."""
    said = {code: facts[code] for code in ("longest", "shortest", "certainty", "among") if facts.get(code)}
    if not said:
        return None
    numbers = {code: number_of(text) for code, text in said.items()}
    odd = next((code for code, one in numbers.items() if one is None or one != int(one) or one < 1), None)
    if odd is not None or "longest" not in numbers:
        code = odd or "longest"
        found.wrong(ABOUT, 0, FACTS[code], said.get(code, ""), "Нужно целое число.", "Например 6.")
        return None
    whole = {code: int(one) for code, one in numbers.items() if one is not None}
    made = Tailoring(
        shortest=whole.get("shortest", 1),
        longest=whole["longest"],
        certainty=whole.get("certainty", 80) / _HUNDRED,
        among=whole.get("among", 1),
    )
    for fault in made.faults:
        found.wrong(ABOUT, 0, FACTS["longest"], said["longest"], f"Так не выйдет: {fault}.", "Исправьте эти строки.")
    return made
