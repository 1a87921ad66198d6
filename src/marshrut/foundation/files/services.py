"""Files are kept, given out, swept. A file is there whole, with its row, or not at all."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from functools import cache
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction

from marshrut.foundation.audit import services as audit
from marshrut.foundation.files.hooks import keepers
from marshrut.foundation.files.inspect import clean_name, content_of, list_content_of, without_metadata
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.files.store import Store, open_store
from marshrut.foundation.files.types import FileClass, FileRefusedError
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, tenant_of

__all__ = ["keep", "read", "store", "sweep"]

GRACE = timedelta(days=1)


@cache
def _store(address: str) -> Store:
    return open_store(address)


def store() -> Store:
    """The store of this installation."""
    return _store(settings.FILES_STORE)


@transaction.atomic
def keep(
    viewer: AnyViewer,
    source: IO[bytes],
    *,
    name: str,
    file_class: FileClass,
    person_id: UUID | None = None,
    node_id: UUID | None = None,
) -> StoredFile:
    """Keep a file that was handed in. Raises FileRefusedError with words for the screen."""
    tenant_id = tenant_of(viewer)
    source.seek(0, 2)
    if source.tell() > settings.MAX_FILE_BYTES:
        raise FileRefusedError(f"Файл больше {settings.MAX_FILE_BYTES >> 20} МБ. Уменьшите его и выберите снова.")
    content = list_content_of(source) if file_class is FileClass.LIST else content_of(source)
    clean = without_metadata(source, content)
    digest, size = _measure(clean)
    row = StoredFile(
        tenant_id=tenant_id,
        sha256=digest,
        size=size,
        name=clean_name(name),
        mime=content.mime,
        file_class=file_class.value,
        owner_id=viewer.account_id if isinstance(viewer, Viewer) else None,
        person_id=person_id,
        node_id=node_id,
    )
    try:
        store().put(row.key, clean)
    except OSError as error:
        raise FileRefusedError("Сейчас файл сохранить не удалось: нет места или связи. Попробуйте позже.") from error
    row.save(force_insert=True)
    audit.record(viewer, "files.kept", target=row, person_id=person_id)
    return row


def _measure(source: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    source.seek(0)
    while chunk := source.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
    source.seek(0)
    return digest.hexdigest(), size


def read(file: StoredFile) -> IO[bytes]:
    """The bytes of a file; whether the viewer may have them is asked of `access.may` before."""
    return store().open(file.key)


def sweep(*, now: datetime) -> int:
    """Files that nothing points to, older than a day, lose their bytes; bytes without a row too. Returns a count."""
    viewer, gone, wanted = SystemViewer("files.sweep"), 0, set()
    for file_class, keeper in keepers().items():
        rows = StoredFile.objects.of(viewer).filter(file_class=file_class.value, swept_at=None)
        old = {row.pk for row in rows.filter(created_at__lt=now - GRACE).only("pk")}
        orphans = old - keeper.used(old)
        gone += rows.filter(pk__in=orphans).update(swept_at=now)
    wanted = {row.key for row in StoredFile.objects.of(viewer).filter(swept_at=None).iterator()}
    limit = (now - GRACE).timestamp()
    for key, when in list(store().held()):
        if key not in wanted and when < limit:
            store().delete(key)
    return gone
