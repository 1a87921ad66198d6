"""Reads of competencies. Each starts from what the viewer may see. Here stands what desks and other doors ask."""

from marshrut.apps.competencies.queries.care import (
    care_in_short,
    care_list,
    care_pairs,
    cared_ids,
    companions_by,
    shared_with_me,
)
from marshrut.apps.competencies.queries.deficits import OpenDeficit, deficits_of, origins_of
from marshrut.apps.competencies.queries.evidence import EVIDENCE
from marshrut.apps.competencies.queries.groups import (
    Typical,
    count_hidden,
    deficit_map,
    find_round,
    group_figure,
    subject_map,
    typical_deficits,
)
from marshrut.apps.competencies.queries.people import Finding, count_standings, mine_in_short, portrait
from marshrut.apps.competencies.queries.since import people_with_news
from marshrut.apps.competencies.queries.sources import results_about

__all__ = [
    "EVIDENCE",
    "Finding",
    "OpenDeficit",
    "Typical",
    "care_in_short",
    "care_list",
    "care_pairs",
    "cared_ids",
    "companions_by",
    "count_hidden",
    "count_standings",
    "deficit_map",
    "deficits_of",
    "find_round",
    "group_figure",
    "mine_in_short",
    "origins_of",
    "people_with_news",
    "portrait",
    "results_about",
    "shared_with_me",
    "subject_map",
    "typical_deficits",
]
