"""A demonstration as it is seen: its words over the desk, on a phone and on paper."""

from __future__ import annotations

import pytest

from support.looking import SHOTS

REGION, STAFF = "stavropol", 120
CAVEAT = "Демонстрационные данные"


@pytest.fixture
def invented(live, seats, tmp_path):
    """The region's people are invented, for as long as this test looks at them."""
    from marshrut.apps.registry.models import Person
    from marshrut.demo import making
    from marshrut.foundation.scope.models import Tenant

    del seats
    viewer = making.viewer_of(REGION)
    assert not Person.objects.of(viewer).exists()
    making.load_region(tmp_path, REGION, staff=STAFF, seed=5)
    yield
    Tenant.objects.filter(pk=viewer.tenant_id).update(demonstration=False)


def wide(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.usefixtures("invented")
def test_pages_of_a_demonstration_say_what_they_are(open_page, photo, accessible):
    for path in ("/", "/staff/", "/organisations/", "/identity/"):
        page = open_page(path, seat=(REGION, "administrator"))
        assert CAVEAT in page.locator(".caveat").inner_text(), path
        accessible(page)
        photo(page, f"demonstration-{path.strip('/') or 'desk'}")
        page.set_viewport_size({"width": 360, "height": 640})
        assert wide(page) <= 0
        assert page.locator(".caveat").is_visible(), path
        page.emulate_media(media="print")
        assert page.locator(".caveat").is_visible()
        assert CAVEAT in page.locator(".print-head").inner_text(), "on every sheet, not on the first alone"
        page.screenshot(path=SHOTS / f"demonstration-{path.strip('/') or 'desk'}-print.png", full_page=True)
        page.emulate_media(media="screen")
