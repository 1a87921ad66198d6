"""What the registry remembers. Docstrings say what a row means; constraints stand in the database."""

from marshrut.apps.registry.ledger import ChangeSet
from marshrut.apps.registry.models.identity import CorrectionRequest, IdentityAnswer, Merge
from marshrut.apps.registry.models.imports import Absence, Import, ImportLine, Layout, Reminder
from marshrut.apps.registry.models.made_lists import MadeList
from marshrut.apps.registry.models.people import (
    Employment,
    Leave,
    Person,
    PersonDetails,
    PersonKey,
    QualificationCategory,
    StaffRole,
)
from marshrut.apps.registry.models.places import (
    Condition,
    ManagementTeam,
    NodeKey,
    OpeningValue,
    OrganisationDetails,
    OrganisationRole,
    SchoolStatus,
    Succession,
    TeamMember,
)

__all__ = [
    "Absence",
    "ChangeSet",
    "Condition",
    "CorrectionRequest",
    "Employment",
    "IdentityAnswer",
    "Import",
    "ImportLine",
    "Layout",
    "Leave",
    "MadeList",
    "ManagementTeam",
    "Merge",
    "NodeKey",
    "OpeningValue",
    "OrganisationDetails",
    "OrganisationRole",
    "Person",
    "PersonDetails",
    "PersonKey",
    "QualificationCategory",
    "Reminder",
    "SchoolStatus",
    "StaffRole",
    "Succession",
    "TeamMember",
]
