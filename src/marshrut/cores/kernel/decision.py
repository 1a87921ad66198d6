"""A decision says not only yes or no but by which rule, which clause and which inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["Decision", "Reason", "Refused", "allow", "refuse"]

_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground of a decision.

    `rule` is the id under which the rule is found in the code and in its test (`ACCOUNTS-03`),
    `text` the Russian sentence for the screen, `clause` the order's clause where there is one,
    `inputs` what the rule looked at: names and plain values, never personal data.
    """

    rule: str
    text: str
    clause: str | None = None
    inputs: Mapping[str, object] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no, with the reasons. Truthy when allowed. A refusal always has a reason."""

    ok: bool
    reasons: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        if not self.ok and not self.reasons:
            raise ValueError("a refusal must name its reason")

    def __bool__(self) -> bool:
        return self.ok

    @property
    def text(self) -> str:
        """The reasons as one Russian sentence for the screen."""
        return " ".join(reason.text for reason in self.reasons)

    def require(self) -> None:
        """Raise `Refused` unless allowed."""
        if not self.ok:
            raise Refused(self)


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A rule said no. Carries the decision, so that the page can show rule, clause and words."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.text)
        self.decision = decision


def allow(rule: str | None = None, text: str = "", *, clause: str | None = None, **inputs: object) -> Decision:
    """A yes; with a rule id, also the ground for it."""
    if rule is None:
        return Decision(ok=True)
    return Decision(ok=True, reasons=(Reason(rule, text, clause, MappingProxyType(inputs)),))


def refuse(rule: str, text: str, *, clause: str | None = None, **inputs: object) -> Decision:
    """A no, with its rule id and the Russian sentence that says what to do."""
    return Decision(ok=False, reasons=(Reason(rule, text, clause, MappingProxyType(inputs)),))
