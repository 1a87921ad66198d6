"""How much a regulation holds; the table under a check without problems."""

from __future__ import annotations

from dataclasses import dataclass

from marshrut.cores.regulation.regulation import Regulation

__all__ = ["Counts", "count"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Figures of one regulation. `links`: ids named as parties; `unresolved`: words that no subject answers to."""

    clauses: int
    with_actor: int
    subjects: int
    silent_subjects: int
    roles: int
    relations: int
    agreements: int
    indicators: int
    targets: int
    ambiguities: int
    measures: int
    results: int
    registers: int
    links: int
    unresolved: int


def count(one: Regulation) -> Counts:
    """Count what is there."""
    clauses, measures, registers = one.clauses.clauses, one.roadmap.measures, one.registers.registers
    indicators, structure = one.indicators.indicators, one.structure
    acting = {actor for clause in clauses for actor in clause.actors}
    named = [clause.actors for clause in clauses]
    named += [ids for each in measures for ids in (each.responsible, each.executors)]
    named += [ids for each in registers for ids in (each.keepers, each.suppliers)]
    words = [clause.actors_unresolved for clause in clauses]
    words += [ids for each in measures for ids in (each.responsible_unresolved, each.executors_unresolved)]
    words += [ids for each in registers for ids in (each.keepers_unresolved, each.suppliers_unresolved)]
    return Counts(
        clauses=len(clauses),
        with_actor=sum(bool(clause.actors) for clause in clauses),
        subjects=len(structure.subjects),
        silent_subjects=sum(subject.id not in acting for subject in structure.subjects),
        roles=len(structure.roles),
        relations=len(structure.relations),
        agreements=len(structure.agreements),
        indicators=len(indicators),
        targets=sum(len(each.targets) for each in indicators),
        ambiguities=sum(len(each.ambiguities) for each in indicators),
        measures=len(measures),
        results=sum(len(each.results) for each in measures),
        registers=len(registers),
        links=sum(map(len, named)),
        unresolved=sum(map(len, words)),
    )
