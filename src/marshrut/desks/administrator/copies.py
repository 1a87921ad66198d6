"""A backup from the administrator's page: the same file that `marshrut backup` writes, made by the worker."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from marshrut.foundation.database.backup import backups_folder, make_backup
from marshrut.foundation.database.binaries import find_binaries
from marshrut.foundation.database.home import make_private
from marshrut.foundation.database.urls import addresses
from marshrut.foundation.jobs.runner import Progress, kind
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["KIND", "make_copy"]

KIND = "administrator.backup"


@kind(KIND, "Резервная копия")
def make_copy(progress: Progress, viewer: SystemViewer, arguments: dict[str, Any]) -> str:
    """Database and files into one file under the installation's home. Nobody downloads it: it holds every operator."""
    del viewer, arguments
    home = Path(settings.MARSHRUT_HOME)
    progress.step(0, 2, "Сохраняю базу и файлы")
    store = str(settings.FILES_STORE)
    elsewhere = store.startswith("s3://")
    summary = make_backup(
        make_private(backups_folder(home)),
        owner=addresses(os.environ, home).owner,
        files=None if elsewhere else Path(store),
        left_out=f"Файлы лежат в {store} и в эту копию не вошли." if elsewhere else "",
        binaries=find_binaries(),
        home=home,
    )
    progress.step(2, 2, f"{summary.path.name}, файлов: {summary.files}")
    return reverse("administrator:doctor")
