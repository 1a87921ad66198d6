"""A value may hold a file as its proof: whoever sees the value opens it, what is no document is refused in words."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.monitoring.models import Entry
from marshrut.foundation.files import services as files
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.scope.types import Role
from support.figures_scene import COUNTED, FiguresScene
from support.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("snapshot")]
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def _client(scene: FiguresScene, role: Role, at: Any) -> Client:
    return sign_in(scene.account(f"Вязова {role.name.capitalize()}", role, at))


def _post(client: Client, place: Any, name: str = "справка.pdf", content: bytes = PDF) -> Any:
    said = {
        "kind": "reported", "value": "40", "on": timezone.localdate().isoformat(), "document": "Справка № 3",
        "file": SimpleUploadedFile(name, content),
    }  # fmt: skip
    return client.post(f"{reverse('monitoring:enter', args=[COUNTED])}?place={place.pk}", said)


def test_the_file_stands_beside_its_value_on_both_pages(scene: FiguresScene) -> None:
    client = _client(scene, Role.CENTRE, scene.top)
    assert _post(client, scene.top).status_code == 302
    row = Entry.objects.of(scene.system).get()
    assert row.file is not None
    address = reverse("files:download", args=[row.file_id])
    for page in ("monitoring:enter", "monitoring:indicator"):
        shown = client.get(reverse(page, args=[COUNTED])).content.decode()
        assert address in shown, page
        assert "справка.pdf" in shown, page
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")


def test_who_sees_the_value_opens_its_file_and_nobody_else(scene: FiguresScene) -> None:
    """MONITORING-05."""
    assert _post(_client(scene, Role.CENTRE, scene.top), scene.top).status_code == 302
    assert _post(_client(scene, Role.SCHOOL, scene.school), scene.school, "школа.pdf").status_code == 302
    region, school = [
        reverse("files:download", args=[Entry.objects.of(scene.system).get(node=node).file_id])
        for node in (scene.top, scene.school)
    ]
    above = _client(scene, Role.MUNICIPAL_METHODOLOGIST, scene.district)
    aside = _client(scene, Role.SCHOOL, scene.other)
    teacher = _client(scene, Role.TEACHER, scene.school)
    assert [_opened(client, region) for client in (above, aside, teacher)] == [200, 200, 404]
    assert [_opened(client, school) for client in (above, aside, teacher)] == [200, 404, 404]


def _opened(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return int(answer.status_code)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("справка.pdf", b"MZ\x90\x00 program", "не тот файл"),
        ("справка.pdf", b"", "Файл пустой"),
        ("справка.csv", b"a;b\n1;2\n", "не тот файл"),
    ],
)
def test_what_is_no_document_is_refused_and_nothing_is_written(
    scene: FiguresScene, name: str, content: bytes, words: str
) -> None:
    answer = _post(_client(scene, Role.CENTRE, scene.top), scene.top, name, content)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["file"])
    assert answer.context["form"]["document"].value() == "Справка № 3", "what was typed stays"
    assert not Entry.objects.of(scene.system).exists()
    assert not StoredFile.objects.of(scene.system).filter(file_class="entry").exists()


def test_a_file_too_large_is_refused_in_words(scene: FiguresScene, settings: Any) -> None:
    settings.MAX_FILE_BYTES = 1 << 10
    answer = _post(_client(scene, Role.CENTRE, scene.top), scene.top, content=PDF + b" " * 2000)
    assert answer.status_code == 422
    assert "Файл больше" in str(answer.context["form"].errors["file"])
    assert not Entry.objects.of(scene.system).exists()


def test_a_proof_is_swept_by_nobody_even_when_its_value_was_replaced(scene: FiguresScene) -> None:
    client = _client(scene, Role.CENTRE, scene.top)
    _post(client, scene.top)
    _post(client, scene.top, "другая.pdf", PDF + b"2")
    later = timezone.now() + timedelta(days=3)
    files.sweep(now=later)
    kept = StoredFile.objects.of(scene.system).filter(file_class="entry", swept_at=None)
    assert sorted(kept.values_list("name", flat=True)) == ["другая.pdf", "справка.pdf"]
    orphan = files.keep(scene.system, BytesIO(PDF), name="ничья.pdf", file_class=_entry_class(), node_id=scene.top.pk)
    files.sweep(now=later)
    orphan.refresh_from_db()
    assert orphan.swept_at is not None


def _entry_class() -> Any:
    from marshrut.foundation.files.types import FileClass

    return FileClass.ENTRY
