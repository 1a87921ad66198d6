"""`marshrut up` as a person runs it: one start for all these tests, broken in every way and ended with Ctrl-C."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from marshrut.foundation.database.places import data_folder
from marshrut.foundation.database.postmaster import processes_in, read_pidfile

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("up")]
FIRST_PATIENCE = 180
COMMAND = [sys.executable, "-m", "marshrut.cli.main"]


@dataclass
class Installation:
    """A home of its own and the port its web listens on."""

    home: Path
    port: int
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def environ(self) -> dict[str, str]:
        """The environment of its commands."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("MARSHRUT_", "DJANGO_", "PG"))}
        return {**kept, "MARSHRUT_HOME": str(self.home), "PORT": str(self.port), "DEMO": "no", "PYTHONUNBUFFERED": "1"}

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A command to its end."""
        environ = {**self.environ, **more}
        return subprocess.run(
            [*COMMAND, *words], env=environ, capture_output=True, text=True, timeout=180, check=False, cwd="/"
        )

    def up(self) -> subprocess.Popen[str]:
        """`marshrut up`, until the first page."""
        process = subprocess.Popen(
            [*COMMAND, "up"], env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True, cwd="/",
        )  # fmt: skip
        self.started.append(process)
        if not wait_until(FIRST_PATIENCE, lambda: process.poll() is not None or self.told() == process.pid):
            process.kill()
        if process.poll() is not None:
            pytest.fail(f"up ended: {process.communicate()[0]}")
        return process

    def told(self) -> int:
        """Whose address stands in the home."""
        try:
            return int(json.loads((self.home / "up.json").read_text(encoding="utf-8"))["pid"])
        except (OSError, ValueError):
            return 0

    def status(self) -> int:
        """What the first page answers; 0 for nobody."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("GET", "/")
            return line.getresponse().status
        except OSError:
            return 0
        finally:
            line.close()

    def serves(self) -> bool:
        """True while pages come."""
        return 200 <= self.status() < 500

    def journal(self) -> str:
        """What `up` has recorded."""
        return (self.home / "log/up.log").read_text(encoding="utf-8")


def wait_until(seconds: float, true: Callable[[], object]) -> bool:
    """Wait for something to become true."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def children(pid: int) -> list[int]:
    """The processes started by this one."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in text.split()]


def child(pid: int, word: str) -> int:
    """The one of them with this word on its command line."""
    for one in children(pid):
        if word in Path(f"/proc/{one}/cmdline").read_text(encoding="utf-8").replace("\0", " "):
            return one
    pytest.fail(f"no {word} under {pid}")


def end(process: subprocess.Popen[str]) -> str:
    """Ctrl-C, and what it says."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    if process.stdout is None or process.stdout.closed:
        return ""
    return process.communicate(timeout=60)[0]


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """An installation after its first start, standing still."""
    home = Path(tempfile.mkdtemp(prefix="m-"))
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port = line.getsockname()[1]
    made = Installation(home, port)
    try:
        said = end(made.up())
        assert "«Маршрут» работает" in said
        assert "одноразовый код" in said
        yield made
        assert processes_in(data_folder(home)) == []
    finally:
        for process in made.started:  # what a failed test left behind
            end(process)
        shutil.rmtree(home)


@pytest.fixture
def running(installation: Installation) -> Iterator[subprocess.Popen[str]]:
    """The installation, up."""
    process = installation.up()
    yield process
    end(process)


def test_second_start_is_quick_and_keeps_the_data(installation: Installation) -> None:
    began = time.monotonic()
    process = installation.up()
    first_page = time.monotonic() - began
    assert installation.serves()
    said = end(process)
    assert "Обновляю таблицы" not in said
    assert "Создаю" not in said
    assert first_page < 30, "the promise is 10 s on a free machine; benchmarks/start.py measures it"


def _left_of(everyone: list[int], *, patience: float = 10.0) -> list[int]:
    """Who of them is still there; a loaded machine may take a moment to bury the last ones."""
    until = time.monotonic() + patience
    while (left := [pid for pid in everyone if Path(f"/proc/{pid}").exists()]) and time.monotonic() < until:
        time.sleep(0.1)
    return left


def test_ctrl_c_ends_everything_with_postgresql_last(installation: Installation) -> None:
    process = installation.up()
    everyone = [*children(process.pid), *(two for one in children(process.pid) for two in children(one))]
    assert len(everyone) > 4
    said = end(process)
    assert process.returncode == 0
    assert "Остановлено за" in said
    assert _left_of(everyone) == []
    assert processes_in(data_folder(installation.home)) == []
    order = [line.split(" ", 2)[2] for line in installation.journal().splitlines()[-3:]]
    assert order == ["веб-сервер остановлен", "очередь заданий остановлена", "PostgreSQL остановлен"]
    assert not (installation.home / "up.json").exists()


def test_sigterm_ends_it_as_well(installation: Installation) -> None:
    process = installation.up()
    process.terminate()
    assert process.wait(60) == 0
    process.communicate()
    assert processes_in(data_folder(installation.home)) == []


def launches(journal: Path) -> int:
    """How often a worker has said that it begins; the journal goes on from start to start."""
    return journal.read_text(encoding="utf-8").count("Launching a worker") if journal.exists() else 0


def test_a_second_ctrl_c_does_not_wait_for_what_hangs(installation: Installation) -> None:
    journal = installation.home / "log/worker.log"
    before = launches(journal)
    process = installation.up()
    # At work, and known to its keeper: a Ctrl-C in the instant of its birth finds nobody to wait for.
    assert wait_until(30, lambda: launches(journal) > before)
    worker = child(process.pid, "procrastinate")
    os.kill(worker, signal.SIGSTOP)
    process.send_signal(signal.SIGINT)
    time.sleep(1.5)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(5) == 0
    process.communicate()
    assert not Path(f"/proc/{worker}").exists()
    assert processes_in(data_folder(installation.home)) == []


def test_up_twice_says_where_it_runs(installation: Installation, running: subprocess.Popen[str]) -> None:
    second = installation.run("up")
    assert second.returncode == 0
    assert f"уже работает: http://127.0.0.1:{installation.port}/" in second.stdout
    other = installation.run("up", PORT=str(installation.port + 1))
    assert other.returncode == 1
    assert "только после остановки" in other.stderr
    assert installation.serves()


def test_what_needs_the_database_alone_refuses_while_it_runs(
    installation: Installation, running: subprocess.Popen[str]
) -> None:
    for words in (("database", "stop"), ("reset", "--yes"), ("restore", "/absent.tar")):
        refused = installation.run(*words)
        assert refused.returncode == 1
        assert "Ctrl-C" in refused.stderr
    assert installation.serves()


def test_doctor_finds_a_running_installation_sound(installation: Installation, running: subprocess.Popen[str]) -> None:
    assert wait_until(30, lambda: "✓ Очередь заданий" in installation.run("doctor").stdout)
    looked = installation.run("doctor")
    assert looked.returncode == 0, looked.stdout
    assert "✗" not in looked.stdout


def test_killed_postgresql_comes_back_while_pages_are_read(
    installation: Installation, running: subprocess.Popen[str]
) -> None:
    found = read_pidfile(data_folder(installation.home))
    assert found is not None
    os.kill(found.pid, signal.SIGKILL)
    seen = set()
    assert wait_until(
        40, lambda: seen.add(installation.status()) or "PostgreSQL: запущен заново" in installation.journal()
    )
    assert wait_until(40, installation.serves)
    assert 0 not in seen  # the web went on answering
    assert 500 not in seen  # an outage is said on a page of its own, not as a bare error


@pytest.mark.parametrize(("word", "name"), [("granian", "веб-сервер"), ("procrastinate", "очередь заданий")])
def test_a_crashed_child_is_started_again(
    installation: Installation, running: subprocess.Popen[str], word: str, name: str
) -> None:
    wait_until(10, lambda: len(children(running.pid)) >= 3)
    crashed = child(running.pid, word)
    os.kill(crashed, signal.SIGKILL)
    assert wait_until(30, lambda: f"{name}: запущен заново" in installation.journal().splitlines()[-1])
    assert child(running.pid, word) != crashed
    assert wait_until(30, installation.serves)


def test_a_killed_supervisor_leaves_nothing_and_the_next_start_works(installation: Installation) -> None:
    process = installation.up()
    everyone = children(process.pid)
    process.kill()
    process.communicate()
    assert wait_until(30, lambda: not any(Path(f"/proc/{pid}").exists() for pid in everyone))
    assert wait_until(10, lambda: not processes_in(data_folder(installation.home)))
    assert "«Маршрут» работает" in end(installation.up())


def test_a_busy_port_is_said_with_a_free_one(installation: Installation) -> None:
    with socket.socket() as line:
        line.bind(("127.0.0.1", installation.port))
        line.listen()
        refused = installation.run("up")
    assert refused.returncode == 1
    assert f"Порт {installation.port} занят" in refused.stderr
    assert "make up PORT=" in refused.stderr
    assert processes_in(data_folder(installation.home)) == []
    wrong = installation.run("up", PORT="восемь")
    assert "нужно число" in wrong.stderr


def test_backup_and_restore_by_hand(installation: Installation) -> None:
    copy = installation.home / "copy.tar"
    stored = installation.home / "files" / "ab" / ("0" * 64)
    stored.parent.mkdir(parents=True, exist_ok=True)
    stored.write_bytes(b"a file")
    assert installation.run("backup", str(copy)).returncode == 0
    refused = installation.run("restore", str(copy))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    unasked = installation.run("restore", str(copy), "--replace")  # nobody at the terminal: that is a no
    assert unasked.returncode == 1
    assert "Ничего не изменено" in unasked.stderr
    stored.unlink()
    done = installation.run("restore", str(copy), "--replace", "--yes")
    assert done.returncode == 0, done.stderr
    assert "Восстановлено" in done.stdout
    assert stored.read_bytes() == b"a file"
    assert len(list((installation.home / "backups").glob("before-restore-*.tar"))) == 1
    process = installation.up()
    assert installation.serves()
    end(process)


def test_a_newer_versions_copy_is_refused(installation: Installation) -> None:
    text = "from marshrut.foundation.database import backup; backup.__version__ = '9.0.0'\n"
    text += "import sys; from marshrut.cli.main import main; sys.exit(main(sys.argv[1:]))"
    copy = installation.home / "newer.tar"
    order = [sys.executable, "-c", text, "backup", str(copy)]
    subprocess.run(order, env=installation.environ, check=True, capture_output=True, cwd="/", timeout=60)
    refused = installation.run("restore", str(copy), "--replace", "--yes")
    assert refused.returncode == 1
    assert "9.0.0" in refused.stderr
    assert "Обновите" in refused.stderr


def test_the_database_alone_starts_stops_and_is_left_running_by_up(installation: Installation) -> None:
    assert installation.run("database", "status").returncode == 3
    assert installation.run("database", "start").returncode == 0
    again = installation.run("database", "start")
    assert "уже работает" in again.stdout
    assert "«Маршрут» работает" in end(installation.up())
    status = installation.run("database", "status")
    assert status.returncode == 0
    assert "работает" in status.stdout
    asked = installation.run("database", "psql", "--", "-Atc", "SELECT current_user")
    assert asked.stdout.strip() == "marshrut_app"
    assert installation.run("database", "stop").returncode == 0
    assert processes_in(data_folder(installation.home)) == []


def test_reset_forgets_but_keeps_backups(installation: Installation) -> None:
    kept = installation.run("reset")
    assert kept.returncode == 1
    assert "Ничего не удалено" in kept.stderr
    (installation.home / "backups").mkdir(exist_ok=True)
    (installation.home / "backups" / "mine.tar").touch()
    assert installation.run("reset", "--yes").returncode == 0
    assert [path.name for path in installation.home.iterdir()] == ["backups"]
    state = json.dumps([path.name for path in (installation.home / "backups").iterdir()])
    assert "mine.tar" in state
    stranger = installation.home / "letter.txt"
    stranger.touch()
    refused = installation.run("reset", "--yes")
    assert refused.returncode == 1
    assert "не похожа" in refused.stderr
    assert stranger.exists()
