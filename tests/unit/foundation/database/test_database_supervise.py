"""Restarts come with growing pauses; logs stay small."""

from pathlib import Path

import pytest

from marshrut.foundation.database.logs import rotate, tail
from marshrut.foundation.database.supervise import Backoff, Keeper
from marshrut.foundation.database.trouble import Trouble


def test_pauses_double_up_to_a_limit_and_shrink_after_a_calm_minute() -> None:
    backoff = Backoff(first=0.5, most=3.0, calm=60.0)
    pauses = []
    for moment in (1.0, 2.0, 3.0, 4.0, 5.0):
        backoff.began(moment)
        pauses.append(backoff.crashed(moment + 0.1) - moment - 0.1)
    assert pauses == pytest.approx([0.5, 1.0, 2.0, 3.0, 3.0])
    backoff.began(100.0)
    assert backoff.crashed(161.0) == pytest.approx(161.5)


def test_keeper_notices_waits_and_restarts() -> None:
    life = {"alive": True, "starts": 0}

    def start() -> None:
        life["starts"] += 1
        life["alive"] = True

    keeper = Keeper(lambda: bool(life["alive"]), start, Backoff(first=1.0))
    keeper.began(0.0)
    assert keeper.look(1.0) == "alive"
    life["alive"] = False
    assert keeper.look(2.0) == "gone"
    assert keeper.look(2.5) == "waiting"
    assert keeper.look(3.1) == "restarted"
    assert keeper.look(3.2) == "alive"
    assert (life["starts"], keeper.restarts) == (1, 1)


def test_a_start_that_fails_is_tried_again_later() -> None:
    def fail() -> None:
        raise Trouble("не запускается")

    keeper = Keeper(lambda: False, fail, Backoff(first=1.0))
    keeper.began(0.0)
    assert keeper.look(0.1) == "gone"
    with pytest.raises(Trouble):
        keeper.look(1.2)
    assert keeper.look(1.3) == "gone"
    assert keeper.look(2.0) == "waiting"
    with pytest.raises(Trouble):
        keeper.look(3.4)


def test_a_long_log_moves_aside_and_its_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writer:
        for text in (b"first", b"second", b"third", b"fourth", b"fifth"):
            writer.write(text * 10)
            assert rotate(log, limit=20, keep=3)
        writer.write(b"now")
    assert log.read_bytes() == b"now"
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["web.log", "web.log.1", "web.log.2", "web.log.3"]
    assert (tmp_path / "web.log.1").read_bytes() == b"fifth" * 10
    assert not rotate(log, limit=20)
    assert not rotate(tmp_path / "absent.log")


def test_tail_gives_the_last_lines_of_any_bytes(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_bytes(b"\xff\xfe\n" + "\n".join(f"строка {n}" for n in range(50)).encode())
    assert tail(log, lines=2) == "строка 48\nстрока 49"
    assert tail(tmp_path / "absent") == ""
