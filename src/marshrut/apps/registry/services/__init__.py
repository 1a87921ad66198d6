"""What is done in the registry: one use case, one function, one change set."""

from marshrut.apps.registry.importing.naming import name_places
from marshrut.apps.registry.services.accounts import link_account
from marshrut.apps.registry.services.carrying import carry, carry_back
from marshrut.apps.registry.services.demonstration import SentList, record_sent_lists
from marshrut.apps.registry.services.history import History, record_history
from marshrut.apps.registry.services.import_now import Outcome, import_now
from marshrut.apps.registry.services.matching import Match, match_people

__all__ = [
    "History",
    "Match",
    "Outcome",
    "SentList",
    "carry",
    "carry_back",
    "import_now",
    "link_account",
    "match_people",
    "name_places",
    "record_history",
    "record_sent_lists",
]
