"""Reads of learning. Each starts from what the viewer may see. Here stands what apps above and desks ask."""

from marshrut.apps.programmes.queries.files import count_waiting
from marshrut.apps.programmes.queries.offers import completions_of, effects_of, list_offers
from marshrut.apps.programmes.queries.seats import Seats, in_register, seats_of

__all__ = ["Seats", "completions_of", "count_waiting", "effects_of", "in_register", "list_offers", "seats_of"]
