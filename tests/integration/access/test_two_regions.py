"""Two real regions in one database see nothing of each other: each page of one is read for the other's words."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter, deque
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from integration.access.matrix import rows
from integration.regulation.places import load_place
from marshrut.apps.monitoring import services as monitoring
from marshrut.apps.programmes import services as programmes
from marshrut.apps.registry.ledger import open_row
from marshrut.apps.registry.models import Condition, Person
from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
from marshrut.apps.routes import services as routes
from marshrut.cores.regulation import Regulation
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.types import Role
from support.instruments import invite, make_version
from support.staff import Staff, send_list
from support.world import LONG_AGO, Country, build_country, sign_in

TABLE = rows()
pytestmark = pytest.mark.django_db
#: Addresses that act, lead out, or show the same thing in another order.
NOT_LINKED = {
    "ui:living",
    "ui:pick",
    "jobs:jobs",
    "jobs:job",
    "files:download",
    "help:front",  # guides are the same for all
    "help:guide",
    "help:picture",
    "help:tour",
    "routes:feed",  # a secret address
    "diagnostics:growth-round",  # two diagnostics of thirty people
    "monitoring:people-book",  # the page of people as a file; nobody stands behind a figure here
}  # the same for all, or nothing of a region in them
LEFT_OUT = re.compile(r"^(/static/|/ui/|/help/|/sign-out|/jobs/)|[?&](on|known_at|page)=")
#: Pages of one kind (a clause, a filter of the list) that are read; a walk through all of them takes minutes.
MOST_ALIKE = 12
SHORTEST = 5
PAIRS = [("tazovsky", "stavropol"), ("stavropol", "tazovsky"), ("kuzbass", "smolensk")]


def _folder(slug: str) -> Path:
    return next(folder for folder in own_regions() if folder.name == slug)


def _regulation(slug: str) -> Regulation:
    reading = read_folder(_folder(slug), catalogue=read_base())
    assert reading.regulation is not None, reading.problems
    return reading.regulation


def _text(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml")))


def _words(other: Regulation, mine: Path) -> list[str]:
    """What only the other region's pages may say: its name, codes, order, subjects, territories, indicators."""
    document, structure = other.clauses.document, other.structure
    found = {structure.name, f"{structure.clause_prefix}-", document.title, document.issuer or ""}
    found |= {name for one in structure.subjects for name in (one.short or "", one.official or "", one.title)}
    found |= {one.name for one in (other.territories.territories if other.territories else ())}
    found |= {one.name for one in other.indicators.indicators}
    found |= {one.number for one in [document] if not one.number.isdigit()}
    common = _text(mine) + _text(mine.parent / "base")
    return sorted(word for word in found if len(word) >= SHORTEST - 1 and word not in common)


def _spoken(answer: Any) -> str:
    """The text of a page, or of a document's parts."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer["Content-Type"].startswith("application/vnd."):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"\n".join(parts.read(name) for name in parts.namelist() if name.endswith(".xml"))
    return re.sub(r"\s+", " ", body.decode("utf-8", "replace").replace("&nbsp;", " ").replace("\u00a0", " "))


def _walk(client: Client, start: list[str]) -> dict[str, str]:
    """Pages that can be reached by following links, of every kind."""
    pages: dict[str, str] = {}
    alike: Counter[str] = Counter()
    waiting = deque(start)
    while waiting:
        address = waiting.popleft().partition("#")[0]
        if address in pages or not address.startswith("/") or LEFT_OUT.search(address):
            continue
        kind = resolve(address.partition("?")[0]).view_name
        alike[kind] += 1
        if alike[kind] > MOST_ALIKE:
            continue
        answer = client.get(address)
        if answer.status_code == 302:
            waiting.append(answer["Location"])
            pages[address] = ""
            continue
        assert answer.status_code in {200, 403}, f"{address}: {answer.status_code}"
        pages[address] = _spoken(answer)
        waiting.extend(link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', pages[address]))
    return pages


def _learning(country: Country, school: Any) -> None:
    """A programme with a group, and somebody with a route."""
    on = timezone.localdate()
    programme = programmes.keep_programme(
        country.system, None,
        fields={"title": "Обратная связь", "kind": "upskilling", "hours": 36, "form": "distance", "state": "open"},
    )  # fmt: skip
    first = on + timedelta(days=40)
    fields = {"title": "Группа", "starts": first, "ends": first, "seats": 5, "hours": 36, "form": "distance"}
    cohort = programmes.keep_cohort(country.system, programme.pk, None, fields=fields, on=on)
    person = Person.objects.of(country.system).filter(employments__node=school).earliest("pk")
    programmes.apply(country.system, cohort_id=cohort.pk, person_id=person.pk, client_key=new_id(), on=on)
    routes.make_route(country.system, person.pk, year=on.year, why="просит сама", on=on)


def _load(regulation: Regulation) -> Country:
    """The order loaded, and people in the roles that its structure has a desk for."""
    place = load_place(regulation)
    country = build_country(regulation.region, tenant=Tenant.objects.get(pk=place.tenant_id), top=place.top)
    staff, school = Staff.of(country.system), country.places["school"]
    staff.organisation(school)
    staff.hire("Рябинина Зоя Ильинична", school)
    send_list(country.system, school, f"Осинина;Майя;Юрьевна;{school};волшебник", on=timezone.localdate())
    version = make_version(country.system, school, code=f"РАБОТА-{regulation.region}")
    invite(country.system, version, school, on=timezone.localdate(), now=timezone.now())
    _learning(country, school)
    open_row(Condition, staff.change, node=school, kind="methodical_room", valid=period(LONG_AGO))
    snapshot = monitoring.make_snapshot(country.system)
    monitoring.count_figures(country.system, snapshot, on=snapshot.day)
    return country


@pytest.mark.parametrize(("mine", "other"), PAIRS)
def test_no_page_says_a_word_of_the_other_region(mine: str, other: str) -> None:
    ours, theirs = _regulation(mine), _regulation(other)
    country = _load(ours)
    _load(theirs)
    words = _words(theirs, _folder(mine))
    assert len(words) > 20, "a net without threads catches nothing"
    assert any(word.endswith("-") for word in words)
    for role in (Role.GOVERNING_BODY, Role.ADMINISTRATOR):
        client = sign_in(country.people[role])
        readable = [row for row in TABLE if row.method == "GET" and row.answers[role] == 200]
        start = ["/", reverse("governing:report", args=["docx"]), reverse("governing:report", args=["xlsx"])]
        pages = _walk(client, start + [reverse(row.name) for row in readable if not row.names])
        reached = {resolve(address.partition("?")[0]).view_name for address in pages}
        missed = {row.name for row in readable if not row.sends} - reached - NOT_LINKED
        assert not missed, f"never read: {missed}"
        joined = " ".join(pages.values())
        assert ours.structure.clause_prefix in joined, "the walk has read our own order"
        for word in words:
            if word in joined:
                where = next(address for address, text in pages.items() if word in text)
                pytest.fail(f"{where} as {role} of {mine} says «{word}» of {other}")


@pytest.mark.parametrize(("mine", "other"), PAIRS[:1])
def test_the_others_codes_find_nothing(mine: str, other: str) -> None:
    country = _load(_regulation(mine))
    theirs = _regulation(other)
    _load(theirs)
    client = sign_in(country.people[Role.GOVERNING_BODY])
    words = _words(theirs, _folder(mine))
    for clause in theirs.clauses.clauses[:30]:
        assert client.get(reverse("governing:clause", args=[clause.id])).status_code == 404
    code = theirs.clauses.clauses[0].id
    for asked in (code, theirs.structure.name, theirs.structure.subjects[0].title):
        text = _spoken(client.get(reverse("governing:clauses"), {"q": asked}))
        text = text.replace(asked, "").replace(asked.replace('"', "&quot;"), "")
        assert not [word for word in words if word in text], asked
