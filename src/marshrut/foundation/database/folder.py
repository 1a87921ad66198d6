"""The data folder: whose it is, of which version, how it is made. Refuses in words; never destroys."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import stat
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from marshrut.foundation.database import launcher
from marshrut.foundation.database.binaries import Binaries, clean_environment
from marshrut.foundation.database.trouble import Trouble

__all__ = [
    "LOCALE",
    "Passport",
    "Runner",
    "check_folder",
    "find_runner",
    "launch_command",
    "make_folder",
    "read_passport",
]

LOCALE = "builtin C.UTF-8"
NEEDED = 200_000_000  # an empty cluster takes 40 MB; a server without room for its journal is worse than none
INITDB = (
    *("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    *("--locale=C.UTF-8", "-T", "russian"),
)
HBA = "# Only through the socket in a folder that nobody else may enter.\nlocal all all trust\n"


@dataclass(frozen=True)
class Runner:
    """As whom PostgreSQL runs: "self", "userns" (root seen as another), "nobody"."""

    mode: str
    user: int
    group: int


@dataclass(frozen=True)
class Passport:
    """What `marshrut.json` in the data folder says about it."""

    major: int
    owner: int
    mode: str
    locale: str
    created: str


def find_runner() -> Runner:
    """A plain user runs it himself; root through a user namespace, or as nobody where those are forbidden."""
    user, group = os.geteuid(), os.getegid()
    if user != 0 and _known(user):
        return Runner("self", user, group)
    # A number without a name (containers are started so) is refused by initdb as root is: the same way helps.
    other = Runner("userns", user, group)
    probe = subprocess.run(launch_command(other, ["/bin/true"]), capture_output=True, timeout=20, check=False)
    if probe.returncode == 0:
        return other
    if user == 0:
        return _nobody()
    raise Trouble(
        f"У пользователя {user} нет имени в /etc/passwd, PostgreSQL так не запускается.",
        f"От root: echo 'marshrut:x:{user}:{group}::/:/bin/sh' >> /etc/passwd",
    )


def _known(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def _nobody() -> Runner:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError as error:
        raise Trouble(
            "PostgreSQL не запускается от root, а пространства имён и пользователь nobody недоступны.",
            "Запустите от обычного пользователя: sudo -u имя marshrut up",
        ) from error
    return Runner("nobody", entry.pw_uid, entry.pw_gid)


def launch_command(
    runner: Runner, argv: list[str], *, tied: int = 0, death: int = 0, lock: Path | None = None
) -> list[str]:
    """The command line that becomes `argv` through the launcher."""
    order = {
        "mode": runner.mode, "user": runner.user, "group": runner.group, "tied": tied, "signal": death,
        "lock": str(lock) if lock else "", "argv": argv,
    }  # fmt: skip
    return [sys.executable, "-I", "-S", str(Path(launcher.__file__)), json.dumps(order)]


def read_passport(data: Path) -> Passport | None:
    """The folder's own record, or None where it has none."""
    try:
        return Passport(**json.loads((data / "marshrut.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def check_folder(data: Path, binaries: Binaries, runner: Runner) -> bool:
    """True if a cluster stands here that we may start, False if the place is free; else a refusal in words."""
    try:
        found = data.lstat()
        version_file = data / "PG_VERSION"
        version = version_file.read_text(encoding="ascii").strip() if version_file.exists() else ""
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Trouble(f"Папка данных {data} недоступна: {error.strerror}.", f"ls -ld {data}") from error
    if not stat.S_ISDIR(found.st_mode):
        raise Trouble(f"{data} не папка.", f"Переименуйте: mv {data} {data}.old")
    _check_owner(data, found.st_uid, runner)
    if found.st_mode & 0o077:
        raise Trouble(f"Папка данных {data} открыта для других пользователей.", f"chmod -R go-rwx {data}")
    if not version:
        if any(data.iterdir()):
            raise Trouble(f"В папке {data} лежит что-то другое, не база данных.", f"mv {data} {data}.old")
        return False
    _check_version(data, int(version.split(".")[0]), binaries)
    return True


def _check_owner(data: Path, owner: int, runner: Runner) -> None:
    if owner == runner.user:
        return
    theirs, ours, starter = _name(owner), _name(runner.user), _for_sudo(owner)
    raise Trouble(
        f"Папка данных {data} принадлежит пользователю {theirs}, PostgreSQL работал бы от имени {ours}.",
        f"Запустите от её владельца: sudo -u {starter} marshrut up — или отдайте папку: chown -R {ours} {data.parent}",
    )


def _check_version(data: Path, major: int, binaries: Binaries) -> None:
    if major == binaries.major:
        return
    if major > binaries.major:
        raise Trouble(
            f"База в {data} сделана PostgreSQL {major}, а программы здесь — {binaries.version}: более старые.",
            f"Укажите программы версии {major}: MARSHRUT_PG_BIN=/usr/lib/postgresql/{major}/bin marshrut up",
        )
    raise Trouble(
        f"База в {data} сделана PostgreSQL {major}, а нужна {binaries.major}: требуется переход.",
        f"marshrut database upgrade --old-bin /usr/lib/postgresql/{major}/bin (копия снимается, старое остаётся)",
    )


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def _for_sudo(user: int) -> str:
    name = _name(user)
    return f"'#{name}'" if name.isdigit() else name


def make_folder(data: Path, binaries: Binaries, runner: Runner, *, no_sync: bool = False) -> None:
    """Make a new cluster beside its place and move it there whole: an interrupted start leaves no half of one."""
    parent = data.parent
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check_way(parent, runner)
    for leftover in parent.glob(f"{data.name}.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)  # ours by name, and the lock of starts is held
    _check_room(parent)
    fresh = parent / f"{data.name}.new-{os.getpid()}"
    fresh.mkdir(mode=0o700)
    if runner.mode == "nobody":
        os.chown(fresh, runner.user, runner.group)
        _check_reach(fresh, binaries, runner)
    argv = [binaries.program("initdb"), "-D", str(fresh), *INITDB, *(["--no-sync"] if no_sync else [])]
    done = subprocess.run(
        launch_command(runner, argv), capture_output=True, text=True, errors="replace", check=False,
        env=clean_environment(), cwd="/", stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise Trouble(
            f"initdb не создал базу в {data}:\n{(done.stderr or done.stdout).strip()[-1500:]}", f"df -h {parent}"
        )
    _write(fresh / "pg_hba.conf", HBA, runner)
    passport = Passport(
        binaries.major, runner.user, runner.mode, LOCALE, datetime.now(UTC).isoformat(timespec="seconds")
    )
    _write(fresh / "marshrut.json", json.dumps(asdict(passport), indent=1) + "\n", runner)
    if data.is_dir():
        data.rmdir()  # only an empty one gets here
    fresh.rename(data)


def _write(path: Path, text: str, runner: Runner) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    if runner.mode == "nobody":
        os.chown(path, runner.user, runner.group)


def _check_room(parent: Path) -> None:
    free = shutil.disk_usage(parent).free
    if free < NEEDED:
        raise Trouble(
            f"На диске с папкой {parent} свободно {free // 1_000_000} МБ, а нужно хотя бы {NEEDED // 1_000_000}.",
            "Освободите место или укажите другой диск: MARSHRUT_HOME=/путь marshrut up",
        )


def _check_way(parent: Path, runner: Runner) -> None:
    """Root in a namespace is a plain user to other people's folders: initdb would only say «permission denied»."""
    for place in (parent, *parent.parents):
        found = place.stat()
        if runner.mode != "nobody" and found.st_uid != runner.user and not found.st_mode & 0o011:
            theirs, starter = _name(found.st_uid), _for_sudo(found.st_uid)
            raise Trouble(
                f"Папка {place} принадлежит пользователю {theirs} и закрыта для {_name(runner.user)}.",
                f"Запустите от её владельца: sudo -u {starter} marshrut up — или укажите другую: MARSHRUT_HOME=/путь",
            )


def _check_reach(data: Path, binaries: Binaries, runner: Runner) -> None:
    for ours in data.parents[0:3] if data.parents[1].name == "postgres" else ():
        ours.chmod(stat.S_IMODE(ours.stat().st_mode) | 0o011)  # <home>/postgres/18: may be passed, not listed
    for place in (data, binaries.folder):
        probe = subprocess.run(
            launch_command(runner, ["/bin/ls", str(place)]), capture_output=True, timeout=20, check=False, cwd="/"
        )
        if probe.returncode:
            raise Trouble(
                f"Пользователь nobody, от имени которого root запускает PostgreSQL, не может войти в {place}.",
                "Запустите от обычного пользователя: sudo -u имя marshrut up",
            )
