"""What is done about routes: one use case, one function, one transaction with its entry in the journal."""

from marshrut.apps.routes.services.agreeing import (
    approve,
    complete,
    release_step,
    return_route,
    revise,
    send,
    undo_approval,
    withdraw,
)
from marshrut.apps.routes.services.clock import night
from marshrut.apps.routes.services.consulting import log_consultation, withdraw_consultation
from marshrut.apps.routes.services.drafting import (
    Drafted,
    ask_drafts,
    draft_people,
    draft_person,
    draft_these,
    plan_person,
    tell_draft,
)
from marshrut.apps.routes.services.making import add_goal, drop_goal, make_route
from marshrut.apps.routes.services.practice import call_observer, decline, observe, reflect, uncall
from marshrut.apps.routes.services.steps import (
    NewStep,
    accept_step,
    add_step,
    change_step,
    move_in_order,
    refuse_step,
    remove_step,
    swap_step,
)
from marshrut.apps.routes.services.taking import (
    add_evidence,
    claim,
    confirm,
    not_confirm,
    reopen,
    reschedule,
    withdraw_evidence,
)
from marshrut.apps.routes.services.wishes import keep_wishes

__all__ = [
    "Drafted",
    "NewStep",
    "accept_step",
    "add_evidence",
    "add_goal",
    "add_step",
    "approve",
    "ask_drafts",
    "call_observer",
    "change_step",
    "claim",
    "complete",
    "confirm",
    "decline",
    "draft_people",
    "draft_person",
    "draft_these",
    "drop_goal",
    "keep_wishes",
    "log_consultation",
    "make_route",
    "move_in_order",
    "night",
    "not_confirm",
    "observe",
    "plan_person",
    "reflect",
    "refuse_step",
    "release_step",
    "remove_step",
    "reopen",
    "reschedule",
    "return_route",
    "revise",
    "send",
    "swap_step",
    "tell_draft",
    "uncall",
    "undo_approval",
    "withdraw",
    "withdraw_consultation",
    "withdraw_evidence",
]
