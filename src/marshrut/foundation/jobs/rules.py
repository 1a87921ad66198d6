"""Pure decisions about long work."""

from __future__ import annotations

from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.scope.types import Role

__all__ = ["may_handle", "may_retry"]


def may_handle(role: Role | None, *, own: bool, inside: bool) -> Decision:
    """JOBS-01: who sees a job, stops it, tries it again: who began it, and the administrator. No role: the system."""
    if not inside:
        return refuse("JOBS-01", "Это задание другого оператора.")
    if role is None or role is Role.ADMINISTRATOR or own:
        return allow("JOBS-01")
    return refuse("JOBS-01", "Это задание начал другой человек. Остановить его может он или администратор.")


def may_retry(state: JobState) -> Decision:
    """JOBS-02: only what is over and did not succeed is tried again."""
    if state.over and state is not JobState.DONE:
        return allow("JOBS-02", state=state.value)
    text = f"Повторить можно то, что не получилось; сейчас задание: {state.title}."
    return refuse("JOBS-02", text, state=state.value)
