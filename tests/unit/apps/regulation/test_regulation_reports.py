"""The report of execution: opened with other programs' libraries, it says what it must and nothing it must not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from uuid import UUID

import docx
import openpyxl
import pytest

from marshrut.apps.regulation import reports, rules
from marshrut.apps.regulation.types import (
    ClauseFacts,
    ClauseItem,
    ClauseState,
    Declaration,
    Reading,
    ReportData,
    ResponsiblePerson,
    Segment,
)

ID = UUID(int=1)
ON = date(2024, 5, 1)
READING = Reading(
    order_id=ID,
    region="abc",
    region_name="Пример",
    node_id=ID,
    kind="приказ",
    number="17",
    date="01.03.2024",
    issuer="Министерство Примера",
    title="О системе",
    version_id=ID,
    version="редакция 1 (действует с 01.03.2024)",
    revision_id=ID,
    revision="прочтение 2 от 05.03.2024",
    loaded_at=datetime(2024, 3, 5, tzinfo=UTC),
    checksum="0123456789abcdef" * 4,
)


def item(code: str, says: str, declared: Declaration | None = None) -> ClauseItem:
    facts = ClauseFacts(outside=False, served=0, evidence=0, proofs=0, declaration=declared)
    return ClauseItem(
        code=code,
        kind="function",
        kind_title="функция",
        section="1.2",
        says=(Segment(says),),
        actors=("Министерство",),
        actor_written="министерство",
        stated=rules.clause_state(facts),
        functions=(),
        served=(),
        responsible=(),
        evidence=0,
    )


@pytest.fixture
def data() -> ReportData:
    declared = Declaration(ID, "Иванова Мария Петровна", "нет помещения", ON, by_responsible=True)
    return ReportData(
        reading=READING,
        on=ON,
        made_by="Петров Пётр Петрович",
        counts=dict.fromkeys(ClauseState, 0) | {ClauseState.NO_RECORDS: 1, ClauseState.DECLARED_NOT_EXECUTED: 1},
        clauses=(item("ABC-1.2-01", '=HYPERLINK("http://x","y")'), item("ABC-1.2-02", "Вести реестр.", declared)),
        responsible={
            "ABC-1.2-02": (ResponsiblePerson(ID, ID, "Иванова Мария Петровна", "Центр", "5-к", ON, ON, None),)
        },
        evidence={"ABC-1.2-01": ("записей: 3",)},
        proofs={"ABC-1.2-01": ("Протокол", "Приказ")},
        indicators=(),
        measures=(),
    )


def test_the_document_names_order_version_revision_day_and_people(data: ReportData) -> None:
    document = docx.Document(BytesIO(reports.execution_docx(data)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for said in ("приказ от 01.03.2024 № 17", "редакция 1", "прочтение 2", "0123456789ab", "01.05.2024", "Петров Пётр"):
        assert said in text
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert rows[1][4] == "нет записей в системе"
    assert rows[1][6] == "записей: 3; приложено документов: 2 («Протокол», «Приказ»)"
    said = "Ответственный (Иванова Мария Петровна) 01.05.2024 заявил: нет помещения"
    assert rows[2][4] == f"не исполняется — заявлено ответственным. {said}"
    assert rows[2][5] == "Иванова Мария Петровна (приказ № 5-к от 01.05.2024)"


def test_the_workbook_says_the_same_and_no_text_becomes_a_formula(data: ReportData) -> None:
    book = openpyxl.load_workbook(BytesIO(reports.execution_xlsx(data)))
    assert book.sheetnames == ["Сводка", "Пункты", "Показатели", "Дорожная карта"]
    summary = {row[0].value: row[1].value for row in book["Сводка"].iter_rows()}
    assert summary["Редакция"] == READING.version
    assert summary["нет записей в системе"] == 1
    cell = book["Пункты"]["C2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x","y")')
    states = [row[4].value for row in book["Пункты"].iter_rows(min_row=2)]
    assert [state.startswith("не исполняется") for state in states] == [False, True]


def test_the_file_is_named_after_region_day_and_content() -> None:
    made = ReportData(READING, ON, "", {}, (), {}, {}, {}, (), ())
    assert reports.file_name(made, "docx") == "execution-abc-2024-05-01-01234567.docx"
