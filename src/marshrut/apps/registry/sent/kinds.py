"""What an app says of its kind of file: its tables, who brings it, how it is read, what its lines become."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any
from uuid import UUID

from marshrut.apps.registry.reading.named import NamedLine
from marshrut.apps.registry.reading.rows import SentRead
from marshrut.apps.registry.types import SentVerdict
from marshrut.cores.kernel import Decision
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["Answers", "FileKind", "Looked", "Step"]

Step = Callable[[int, int, str], None]
#: (sheet, row) → question → answer.
Answers = Mapping[tuple[str, int], Mapping[str, str]]


@dataclass(slots=True)
class Looked:
    """A line with its verdict, what is asked about it, and what it would be written with."""

    line: NamedLine
    answers: Mapping[str, str] = field(default_factory=dict)
    verdict: SentVerdict = SentVerdict.NEW
    #: Question → answers that are offered.
    asked: dict[str, list[str]] = field(default_factory=dict)
    #: Whom the line means: columns of the app's own table.
    who: dict[str, UUID] = field(default_factory=dict)
    #: Rows of ours that the line speaks of.
    rows: dict[str, Any] = field(default_factory=dict)

    @property
    def fit(self) -> bool:
        """Whether it would be written."""
        return self.verdict is SentVerdict.NEW and not self.line.wrong

    @property
    def waits(self) -> bool:
        """Whether something asked is not answered yet."""
        return not self.line.wrong and any(question not in self.answers for question in self.asked)

    def ask(self, question: str, offered: Sequence[str]) -> str:
        """Ask, and take what was answered; an empty word: nobody answered yet, or what is offered is different now."""
        self.asked[question] = list(offered)
        said = self.answers.get(question, "")
        if said and said not in offered:
            self.answers = {name: one for name, one in self.answers.items() if name != question}
            said = ""
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """One kind of file. `area`: the prefix of its deeds in the journal and of its long work."""

    area: str
    title: str
    files: type[Any]
    lines: type[Any]
    #: Columns of a line that say whom it means.
    who: tuple[str, ...]
    may_send: Callable[[AnyViewer, UUID, date], Decision]
    read: Callable[[SystemViewer, IO[bytes], date, Callable[[int, int], None]], SentRead]
    compare: Callable[[AnyViewer, Any, Sequence[NamedLine], Answers, date], list[Looked]]
    #: Nobody else writes what this kind writes until the transaction ends.
    alone: Callable[[AnyViewer], None]
    #: Answers what the summary of the file keeps.
    write: Callable[[SystemViewer, Any, Sequence[Looked], date], dict[str, Any]]
    take_back: Callable[[SystemViewer, Any, date], None]
    #: What stands on what a file brought, in words; nothing: it may be taken back.
    dependents: Callable[[AnyViewer, Any], list[str]]

    def note(self, viewer: AnyViewer, deed: str, target: Any, **said: Any) -> None:
        """The deed stands in the journal under the name of the app whose kind it is."""
        audit.record(viewer, f"{self.area}.{deed}", target=target, **said)
