"""Use cases of the regulation app: each locks, asks a rule, writes, and records the deed in one transaction."""

from marshrut.apps.regulation.services.deeds import (
    appoint_responsible,
    attach_proof,
    choose_printed,
    declare_not_executed,
    end_responsibility,
    revoke_declaration,
    withdraw_proof,
)
from marshrut.apps.regulation.services.loading import load_region

__all__ = [
    "appoint_responsible",
    "attach_proof",
    "choose_printed",
    "declare_not_executed",
    "end_responsibility",
    "load_region",
    "revoke_declaration",
    "withdraw_proof",
]
