"""What learning decides, over facts alone. The place to read when somebody asks "why may they?" or "why not?"."""

from __future__ import annotations

from marshrut.apps.programmes.rules.applying import (
    AGREERS,
    APPLICATION_STEPS,
    HELD,
    PLANNERS,
    may_agree,
    may_apply,
    may_move_application,
    may_plan,
    may_stand_in,
    may_withdraw,
    must_say_why,
)
from marshrut.apps.programmes.rules.files import (
    FILE_STEPS,
    may_answer_line,
    may_apply_file,
    may_move_file,
    may_send_file,
    may_take_back,
)
from marshrut.apps.programmes.rules.joining import JOINED, Claim, may_come_back, stands_first
from marshrut.apps.programmes.rules.learning import (
    COHORT_STEPS,
    KEEPERS,
    check_cohort,
    check_programme,
    may_complete,
    may_enrol,
    may_keep,
    may_leave,
    may_mark,
    may_move_cohort,
    number_key,
    register_answer,
)
from marshrut.apps.programmes.rules.requiring import check_requires, warn_of_missing

__all__ = [
    "AGREERS",
    "APPLICATION_STEPS",
    "COHORT_STEPS",
    "FILE_STEPS",
    "HELD",
    "JOINED",
    "KEEPERS",
    "PLANNERS",
    "Claim",
    "check_cohort",
    "check_programme",
    "check_requires",
    "may_agree",
    "may_answer_line",
    "may_apply",
    "may_apply_file",
    "may_come_back",
    "may_complete",
    "may_enrol",
    "may_keep",
    "may_leave",
    "may_mark",
    "may_move_application",
    "may_move_cohort",
    "may_move_file",
    "may_plan",
    "may_send_file",
    "may_stand_in",
    "may_take_back",
    "may_withdraw",
    "must_say_why",
    "number_key",
    "register_answer",
    "stands_first",
    "warn_of_missing",
]
