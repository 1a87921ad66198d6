"""What comes out of the printer: black on white, no doors, the order named on every sheet, eight slips on an A4."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from support.looking import SHOTS

REGION = "kuzbass"
DARK_ON_WHITE = "() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"


def on_paper(page, name):
    """The page as a PDF in `.shots/`, and how many sheets it takes."""
    SHOTS.mkdir(exist_ok=True)
    page.pdf(path=SHOTS / f"{name}.pdf", prefer_css_page_size=True, print_background=False)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", (SHOTS / f"{name}.pdf").read_bytes()))


def seen(page, selector):
    return [one for one in page.locator(selector).all() if one.is_visible()]


@pytest.mark.parametrize("path", ["", "clauses/", "clauses/KEM-1.1-01/", "indicators/", "structure/"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_order_on_paper(open_page, path, dark):
    page = open_page(f"/order/{path}", seat=(REGION, "governing_body"), dark=dark)
    page.emulate_media(media="print")
    assert not seen(page, ".bar, .crumbs, .actions, .filters, .pages a, .dates, .twin, .why, button, input")
    background, ink = page.evaluate(DARK_ON_WHITE)
    assert background == "rgb(255, 255, 255)"
    assert all(int(part) < 64 for part in re.findall(r"\d+", ink)[:3])
    head = page.locator(".print-head").inner_text()
    for words in ("приказ", "редакция 1", "прочтение 1", "на 2"):
        assert words in head
    assert page.locator(".foot .print-only").is_visible()
    address = "/indicators/" if path == "indicators/" else f"/order/{path}"  # figures have a page of their own
    assert address in page.locator(".foot").inner_text()
    if not dark:
        assert 1 <= on_paper(page, f"print-order-{path.strip('/').replace('/', '-') or 'front'}") <= 40


@pytest.fixture
def newcomers(live, seats):
    """Eleven people who have not come in yet."""
    from marshrut.foundation.accounts.rules import PastedName
    from marshrut.foundation.accounts.services import add_people
    from marshrut.foundation.scope.models import Tenant
    from marshrut.foundation.scope.queries import top_node
    from marshrut.foundation.scope.types import Role
    from marshrut.foundation.scope.viewer import SystemViewer

    system = SystemViewer("tests", Tenant.objects.get(slug=REGION).pk)
    people = [PastedName(number, "Константинопольская", "Александра", "Вячеславовна") for number in range(11)]
    day = timezone.localdate()
    return add_people(system, people, role=Role.TEACHER, node_id=top_node(system).pk, on=day)


def test_eight_slips_on_a_sheet(open_page, newcomers):
    page = open_page("/people/", seat=(REGION, "school"))
    page.get_by_role("button", name="Напечатать листки").click()
    page.emulate_media(media="print")
    slips = page.locator(".slip")
    assert slips.count() == len(newcomers)
    assert not seen(page, ".bar, .actions, h1, .lead")
    boxes = [slip.bounding_box() for slip in slips.all()]
    assert len({round(box["x"]) for box in boxes}) == 2
    assert on_paper(page, "print-slips") == -(-len(newcomers) // 8)
