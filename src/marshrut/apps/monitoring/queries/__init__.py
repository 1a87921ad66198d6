"""Reads of monitoring. Each starts from what the viewer may see. Here stands what desks and other doors ask."""

from marshrut.apps.monitoring.queries.behind import Near, Somebody, may_list, people_behind, people_near
from marshrut.apps.monitoring.queries.entries import list_entries
from marshrut.apps.monitoring.queries.evidence import EVIDENCE
from marshrut.apps.monitoring.queries.figures import IndicatorFigure, PlaceFigure, by_place, figure_of, list_figures
from marshrut.apps.monitoring.queries.present import (
    Present,
    find_present,
    level_of,
    municipality_of,
    own_figures,
    own_place,
    place_name,
)
from marshrut.apps.monitoring.queries.snapshots import diff_snapshots, find_snapshot, get_snapshot, list_snapshots

__all__ = [
    "EVIDENCE",
    "IndicatorFigure",
    "Near",
    "PlaceFigure",
    "Present",
    "Somebody",
    "by_place",
    "diff_snapshots",
    "figure_of",
    "find_present",
    "find_snapshot",
    "get_snapshot",
    "level_of",
    "list_entries",
    "list_figures",
    "list_snapshots",
    "may_list",
    "municipality_of",
    "own_figures",
    "own_place",
    "people_behind",
    "people_near",
    "place_name",
]
