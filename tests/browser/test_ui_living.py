"""The living page `/ui/`: every component, photographed, accessible, light, without JavaScript and on a slow line."""

from __future__ import annotations

import pytest

KILO = 1000


def wide(page) -> int:
    """How far the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_photographed(open_page, photo):
    photo(open_page("/ui/"), "ui")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_accessible_and_never_wider_than_the_window(open_page, accessible, phone, dark):
    page = open_page("/ui/", phone=phone, dark=dark)
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    accessible(page)
    assert wide(page) <= 0


def test_reads_without_javascript(open_page):
    page = open_page("/ui/", javascript=False)
    assert page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="Ещё").click()
    assert page.get_by_role("link", name="Скопировать ссылку").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Отозвать…").click()
    assert page.get_by_role("heading", name="Отозвать согласование?").is_visible()
    page.get_by_role("button", name="Не надо").click()
    assert not page.get_by_role("heading", name="Отозвать согласование?").is_visible()
    page.get_by_role("button", name="Светлая или тёмная тема").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_theme_is_kept_between_pages(open_page):
    page = open_page("/ui/")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Светлая или тёмная тема").click()
    page.goto("/ui/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper


def test_by_keyboard(open_page):
    page = open_page("/ui/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="К содержанию")
    assert skip.evaluate("el => el === document.activeElement")
    assert skip.evaluate("el => el.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim().slice(0, 20)"))
    assert {"Напечатать", "Позже", "Отозвать"} <= {words.split("\n")[0] for words in reached}


def test_a_modal_question_keeps_the_focus_and_closes_by_escape(open_page):
    page = open_page("/ui/")
    page.get_by_role("button", name="Отозвать…").click()
    dialog = page.get_by_role("dialog", name="Отозвать согласование?")
    assert dialog.evaluate("el => el.matches(':modal')")
    assert page.evaluate("document.activeElement.textContent") == "Не надо"
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_light_over_the_wire(open_page, weigh, record_property):
    page = open_page()
    with weigh(page) as first:
        page.goto("/ui/")
    with weigh(page) as later:
        page.goto("/ui/?page=3")
    record_property("first_page_bytes", first.total)
    record_property("later_page_bytes", later.total)
    print(f"first {first.total}, later {later.total}", first.files)
    assert first.total <= 150 * KILO
    assert later.total <= 20 * KILO


@pytest.mark.slow
def test_usable_on_a_village_line(open_page, record_property):
    page = open_page(slow=True)
    page.set_default_timeout(60_000)
    page.goto("/ui/", wait_until="domcontentloaded")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000")
    ready = page.evaluate("performance.now() / 1000")
    record_property("seconds_to_first_paint", painted)
    print(f"painted {painted:.1f} s, ready {ready:.1f} s")
    assert painted < 8
    assert ready < 15
    assert page.get_by_role("button", name="Напечатать").is_enabled()


def test_a_lost_connection_says_so(open_page):
    page = open_page("/ui/")
    page.evaluate("document.dispatchEvent(new CustomEvent('htmx:sendError'))")
    assert "Связь пропала, ничего не потеряно" in page.get_by_role("status").last.inner_text()
