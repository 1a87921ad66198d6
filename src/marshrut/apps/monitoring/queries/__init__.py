"""Reads of monitoring. Each starts from what the viewer may see. Here stands what desks and other doors ask."""

from marshrut.apps.monitoring.queries.behind import Behind, Listed, Near, Somebody, may_list, people_behind, people_near
from marshrut.apps.monitoring.queries.blanks import Awaited, awaited, blank_book, count_ties, get_blank, list_blanks
from marshrut.apps.monitoring.queries.entries import list_entries
from marshrut.apps.monitoring.queries.evidence import EVIDENCE
from marshrut.apps.monitoring.queries.figures import (
    IndicatorFigure,
    PlaceFigure,
    by_place,
    figure_of,
    list_figures,
    region_of,
)
from marshrut.apps.monitoring.queries.forecasts import Outlook, forecast
from marshrut.apps.monitoring.queries.loop import find_loop
from marshrut.apps.monitoring.queries.notes import find_form, list_notes, note_data
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
from marshrut.apps.monitoring.queries.territories import Territories, find_territories

__all__ = [
    "EVIDENCE",
    "Awaited",
    "Behind",
    "IndicatorFigure",
    "Listed",
    "Near",
    "Outlook",
    "PlaceFigure",
    "Present",
    "Somebody",
    "Territories",
    "awaited",
    "blank_book",
    "by_place",
    "count_ties",
    "diff_snapshots",
    "figure_of",
    "find_form",
    "find_loop",
    "find_present",
    "find_snapshot",
    "find_territories",
    "forecast",
    "get_blank",
    "get_snapshot",
    "level_of",
    "list_blanks",
    "list_entries",
    "list_figures",
    "list_notes",
    "list_snapshots",
    "may_list",
    "municipality_of",
    "note_data",
    "own_figures",
    "own_place",
    "people_behind",
    "people_near",
    "place_name",
    "region_of",
]
