"""Words that all rules share: a decision with its reasons, a period, a typed refusal."""

from marshrut.cores.kernel.decision import Decision, Reason, Refused, allow, refuse
from marshrut.cores.kernel.period import Period

__all__ = ["Decision", "Period", "Reason", "Refused", "allow", "refuse"]
