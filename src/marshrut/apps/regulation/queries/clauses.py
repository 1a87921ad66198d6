"""The list of clauses with their states, and one clause in full; a fixed number of queries whatever the length."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from marshrut.apps.regulation import hooks, rules
from marshrut.apps.regulation.models import Clause
from marshrut.apps.regulation.queries.plans import indicator_item, measure_item
from marshrut.apps.regulation.queries.readings import catalogue, get_regulation
from marshrut.apps.regulation.queries.records import Records, list_proofs, records_of
from marshrut.apps.regulation.search import Matches, headline, marked, russian_query
from marshrut.apps.regulation.types import (
    ClauseDetail,
    ClauseFacts,
    ClauseFilter,
    ClauseHit,
    ClauseItem,
    ClauseList,
    ClauseState,
    Reading,
)
from marshrut.cores.regulation import Regulation
from marshrut.cores.regulation.words import CAPABILITIES, CLAUSE_KINDS
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["get_clause", "list_clauses", "list_with_records", "search_clauses"]

#: Nobody types more to find something.
_TYPED = 200
#: A clause's code or its beginning, as somebody types it: letters, a hyphen, the point.
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]{1,7}-[\w.-]*$", re.ASCII)


def list_clauses(
    viewer: AnyViewer,
    reading: Reading,
    *,
    on: date,
    known_at: datetime | None = None,
    narrowed: ClauseFilter | None = None,
) -> ClauseList:
    """Clauses of the reading with their states. Counts by state: over what every filter but the state leaves."""
    return list_with_records(viewer, reading, on=on, known_at=known_at, narrowed=narrowed)[0]


def list_with_records(
    viewer: AnyViewer,
    reading: Reading,
    *,
    on: date,
    known_at: datetime | None = None,
    narrowed: ClauseFilter | None = None,
) -> tuple[ClauseList, Records]:
    """The same, with what the states were drawn from."""
    wanted = narrowed or ClauseFilter()
    regulation = get_regulation(viewer, reading)
    rows = list(_rows(viewer, reading, wanted))
    functions = {name for row in rows for name in row.functions}
    records = records_of(viewer, reading, functions, on=on, known_at=known_at)
    titles = _titles(regulation)
    kept = [row for row in rows if _fits(row, wanted) and _answered(row, records, wanted, viewer)]
    items = [_item(row, records, titles) for row in kept]
    counts = Counter(item.stated.state for item in items)
    shown = tuple(item for item in items if wanted.state in {"", item.stated.state.value})
    listed = ClauseList(
        items=shown,
        total=len(items),
        counts={state: counts.get(state, 0) for state in ClauseState},
        kinds=_facet(rows, lambda row: (row.kind,), CLAUSE_KINDS.get),
        actors=_facet(rows, lambda row: row.actors, titles),
        sections=tuple(sorted(Counter(row.section for row in rows).items(), key=lambda pair: _natural(pair[0]))),
        capabilities=_facet(rows, lambda row: row.capability, CAPABILITIES.get),
        functions=_facet(rows, lambda row: row.functions, _function_title),
    )
    return listed, records


def search_clauses(viewer: AnyViewer, reading: Reading, typed: str) -> tuple[ClauseHit, ...]:
    """Clauses of the reading with these words, or with this code, in their order; one query, states are not asked."""
    rows = _rows(viewer, reading, ClauseFilter(search=typed))
    return tuple(ClauseHit(row.code, marked(row.says, getattr(row, "shown", None))) for row in rows)


def _rows(viewer: AnyViewer, reading: Reading, wanted: ClauseFilter) -> Any:
    rows = Clause.objects.of(viewer).filter(revision_id=reading.revision_id).defer("search", "seen").order_by("ordinal")
    if wanted.codes is not None:
        rows = rows.filter(code__in=wanted.codes)
    typed = wanted.search.replace("\x00", " ").strip()[:_TYPED]
    if not typed:
        return rows
    if _CODE.match(typed):
        return rows.filter(code__istartswith=typed)
    query = russian_query(typed)
    rows = rows.annotate(shown=headline("says", query))
    return rows.filter(Q(code__icontains=typed) | Q(Matches("search", query)))


def _fits(row: Clause, wanted: ClauseFilter) -> bool:
    return (
        wanted.kind in {"", row.kind}
        and (not wanted.actor or wanted.actor in row.actors)
        and (not wanted.section or row.section == wanted.section or row.section.startswith(f"{wanted.section}."))
        and (not wanted.function or wanted.function in row.functions)
        and (not wanted.capability or wanted.capability in row.capability)
    )


def _answered(row: Clause, records: Records, wanted: ClauseFilter, viewer: AnyViewer) -> bool:
    people = records.responsible.get(row.code, ())
    match wanted.answers:
        case "":
            return True
        case "me":
            return isinstance(viewer, Viewer) and any(one.account_id == viewer.account_id for one in people)
        case "nobody":
            return not people
        case _:
            return False


def _titles(regulation: Regulation) -> Callable[[str], str]:
    known = {one.id: one.title for one in regulation.structure.subjects}
    known |= {one.id: one.name for one in regulation.structure.roles}
    known |= {"all": "все субъекты системы", "system": "система в целом"}
    return lambda party: known.get(party, party)


def _function_title(function_id: str) -> str | None:
    found = catalogue().find(function_id)
    return found.title if found else None


def _facet(
    rows: list[Clause], values: Callable[[Clause], Iterable[str]], title: Callable[[str], str | None]
) -> tuple[tuple[str, str, int], ...]:
    counts = Counter(value for row in rows for value in values(row))
    return tuple((value, title(value) or value, held) for value, held in counts.most_common())


def _natural(section: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in section.split("."))


def _item(row: Any, records: Records, titles: Callable[[str], str]) -> ClauseItem:
    served = tuple(hooks.served()[name] for name in row.functions if name in hooks.served())
    evidence = sum(records.evidence[name].count for name in row.functions if name in records.evidence)
    facts = ClauseFacts(
        outside=bool(row.outside),
        served=len(served),
        evidence=evidence,
        proofs=len(records.proofs.get(row.code, ())),
        declaration=records.declarations.get(row.code),
    )
    return ClauseItem(
        code=row.code,
        kind=row.kind,
        kind_title=CLAUSE_KINDS.get(row.kind, row.kind),
        section=row.section,
        says=marked(row.says, getattr(row, "shown", None)),
        actors=tuple(titles(actor) for actor in row.actors),
        actor_written=row.actor_written,
        stated=rules.clause_state(facts),
        functions=tuple(row.functions),
        served=served,
        responsible=tuple(person.name for person in records.responsible.get(row.code, ())),
        evidence=evidence,
    )


def get_clause(
    viewer: AnyViewer, reading: Reading, code: str, *, on: date, known_at: datetime | None = None
) -> ClauseDetail:
    """One clause with all that stands around it; raises Clause.DoesNotExist."""
    row = Clause.objects.of(viewer).get(revision_id=reading.revision_id, code=code)
    regulation = get_regulation(viewer, reading)
    clause = regulation.clause(code)
    if clause is None:
        raise Clause.DoesNotExist(code)
    records = records_of(viewer, reading, row.functions, on=on, known_at=known_at)
    functions = tuple(
        (found, hooks.served().get(name), records.evidence.get(name))
        for name in row.functions
        if (found := catalogue().find(name)) is not None
    )
    codes = [one.id for one in regulation.clauses.clauses]
    place = codes.index(code)
    indicator, measure = regulation.indicator(code), regulation.measure(code)
    return ClauseDetail(
        item=_item(row, records, _titles(regulation)),
        clause=clause,
        functions=functions,
        responsible=tuple(records.responsible.get(code, ())),
        proofs=list_proofs(viewer, reading, code, on=on, known_at=known_at),
        declaration=records.declarations.get(code),
        indicator=indicator_item(regulation, indicator, on) if indicator else None,
        measure=measure_item(regulation, measure, on) if measure else None,
        registers=tuple(one for one in regulation.registers.registers if code in one.source),
        twin=_twin(regulation, code),
        previous_code=codes[place - 1] if place else None,
        next_code=codes[place + 1] if place + 1 < len(codes) else None,
    )


def _twin(regulation: Regulation, code: str) -> tuple[str | None, str | None] | None:
    compared = regulation.clauses.compared_with
    found = next((one for one in compared.clauses if one.clause == code), None) if compared else None
    return (found.twin, found.difference) if found else None
