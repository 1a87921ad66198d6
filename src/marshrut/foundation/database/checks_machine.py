"""Checks of the machine and the home folder: nothing here needs the database."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import marshrut
from marshrut.foundation.database import urls
from marshrut.foundation.database.backup import last_backup
from marshrut.foundation.database.checks import Check, Place, bad, ok, warn
from marshrut.foundation.database.folder import read_passport
from marshrut.foundation.database.home import checkout_folder, secret_key_file
from marshrut.foundation.database.places import data_folder, safe_folder, socket_folder

__all__ = ["MACHINE_CHECKS", "files_place"]

LITTLE, NEARLY_NONE = 1_000_000_000, 200_000_000
OLD_BACKUP_DAYS = 7
RELEASED = datetime(2026, 11, 1, tzinfo=UTC)


def files_place(place: Place) -> Path | None:
    """The folder of stored files; None where they lie in S3."""
    given = place.environ.get("MARSHRUT_FILES", "").strip()
    if given.startswith("s3://"):
        return None
    return Path(given) if given else place.home / "files"


def disk(place: Place) -> Check:
    """Is there room to go on?"""
    nearest = next(folder for folder in (place.home, *place.home.parents) if folder.exists())
    free = shutil.disk_usage(nearest).free
    words = f"свободно {free / 1e9:.1f} ГБ".replace(".", ",")
    if free < NEARLY_NONE:
        return bad(f"{words}: база вот-вот остановится", f"du -sh {place.home}/* и освободите место")
    if free < LITTLE:
        return warn(f"{words}: мало", f"du -sh {place.home}/*")
    return ok(words)


def secret(place: Place) -> Check:
    """Is the installation's secret there, and a secret?"""
    if place.environ.get("MARSHRUT_SECRET_KEY"):
        return ok("задан в MARSHRUT_SECRET_KEY")
    path = secret_key_file(place.home)
    try:
        found = path.stat()
    except FileNotFoundError:
        return bad(f"нет файла {path}", "он появится сам при первом запуске: marshrut up")
    if stat.S_IMODE(found.st_mode) & 0o077:
        return bad(f"{path} могут прочесть другие пользователи", f"chmod 600 {path}")
    return ok(f"{path}, только для владельца") if found.st_size else bad(f"{path} пуст", f"rm {path}")


def socket(place: Place) -> Check:
    """Can anybody else reach the embedded PostgreSQL, which asks for no password?"""
    if urls.is_external(place.environ):
        return ok("не нужна: сервер внешний")
    folder = socket_folder(place.home)
    if not folder.exists():
        return ok(f"{folder} появится при запуске")
    passport = read_passport(data_folder(place.home))
    owner = passport.owner if passport is not None else os.geteuid()
    if not safe_folder(folder, owner):
        return bad(f"{folder} открыта для других или чужая: база без пароля доступна им", f"chmod 700 {folder}")
    return ok(f"{folder}, только для владельца")


def files(place: Place) -> Check:
    """Can uploads be stored?"""
    folder = files_place(place)
    if folder is None:
        return ok(f"файлы в {place.environ['MARSHRUT_FILES']}")
    if not folder.exists():
        return ok(f"{folder} появится с первым файлом")
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-"):
            pass
    except OSError as error:
        return bad(f"в {folder} нельзя писать: {error.strerror}", f"ls -ld {folder}; df -h {folder}")
    return ok(f"{folder}, запись возможна")


def backup(place: Place) -> Check:
    """How much work would be lost?"""
    found = last_backup(place.home)
    cure = "marshrut backup /другой/диск/"
    if found is None:
        return warn("ещё ни одной", cure)
    days = (datetime.now(UTC) - found[0]).days
    words = f"последняя {found[0].astimezone():%d.%m.%Y %H:%M}, {found[1]}"
    if not Path(found[1]).exists():
        return warn(f"{words}: файла там больше нет", cure)
    return warn(f"{words}: {days} дн. назад", cure) if days > OLD_BACKUP_DAYS else ok(words)


def typeface(place: Place) -> Check:
    """Will pages be set in their own face?"""
    checkout = checkout_folder(Path(marshrut.__file__).parent)
    face = (
        checkout / "node_modules" / "@fontsource-variable" / "golos-text"
        if checkout
        else place.home / "static" / "golos"
    )
    if face.is_dir():
        return ok("Golos Text на месте")
    return warn("Golos Text не найден: страницы покажут системный шрифт", "sh tools/assets.sh && make up")


def clock(place: Place) -> Check:  # noqa: ARG001 - every check is asked alike
    """Terms and dates depend on the clock and on the table of time zones."""
    try:
        local = datetime.now(ZoneInfo("Asia/Krasnoyarsk"))
    except (ZoneInfoNotFoundError, OSError):
        return bad("нет таблицы часовых поясов", "apt-get install -y tzdata")
    if local < RELEASED:
        return bad(f"часы показывают {local:%d.%m.%Y}: это раньше выхода программы", "timedatectl set-ntp true")
    return ok(f"{datetime.now().astimezone():%d.%m.%Y %H:%M %Z}")


MACHINE_CHECKS = {
    "Место на диске": disk,
    "Секретный ключ": secret,
    "Папка сокета": socket,
    "Папка файлов": files,
    "Резервная копия": backup,
    "Шрифт": typeface,
    "Часы и пояса": clock,
}
