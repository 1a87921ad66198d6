"""What is done in diagnostics: one use case, one function, one transaction with its entry in the journal.

Here stands what other doors call; pages of the app enter the modules themselves.
"""

from marshrut.apps.diagnostics.services.bank import put_in_use, record_instrument
from marshrut.apps.diagnostics.services.calibrating import calibrate_at_once
from marshrut.apps.diagnostics.services.campaigns import ON_LEAVE, Plan
from marshrut.apps.diagnostics.services.history import (
    Elsewhere,
    Held,
    Invited,
    Recorded,
    Taken,
    record_past,
    share_of,
)
from marshrut.apps.diagnostics.services.results import (
    Sent,
    apply_results,
    drop_results,
    errors_of,
    send_keys,
    send_results,
)
from marshrut.apps.diagnostics.services.results_work import check_results, write_results

__all__ = [
    "ON_LEAVE",
    "Elsewhere",
    "Held",
    "Invited",
    "Plan",
    "Recorded",
    "Sent",
    "Taken",
    "apply_results",
    "calibrate_at_once",
    "check_results",
    "drop_results",
    "errors_of",
    "put_in_use",
    "record_instrument",
    "record_past",
    "send_keys",
    "send_results",
    "share_of",
    "write_results",
]
