"""The centre presses a button and gets the note as a document; a blank of an outside operator comes back filled."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import openpyxl
import pytest

CENTRE = ("smolensk", "centre")
COUNTED, ENTERED = "SMO-IND-05", "SMO-IND-01"


def work_off():
    """What the worker would do now."""
    from marshrut.foundation.jobs.models import Job
    from marshrut.foundation.jobs.runner import run
    from marshrut.foundation.scope.viewer import SystemViewer

    for job in Job.objects.of(SystemViewer("tests")).filter(state="waiting").order_by("created_at"):
        run(job.pk)


def ask_note(page):
    page.goto("/indicators/note/")
    page.get_by_role("button", name="Составить справку").click()
    page.get_by_role("heading", level=1).filter(has_text="Аналитическая справка на").wait_for()
    work_off()
    page.goto("/indicators/note/")


def taken(page, press):
    with page.expect_download() as waiting:
        press()
    return Path(waiting.value.path()).read_bytes()


def blank():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Форма"
    sheet["A1"], sheet["B1"] = "Показатель", "Значение"
    sheet["A2"], sheet["A3"], sheet["A4"] = "Регион", "Прошли диагностику, %", "Дорожная карта"
    sheet["A5"], sheet["B5"] = "Всего", "=SUM(B3:B3)"
    out = io.BytesIO()
    book.save(out)
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "форма.xlsx", "mimeType": mime, "buffer": out.getvalue()}


@pytest.mark.usefixtures("live")
def test_the_note_is_a_document_after_one_press(open_page, accessible, photo):
    page = open_page("/indicators/note/", seat=CENTRE)
    accessible(page)
    ask_note(page)
    page.get_by_role("heading", name=re.compile("Последняя справка")).wait_for()
    content = taken(page, page.get_by_role("link", name=re.compile("Справка DOCX")).first.click)
    said = "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)
    assert "Аналитическая справка" in said
    assert "Контрольная сумма снимка" in said
    tables = taken(page, page.get_by_role("link", name=re.compile("Таблицы XLSX")).first.click)
    assert "Показатели" in openpyxl.load_workbook(io.BytesIO(tables)).sheetnames
    photo(page, "note")
    page.goto("/indicators/note/form/")
    accessible(page)
    photo(page, "note-form")


@pytest.mark.usefixtures("live")
def test_a_blank_comes_back_filled(open_page, accessible, photo):
    page = open_page("/indicators/note/", seat=CENTRE)
    ask_note(page)  # a snapshot to fill from
    page.goto("/indicators/blanks/")
    accessible(page)
    page.get_by_label("Как назвать").fill("Форма оператора")
    page.get_by_label("Бланк (XLSX)").set_input_files(blank())
    page.get_by_role("button", name="Отправить бланк").click()
    page.get_by_role("heading", name=re.compile("свяжите клетки")).wait_for()
    accessible(page)
    page.get_by_label("Показатель или реестр для B3").fill(COUNTED)
    page.get_by_label("Что вписать в B3").select_option("value")
    page.get_by_label("Показатель или реестр для B4").fill(ENTERED)
    page.get_by_label("Что вписать в B4").select_option("value")
    page.get_by_label("Что вписать в B2").select_option("region")
    page.get_by_role("button", name="Записать связи").click()
    page.get_by_role("heading", name=re.compile("связано 3")).wait_for()
    page.set_viewport_size({"width": 360, "height": 640})
    accessible(page)  # before the photographs: they change the colours, which takes a moment
    page.set_viewport_size({"width": 1366, "height": 768})
    photo(page, "blank")
    content = taken(page, page.get_by_role("button", name="Скачать заполненный бланк").click)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Форма"]
    assert sheet["B2"].value == "Смоленская область"
    assert sheet["B5"].value == "=SUM(B3:B3)"
    left = {row[1]: row[3] for row in book["Не заполнено"].iter_rows(min_row=2, values_only=True)}
    assert "значение не внесено" in left["B4"]
    assert ("B3" in left) is (sheet["B3"].value is None), "nobody at work: nothing to divide by, and it is said"
    page.get_by_role("button", name="Убрать бланк").click()
    page.get_by_role("button", name="Убрать", exact=True).click()
    page.get_by_role("heading", name=re.compile("Чужой бланк|Хранится")).wait_for()


@pytest.mark.usefixtures("live")
def test_a_wrong_code_is_said_beside_what_was_sent(open_page, accessible):
    page = open_page("/indicators/blanks/", seat=CENTRE, phone=True)
    page.get_by_label("Как назвать").fill("Ещё форма")
    page.get_by_label("Бланк (XLSX)").set_input_files(blank())
    page.get_by_role("button", name="Отправить бланк").click()
    page.get_by_label("Показатель или реестр для B3").fill("НЕТ-1")
    page.get_by_label("Что вписать в B3").select_option("value")
    page.get_by_role("button", name="Записать связи").click()
    page.get_by_text("MONITORING-14").wait_for()
    assert page.get_by_label("Показатель или реестр для B3").input_value() == "НЕТ-1"
    accessible(page)
