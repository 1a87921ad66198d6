"""A person is made to answer for a clause, proves it, says that it is not carried out, takes that back; all is kept."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

REGION = "krasnoyarsk"
HEADING = "heading"
PERSON = "Ёлкина Анна Сергеевна"
REASON = "Нет помещения для стажировки до конца ремонта"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def seat(role):
    return REGION, role


@pytest.fixture
def code(open_page):
    """A clause that nothing serves yet and nobody answers for."""
    page = open_page("/order/clauses/?state=no_records&answers=nobody", seat=seat("governing_body"))
    return page.locator(".clause-code").first.inner_text()


def state_of(page):
    return page.get_by_role(HEADING, level=1).inner_text()


def download(page, name, path):
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    waiting.value.save_as(path)
    return path.read_bytes()


def test_from_an_appointment_to_the_report(open_page, accessible, photo, tmp_path, code):
    chief = open_page(f"/order/clauses/{code}/", seat=seat("governing_body"))
    chief.get_by_text("Назначить ответственного").click()
    form = chief.locator("form", has=chief.get_by_role("button", name="Назначить"))
    form.get_by_label("Кто отвечает").fill("Ёлкина Анна")
    form.get_by_label("Номер приказа о назначении").fill("21-к")
    form.get_by_role("button", name="Назначить").click()
    chief.get_by_text("приказ № 21-к").wait_for()

    person = open_page("/", seat=seat("teacher"))
    assert "Вы отвечаете за 1" in state_of(person).replace("\u00a0", " ")
    mine = person.locator("#answered")
    assert "приказ № 21-к" in mine.inner_text()
    accessible(person)
    photo(person, "mine-answering")
    mine.get_by_role("link").first.click()
    assert state_of(person).startswith(code)

    person.get_by_text("Приложить подтверждение").click()
    proof = person.locator("form", has=person.get_by_role("button", name="Приложить"))
    proof.get_by_label("Что это").fill("Протокол совета от 3 марта, № 4")
    proof.get_by_label("Файл").set_input_files({"name": "протокол.pdf", "mimeType": "application/pdf", "buffer": PDF})
    proof.get_by_role("button", name="Приложить").click()
    person.get_by_role(HEADING, name=f"{code}: есть подтверждения").wait_for()
    kept = download(person, "Протокол совета от 3 марта, № 4", tmp_path / "proof.pdf")
    assert kept == PDF

    person.get_by_text("Заявить с причиной").click()
    person.get_by_label("Почему не исполняется").fill(REASON)
    person.get_by_role("button", name="Заявить: не исполняется").click()
    person.get_by_role(HEADING, name=f"{code}: не исполняется").wait_for()
    accessible(person)
    photo(person, "order-clause-declared")

    chief.goto("/order/")
    assert "не исполняется" in state_of(chief)
    chief.goto(f"/order/clauses/{code}/")
    said = chief.locator(".notice-risk").inner_text()
    assert PERSON in said
    assert REASON in said
    text = zipfile.ZipFile(io.BytesIO(report(chief, "Отчёт в Word", tmp_path))).read("word/document.xml").decode()
    for words in (PERSON, REASON, "№ 21-к", "Протокол совета от 3 марта, № 4"):
        assert words in text
    book = openpyxl.load_workbook(io.BytesIO(report(chief, "Отчёт в Excel", tmp_path)))
    row = next(row for row in book["Пункты"].iter_rows(values_only=True) if row[0] == code)
    assert REASON in row[4]
    assert PERSON in row[5]
    assert "Протокол совета от 3 марта, № 4" in row[6]

    person.get_by_role("button", name="Отозвать заявление").click()
    person.get_by_role(HEADING, name=f"{code}: есть подтверждения").wait_for()

    admin = open_page("/administrator/audit/?area=regulation.", seat=seat("administrator"))
    rows = admin.locator("tbody tr").all_inner_texts()
    expected = {
        "назначен ответственный за пункт": "REGULATION-03",
        "приложено подтверждение к пункту": "REGULATION-04",
        "заявлено о неисполнении пункта": "REGULATION-05",
        "отозвано заявление о неисполнении пункта": "REGULATION-06",
    }
    for words, rule in expected.items():
        found = next(row for row in rows if words in row)
        assert rule in found
        assert code in found


def report(page, name, folder):
    page.goto("/order/")
    return download(page, name, folder / "report")
