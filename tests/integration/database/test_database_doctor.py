"""The doctor finds what is wrong, says it in words with a command, and never stumbles itself."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from marshrut.foundation.database import checks_machine, roles
from marshrut.foundation.database.checks import Check, State
from marshrut.foundation.database.doctor import run_checks
from marshrut.foundation.database.embedded import Server
from marshrut.foundation.database.home import secret_key

QUEUE = """
CREATE TABLE procrastinate_workers (id bigint PRIMARY KEY, last_heartbeat timestamptz NOT NULL);
CREATE TABLE procrastinate_jobs (id bigint PRIMARY KEY, status text, scheduled_at timestamptz, worker_id bigint);
CREATE TABLE procrastinate_events (id serial PRIMARY KEY, job_id bigint, at timestamptz);
"""


@pytest.fixture
def home(place: Path) -> Path:
    """A home that begins well."""
    secret_key(place)
    return place


@pytest.fixture
def environ(prepared: Server) -> Iterator[dict[str, str]]:
    """The addresses of a database with a queue and nothing else in it."""
    with roles.connect(prepared.conninfo("marshrut_owner", "marshrut")) as owner:
        owner.execute(QUEUE)
        roles.grant(owner, [], [])
    yield {"MARSHRUT_DATABASE_URL": prepared.conninfo("marshrut_app", "marshrut")}
    with roles.connect(prepared.conninfo("marshrut_owner", "marshrut")) as owner:
        owner.execute("DROP TABLE procrastinate_workers, procrastinate_jobs, procrastinate_events")


def found(environ: dict[str, str], home: Path, name: str) -> Check:
    """One of the checks."""
    return {check.name: check for check in run_checks(environ, home)}[name]


def test_every_trouble_comes_with_something_to_do(environ: dict[str, str], home: Path) -> None:
    checks = run_checks(environ, home)
    assert len({check.name for check in checks}) == len(checks) == 14
    for check in checks:
        assert bool(check.cure) == (check.state != State.OK), check


def test_a_database_that_does_not_answer_is_one_bad_line(home: Path) -> None:
    check = found({}, home, "База данных")
    assert (check.state, check.cure) == (State.BAD, "marshrut up")
    wrong = found({"MARSHRUT_DATABASE_URL": "postgresql://u:secretword@127.0.0.1:1/d"}, home, "База данных")
    assert wrong.state == State.BAD
    assert "secretword" not in wrong.what + wrong.cure
    assert found({"MARSHRUT_DATABASE_URL": "postgresql://h"}, home, "База данных").state == State.BAD


def test_the_applications_powers(environ: dict[str, str], home: Path, prepared: Server) -> None:
    assert found(environ, home, "Права приложения").state == State.OK
    strong = {"MARSHRUT_DATABASE_URL": prepared.conninfo("marshrut_owner", "marshrut")}
    check = found(strong, home, "Права приложения")
    assert check.state == State.BAD
    assert "может создавать таблицы" in check.what
    assert "владеет таблицами" in check.what
    root = {"MARSHRUT_DATABASE_URL": prepared.conninfo("postgres", "marshrut")}
    assert "суперпользователь" in found(root, home, "Права приложения").what


def test_extensions_and_migrations(environ: dict[str, str], home: Path, prepared: Server) -> None:
    assert found(environ, home, "Расширения").state == State.OK
    bare = {"MARSHRUT_DATABASE_URL": prepared.conninfo("postgres", "postgres")}
    assert "ltree" in found(bare, home, "Расширения").what


def test_the_queue_and_its_worker(environ: dict[str, str], home: Path, prepared: Server) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert "никто не работает" in found(environ, home, "Очередь заданий").what
    with roles.connect(prepared.conninfo("marshrut_owner", "marshrut")) as owner:
        owner.execute("INSERT INTO procrastinate_workers VALUES (1, now()), (2, now() - interval '1 hour')")
        assert found(environ, home, "Очередь заданий").state == State.OK
        assert found(environ, home, "Задания").state == State.OK
        for job, status, later, worker in ((1, "failed", None, None), (2, "doing", None, 2), (3, "doing", None, 1),
                                           (4, "todo", None, None), (5, "todo", tomorrow, None)):  # fmt: skip
            owner.execute("INSERT INTO procrastinate_jobs VALUES (%s, %s, %s, %s)", [job, status, later, worker])
            owner.execute("INSERT INTO procrastinate_events (job_id, at) VALUES (%s, now() - interval '1 hour')", [job])
        check = found(environ, home, "Задания")
        assert (check.state, check.what) == (State.WARN, "с ошибкой: 1, зависли: 1, ждут давно: 1")
        owner.execute("DELETE FROM procrastinate_workers WHERE id = 1")
    assert "молчит 60 мин" in found(environ, home, "Очередь заданий").what


def test_the_secret_key(home: Path) -> None:
    name = "Секретный ключ"
    assert found({}, home, name).state == State.OK
    (home / "secret.key").chmod(0o644)
    check = found({}, home, name)
    assert (check.state, check.cure) == (State.BAD, f"chmod 600 {home}/secret.key")
    (home / "secret.key").unlink()
    assert found({}, home, name).state == State.BAD
    assert found({"MARSHRUT_SECRET_KEY": "x"}, home, name).state == State.OK


def test_the_sockets_folder(home: Path) -> None:
    (home / "postgres" / "run").mkdir(parents=True, mode=0o755)
    check = found({}, home, "Папка сокета")
    assert check.state == State.BAD
    assert check.cure.startswith("chmod 700")
    (home / "postgres" / "run").chmod(0o700)
    assert found({}, home, "Папка сокета").state == State.OK


def test_files_in_a_folder_in_s3_and_in_a_wrong_place(home: Path) -> None:
    name = "Папка файлов"
    (home / "files").mkdir()
    assert found({}, home, name).state == State.OK
    assert "s3://bucket" in found({"MARSHRUT_FILES": "s3://bucket/x"}, home, name).what
    (home / "letter").touch()
    assert found({"MARSHRUT_FILES": str(home / "letter")}, home, name).state == State.BAD
    if os.geteuid() == 0:
        return  # root writes everywhere
    (home / "files").chmod(0o500)
    assert found({}, home, name).state == State.BAD


def test_the_last_backups_age(home: Path) -> None:
    name = "Резервная копия"
    assert "ещё ни одной" in found({}, home, name).what
    copy = home / "b.tar"
    copy.touch()
    (home / "backups").mkdir()
    for days, state in ((1, State.OK), (9, State.WARN)):
        created = (datetime.now(UTC) - timedelta(days=days)).isoformat()
        (home / "backups/last.json").write_text(json.dumps({"path": str(copy), "created": created}), encoding="utf-8")
        assert found({}, home, name).state == state
    copy.unlink()
    assert "файла там больше нет" in found({}, home, name).what


def test_room_on_the_disk(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, state in ((5e9, State.OK), (6e8, State.WARN), (1e8, State.BAD)):
        usage = type("Usage", (), {"free": int(free)})()
        monkeypatch.setattr(checks_machine.shutil, "disk_usage", lambda _, usage=usage: usage)
        assert found({}, home, "Место на диске").state == state


def test_a_clock_before_the_release(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found({}, home, "Часы и пояса").state == State.OK
    monkeypatch.setattr(checks_machine, "RELEASED", datetime(2100, 1, 1, tzinfo=UTC))
    assert found({}, home, "Часы и пояса").state == State.BAD
