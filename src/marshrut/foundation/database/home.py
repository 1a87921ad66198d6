"""Where this installation keeps everything that is its own: database, files, logs, the secret key."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from marshrut.foundation.database.trouble import Trouble

__all__ = [
    "checkout_folder",
    "files_folder",
    "home_folder",
    "log_folder",
    "make_private",
    "secret_key",
    "secret_key_file",
]

SECRET_FILE = "secret.key"  # noqa: S105 - the name of the file


def checkout_folder(start: Path) -> Path | None:
    """The source tree that `start` lies in, if it is one of this product."""
    for folder in (start, *start.parents):
        if (folder / "src" / "marshrut" / "cli" / "main.py").is_file() and (folder / "pyproject.toml").is_file():
            return folder
    return None


def home_folder(environ: Mapping[str, str]) -> Path:
    """`MARSHRUT_HOME`, else `.marshrut` in the checkout one stands in, else the user's data folder. Creates nothing."""
    given = environ.get("MARSHRUT_HOME", "").strip()
    if given:
        return Path(given).expanduser().absolute()
    checkout = checkout_folder(Path.cwd())
    if checkout is not None:
        return checkout / ".marshrut"
    data = environ.get("XDG_DATA_HOME", "").strip()
    base = Path(data) if data.startswith("/") else Path.home() / ".local" / "share"
    return base / "marshrut"


def files_folder(home: Path) -> Path:
    """Uploaded and made files, content-addressed, when they are not kept in S3."""
    return home / "files"


def log_folder(home: Path) -> Path:
    """Small rotated logs of everything `marshrut up` starts."""
    return home / "log"


def make_private(folder: Path) -> Path:
    """Make a folder that only its owner may enter (an existing one is left as it is)."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise Trouble(f"На месте папки {folder} лежит файл.", f"Переименуйте его: mv {folder} {folder}.old") from error
    except OSError as error:
        raise Trouble(
            f"Не могу создать папку {folder}: {error.strerror}.",
            "Укажите другое место: MARSHRUT_HOME=/путь/к/папке marshrut up",
        ) from error
    return folder


def secret_key_file(home: Path) -> Path:
    """Where the secret lies."""
    return home / SECRET_FILE


def secret_key(home: Path) -> str:
    """The installation's secret, made at first need. Of two processes that make it at once, one wins for both."""
    path = secret_key_file(home)
    try:
        found = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        found = ""
    except OSError as error:
        raise Trouble(f"Не могу прочесть секретный ключ {path}: {error.strerror}.", f"ls -l {path}") from error
    return found or _make_secret(path)


def _make_secret(path: Path) -> str:
    make_private(path.parent)
    draft = path.with_name(f".{SECRET_FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, (secrets.token_urlsafe(64) + "\n").encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        if path.exists() and not path.read_bytes().strip():
            draft.replace(path)  # an empty file is what a full disk leaves behind
        else:
            os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return path.read_text(encoding="ascii").strip()
