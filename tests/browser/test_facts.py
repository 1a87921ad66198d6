"""The facts with their sources, as a reader sees them."""

from __future__ import annotations

import pytest

REGION = "smolensk"
PAGES = ("", "posts/", "subjects/", "standards/", "categories/", "unchecked/", "sources/")


def wide(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_facts(open_page, photo, accessible, path):
    page = open_page(f"/facts/{path}", seat=(REGION, "governing_body"))
    page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true })")
    accessible(page)
    page.set_viewport_size({"width": 360, "height": 640})
    assert wide(page) <= 0
    page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = false })")
    photo(page, f"facts-{path.strip('/') or 'territories'}")


def test_from_the_front_page_to_a_value_without_a_source(open_page):
    page = open_page("/order/", seat=(REGION, "governing_body"))
    page.get_by_role("link", name="Что требует сверки").click()
    assert "требу" in page.get_by_role("heading", level=1).inner_text()
    page.locator("details", has_text="Смоленск").locator("summary").first.click()
    assert page.get_by_text("Краснинский: код ОКТМО").is_visible()


def test_the_tile_leads_to_the_row_with_its_source(open_page):
    page = open_page("/facts/", seat=(REGION, "teacher"), phone=True)
    page.locator(".tiles a", has_text="Велижский").click()
    row = page.locator("tr:target")
    assert "66503000" in row.inner_text()
    assert "S8" in row.inner_text()


def test_a_districts_top_stands_first(open_page):
    page = open_page("/facts/", seat=("tazovsky", "administrator"))
    assert page.locator(".tile").first.inner_text().startswith("Тазовский")


def test_pages_of_facts_are_light(open_page, weigh):
    page = open_page("/facts/", seat=("krasnoyarsk", "teacher"))
    for path in PAGES:
        with weigh(page) as scale:
            page.goto(f"/facts/{path}")
        assert scale.total <= 20_000, (path, scale.files)
