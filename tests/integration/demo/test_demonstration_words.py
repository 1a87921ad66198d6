"""«Демонстрационные данные» stands on the way in, on slips, and in whatever leaves the product as a file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from integration.access.matrix import rows
from integration.access.scene import Scene, build_scene
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.types import Role
from marshrut.foundation.ui import caveat
from support.world import build_country, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CAVEAT = "Демонстрационные данные"
#: What people have sent themselves is given back as it came; the description of the API is nobody's data.
AS_IT_CAME = {"files:download", "api:v1:openapi-json"}


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    caveat.forget_words()
    yield
    caveat.forget_words()


def text_of(answer: Any) -> str:
    data = b"".join(answer) if answer.streaming else answer.content
    if not data.startswith(b"PK"):  # of a PDF and a picture its own description is plain text
        return data.decode(errors="replace" if data.startswith((b"%PDF-", b"\x89PNG")) else "strict")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def downloads(scene: Scene) -> dict[str, str]:
    """Every address of the matrix that answers with a file, for whoever may have it: address → what it says."""
    found = {}
    for role in (Role.ADMINISTRATOR, Role.CENTRE, Role.SCHOOL, Role.TEACHER):
        client = sign_in(scene.country.people[role])
        for row in rows():
            if row.method != "GET" or row.name in AS_IT_CAME or row.answers[role] != 200:
                continue
            address = reverse(row.name, args=[scene.named.get(word, word) for word in row.names])
            answer = client.get(address)
            if "attachment" in answer.headers.get("Content-Disposition", ""):
                found[f"{role.value} {row.name} {' '.join(row.names)}"] = text_of(answer)
    return found


def test_every_file_of_a_demonstration_says_it() -> None:
    scene = build_scene("dem", "Лесной край")
    Tenant.objects.filter(pk=scene.country.tenant.pk).update(demonstration=True)
    found = downloads(scene)
    names = {key.split()[1] for key in found}
    assert names >= {
        *("registry:staff-book", "registry:organisations-book", "registry:register-book", "registry:my-book"),
        *("registry:my-json", "registry:template", "registry:list-errors", "governing:report"),
    }
    made_before = "school registry:made-list made"  # while the people of this scene still passed for real ones
    silent = [key for key, text in found.items() if CAVEAT not in text and key != made_before]
    assert not silent, "\n".join(silent)


def test_no_file_of_real_people_says_it() -> None:
    scene = build_scene("rea", "Лесной край")
    assert [key for key, text in downloads(scene).items() if CAVEAT in text] == []


def test_the_way_in_says_it_while_nobody_real_has_come_in() -> None:
    country = build_country("demo-door")
    Tenant.objects.filter(pk=country.tenant.pk).update(demonstration=True)
    Account.objects.of(country.system).update(activated_at=timezone.now())
    page = Client().get(reverse("accounts:sign-in")).content.decode()
    assert CAVEAT in page
    with CaptureQueriesContext(connection) as asked:
        assert CAVEAT in Client().get(reverse("accounts:sign-in")).content.decode()
    assert not [one for one in asked if "demonstration" in one["sql"]], "asked for once, not at every request"


def test_the_way_in_to_real_people_does_not_say_it() -> None:
    invented, real = build_country("demo-one"), build_country("demo-two")
    Tenant.objects.filter(pk=invented.tenant.pk).update(demonstration=True)
    Account.objects.of(real.system).update(activated_at=timezone.now())
    assert CAVEAT not in Client().get(reverse("accounts:sign-in")).content.decode()


def test_a_page_without_a_database_does_without_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> str:
        raise DatabaseError

    monkeypatch.setattr(caveat, "_providers", [away])
    assert caveat.words_over(None) == ""
    assert cache.get("ui.caveat") is None, "asked again when it is back"


def test_each_slip_says_it() -> None:
    country = build_country("demo-slips")
    Tenant.objects.filter(pk=country.tenant.pk).update(demonstration=True)
    client = sign_in(country.people[Role.SCHOOL])
    newcomer = country.add("Кленова Яна Олеговна", Role.TEACHER, "school")
    Account.objects.of(country.system).filter(pk=newcomer.pk).update(activated_at=None)
    page = client.post(reverse("accounts:slips"), {"person": [str(newcomer.pk)]}).content.decode()
    slip = page.partition('class="slip"')[2].partition("</article>")[0]
    assert CAVEAT in slip
