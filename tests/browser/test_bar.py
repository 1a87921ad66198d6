"""The bar is one line on a wide page, whatever the role, and one list on a phone."""

from __future__ import annotations

import pytest

ROLES = ("teacher", "school", "municipal_methodologist", "regional_methodologist", "centre", "governing_body")


@pytest.mark.parametrize("role", [*ROLES, "administrator"])
def test_the_bar_is_one_line_and_everything_is_behind_one_press(open_page, photo, accessible, role):
    page = open_page("/", seat=("smolensk", role))
    page.set_viewport_size({"width": 1280, "height": 800})
    tops = page.locator(".bar-nav > :is(a, button):visible").evaluate_all("all => all.map(one => one.offsetTop)")
    assert len(set(tops)) == 1
    assert page.locator(".bar").evaluate("bar => bar.offsetHeight") <= 76
    assert page.locator(".bar").evaluate("bar => bar.scrollWidth - bar.clientWidth") <= 0
    more = page.locator(".bar-more")
    if more.count():
        more.focus()
        page.keyboard.press("Enter")
        assert page.locator(".bar-rest a").last.is_visible()
        box, button = page.locator(".bar-rest").bounding_box(), more.bounding_box()
        assert abs(box["x"] - button["x"]) < 120
        accessible(page)
        photo(page, f"bar-{role}")
        page.keyboard.press("Escape")
        assert not page.locator(".bar-rest a").last.is_visible()
    page.set_viewport_size({"width": 360, "height": 640})
    page.locator(".bar-open").click()
    links = page.locator(".bar-nav a")
    assert all(links.nth(number).is_visible() for number in range(links.count()))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    accessible(page)
