"""Stored files: what is taken, what is refused in words, who may have them, what is left after a full disk."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from marshrut.foundation.files import services
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.files.store import FolderStore, S3Store
from marshrut.foundation.files.types import FileClass, FileRefusedError
from marshrut.foundation.privacy import queries as privacy_queries
from marshrut.foundation.privacy import services as privacy
from marshrut.foundation.privacy.types import Basis
from marshrut.foundation.scope.types import Role
from support.world import LONG_AGO, Country, build_country, sign_in

pytestmark = pytest.mark.django_db
TODAY = date.today()  # noqa: DTZ011
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: object) -> Path:
    settings.FILES_STORE = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def here() -> Country:
    country = build_country("here")
    privacy.ensure_purposes(country.system, on=LONG_AGO)
    return country


def keep(country: Country, data: bytes, name: str = "скан.pdf") -> StoredFile:
    return services.keep(
        country.viewer(Role.SCHOOL),
        io.BytesIO(data),
        name=name,
        file_class=FileClass.CONSENT,
        person_id=country.people[Role.TEACHER].pk,
    )


def photo(*, exif: bool = True) -> bytes:
    picture = Image.new("RGB", (60, 30), (180, 30, 30))
    details = Image.Exif()
    details[0x010F] = "SecretCamera"
    details[0x0112] = 6  # turned
    details.get_ifd(0x8825)[2] = (68.0, 58.0, 0.0)  # latitude
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=details if exif else b"")
    return out.getvalue()


def body(answer: object) -> bytes:
    """What a download carries; reading to the end closes the file."""
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def test_a_file_is_kept_under_its_hash_with_its_type_by_content(here: Country, folder: Path) -> None:
    row = keep(here, PDF, name="C:\\fakepath\\..\\приказ.txt")
    assert row.mime == "application/pdf"
    assert row.name == "приказ.txt"
    assert (folder / row.key).read_bytes() == PDF
    assert (folder / row.key).stat().st_mode & 0o077 == 0
    assert keep(here, PDF).key == row.key, "equal bytes lie once"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("фото.jpg", EXE),
        ("фото.jpg", b"<html><script>alert(1)</script></html>"),
        ("рисунок.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("таблица.xlsx", zipped("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")),
        ("таблица.xlsx", zipped("evil.exe")),
        ("таблица.xlsx", b"PK\x03\x04 torn off"),
    ],
)
def test_what_is_not_what_it_says_is_refused_in_words(here: Country, folder: Path, name: str, data: bytes) -> None:
    with pytest.raises(FileRefusedError, match="не тот файл"):
        keep(here, data, name=name)
    assert not list(folder.rglob("*")) if folder.exists() else True
    assert not StoredFile.objects.of(here.system).exists()


def test_office_files_and_an_empty_file(here: Country) -> None:
    assert keep(here, zipped("[Content_Types].xml", "word/document.xml")).mime.endswith("wordprocessingml.document")
    assert keep(here, zipped("[Content_Types].xml", "xl/workbook.xml")).mime.endswith("spreadsheetml.sheet")
    with pytest.raises(FileRefusedError, match="пустой"):
        keep(here, b"")


def test_a_photograph_loses_place_and_camera_and_stands_upright(here: Country) -> None:
    data = photo()
    assert b"SecretCamera" in data
    row = keep(here, data, name="фото.jpg")
    with services.read(row) as source:
        kept = source.read()
    assert b"SecretCamera" not in kept
    picture = Image.open(io.BytesIO(kept))
    assert not picture.getexif()
    assert picture.size == (30, 60)


def test_three_hundred_megabytes_are_refused_before_they_are_read(here: Country, client: Client) -> None:
    answer = client.generic(
        "POST",
        reverse("accounts:sign-in"),
        b"x",
        content_type="application/octet-stream",
        CONTENT_LENGTH=str(300 * 1024 * 1024),
    )
    assert answer.status_code == 413
    assert "20" in answer.content.decode()
    with pytest.raises(FileRefusedError, match="больше 20 МБ"):
        keep(here, PDF + bytes(21 * 1024 * 1024))


def test_the_school_enters_a_consent_and_only_the_right_people_have_its_scan(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    school = sign_in(here.people[Role.SCHOOL])
    purpose = privacy_queries.list_purposes(here.system).get(basis=Basis.CONSENT.value)
    data = {"purpose": purpose.pk, "given_on": "2026-09-01", "scan": SimpleUploadedFile("согласие.jpg", photo())}
    assert school.post(reverse("privacy:paper", args=[teacher.pk]), data).status_code == 302
    assert privacy_queries.has_consent(here.system, teacher.pk, purpose.code)
    file = StoredFile.objects.of(here.system).get()
    address = reverse("files:download", args=[file.pk])
    assert body(school.get(address))
    answer = sign_in(teacher).get(address)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert body(answer)
    assert sign_in(here.people[Role.GOVERNING_BODY]).get(address).status_code == 404
    assert sign_in(here.people[Role.CENTRE]).get(address).status_code == 404
    there = build_country("there")
    assert sign_in(there.people[Role.ADMINISTRATOR]).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_an_exe_named_jpg_comes_back_on_the_form_with_words(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    purpose = privacy_queries.list_purposes(here.system).get(basis=Basis.CONSENT.value)
    data = {"purpose": purpose.pk, "given_on": "2026-09-01", "scan": SimpleUploadedFile("фото.jpg", EXE, "image/jpeg")}
    answer = sign_in(here.people[Role.SCHOOL]).post(reverse("privacy:paper", args=[teacher.pk]), data)
    assert answer.status_code == 200
    assert "не тот файл" in answer.content.decode()
    assert not privacy_queries.has_consent(here.system, teacher.pk, purpose.code)


def test_orphans_lose_their_bytes_and_what_is_used_stays(here: Country, folder: Path) -> None:
    teacher = here.people[Role.TEACHER]
    orphan, used = keep(here, PDF), keep(here, PDF + b"2")
    purpose = privacy_queries.list_purposes(here.system).get(basis=Basis.CONSENT.value)
    privacy.record_paper(here.viewer(Role.SCHOOL), teacher.pk, purpose.pk, given_on=LONG_AGO, on=TODAY, scan=used)
    stray = folder / here.tenant.pk.hex / "00" / ("0" * 64)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"left by a killed process")
    old = timezone.now().timestamp() - 3 * 86400
    for path in folder.rglob("*"):
        os.utime(path, (old, old))
    assert services.sweep(now=timezone.now()) == 0, "not on the first day"
    StoredFile.objects.of(here.system).update(created_at=timezone.now() - timedelta(days=2))
    assert services.sweep(now=timezone.now()) == 1
    assert not (folder / orphan.key).exists()
    assert not stray.exists()
    assert (folder / used.key).exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kilobytes."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small file system needs root and mount")
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip(f"mount is not allowed here: {made.stderr.decode(errors='replace')}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.root
def test_a_full_disk_leaves_neither_a_half_file_nor_a_row(here: Country, small_disk: Path, settings: object) -> None:
    settings.FILES_STORE = str(small_disk)
    with pytest.raises(FileRefusedError, match="нет места"):
        keep(here, PDF + os.urandom(200_000))
    assert not [path for path in small_disk.rglob("*") if path.is_file()]
    assert not StoredFile.objects.of(here.system).exists()
    assert keep(here, PDF).size == len(PDF), "a small one still fits"


def _store_contract(store: FolderStore | S3Store) -> None:
    key = "aa/bb/" + "c" * 64
    with pytest.raises(FileNotFoundError):
        store.open(key)
    store.put(key, io.BytesIO(b"one"))
    store.put(key, io.BytesIO(b"one"))
    with store.open(key) as source:
        assert source.read() == b"one"
    assert [found for found, _ in store.held()] == [key]
    store.delete(key)
    store.delete(key)
    assert not list(store.held())


def test_a_folder_keeps_the_contract(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    _store_contract(store)
    with pytest.raises(ValueError, match="not a key"):
        store.open("../../etc/passwd")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_s3_keeps_the_same_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    boto3 = pytest.importorskip("boto3")
    moto = pytest.importorskip("moto")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with moto.mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="files")
        _store_contract(S3Store("files", "marshrut", client))
