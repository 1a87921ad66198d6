"""What changed since the last start is noticed; what did not is left alone."""

from pathlib import Path

import pytest

from marshrut.foundation.database import stamps
from marshrut.foundation.database.running import Claim, is_up


def test_a_change_of_any_file_changes_the_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one/clauses.yaml").write_text("a", encoding="utf-8")
    monkeypatch.setenv("MARSHRUT_REGIONS", str(tmp_path))
    first = stamps.regions_digest()
    assert stamps.regions_digest() == first
    (tmp_path / "one/clauses.yaml").write_text("ab", encoding="utf-8")
    second = stamps.regions_digest()
    (tmp_path / "one/more.yaml").touch()
    assert len({first, second, stamps.regions_digest()}) == 3


def test_code_and_static_digests_are_stable() -> None:
    assert stamps.code_digest() == stamps.code_digest()
    assert stamps.static_digest() == stamps.static_digest()
    assert stamps.code_digest() != stamps.static_digest()


def test_stamps_are_kept_forgotten_and_never_trusted_when_broken(tmp_path: Path) -> None:
    assert stamps.read_stamps(tmp_path) == {}
    stamps.write_stamps(tmp_path, {"schema": "x"})
    assert stamps.read_stamps(tmp_path) == {"schema": "x"}
    (tmp_path / "prepared.json").write_text("[1", encoding="utf-8")
    assert stamps.read_stamps(tmp_path) == {}
    stamps.forget_stamps(tmp_path)
    stamps.forget_stamps(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_one_claim_at_a_time_and_the_other_learns_the_address(tmp_path: Path) -> None:
    assert is_up(tmp_path) is None
    with Claim(tmp_path) as first:
        assert first.held
        with Claim(tmp_path) as second:
            assert not second.held
            assert second.state() == {}
            first.tell({"address": "http://127.0.0.1:8000/"})
            assert second.state() == {"address": "http://127.0.0.1:8000/"}
        assert is_up(tmp_path) == {"address": "http://127.0.0.1:8000/"}
    assert is_up(tmp_path) is None
    assert not (tmp_path / "up.json").exists()
