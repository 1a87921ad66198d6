"""Figures as people see them: words, pictures, rows of a workbook. Here stands what pages and desks show."""

from marshrut.apps.monitoring.cards.figures import (
    TONES,
    Card,
    card_of,
    count_standings,
    headline,
    most_behind,
    row_of,
    shortfall,
    standing_of,
    value_words,
)
from marshrut.apps.monitoring.cards.marks import lacks_words
from marshrut.apps.monitoring.cards.places import PlaceRow, league_of, league_words, place_row

__all__ = [
    "TONES",
    "Card",
    "PlaceRow",
    "card_of",
    "count_standings",
    "headline",
    "lacks_words",
    "league_of",
    "league_words",
    "most_behind",
    "place_row",
    "row_of",
    "shortfall",
    "standing_of",
    "value_words",
]
