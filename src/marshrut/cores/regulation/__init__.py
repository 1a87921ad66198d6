"""The shape of a region's regulation: strict typed classes, checks, differences, terms on a day. Opens no files."""

from marshrut.cores.regulation.catalogue import Catalogue, Function, read_catalogue
from marshrut.cores.regulation.clauses import Clause, Document
from marshrut.cores.regulation.contradictions import Choice, Contradiction, contradictions
from marshrut.cores.regulation.counts import Counts, count
from marshrut.cores.regulation.desks import Desk, desks_of, governing_subject
from marshrut.cores.regulation.diff import Change, FieldChange, RegulationDiff, diff
from marshrut.cores.regulation.facts import Facts, Unsourced, needs_check, read_facts
from marshrut.cores.regulation.indicators import Indicator, Target
from marshrut.cores.regulation.people import People, PeopleWords, YoungTeachers
from marshrut.cores.regulation.problems import Problem
from marshrut.cores.regulation.registers import Register
from marshrut.cores.regulation.regulation import (
    FILES,
    OPTIONAL_FILES,
    Reading,
    Regulation,
    checksum,
    from_plain,
    plain,
    read_regulation,
)
from marshrut.cores.regulation.roadmap import Due, Measure
from marshrut.cores.regulation.sources import Source, read_sources
from marshrut.cores.regulation.structure import Agreement, Level, Relation, Role, Structure, Subject
from marshrut.cores.regulation.terms import DueState, TargetState, due_state, shown_day, target_state
from marshrut.cores.regulation.territories import Territories, Territory, empty_values

__all__ = [
    "FILES",
    "OPTIONAL_FILES",
    "Agreement",
    "Catalogue",
    "Change",
    "Choice",
    "Clause",
    "Contradiction",
    "Counts",
    "Desk",
    "Document",
    "Due",
    "DueState",
    "Facts",
    "FieldChange",
    "Function",
    "Indicator",
    "Level",
    "Measure",
    "People",
    "PeopleWords",
    "Problem",
    "Reading",
    "Register",
    "Regulation",
    "RegulationDiff",
    "Relation",
    "Role",
    "Source",
    "Structure",
    "Subject",
    "Target",
    "TargetState",
    "Territories",
    "Territory",
    "Unsourced",
    "YoungTeachers",
    "checksum",
    "contradictions",
    "count",
    "desks_of",
    "diff",
    "due_state",
    "empty_values",
    "from_plain",
    "governing_subject",
    "needs_check",
    "plain",
    "read_catalogue",
    "read_facts",
    "read_regulation",
    "read_sources",
    "shown_day",
    "target_state",
]
