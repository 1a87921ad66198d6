"""A demonstration as it is seen: its words over the desk, on a phone and on paper."""

from __future__ import annotations

import pytest

from support.looking import SHOTS

REGION, STAFF = "stavropol", 900
CAVEAT = "Демонстрационные данные"


#: Ways in by role: the region is invented once in a worker's own database.
WAYS: dict[str, str] = {}


@pytest.fixture
def invented(live, seats, tmp_path):
    """The region's people are invented, for as long as this test looks at them; gives role → session cookie."""
    from marshrut.apps.registry.models import Person
    from marshrut.demo import making
    from marshrut.foundation.accounts.models import Account
    from marshrut.foundation.scope.models import Tenant
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.world import sign_in

    del seats
    viewer = making.viewer_of(REGION)
    if not WAYS:
        assert not Person.objects.of(viewer).exists()
        _, made = making.load_region(tmp_path, REGION, staff=STAFF, seed=5)
        for one in made:
            account = Account.objects.of(SystemViewer("tests")).get(pk=one.account)
            WAYS[one.code] = sign_in(account).cookies["marshrut"].value
    tenants = Tenant.objects.filter(pk=viewer.tenant_id)
    tenants.update(demonstration=True)
    yield WAYS
    tenants.update(demonstration=False)


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


def _as(open_page, site, cookie, path, **options):
    page = open_page(**options)
    page.context.add_cookies([{"name": "marshrut", "value": cookie, "url": site.address}])
    page.goto(path)
    return page


def test_the_teacher_takes_the_test_that_waits_and_reads_what_is_known(open_page, site, invented, photo, accessible):
    page = _as(open_page, site, invented["teacher"], "/today/", phone=True)
    assert "сильная сторона" in page.locator("main").inner_text()
    page.get_by_role("link", name="Пройти тест").first.click()  # the one that ends first; a short one may wait too
    page.get_by_role("button", name="Начать").click()
    page.locator("#task-1").wait_for()
    page.locator("#task-1").get_by_role("radio").nth(3).check()
    page.get_by_text("Отвечено 1 из 23. Всё сохранено.").wait_for()
    accessible(page)
    photo(page, "teacher-test")
    page.goto("/competencies/mine/")
    accessible(page)
    photo(page, "teacher-strengths")
    page.set_viewport_size({"width": 360, "height": 640})
    assert wide(page) <= 0


def test_the_methodist_begins_with_who_waits_and_opens_people_in_care(open_page, site, invented, photo, accessible):
    page = _as(open_page, site, invented["regional_methodologist"], "/today/")
    assert "Вас жд" in page.get_by_role("heading", level=1).inner_text()
    accessible(page)
    page.goto("/competencies/care/")
    page.locator("main a[href*='/competencies/people/']").first.click()
    accessible(page)
    assert "порог" in page.locator("main").inner_text()


def test_the_centre_sees_places_below_each_other(open_page, site, invented, photo, accessible):
    page = _as(open_page, site, invented["centre"], "/centre/")
    assert "Чаще всего дефицит здесь" in page.locator("main").inner_text()
    accessible(page)
    page.get_by_role("link", name="По местам").click()
    accessible(page)
    photo(page, "heat-map")
    page.goto("/results/")
    page.get_by_role("link", name="Эра-Скоп").click()
    accessible(page)
