"""A municipality's list, from a file with faults to the change set and back: questions, reasons, errors, undo."""

from __future__ import annotations

import http.client
import io
import re
import socket
import urllib.request
from datetime import date
from urllib.parse import urlsplit

import openpyxl
import pytest
import xlsxwriter

HEADING = "heading"
PLACE = "Озёрная школа"
HEAD = ["ФИО", "Дата рождения", "Организация", "Должность", "Категория"]
BORN = "14.03.1984"
COOKIE = "marshrut"


def book(rows, name):
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    sheet = made.add_worksheet("Лист1")
    for number, row in enumerate([HEAD, *rows]):
        sheet.write_row(number, 0, row)
    made.close()
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": name, "mimeType": mime, "buffer": out.getvalue()}


@pytest.fixture
def school(seats, live):
    """A school of its own under a municipality of the region, with two people on record."""
    from marshrut.apps.regulation.models import Order
    from marshrut.foundation.scope import services as scope
    from marshrut.foundation.scope.models import Node
    from marshrut.foundation.scope.types import NodeKind
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.staff import Staff

    order = Order.objects.of(SystemViewer("tests")).get(region="stavropol")
    system = SystemViewer("tests", order.tenant_id)
    district = Node.objects.of(system).filter(kind=NodeKind.MUNICIPALITY.value).earliest("name")
    known = Node.objects.of(system).filter(name=PLACE).first()
    if known is not None:
        return known
    since = date(2020, 9, 1)
    node = scope.add_node(system, kind=NodeKind.ORGANISATION, name=PLACE, parent_id=district.pk, since=since)
    staff = Staff.of(system)
    staff.organisation(node)
    staff.hire("Озёрова Анна Петровна", node, birth=date(1984, 3, 14))
    staff.hire("Камышов Пётр Ильич", node)
    return node


def work_off():
    """What the worker would do now."""
    from marshrut.foundation.jobs.models import Job
    from marshrut.foundation.jobs.runner import run
    from marshrut.foundation.scope.viewer import SystemViewer

    for job in Job.objects.of(SystemViewer("tests")).filter(state="waiting").order_by("created_at"):
        run(job.pk)


def headline(page):
    return page.get_by_role(HEADING, level=1).inner_text().replace("\u00a0", " ")


def send(page, node, rows, *, full=True):
    page.goto(f"/lists/send/staff/?node={node.pk}")
    page.get_by_label("Файл", exact=True).set_input_files(book(rows, "список.xlsx"))
    page.get_by_role("radio", name=re.compile("Полный" if full else "Дополнение")).check()
    page.get_by_role("button", name="Проверить файл").click()
    page.get_by_role(HEADING, name="Читаем файл и сверяем с записанным").wait_for()
    work_off()
    page.locator("#work").wait_for(state="detached")


def test_a_list_goes_in_and_comes_out_again(open_page, school, photo, accessible):
    page = open_page("/lists/", seat=("stavropol", "centre"))
    accessible(page)
    rows = [
        ["Озёрова Анна Петровна", BORN, PLACE, "учитель математики", "высшая"],
        ["Тростникова Вера Юрьевна", "01.02.1990", PLACE, "учитель физики", "нет"],
        ["Осокина Нина Львовна", "31.02.1990", PLACE, "волшебник", "нет"],
    ]
    send(page, school, rows)

    assert headline(page) == "В файле нет тех, кто записан: 1. Почему?"
    accessible(page)
    photo(page, "list-absent")
    page.get_by_role("link", name="Нет в файле").click()
    page.get_by_label("Причина").select_option("dismissed")
    page.get_by_role("button", name="Всех без причины").click()
    assert "1 строка с ошибками" in headline(page)
    photo(page, "list-errors")

    page.get_by_role("link", name="Изменятся").click()
    page.get_by_text("высшая квалификационная категория").first.wait_for()
    photo(page, "list-difference")

    with page.expect_download() as got:
        page.get_by_role("link", name="Ошибки в Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(got.value.path().read_bytes())).worksheets[0]
    words = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("Осокина" in word for word in words)
    assert "Что сделать" in words

    page.get_by_label(re.compile("пропустить")).check()
    page.get_by_role("button", name="Применить список").click()
    if page.get_by_label("Всё верно").count():  # one of two is more than a twentieth
        page.get_by_label(re.compile("пропустить")).check()
        page.get_by_label("Всё верно").check()
        page.get_by_role("button", name="Применить список").click()
    page.get_by_role(HEADING, name="Применяем список").wait_for()
    work_off()
    page.get_by_role(HEADING, name=re.compile("Список применён")).wait_for()
    accessible(page)
    photo(page, "list-applied")
    address = urlsplit(page.url).path

    assert "появилось 1" in headline(page)
    page.goto("/staff/?search=Тростникова")
    assert "Тростникова Вера Юрьевна" in page.locator("main").inner_text()
    page.goto("/staff/?search=Камышов")
    assert page.get_by_role("link", name="Камышов Пётр Ильич").count() == 0

    page.goto(address)
    page.get_by_label("Почему").fill("прислали не тот файл")
    page.get_by_role("button", name="Отменить список").click()
    page.get_by_role(HEADING, name="Отменяем список").wait_for()
    work_off()
    page.get_by_role(HEADING, name="Список отменён: всё как до него").wait_for()
    page.goto("/staff/?search=Камышов")
    page.get_by_role("link", name="Камышов Пётр Ильич").first.wait_for()


def test_a_namesake_is_asked_about_once(open_page, school, photo, accessible):
    page = open_page("/lists/", seat=("stavropol", "centre"))
    other = [["Озёрова Анна Петровна", "15.03.1984", PLACE, "учитель", ""]]
    send(page, school, other, full=False)
    assert headline(page) == "Ответьте, кто это: 1 строка"
    accessible(page)
    photo(page, "list-question")
    page.get_by_role("radio", name="Новый человек").check()
    page.get_by_role("button", name="Запомнить ответ").click()
    page.get_by_role(HEADING, name="Всё сошлось: можно применять").wait_for()
    send(page, school, other, full=False)
    assert "Ответьте" not in headline(page)


def test_a_file_that_is_no_list_says_what_to_do(open_page, school, accessible):
    page = open_page(f"/lists/send/staff/?node={school.pk}", seat=("stavropol", "centre"))
    garbage = {"name": "список.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04 nothing of a list"}
    page.get_by_label("Файл", exact=True).set_input_files(garbage)
    page.get_by_role("radio", name=re.compile("Дополнение")).check()
    page.get_by_role("button", name="Проверить файл").click()
    page.wait_for_load_state()
    if page.get_by_role(HEADING, name="Читаем файл").count():
        work_off()
        page.get_by_role(HEADING, name="Файл не читается как список").wait_for()
    else:
        page.locator(".field-error").first.wait_for()
    accessible(page)


def test_a_browser_closed_during_an_upload_leaves_nothing(site, seats, school):
    from marshrut.apps.registry.models import Import
    from marshrut.foundation.files.models import StoredFile
    from marshrut.foundation.scope.viewer import SystemViewer

    def rows():
        system = SystemViewer("tests")
        return Import.objects.of(system).count(), StoredFile.objects.of(system).count()

    host, port = urlsplit(site.address).hostname, urlsplit(site.address).port
    line = http.client.HTTPConnection(host, port, timeout=10)
    cookie = f"{COOKIE}={seats['stavropol', 'centre']}"
    address = f"/lists/send/staff/?node={school.pk}"
    line.request("GET", address, headers={"Cookie": cookie})
    answer = line.getresponse()
    form_cookie = answer.headers["Set-Cookie"].split(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())[1]
    line.close()
    before = rows()
    fields = {"csrfmiddlewaretoken": token, "node": school.pk, "completeness": "addition", "as_of": "2026-09-01"}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'
    body = ("".join(parts) + file).encode() + "Фамилия;Имя;Организация;Должность\r\n".encode() * 2000
    head = [
        f"POST {address} HTTP/1.1",
        f"Host: {host}:{port}",
        f"Cookie: {cookie}; {form_cookie}",
        "Content-Type: multipart/form-data; boundary=x",
    ]
    with socket.create_connection((host, port), timeout=10) as gone:
        gone.sendall("\r\n".join([*head, f"Content-Length: {len(body) * 3}", "", ""]).encode() + body)
    with urllib.request.urlopen(site.url("/ui/"), timeout=10) as still:  # noqa: S310 - our own loopback address
        assert still.status == 200
    assert rows() == before
    whole = body + b"\r\n--x--\r\n"
    with socket.create_connection((host, port), timeout=10) as stays:
        stays.sendall(
            "\r\n".join([*head, f"Content-Length: {len(whole)}", "Connection: close", "", ""]).encode() + whole
        )
        assert stays.recv(64).startswith(b"HTTP/1.1 302"), "the same, sent to its end, is taken"
    assert rows() == (before[0] + 1, before[1] + 1)


def test_who_has_not_sent_is_seen_and_the_empty_region_begins_with_steps(open_page, school, photo, accessible):
    page = open_page("/lists/senders/", seat=("stavropol", "centre"))
    assert re.match(r"Не прислали \d+ из \d+|Прислали все", headline(page))
    accessible(page)
    photo(page, "list-senders")
    empty = open_page("/", seat=("kuzbass", "centre"))
    empty.wait_for_url("**/start/")
    assert headline(empty) == "Пока пусто: начните со списка организаций"
    accessible(empty)
    photo(empty, "start")
    with empty.expect_download() as got:
        empty.get_by_role("link", name="Шаблон Excel").first.click()
    assert openpyxl.load_workbook(io.BytesIO(got.value.path().read_bytes())).sheetnames
