"""Reads of monitoring. Each starts from what the viewer may see. Here stands what desks and other doors ask."""

from marshrut.apps.monitoring.queries.behind import Near, Somebody, may_list, people_behind, people_near
from marshrut.apps.monitoring.queries.blanks import Awaited, awaited, blank_book, count_ties, get_blank, list_blanks
from marshrut.apps.monitoring.queries.figures import IndicatorFigure, PlaceFigure, by_place, figure_of, list_figures
from marshrut.apps.monitoring.queries.forecasts import Outlook, forecast
from marshrut.apps.monitoring.queries.notes import find_form, list_notes, note_data
from marshrut.apps.monitoring.queries.snapshots import diff_snapshots, find_snapshot, get_snapshot, list_snapshots

__all__ = [
    "Awaited",
    "IndicatorFigure",
    "Near",
    "Outlook",
    "PlaceFigure",
    "Somebody",
    "awaited",
    "blank_book",
    "by_place",
    "count_ties",
    "diff_snapshots",
    "figure_of",
    "find_form",
    "find_snapshot",
    "forecast",
    "get_blank",
    "get_snapshot",
    "list_blanks",
    "list_figures",
    "list_notes",
    "list_snapshots",
    "may_list",
    "note_data",
    "people_behind",
    "people_near",
]
