"""The file of a backup: whole or not there, every byte checked, nothing but what belongs in it."""

import io
import stat
import tarfile
from dataclasses import asdict
from pathlib import Path

import pytest

from marshrut.foundation.database import archive
from marshrut.foundation.database.archive import ArchiveWriter
from marshrut.foundation.database.trouble import Trouble


def write(path: Path, dump: bytes = b"dump" * 1000, files: dict[str, bytes] | None = None) -> Path:
    """A backup with these contents."""
    with ArchiveWriter(path) as writer:
        database = writer.add(archive.DATABASE, io.BytesIO(dump))
        stored = [writer.add(archive.FILES + name, io.BytesIO(text)) for name, text in (files or {}).items()]
        lines = "".join(f"{part.sha256} {part.size} {part.name}\n" for part in stored)
        listing = writer.add(archive.LISTING, io.BytesIO(lines.encode()))
        writer.finish(
            {"product": "marshrut", "format": 1, "version": "0.1.0", "parts": [asdict(database), asdict(listing)]}
        )
    return path


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A sound backup."""
    return write(tmp_path / "b.tar", files={"ab/" + "0" * 64: b"one", "cd/" + "1" * 130: b"two" * 500, "ef/empty": b""})


def test_a_sound_file_reads_back_and_opens_with_plain_tar(copy: Path) -> None:
    manifest = archive.read_manifest(copy)
    archive.verify(copy, manifest)
    assert manifest["version"] == "0.1.0"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with tarfile.open(copy) as opened:
        names = opened.getnames()
        assert names[0] == "manifest.json"
        stored = opened.extractfile("files/cd/" + "1" * 130)
        assert stored is not None
        assert stored.read() == b"two" * 500


def test_an_interrupted_backup_leaves_no_file(tmp_path: Path) -> None:
    def interrupted() -> None:
        with ArchiveWriter(tmp_path / "b.tar") as writer:
            writer.add(archive.DATABASE, io.BytesIO(b"half"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_every_flipped_byte_is_noticed(copy: Path) -> None:
    whole = copy.read_bytes()
    spots = [600, whole.index(b"dump" * 3) + 5, whole.index(b"two" * 3) + 1, whole.rindex(b"files/ef/empty") + 1]
    for spot in spots:
        copy.write_bytes(whole[:spot] + bytes([whole[spot] ^ 1]) + whole[spot + 1 :])
        with pytest.raises(Trouble):
            archive.verify(copy, archive.read_manifest(copy))


@pytest.mark.parametrize("left", [0, 100, 20_000, 34_000, 38_000])
def test_a_truncated_file_is_refused(copy: Path, left: int) -> None:
    copy.write_bytes(copy.read_bytes()[:left])
    with pytest.raises(Trouble):
        archive.verify(copy, archive.read_manifest(copy))


def test_a_changed_manifest_is_refused(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes().replace(b'"version": "0.1.0"', b'"version": "0.0.9"'))
    with pytest.raises(Trouble, match="опись изменена"):
        archive.read_manifest(copy)


def test_a_file_of_something_else_is_said(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "other.tar", "w") as other:
        other.addfile(tarfile.TarInfo("readme.txt"), io.BytesIO())
    with pytest.raises(Trouble):
        archive.read_manifest(tmp_path / "other.tar")
    (tmp_path / "letter.txt").write_text("Добрый день", encoding="utf-8")
    with pytest.raises(Trouble, match="повреждена"):
        archive.read_manifest(tmp_path / "letter.txt")
    with pytest.raises(Trouble, match="не читается"):
        archive.read_manifest(tmp_path / "absent.tar")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../outside", tarfile.REGTYPE),
        ("files/../../outside", tarfile.REGTYPE),
        ("/etc/passwd", tarfile.REGTYPE),
        ("files//double", tarfile.REGTYPE),
        ("files/link", tarfile.SYMTYPE),
        ("files/hard", tarfile.LNKTYPE),
        ("files/device", tarfile.CHRTYPE),
        ("files/folder", tarfile.DIRTYPE),
        ("other.txt", tarfile.REGTYPE),
        ("files/имя", tarfile.REGTYPE),
        ("manifest.json", tarfile.REGTYPE),
    ],
)
def test_members_that_do_not_belong_are_refused(copy: Path, name: str, kind: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.type = kind
    entry.linkname = "/etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
    with tarfile.open(copy, "a") as opened:
        opened.addfile(entry)
    with pytest.raises(Trouble, match="лишнее"):
        archive.verify(copy, archive.read_manifest(copy))


def test_a_member_too_many_or_too_few_is_noticed(copy: Path) -> None:
    with tarfile.open(copy, "a") as opened:
        opened.addfile(tarfile.TarInfo("files/zz/more"))
    with pytest.raises(Trouble, match="files/zz/more"):
        archive.verify(copy, archive.read_manifest(copy))


def test_a_newer_format_is_refused_in_words(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path / "b.tar") as writer:
        writer.finish({"product": "marshrut", "format": 2, "version": "9.0.0", "parts": []})
    with pytest.raises(Trouble, match="более новой версией"):
        archive.read_manifest(tmp_path / "b.tar")
