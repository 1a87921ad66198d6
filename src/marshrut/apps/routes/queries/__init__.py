"""Reads of routes. Each starts from what the viewer may see. Here stands what desks and other doors ask."""

from marshrut.apps.routes.queries.calendar import current_year
from marshrut.apps.routes.queries.care import caseload, queue
from marshrut.apps.routes.queries.evidence import EVIDENCE
from marshrut.apps.routes.queries.exchange import exchange_routes
from marshrut.apps.routes.queries.files import count_waiting
from marshrut.apps.routes.queries.line import warm_why, year_stops
from marshrut.apps.routes.queries.news import News, news_of
from marshrut.apps.routes.queries.pages import find_own, get_page
from marshrut.apps.routes.queries.places import count_releases, count_states, list_releases, states_by_place
from marshrut.apps.routes.queries.practice import my_calls

__all__ = [
    "EVIDENCE",
    "News",
    "caseload",
    "count_releases",
    "count_states",
    "count_waiting",
    "current_year",
    "exchange_routes",
    "find_own",
    "get_page",
    "list_releases",
    "my_calls",
    "news_of",
    "queue",
    "states_by_place",
    "warm_why",
    "year_stops",
]
