"""Reads of the registry. Each starts from what the viewer may see. Here stands what desks and other doors ask."""

from marshrut.apps.registry.queries.evidence import EVIDENCE
from marshrut.apps.registry.queries.exchange import (
    changes_since,
    exchange_employments,
    exchange_organisations,
    exchange_people,
    exchange_territories,
)
from marshrut.apps.registry.queries.exports import export_rows
from marshrut.apps.registry.queries.identity import count_claims, count_pairs
from marshrut.apps.registry.queries.known import (
    Job,
    TeamSeat,
    account_of,
    accounts_by,
    accounts_by_name,
    find_people,
    jobs_by,
    kept_people,
    leaves_of,
    main_places,
    names_of,
    own_id,
    people_within,
    places_around,
    records_of,
    team_seats,
    workplaces_of,
    works_within,
)
from marshrut.apps.registry.queries.reminders import find_reminder
from marshrut.apps.registry.queries.selection import Selected, colleagues, select_people
from marshrut.apps.registry.queries.sent import Sending, who_has_sent
from marshrut.apps.registry.queries.start import Beginning, anybody_recorded, find_beginning, is_empty
from marshrut.apps.registry.queries.today import (
    SOON,
    District,
    Headcount,
    Term,
    coming_terms,
    count_people,
    list_districts,
)

__all__ = [
    "EVIDENCE",
    "SOON",
    "Beginning",
    "District",
    "Headcount",
    "Job",
    "Selected",
    "Sending",
    "TeamSeat",
    "Term",
    "account_of",
    "accounts_by",
    "accounts_by_name",
    "anybody_recorded",
    "changes_since",
    "colleagues",
    "coming_terms",
    "count_claims",
    "count_pairs",
    "count_people",
    "exchange_employments",
    "exchange_organisations",
    "exchange_people",
    "exchange_territories",
    "export_rows",
    "find_beginning",
    "find_people",
    "find_reminder",
    "is_empty",
    "jobs_by",
    "kept_people",
    "leaves_of",
    "list_districts",
    "main_places",
    "names_of",
    "own_id",
    "people_within",
    "places_around",
    "records_of",
    "select_people",
    "team_seats",
    "who_has_sent",
    "workplaces_of",
    "works_within",
]
