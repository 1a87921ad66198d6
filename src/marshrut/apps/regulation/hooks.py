"""Where other apps and desks say what the product serves, what proves it, and which facts indicators count. Plain typed
calls, no signals.

hooks.serve("area.function", url_name="desks:page", label="Открыть реестр")
hooks.provide_evidence("area.function", count_records)   # (viewer, on) -> EvidenceRows, or an EvidenceCount at once
hooks.provide_facts("area", list_facts)                  # (viewer, FactsAsked) -> FactRows, one for each kind of fact
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, Case, CharField, DateField, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat, Length
from django.db.models.lookups import GreaterThan

from marshrut.apps.regulation.types import EvidenceCount, ServedFunction
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = [
    "FACT_COLUMNS",
    "EvidenceProvider",
    "EvidenceRows",
    "FactProvider",
    "FactRows",
    "FactsAsked",
    "Tags",
    "collect_evidence",
    "fact_providers",
    "marked",
    "provide_evidence",
    "provide_facts",
    "providers",
    "serve",
    "served",
    "stands",
    "withdraw",
]


@dataclass(frozen=True, slots=True)
class EvidenceRows:
    """Records that prove a function, not counted yet: all that a page asks for are counted in one statement.

    `count` and `last` are aggregates over `rows`; `words` stand before the number. Without `last` the day itself is
    the day of the last record, where there is one.
    """

    rows: QuerySet[Any, Any]
    words: str
    count: Aggregate
    last: Aggregate | None = None

    def one_line(self, function_id: str) -> QuerySet[Any, Any]:
        """Function, how many, the day of the last: the statement that is put beside the others."""
        last = Cast(self.last if self.last is not None else Value(None), DateField())
        asked = self.rows.order_by().values(evidence_of=Value(function_id, output_field=CharField()))
        listed: QuerySet[Any, Any] = asked.annotate(evidence_count=self.count, evidence_last=last)
        return listed.values_list("evidence_of", "evidence_count", "evidence_last")

    def said(self, count: int, last: date | None, on: date) -> EvidenceCount:
        """In words of the screen."""
        day = last if self.last is not None else on if count else None
        return EvidenceCount(count, f"{self.words}: {count}", day)


EvidenceProvider = Callable[[AnyViewer, date], EvidenceCount | EvidenceRows]

#: What a fact says, in this order: who or what, whose, where, from which day to which, marks, number, words, record.
FACT_COLUMNS = ("subject", "person", "place", "day", "until", "tags", "amount", "title", "source")


class Tags(Func):
    """Words that mark a fact; an empty one is left out."""

    template = "array_remove(ARRAY[%(expressions)s]::text[], NULL)"
    output_field = ArrayField(TextField())


def marked(mark: str, value: Any) -> Any:
    """The tag of a mark with its value, none where there is no value."""
    words = Cast(value, TextField())
    held = Concat(Value(f"{mark}:"), words, output_field=TextField())
    return Case(When(GreaterThan(Length(words), 0), then=held), default=None, output_field=TextField())


def stands(mark: str, when: Q) -> Any:
    """The tag of a mark that stands where this is so."""
    return Case(When(when, then=Value(mark)), default=None, output_field=TextField())


@dataclass(frozen=True, slots=True)
class FactsAsked:
    """Facts as they were recorded by a moment. `marks`: values of marks that are costly to find, where one is asked."""

    known_at: datetime
    marks: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class FactRows:
    """Facts of one kind (`cores.regulation.counting.FACTS`), not read yet: a snapshot freezes them in one statement.

    `rows` gives FACT_COLUMNS and no others, in this order.
    """

    fact: str
    rows: QuerySet[Any, Any]


FactProvider = Callable[[AnyViewer, FactsAsked], Iterable[FactRows]]

_facts: dict[str, FactProvider] = {}
_served: dict[str, ServedFunction] = {}
_providers: dict[str, EvidenceProvider] = {}


def serve(function_id: str, *, url_name: str, label: str) -> None:
    """Say that a page serves this function. The same said twice changes nothing; two different pages are a mistake."""
    one = ServedFunction(function_id, url_name, label)
    if _served.get(function_id, one) != one:
        raise ValueError(f"{function_id} is already served by {_served[function_id].url_name}")
    _served[function_id] = one


def provide_evidence(function_id: str, provider: EvidenceProvider) -> None:
    """Say who knows the records of this function; called once a page."""
    if _providers.get(function_id, provider) is not provider:
        raise ValueError(f"{function_id} already has a provider of evidence")
    _providers[function_id] = provider


def withdraw(function_id: str) -> None:
    """Forget a function: for tests and for an app that is switched off."""
    _served.pop(function_id, None)
    _providers.pop(function_id, None)


def provide_facts(area: str, provider: FactProvider) -> None:
    """Say who knows the facts of an area; called once a snapshot."""
    if _facts.get(area, provider) is not provider:
        raise ValueError(f"{area} already has a provider of facts")
    _facts[area] = provider


def fact_providers() -> Mapping[str, FactProvider]:
    """Every area whose facts somebody provides."""
    return MappingProxyType(_facts)


def served() -> Mapping[str, ServedFunction]:
    """Every function that a page serves."""
    return MappingProxyType(_served)


def providers() -> Mapping[str, EvidenceProvider]:
    """Every function whose records somebody counts."""
    return MappingProxyType(_providers)


def collect_evidence(viewer: AnyViewer, function_ids: Iterable[str], *, on: date) -> dict[str, EvidenceCount]:
    """Ask each provider of these functions once. Only functions that a page serves count as evidence.

    One statement for all of them, whatever tables their records lie in.
    """
    wanted = sorted(set(function_ids) & _served.keys() & _providers.keys())
    answers = {function_id: _providers[function_id](viewer, on) for function_id in wanted}
    asked = {function_id: one for function_id, one in answers.items() if isinstance(one, EvidenceRows)}
    counted: dict[str, tuple[int, date | None]] = dict.fromkeys(asked, (0, None))
    if asked:
        first, *rest = [one.one_line(function_id) for function_id, one in asked.items()]
        counted |= {name: (count, last) for name, count, last in first.union(*rest, all=True)}
    return {
        function_id: one.said(*counted[function_id], on) if isinstance(one, EvidenceRows) else one
        for function_id, one in answers.items()
    }
