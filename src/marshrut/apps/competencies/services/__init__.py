"""One use case, one function. Here stands what apps above and other doors call."""

from marshrut.apps.competencies.services.evidence import judge_again, record_evidence, withdraw_evidence

__all__ = ["judge_again", "record_evidence", "withdraw_evidence"]
