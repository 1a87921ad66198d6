"""The two dates stand on every page about the order and are carried along by its links."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from marshrut.apps.regulation import services
from marshrut.foundation.scope.types import Role

CODE = "TAZ-RM-01"
#: Indicators have pages of their own, which stand on a snapshot: tests/integration/monitoring.
PAGES = ("", "structure/", "clauses/", f"clauses/{CODE}/", "roadmap/", "registers/", "editions/")
FRONTS = {
    Role.TEACHER: "/today/",
    Role.SCHOOL: "/school/",
    Role.GOVERNING_BODY: "/order/",
    Role.ADMINISTRATOR: "/administrator/",
}


@pytest.fixture
def client_of(district: Any) -> Any:
    """A session of somebody in this role at the top of the district."""
    from marshrut.foundation.accounts.rules import PastedName
    from marshrut.foundation.accounts.services import add_people
    from support.world import sign_in

    def client(role: Role) -> Any:
        person = PastedName(1, "Кедрова", "Анна")
        day = timezone.localdate()
        return sign_in(add_people(district.system, [person], role=role, node_id=district.top.pk, on=day)[0])

    return client


def links_of(text: str) -> list[str]:
    """Where links of the page itself lead; the bar and the menu start anew."""
    return re.findall(r'href="(/order/[^"#]*)', text[text.index("<main") : text.index("<footer")])


@pytest.mark.parametrize("path", PAGES)
def test_links_of_order_pages_carry_the_dates(client_of: Any, path: str) -> None:
    client = client_of(Role.GOVERNING_BODY)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    dates = f"on=2026-03-01&known_at={tomorrow}"
    text = client.get(f"/order/{path}?{dates}").content.decode()
    assert 'class="dates"' in text
    links = links_of(text)
    today = [link for link in links if "on=2026-03-01" not in link or f"known_at={tomorrow}" not in link]
    allowed = {f"/order/{path}", f"/order/clauses/{CODE}/"} if path else {"/order/"}
    assert set(today) <= allowed, today  # «на сегодня» alone leads out of the past
    assert len(links) > len(today)


@pytest.mark.parametrize("path", PAGES)
def test_without_dates_addresses_stay_short(client_of: Any, path: str) -> None:
    text = client_of(Role.GOVERNING_BODY).get(f"/order/{path}").content.decode()
    assert not [link for link in links_of(text) if "on=" in link]


@pytest.mark.parametrize("role", FRONTS)
def test_the_switch_of_dates_stands_on_every_front_page(client_of: Any, role: Role) -> None:
    text = client_of(role).get(FRONTS[role]).content.decode()
    assert 'class="dates"' in text


def test_a_filter_keeps_the_dates_and_the_dates_keep_the_filter(client_of: Any) -> None:
    text = client_of(Role.GOVERNING_BODY).get("/order/clauses/?on=2026-03-01&kind=norm").content.decode()
    forms = text.split("<form")
    filters = next(form for form in forms if 'role="search" aria-label="Отбор' in form)
    assert '<input type="hidden" name="on" value="2026-03-01">' in filters
    dates = next(form for form in forms if 'id="dates-on"' in form)
    assert '<input type="hidden" name="kind" value="norm">' in dates


def test_in_the_past_nothing_is_pressed(client_of: Any, district: Any) -> None:
    client = client_of(Role.GOVERNING_BODY)
    assert "/appoint/" in client.get(f"/order/clauses/{CODE}/").content.decode()
    past = client.get(f"/order/clauses/{CODE}/?on=2026-03-01").content.decode()
    assert "/appoint/" not in past
    assert "на сегодняшней странице" in past


def test_a_page_of_the_past_shows_who_answered_then(client_of: Any, district: Any) -> None:
    account, today = district.account(), timezone.localdate()
    row = district.appoint(CODE, account, since=today - timedelta(days=40))
    services.end_responsibility(district.viewer(Role.GOVERNING_BODY), row.pk, on=today, reason="перевод")
    client = client_of(Role.TEACHER)
    name = account.full_name.replace(" ", " ")
    assert name not in client.get(f"/order/clauses/{CODE}/").content.decode()
    day = (today - timedelta(days=3)).isoformat()
    assert name in client.get(f"/order/clauses/{CODE}/?on={day}").content.decode()
    listed = client.get(f"/order/clauses/?q={CODE}&on={day}").content.decode()
    assert name in listed
