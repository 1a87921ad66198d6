"""Reads of the regulation app. Everything takes a viewer first and a reading of the order second."""

from marshrut.apps.regulation.queries.clauses import get_clause, list_clauses, search_clauses
from marshrut.apps.regulation.queries.plans import (
    indicator_item,
    list_desks,
    list_indicators,
    list_measures,
    list_registers,
    list_subjects,
    list_territories,
)
from marshrut.apps.regulation.queries.readings import (
    base_facts,
    catalogue,
    diff_revisions,
    find_reading,
    find_regulation,
    get_order,
    get_reading,
    get_regulation,
    list_orders,
    list_revisions,
    print_questions,
    regulation_of,
)
from marshrut.apps.regulation.queries.records import list_answered
from marshrut.apps.regulation.queries.report import report_data
from marshrut.apps.regulation.queries.routes import (
    RouteRules,
    SectionSaid,
    base_route_rules,
    route_rules,
    route_rules_of,
)

__all__ = [
    "RouteRules",
    "SectionSaid",
    "base_facts",
    "base_route_rules",
    "catalogue",
    "diff_revisions",
    "find_reading",
    "find_regulation",
    "get_clause",
    "get_order",
    "get_reading",
    "get_regulation",
    "indicator_item",
    "list_answered",
    "list_clauses",
    "list_desks",
    "list_indicators",
    "list_measures",
    "list_orders",
    "list_registers",
    "list_revisions",
    "list_subjects",
    "list_territories",
    "print_questions",
    "regulation_of",
    "report_data",
    "route_rules",
    "route_rules_of",
    "search_clauses",
]
