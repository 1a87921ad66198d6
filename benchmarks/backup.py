"""What a backup costs beside the bare tool: our checked file against pg_dump, in the same run on the same data."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from marshrut.foundation.database import backup, roles
from marshrut.foundation.database.embedded import Server
from marshrut.foundation.database.tools import tool_environment
from shape import Row, best, promise, timed

ROWS = 600_000
FILES, FILE_BYTES = 400, 100_000


@promise
def throughput() -> Iterator[Row]:
    """Database alone against pg_dump, then with files, then back."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = Server(folder / "data", folder / "socket")
        server.start()
        try:
            yield from measure(server, folder)
        finally:
            server.stop()


def measure(server: Server, folder: Path) -> Iterator[Row]:
    """The rows, on a database of about a hundred megabytes."""
    roles.prepare(server.conninfo())
    owner = server.conninfo("marshrut_owner", "marshrut")
    with roles.connect(owner) as connection:
        connection.execute("CREATE TABLE row (id bigint PRIMARY KEY, name text, note text)")
        connection.execute(
            "INSERT INTO row SELECT i, 'Иванова Мария ' || i, md5(i::text) || md5((i * 7)::text)"
            " FROM generate_series(1, %s) i",
            [ROWS],
        )
        size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    megabytes = size[0] / 1e6 if size else 0.0
    environ = tool_environment(owner)
    bare = [server.binaries.program("pg_dump"), "-Fc", "-f", str(folder / "bare.dump")]
    plain = best(lambda: subprocess.run(bare, env=environ, check=True), 2)
    ours = best(lambda: copy(server, owner, folder, None), 2)
    yield Row("Копия базы (с контрольной суммой)", megabytes / ours, "МБ/с", "pg_dump -Fc, МБ/с", megabytes / plain,
              promised=0.7, of_ratio=True, at_least=True)  # fmt: skip
    files = folder / "files"
    files.mkdir()
    for number in range(FILES):
        (files / f"{number:064x}").write_bytes(os.urandom(FILE_BYTES))
    both, path = timed(lambda: copy(server, owner, folder, files))
    yield Row(f"Копия базы и {FILES} файлов", both, "с", "только база", ours)
    path = copy(server, owner, folder, files, keep=True)
    checked, _ = timed(lambda: backup.check_backup(path, set()))
    yield Row("Проверка копии перед восстановлением", path.stat().st_size / 1e6 / checked, "МБ/с")
    names = roles.Names()
    back, _ = timed(
        lambda: backup.restore_backup(path, owner=owner, files=folder / "back", names=names, binaries=server.binaries)
    )
    yield Row("Восстановление базы и файлов", back, "с", "снятие копии", both)


def copy(server: Server, owner: str, folder: Path, files: Path | None, *, keep: bool = False) -> Path:
    """One backup; thrown away unless kept."""
    target = folder / "ours.tar"
    summary = backup.make_backup(target, owner=owner, files=files, binaries=server.binaries)
    if not keep:
        summary.path.unlink()
    return summary.path
