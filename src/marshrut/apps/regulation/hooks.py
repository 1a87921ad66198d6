"""Where other apps and desks say what the product serves and what proves it. Plain typed calls, no signals.

hooks.serve("area.function", url_name="desks:page", label="Открыть реестр")
hooks.provide_evidence("area.function", count_records)   # (viewer, on) -> EvidenceCount
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType

from marshrut.apps.regulation.types import EvidenceCount, ServedFunction
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["EvidenceProvider", "collect_evidence", "provide_evidence", "providers", "serve", "served", "withdraw"]

EvidenceProvider = Callable[[AnyViewer, date], EvidenceCount]

_served: dict[str, ServedFunction] = {}
_providers: dict[str, EvidenceProvider] = {}


def serve(function_id: str, *, url_name: str, label: str) -> None:
    """Say that a page serves this function. The same said twice changes nothing; two different pages are a mistake."""
    one = ServedFunction(function_id, url_name, label)
    if _served.get(function_id, one) != one:
        raise ValueError(f"{function_id} is already served by {_served[function_id].url_name}")
    _served[function_id] = one


def provide_evidence(function_id: str, provider: EvidenceProvider) -> None:
    """Say who counts the records of this function; one query a provider, called once a page."""
    if _providers.get(function_id, provider) is not provider:
        raise ValueError(f"{function_id} already has a provider of evidence")
    _providers[function_id] = provider


def withdraw(function_id: str) -> None:
    """Forget a function: for tests and for an app that is switched off."""
    _served.pop(function_id, None)
    _providers.pop(function_id, None)


def served() -> Mapping[str, ServedFunction]:
    """Every function that a page serves."""
    return MappingProxyType(_served)


def providers() -> Mapping[str, EvidenceProvider]:
    """Every function whose records somebody counts."""
    return MappingProxyType(_providers)


def collect_evidence(viewer: AnyViewer, function_ids: Iterable[str], *, on: date) -> dict[str, EvidenceCount]:
    """Ask each provider of these functions once. Only functions that a page serves count as evidence."""
    wanted = sorted(set(function_ids) & _served.keys() & _providers.keys())
    return {function_id: _providers[function_id](viewer, on) for function_id in wanted}
