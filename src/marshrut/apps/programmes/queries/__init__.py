"""Reads of learning. Each starts from what the viewer may see. Here stands what apps above and desks ask."""

from marshrut.apps.programmes.queries.applications import count_asked, own_in_short
from marshrut.apps.programmes.queries.catalogue import weak_cohorts
from marshrut.apps.programmes.queries.evidence import EVIDENCE
from marshrut.apps.programmes.queries.exchange import exchange_cohorts, exchange_completions, exchange_programmes
from marshrut.apps.programmes.queries.facts import (
    Counted,
    ProgrammeReading,
    Reading,
    TeamReading,
    TrainedTeam,
    Upskilled,
    count_programmes,
    list_teams,
    list_upskilled,
    upskilled_people,
)
from marshrut.apps.programmes.queries.files import count_waiting
from marshrut.apps.programmes.queries.offers import completions_of, effects_of, list_offers
from marshrut.apps.programmes.queries.planning import count_weeks
from marshrut.apps.programmes.queries.seats import Seats, in_register, seats_of
from marshrut.apps.programmes.queries.terms import count_due

__all__ = [
    "EVIDENCE",
    "Counted",
    "ProgrammeReading",
    "Reading",
    "Seats",
    "TeamReading",
    "TrainedTeam",
    "Upskilled",
    "completions_of",
    "count_asked",
    "count_due",
    "count_programmes",
    "count_waiting",
    "count_weeks",
    "effects_of",
    "exchange_cohorts",
    "exchange_completions",
    "exchange_programmes",
    "in_register",
    "list_offers",
    "list_teams",
    "list_upskilled",
    "own_in_short",
    "seats_of",
    "upskilled_people",
    "weak_cohorts",
]
