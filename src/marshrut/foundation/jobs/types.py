"""States of long work."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["JobState", "StoppedError"]


class JobState(StrEnum):
    """waiting → running → done / failed / stopped; stalled when its worker fell silent."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    STALLED = "stalled"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "waiting": "ждёт очереди",
            "running": "идёт",
            "done": "готово",
            "failed": "не получилось",
            "stopped": "остановлено",
            "stalled": "зависло",
        }[self.value]

    @property
    def over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self in {JobState.DONE, JobState.FAILED, JobState.STOPPED, JobState.STALLED}


class StoppedError(Exception):
    """Somebody asked this job to stop; raised inside it at its next step."""
