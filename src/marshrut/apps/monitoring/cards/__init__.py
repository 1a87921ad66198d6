"""Figures as people see them: words, pictures, rows of a workbook. Here stands what pages and desks show."""

from marshrut.apps.monitoring.cards.figures import (
    TONES,
    Card,
    card_of,
    count_standings,
    headline,
    missing_words,
    most_behind,
    row_of,
    shortfall,
    standing_of,
    value_words,
)
from marshrut.apps.monitoring.cards.loop import LOOP_TITLE, LOOP_WORDS, loop_picture, loop_steps
from marshrut.apps.monitoring.cards.marks import lacks_words
from marshrut.apps.monitoring.cards.places import PlaceRow, league_of, league_words, place_row
from marshrut.apps.monitoring.cards.territories import TILE_WORDS, tiles_of
from marshrut.apps.monitoring.cards.years import outlook_words, years_picture

__all__ = [
    "LOOP_TITLE",
    "LOOP_WORDS",
    "TILE_WORDS",
    "TONES",
    "Card",
    "PlaceRow",
    "card_of",
    "count_standings",
    "headline",
    "lacks_words",
    "league_of",
    "league_words",
    "loop_picture",
    "loop_steps",
    "missing_words",
    "most_behind",
    "outlook_words",
    "place_row",
    "row_of",
    "shortfall",
    "standing_of",
    "tiles_of",
    "value_words",
    "years_picture",
]
