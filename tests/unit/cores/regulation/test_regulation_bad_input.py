"""Bad input: each is met with file, line and words, never with a traceback."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marshrut.cores.regulation import Problem, Reading, read_catalogue, read_regulation
from marshrut.cores.regulation.yamltext import MAX_BYTES, read_tree

Read = Callable[..., Reading]


def line_of(text: bytes, part: str) -> int:
    """The line on which these words first stand."""
    return next(n for n, line in enumerate(text.decode().split("\n"), 1) if part in line)


def only(reading: Reading) -> Problem:
    assert reading.regulation is None
    assert len(reading.problems) == 1, "\n".join(map(str, reading.problems))
    return reading.problems[0]


def edited(sample: dict[str, bytes], file: str, old: str, new: str) -> str:
    text = sample[f"{file}.yaml"].decode()
    assert old in text
    return text.replace(old, new, 1)


def test_the_sample_itself_is_good(read: Read) -> None:
    assert read().ok, read().problems


# file, what is replaced, by what, where the problem stands (words of its line), its key, words, nearest
EDITS = [
    (
        "clauses",
        "  says: Утвердить",
        "  sayz: Утвердить",
        "sayz",
        "clauses[ABC-RM-01].sayz",
        "неизвестный ключ",
        "says",
    ),
    (
        "structure",
        "top_level: regional",
        "top_level: regionl",
        "regionl",
        "top_level",
        "нет в списке допустимых",
        "regional",
    ),
    ("structure", "type: cnppm", "type: cnpm", "cnpm", "subjects[centre].type", "нет в списке допустимых", "cnppm"),
    (
        "registers",
        "source: [ABC-1.1-01]",
        "source: [ABC-1.1-02]",
        "ABC-1.1-02",
        "registers[ABC-REG-01].source[1]",
        "пункт «ABC-1.1-02» не существует",
        "ABC-1.1-01",
    ),
    (
        "indicators",
        "{year: 2024, value: 5}",
        "{value: 5}",
        "{value: 5}",
        "indicators[ABC-IND-01].targets[1]",
        "нет года",
        None,
    ),
    (
        "indicators",
        "{year: 2024, value: 5}",
        "{year: 2024}",
        "{year: 2024}",
        "indicators[ABC-IND-01].targets[1]",
        "нет значения",
        None,
    ),
    (
        "indicators",
        "{year: 2024, value: 5}",
        "{year: 2024, value: true}",
        "value: true",
        "indicators[ABC-IND-01].targets[1].value",
        "не подходит к единице",
        None,
    ),
    (
        "clauses",
        "functions: [regulation.clause-register]",
        "functions: [regulation.clause-registr]",
        "clause-registr]",
        "clauses[ABC-1.1-01].functions[1]",
        "функция",
        "regulation.clause-register",
    ),
    (
        "clauses",
        "actors: [ministry]",
        "actors: [minister]",
        "minister]",
        "clauses[ABC-1.1-01].actors[1]",
        "субъект",
        "ministry",
    ),
    ("clauses", "date: 2024-03-01", "date: 2024-02-30", "2024-02-30", "", "не бывает", None),
    ("clauses", "date: 2024-03-01", "date: '2024-03-01'", "'2024-03-01'", "document.date", "нужна дата", None),
    ("clauses", "number: '17'", "number: 17", "number: 17", "document.number", "возьмите значение в кавычки", None),
    ("clauses", "number: '17'", "number: 0x11", "0x11", "", "без кавычек", None),
    ("structure", "inside_system: false", "inside_system: no", "inside_system: no", "", "без кавычек", None),
    ("structure", "name: Пример", "name: ' Пример'", "name: ' Пример'", "name", "окружён пробелами", None),
    (
        "structure",
        "part_of: ministry",
        "part_of: centre",
        "part_of: centre",
        "subjects[centre].part_of",
        "по кругу",
        None,
    ),
    ("structure", "region: abc", "region: abd", "region: abd", "region", "не совпадает с именем папки", None),
    ("structure", "clause_prefix: ABC", "clause_prefix: abc", "clause_prefix: abc", "clause_prefix", "приставка", None),
    (
        "roadmap",
        "due: {kind: date, date: 2024-06-01, precision: day}",
        "due: {kind: date, date: 2024-06-01, precision: month}",
        "precision: month",
        "measures[ABC-RM-01].due.date",
        "не последний день",
        None,
    ),
    (
        "roadmap",
        "due: {kind: date, date: 2024-06-01, precision: day}",
        "due: {kind: dayly}",
        "dayly",
        "measures[ABC-RM-01].due.kind",
        "неизвестный вид",
        None,
    ),
    (
        "roadmap",
        "period: {from: 2024-01-01, to: 2025-12-31}",
        "period: {from: 2026-01-01, to: 2025-12-31}",
        "period:",
        "period.from",
        "позже конца",
        None,
    ),
    (
        "roadmap",
        "indicators: [ABC-IND-01]",
        "indicators: []",
        "indicators: []",
        "measures[ABC-RM-01].indicators",
        "ссылаются",
        None,
    ),
    (
        "roadmap",
        "executors_written: []",
        "executors_written: [школа]",
        "  executors: []",
        "measures[ABC-RM-01].executors",
        "расходятся",
        None,
    ),
    (
        "roadmap",
        "name: Утвердить\n",
        "name: Утвердить\n  note: ''\n",
        "note: ''",
        "measures[ABC-RM-01].note",
        "пуст",
        None,
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "where", "key", "words", "nearest"), EDITS)
def test_each_bad_edit_is_found_at_its_place(
    *,
    read: Read,
    sample: dict[str, bytes],
    file: str,
    old: str,
    new: str,
    where: str,
    key: str,
    words: str,
    nearest: str | None,
) -> None:
    text = edited(sample, file, old, new)
    reading = read(**{file: text})
    assert not reading.ok
    problem = next((one for one in reading.problems if words in one.text), None)
    assert problem is not None, "\n".join(map(str, reading.problems))
    assert problem.file == f"{file}.yaml"
    assert problem.line == line_of(text.encode(), where)
    assert problem.key == key
    assert problem.nearest == nearest


def test_a_removed_clause_is_missed_wherever_it_is_named(read: Read, sample: dict[str, bytes]) -> None:
    text = sample["clauses.yaml"].decode()
    start, end = text.index("- id: ABC-1.1-01"), text.index("- id: ABC-RM-01")
    reading = read(clauses=text[:start] + text[end:])
    found = {(one.file, one.key) for one in reading.problems}
    assert ("registers.yaml", "registers[ABC-REG-01].source[1]") in found
    assert ("structure.yaml", "subjects[ministry].source[1]") in found
    assert all("«ABC-1.1-01» не существует" in one.text for one in reading.problems)


def test_a_missing_required_key_names_the_record_and_its_line(read: Read, sample: dict[str, bytes]) -> None:
    text = edited(sample, "clauses", "  says: Утвердить положение.\n", "")
    problem = only(read(clauses=text))
    assert (problem.key, problem.line) == ("clauses[ABC-RM-01].says", line_of(text.encode(), "ABC-RM-01"))
    assert "нет обязательного ключа «says»" in problem.text


def test_a_duplicate_id_names_the_first_line(read: Read, sample: dict[str, bytes]) -> None:
    text = sample["registers.yaml"].decode()
    body = text[text.index("- id:") : text.index("note: null")]
    doubled = text.replace("note: null", body + "note: null")
    problem = only(read(registers=doubled))
    assert problem.file == "registers.yaml"
    assert problem.line == 15
    assert "«ABC-REG-01» уже есть: впервые в строке 3" in problem.text


def test_a_duplicate_key_is_refused(read: Read, sample: dict[str, bytes]) -> None:
    text = edited(sample, "clauses", "  kind: function\n", "  kind: function\n  kind: task\n")
    problem = next(one for one in read(clauses=text).problems if "ключ повторён" in one.text)
    assert problem.line == line_of(text.encode(), "kind: task")


@pytest.mark.parametrize(
    ("old", "new", "line_words", "words"),
    [
        ("  kind: function\n", "   kind: function\n", "   kind: function", "неверный отступ"),
        ("  kind: function\n", " kind: function\n", " kind: function", "неверный отступ"),
        ("  kind: function\n", "\tkind: function\n", "\tkind: function", "табуляция"),
        ("actors: [ministry]", "actors: [ministry", "actor_written", "не закрыта скобка"),
        ("  seed: example.txt", "  seed: @example.txt", "seed: @example.txt", "возьмите его в кавычки"),
    ],
)
def test_wrong_indent_and_brackets_become_sentences(
    read: Read, sample: dict[str, bytes], old: str, new: str, line_words: str, words: str
) -> None:
    text = edited(sample, "clauses", old, new)
    problem = only(read(clauses=text))
    assert problem.file == "clauses.yaml"
    assert problem.line == line_of(text.encode(), line_words)
    assert words in problem.text
    assert "столбец" in problem.text


def test_an_open_quote_is_a_sentence(read: Read, sample: dict[str, bytes]) -> None:
    problem = only(read(clauses=edited(sample, "clauses", "number: '17'", "number: '17")))
    assert problem.file == "clauses.yaml"
    assert problem.line is not None


def test_another_encoding_is_named_with_its_line(read: Read, sample: dict[str, bytes]) -> None:
    problem = only(read(clauses=sample["clauses.yaml"].decode().encode("cp1251")))
    assert (problem.file, problem.line) == ("clauses.yaml", 3)
    assert "не в кодировке UTF-8 (похоже на Windows-1251)" in problem.text
    for encoding in ("utf-16", "utf-32"):
        problem = only(read(clauses=sample["clauses.yaml"].decode().encode(encoding)))
        assert problem.line == 1
        assert encoding.upper() in problem.text


def test_a_byte_order_mark_of_utf8_is_accepted(read: Read, sample: dict[str, bytes]) -> None:
    assert read(clauses=b"\xef\xbb\xbf" + sample["clauses.yaml"]).ok
    assert read(clauses=sample["clauses.yaml"].replace(b"\n", b"\r\n")).ok


BOMB = "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (BOMB, 1, "якоря и ссылки"),
        ("a: 1\nb: *a\n", 2, "якоря и ссылки"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "метки типов"),
        ("a: 1\nb: !mine x\n", 2, "метки типов"),
        ("%YAML 1.1\n---\na: 1\n", 1, ""),
        ("a: 1\n---\nb: 2\n", 2, "больше одного документа"),
        ("a:\n " + "[" * 60, 2, "вложенность глубже"),
        ("a: 1\nb: x\x00y\n", 2, "невидимый символ U+0000"),
        ("a: 1\nb: x\u2028y\n", 2, "невидимый символ U+2028"),
        ("a: 1\n? [x]\n: y\n", 2, "не текст"),
        ("a: 1\n2020: y\n", 2, "не текст"),
        ("a: 1\n<<: {b: 1}\n", 2, "особый смысл"),
        ("", 1, "пуст"),
        ("# только примечание\n", 1, "пуст"),
    ],
)
def test_dangerous_yaml_is_refused_at_its_line(text: str, line: int, words: str) -> None:
    _, problems = read_tree("clauses.yaml", text.encode())
    assert problems
    assert words in problems[0].text
    assert problems[0].line == line


def test_a_flood_is_refused(read: Read) -> None:
    assert "больше" in only(read(clauses=b"#" * (MAX_BYTES + 1))).text
    many = b"a: [" + b"1," * 250_000 + b"1]\n"
    assert "значений" in only(read(clauses=many)).text


@pytest.mark.parametrize("top", ["just text", "- a\n- b", "null", "12", "2024-01-01"])
def test_a_file_that_is_no_mapping_is_told_so(read: Read, top: str) -> None:
    problem = only(read(clauses=top))
    assert "нужна таблица ключей" in problem.text


def test_missing_and_stray_files(sample: dict[str, bytes], sample_catalogue: object) -> None:
    del sample["roadmap.yaml"]
    sample["roadmaps.yaml"] = b""
    reading = read_regulation("abc", sample, catalogue=sample_catalogue)  # type: ignore[arg-type]
    said = {one.file: one for one in reading.problems}
    assert "файла нет" in said["roadmap.yaml"].text
    assert said["roadmaps.yaml"].nearest == "roadmap.yaml"
    assert not reading.references_checked


def test_twins_are_looked_up_only_when_the_other_region_is_known(
    read: Read, sample: dict[str, bytes], sample_catalogue: object
) -> None:
    twin = "{clause: ABC-1.1-01, twin: XYZ-1-01, difference: null}"
    compared = f"compared_with:\n  region: xyz\n  general: []\n  clauses:\n  - {twin}"
    text = edited(sample, "clauses", "compared_with: null", compared)
    assert read(clauses=text).ok
    sample["clauses.yaml"] = text.encode()
    others = {"xyz": frozenset({"XYZ-1-02"})}
    problem = only(read_regulation("abc", sample, catalogue=sample_catalogue, others=others))  # type: ignore[arg-type]
    assert problem.key == "compared_with.clauses[1].twin"
    assert problem.nearest == "XYZ-1-02"


def test_a_bad_catalogue_is_told(sample_catalogue: object) -> None:
    line = "- {id: a.b, title: Т, capability: documents, app: regulation, evidence: е, peers: []}\n"
    catalogue, problems = read_catalogue(("functions:\n" + line + line).encode())
    assert catalogue is None
    assert [one.line for one in problems] == [3]
    assert "повторено" in problems[0].text


def test_a_problem_reads_as_one_line() -> None:
    said = str(Problem("clauses.yaml", 7, "clauses[ABC-1.2-03].kind", "неизвестный ключ «knd»", "kind"))
    assert said == "clauses.yaml:7: clauses[ABC-1.2-03].kind: неизвестный ключ «knd» (похоже на: kind)"
