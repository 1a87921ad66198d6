"""The registry: said twice is said once, two different things are a mistake, only what is served counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from marshrut.apps.regulation import hooks
from marshrut.apps.regulation.types import EvidenceCount
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

ON = date(2024, 5, 1)
FUNCTION = "invented.function"
VIEWER = SystemViewer("test")


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    yield
    hooks.withdraw(FUNCTION)


def three(_viewer: AnyViewer, on: date) -> EvidenceCount:
    return EvidenceCount(3, "записей: 3", on)


def test_a_served_function_with_records_is_evidence() -> None:
    hooks.provide_evidence(FUNCTION, three)
    assert hooks.collect_evidence(VIEWER, [FUNCTION], on=ON) == {}
    hooks.serve(FUNCTION, url_name="x:y", label="Открыть")
    assert hooks.collect_evidence(VIEWER, [FUNCTION, FUNCTION, "invented.other"], on=ON) == {
        FUNCTION: EvidenceCount(3, "записей: 3", ON)
    }
    assert hooks.served()[FUNCTION].label == "Открыть"


def test_the_same_twice_is_no_mistake_and_another_is() -> None:
    hooks.serve(FUNCTION, url_name="x:y", label="Открыть")
    hooks.serve(FUNCTION, url_name="x:y", label="Открыть")
    with pytest.raises(ValueError, match="already served"):
        hooks.serve(FUNCTION, url_name="x:z", label="Открыть")
    hooks.provide_evidence(FUNCTION, three)
    hooks.provide_evidence(FUNCTION, three)
    with pytest.raises(ValueError, match="already has"):
        hooks.provide_evidence(FUNCTION, lambda _viewer, _on: EvidenceCount(0, ""))


def test_a_provider_is_asked_once_for_many_clauses() -> None:
    asked: list[date] = []

    def counting(_viewer: AnyViewer, on: date) -> EvidenceCount:
        asked.append(on)
        return EvidenceCount(1, "запись")

    hooks.serve(FUNCTION, url_name="x:y", label="Открыть")
    hooks.provide_evidence(FUNCTION, counting)
    hooks.collect_evidence(VIEWER, [FUNCTION] * 300, on=ON)
    assert asked == [ON]
