"""A command's time with the database: an embedded one that does not run is started for it and stopped after it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from marshrut.foundation.database.home import home_folder
from marshrut.foundation.database.installed import database_running
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["database_session"]


@contextmanager
def database_session(purpose: str) -> Iterator[SystemViewer]:
    """Django and the database, ready; gives the viewer that the command's deeds are recorded under."""
    with database_running(home_folder(os.environ)):
        from marshrut.foundation.database.schema import set_up

        set_up()
        from django.db import connections

        try:
            yield SystemViewer(purpose)
        finally:
            connections.close_all()
