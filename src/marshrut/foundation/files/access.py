"""Who may have a file. Only the app that a file's class belongs to can say so."""

from __future__ import annotations

from datetime import date

from marshrut.cores.kernel import Decision
from marshrut.foundation.files import rules
from marshrut.foundation.files.hooks import keeper_of
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.scope.rules import may_work
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, reaches

__all__ = ["may"]


def may(viewer: AnyViewer, file: StoredFile, *, on: date) -> Decision:
    """FILES-01 for one file: the owner, and whom the class's keeper lets in."""
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=reaches(viewer, file.tenant_id))
    keeper = keeper_of(FileClass(file.file_class))
    own = file.owner_id == viewer.account_id
    return rules.may_have(own=own, keeper=keeper.may(viewer, file, on) if keeper and not own else None)
