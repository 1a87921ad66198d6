"""The pure decision about handing a file out."""

from __future__ import annotations

from marshrut.cores.kernel import Decision, allow, refuse

__all__ = ["may_have"]


def may_have(*, own: bool, keeper: Decision | None) -> Decision:
    """FILES-01: the owner, and whom the keeper of the file's class lets in. A class that nobody keeps stays closed."""
    if own:
        return allow("FILES-01", "Это ваш файл.")
    if keeper is None:
        return refuse("FILES-01", "Этот файл никому не открыт.")
    return keeper
