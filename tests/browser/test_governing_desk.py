"""The governing body's desk in a browser: five regions, every page, the deeds, the keyboard, a village line."""

from __future__ import annotations

import io
import zipfile

import pytest

REGIONS = ("krasnoyarsk", "kuzbass", "smolensk", "stavropol", "tazovsky")
PAGES = ("", "structure/", "clauses/", "indicators/", "roadmap/", "registers/", "editions/")
KILO = 1000


def seat(region, role="governing_body"):
    return region, role


def wide(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def open_details(page):
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")


@pytest.mark.parametrize("region", REGIONS)
def test_the_front_page_of_each_region(open_page, photo, accessible, region):
    page = open_page("/order/", seat=seat(region))
    assert "Подтверждени" in page.get_by_role("heading", level=1).inner_text()
    eyebrow = page.locator(".eyebrow").inner_text()
    assert "редакция 1" in eyebrow
    assert "прочтение 1" in eyebrow
    accessible(page)
    photo(page, f"order-{region}")
    page.set_viewport_size({"width": 360, "height": 640})
    assert wide(page) <= 0


@pytest.mark.parametrize("path", PAGES[1:])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_every_page_is_accessible_and_names_its_reading(open_page, accessible, path, phone):
    page = open_page(f"/order/{path}", seat=seat("smolensk"), phone=phone, dark=phone)
    assert "№ 504-ОД" in page.locator(".eyebrow").inner_text()
    assert "прочтение" in page.locator(".foot").inner_text()
    open_details(page)
    accessible(page)
    assert wide(page) <= 0


@pytest.mark.parametrize("path", PAGES[1:])
def test_every_page_photographed(open_page, photo, path):
    photo(open_page(f"/order/{path}", seat=seat("tazovsky")), f"order-tazovsky-{path.strip('/')}")


def test_a_clause_with_its_forms_is_accessible(open_page, accessible, photo):
    page = open_page("/order/clauses/TAZ-RM-06/", seat=seat("tazovsky"))
    open_details(page)
    accessible(page)
    photo(page, "order-tazovsky-clause")
    page.set_viewport_size({"width": 360, "height": 640})
    assert wide(page) <= 0


def test_search_by_any_form_of_a_word_without_reload(open_page):
    page = open_page("/order/clauses/", seat=seat("tazovsky"))
    page.evaluate("window.kept = true")
    page.get_by_label("Слова или код пункта").fill("дефицит")
    page.get_by_role("heading", name="Нашлось").wait_for()
    assert page.locator("#found mark").count() > 0
    assert page.evaluate("window.kept")
    assert "q=" in page.url
    page.get_by_label("Вид").select_option("function")
    page.wait_for_url("**kind=function**")
    assert page.locator("#found li .note", has_text="функция").count() > 0
    page.evaluate("history.back()")
    page.wait_for_function("!location.search.includes('kind=function')")
    page.get_by_role("heading", name="Нашлось").wait_for()
    page.evaluate("history.back()")
    page.get_by_role("heading", name="131\u00a0пункт").wait_for()
    assert page.get_by_label("Слова или код пункта").input_value() == ""


def test_search_and_pages_without_javascript(open_page):
    page = open_page("/order/clauses/", seat=seat("smolensk"), javascript=False)
    page.get_by_role("link", name="Дальше").click()
    assert "21–40 из 326" in page.locator(".pages").inner_text()
    page.get_by_label("Слова или код пункта").fill("методистам")
    page.get_by_role("button", name="Показать").click()
    page.get_by_role("heading", name="Нашлось").wait_for()
    assert page.locator("#found mark").count() > 0


def test_nothing_found_says_what_to_do(open_page, accessible):
    page = open_page("/order/clauses/?q=синхрофазотрон", seat=seat("tazovsky"))
    page.get_by_text("Таких пунктов нет").wait_for()
    accessible(page)


def test_the_clauses_by_keyboard(open_page):
    page = open_page("/order/clauses/", seat=seat("tazovsky"))
    page.keyboard.press("Slash")
    assert page.evaluate("document.activeElement.id") == "bar-search"
    page.keyboard.press("Escape")
    links = page.locator("#found .clause-code")
    links.first.focus()
    page.keyboard.press("ArrowDown")
    first = links.nth(0).inner_text()
    second = links.nth(1).inner_text()
    assert page.evaluate("document.activeElement.textContent") == second
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{second}/")
    page.keyboard.press("ArrowLeft")
    page.get_by_role("heading", name=first).wait_for()
    page.keyboard.press("KeyN")
    page.get_by_label("Кто отвечает").wait_for()


def test_appoint_prove_and_take_back(open_page, photo):
    page = open_page("/order/clauses/STA-1.2-01/", seat=seat("stavropol"))
    code = page.locator(".crumbs span").inner_text()
    assert "нет записей" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_text("Назначить ответственного").click()
    form = page.locator("form", has=page.get_by_role("button", name="Назначить"))
    form.get_by_label("Кто отвечает").fill("Ёлкина")
    form.get_by_role("button", name="Назначить").click()
    form.get_by_label("Номер приказа о назначении").fill("17-к")
    form.get_by_role("button", name="Назначить").click()
    page.get_by_text("приказ № 17-к").wait_for()
    page.locator(".undo").get_by_text("Ответственный назначен").wait_for()

    page.get_by_text("Приложить подтверждение").click()
    proof = page.locator("form", has=page.get_by_role("button", name="Приложить"))
    proof.get_by_label("Что это").fill("Протокол совета, № 4")
    proof.get_by_role("button", name="Приложить").click()
    page.get_by_role("heading", name=f"{code}: есть подтверждения").wait_for()
    photo(page, "order-clause-proved")

    page.locator(".undo").get_by_role("button", name="Отменить").click()
    page.get_by_role("heading", name=f"{code}: нет записей в системе").wait_for()
    page.get_by_text("Протокол совета, № 4").wait_for()


def test_a_mistake_comes_back_with_what_was_typed(open_page):
    page = open_page("/order/clauses/STA-6.2-01/", seat=seat("stavropol"))
    page.get_by_text("Приложить подтверждение").click()
    proof = page.locator("form", has=page.get_by_role("button", name="Приложить"))
    proof.get_by_label("Что это").fill("Приказ")
    proof.get_by_label("Дата документа").fill("2030-01-01")
    proof.get_by_role("button", name="Приложить").click()
    page.get_by_text("ещё не наступила").wait_for()
    assert proof.get_by_label("Что это").input_value() == "Приказ"


def test_only_who_answers_may_say_not_executed(open_page):
    page = open_page("/order/clauses/KEM-1.1-01/", seat=seat("kuzbass"))
    assert page.locator("#declare").get_by_role("button").count() == 0
    assert "только ответственный" in page.locator("#declare").inner_text()


def test_a_teacher_reads_but_does_not_appoint(open_page):
    page = open_page("/order/clauses/TAZ-RM-06/", seat=seat("tazovsky", "teacher"))
    assert page.get_by_role("heading", level=1).inner_text().startswith("TAZ-RM-06")
    assert page.get_by_role("button", name="Назначить").count() == 0
    page.get_by_text("кто назначает").click()
    assert "REGULATION-03" in page.locator("#responsible").inner_text()


def test_another_region_is_not_there(open_page):
    page = open_page(seat=seat("tazovsky"))
    answer = page.goto("/order/clauses/STA-1.2-01/")
    assert answer.status == 404
    assert "нет" in page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize(("kind", "inside"), [("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")])
def test_the_report_as_a_file(open_page, tmp_path, kind, inside):
    page = open_page("/order/", seat=seat("tazovsky"))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Отчёт в Word" if kind == "docx" else "Отчёт в Excel").click()
    name = waiting.value.suggested_filename
    waiting.value.save_as(tmp_path / name)
    assert name.startswith("execution-tazovsky-")
    with zipfile.ZipFile(io.BytesIO((tmp_path / name).read_bytes())) as package:
        assert inside in package.namelist()


def test_in_the_district_its_department_is_the_top(open_page):
    page = open_page("/order/structure/", seat=seat("tazovsky"))
    top = page.locator("svg.pic a", has=page.locator("rect.v-road-2"))
    assert top.get_attribute("aria-label") == "Департамент образования"


def test_on_a_phone_the_list_of_the_structure_comes_first(open_page):
    page = open_page("/order/structure/", seat=seat("smolensk"), phone=True)
    picture, listed = page.locator(".picture"), page.locator(".list-first > .card:not(.picture)")
    assert picture.bounding_box()["y"] > listed.last.bounding_box()["y"]
    page.set_viewport_size({"width": 1366, "height": 768})
    assert picture.bounding_box()["y"] < listed.first.bounding_box()["y"]
    page.locator(".twin summary").click()
    assert page.locator(".twin tbody tr").count() >= page.locator("svg.pic path[fill=none]").count()


@pytest.mark.parametrize("region", REGIONS)
def test_the_words_of_the_structure_stay_inside_their_boxes(open_page, region):
    page = open_page("/order/structure/", seat=seat(region))
    too_wide = page.evaluate("""() => [...document.querySelectorAll("svg.pic a")].filter((box) => {
      const frame = box.querySelector("rect:last-of-type").getBoundingClientRect();
      const words = box.querySelector("text").getBoundingClientRect();
      return words.left < frame.left + 2 || words.right > frame.right - 2;
    }).map((box) => box.textContent)""")
    assert not too_wide


def test_an_order_without_a_roadmap_says_so(open_page, photo):
    page = open_page("/order/roadmap/", seat=seat("kuzbass"))
    assert "Дорожной карты в приказе нет" in page.get_by_role("heading", level=1).inner_text()
    photo(page, "order-kuzbass-roadmap")


def test_pages_are_light(open_page, weigh):
    page = open_page(seat=seat("smolensk"))
    with weigh(page) as first:
        page.goto("/order/")
    assert first.total <= 150 * KILO
    for path in PAGES:
        with weigh(page) as later:
            page.goto(f"/order/{path}")
        assert later.total <= 20 * KILO, (path, later.files)


@pytest.mark.slow
def test_the_front_page_on_a_village_line(open_page):
    page = open_page(seat=seat("smolensk"), slow=True)
    page.set_default_timeout(60_000)
    page.goto("/order/", wait_until="domcontentloaded")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000")
    assert painted < 8
    page.goto("/order/clauses/", wait_until="domcontentloaded")
    assert page.evaluate("performance.now() / 1000") < 6
