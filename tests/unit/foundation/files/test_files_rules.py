"""FILES-01: whose file it is, and what the keeper of its class says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest

from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.files import access, hooks, rules
from marshrut.foundation.files.hooks import ClassKeeper
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer, Viewer

DAY = date(2026, 9, 1)
ME, OTHER = UUID(int=1), UUID(int=2)
VIEWER = Viewer(ME, ME, "Анна Петровна", Role.SCHOOL, ME, ME, "a")


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Reports are kept by somebody who lets in the owner of a file named `open.pdf`."""
    asked: list[str] = []

    def may(viewer: object, file: StoredFile, on: date) -> Decision:
        asked.append(file.name)
        return allow("FILES-01") if file.name == "open.pdf" else refuse("FILES-01", "Нет.")

    monkeypatch.setattr(hooks, "_keepers", {FileClass.REPORT: ClassKeeper(may=may, used=lambda _ids: set())})
    return asked


def _file(name: str, *, owner: UUID | None = OTHER, file_class: FileClass = FileClass.REPORT) -> StoredFile:
    return StoredFile(tenant_id=ME, name=name, owner_id=owner, file_class=file_class.value)


def test_the_owner_has_it_and_the_keeper_is_not_asked(kept: list[str]) -> None:
    """FILES-01"""
    decision = access.may(VIEWER, _file("closed.pdf", owner=ME), on=DAY)
    assert decision
    assert decision.reasons[0].rule == "FILES-01"
    assert kept == []


def test_the_keeper_decides_for_everybody_else(kept: list[str]) -> None:
    assert access.may(VIEWER, _file("open.pdf"), on=DAY)
    assert not access.may(VIEWER, _file("closed.pdf"), on=DAY)
    assert kept == ["open.pdf", "closed.pdf"]


def test_a_class_that_nobody_keeps_stays_closed(kept: list[str]) -> None:
    decision = access.may(VIEWER, _file("open.pdf", file_class=FileClass.PROOF), on=DAY)
    assert not decision
    assert decision.reasons[0].rule == "FILES-01"
    assert kept == []


def test_a_file_of_nobody_is_not_the_first_comers(kept: list[str]) -> None:
    assert not access.may(VIEWER, _file("closed.pdf", owner=None), on=DAY)


def test_the_system_reads_for_its_own_upkeep(kept: list[str]) -> None:
    assert access.may(SystemViewer("files.sweep"), _file("closed.pdf"), on=DAY)
    assert access.may(SystemViewer("files.sweep", ME), _file("closed.pdf"), on=DAY)
    assert not access.may(SystemViewer("files.sweep", OTHER), _file("closed.pdf"), on=DAY), "another operator's"


def test_the_rule_alone() -> None:
    assert rules.may_have(own=True, keeper=None)
    assert not rules.may_have(own=False, keeper=None)
    assert not rules.may_have(own=False, keeper=refuse("REGULATION-10", "Нет."))
    assert rules.may_have(own=False, keeper=allow("REGULATION-10"))
