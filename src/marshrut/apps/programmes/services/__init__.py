"""What is done about learning: one use case, one function, one transaction with its entry in the journal.

Here stands what other doors call; pages of the app enter the modules themselves.
"""

from marshrut.apps.programmes.services.applying import agree, apply, deny, move_queues, withdraw
from marshrut.apps.programmes.services.catalogue import (
    end_listing,
    keep_cohort,
    keep_programme,
    list_in_register,
    plan_meeting,
)
from marshrut.apps.programmes.services.files import apply_file, drop_file, errors_of, send_file, undo_file
from marshrut.apps.programmes.services.files_work import check_file, take_file_back, write_file
from marshrut.apps.programmes.services.history import (
    Learner,
    PastCohort,
    PastCompletion,
    PastProgramme,
    record_catalogue,
    record_learners,
)
from marshrut.apps.programmes.services.learning import Enrolled, cancel, complete, enrol, leave, mark, move_cohort

__all__ = [
    "Enrolled",
    "Learner",
    "PastCohort",
    "PastCompletion",
    "PastProgramme",
    "agree",
    "apply",
    "apply_file",
    "cancel",
    "check_file",
    "complete",
    "deny",
    "drop_file",
    "end_listing",
    "enrol",
    "errors_of",
    "keep_cohort",
    "keep_programme",
    "leave",
    "list_in_register",
    "mark",
    "move_cohort",
    "move_queues",
    "plan_meeting",
    "record_catalogue",
    "record_learners",
    "send_file",
    "take_file_back",
    "undo_file",
    "withdraw",
    "write_file",
]
