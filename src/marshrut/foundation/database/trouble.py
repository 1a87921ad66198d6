"""One kind of error for everything the operator can mend: what is wrong, and the exact command that helps."""

from __future__ import annotations

__all__ = ["Trouble"]


class Trouble(Exception):  # noqa: N818 - the word an operator reads, not a programmer's error
    """Something the operator can mend. Both sentences are Russian and go to the screen as they stand."""

    def __init__(self, what: str, cure: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.what}\n{self.cure}" if self.cure else self.what
