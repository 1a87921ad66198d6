"""Tables of diagnostics: bank and instruments, campaigns, attempts with their answers, results and files with them."""

from marshrut.apps.diagnostics.models.attempts import Answer, Attempt, Marking
from marshrut.apps.diagnostics.models.bank import Instrument, InstrumentVersion, Item, ItemVersion, Slot
from marshrut.apps.diagnostics.models.campaigns import Campaign, Participant, Reminder
from marshrut.apps.diagnostics.models.growth import GrowthFigure, GrowthRound
from marshrut.apps.diagnostics.models.results import (
    CodeFile,
    ParticipantCode,
    PersonAnswer,
    Result,
    ResultsFile,
    ResultsLine,
)
from marshrut.apps.diagnostics.models.scales import CalibratedItem, Calibration
from marshrut.apps.diagnostics.models.tryouts import Tryout

__all__ = [
    "Answer",
    "Attempt",
    "CalibratedItem",
    "Calibration",
    "Campaign",
    "CodeFile",
    "GrowthFigure",
    "GrowthRound",
    "Instrument",
    "InstrumentVersion",
    "Item",
    "ItemVersion",
    "Marking",
    "Participant",
    "ParticipantCode",
    "PersonAnswer",
    "Reminder",
    "Result",
    "ResultsFile",
    "ResultsLine",
    "Slot",
    "Tryout",
]
