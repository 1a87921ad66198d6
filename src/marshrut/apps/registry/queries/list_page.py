"""What the page of one list shows: where it stands, what waits for the person, what it would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from marshrut.apps.registry.models import Absence, Import, ImportLine
from marshrut.apps.registry.queries.identity import Record, read_records
from marshrut.apps.registry.queries.imports import ProblemGroup, get_import, problem_groups, shown_values, standing
from marshrut.apps.registry.types import Doubt, ImportKind, ImportState, LineVerdict
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = [
    "ListSheet",
    "Question",
    "Together",
    "Waiting",
    "count_waiting",
    "kinds_of_doubt",
    "list_sheet",
    "questions",
]

#: The reason that changes nothing: the person works there and was left out of the file.
FORGOTTEN = "forgotten"

#: As many doubtful lines as one looks over before answering them together.
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of a list waits for the person: two queries."""

    #: Lines by verdict.
    counts: dict[LineVerdict, int]
    #: Doubtful lines that nobody has answered yet.
    open_lines: int
    absent: int
    open_absent: int
    #: Of the absent, those who were not just forgotten in the file.
    missing: int

    @property
    def total(self) -> int:
        """Lines of the file."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class ListSheet:
    """One list with its counts."""

    row: Import
    kind: ImportKind
    state: ImportState
    waiting: Waiting
    groups: list[ProblemGroup]

    @property
    def total(self) -> int:
        """Lines of the file."""
        return self.waiting.total

    @property
    def open_lines(self) -> int:
        """Doubtful lines that nobody has answered yet."""
        return self.waiting.open_lines

    @property
    def absent(self) -> int:
        """Who is recorded and not in the file."""
        return self.waiting.absent

    @property
    def open_absent(self) -> int:
        """Of them, who has no reason yet."""
        return self.waiting.open_absent

    def count(self, verdict: str) -> int:
        """Lines with this verdict."""
        return self.waiting.counts.get(LineVerdict(verdict), 0)

    @property
    def new(self) -> int:
        """Lines that bring somebody or something new."""
        return self.count(LineVerdict.NEW)

    @property
    def changed(self) -> int:
        """Lines that change what is recorded."""
        return self.count(LineVerdict.CHANGED)

    @property
    def same(self) -> int:
        """Lines that say what is recorded already."""
        return self.count(LineVerdict.SAME)


@dataclass(frozen=True, slots=True)
class Question:
    """A doubtful line with the people it might be about."""

    line: ImportLine
    records: list[Record]
    #: The line in words for the screen.
    shown: list[tuple[str, str]]

    @property
    def born(self) -> str:
        """The birth date, as the line says it."""
        return next((value for title, value in self.shown if title == "Дата рождения"), "")


def count_waiting(viewer: AnyViewer, row: Import) -> Waiting:
    """What of this list waits for the person."""
    lines = ImportLine.objects.of(viewer).filter(source=row).order_by().values("verdict")
    counts: dict[LineVerdict, int] = {}
    open_lines = 0
    for one in lines.annotate(found=Count("pk"), unanswered=Count("pk", filter=Q(answer=""))):
        verdict = LineVerdict(one["verdict"])
        counts[verdict] = one["found"]
        open_lines += one["unanswered"] if verdict is LineVerdict.DOUBTFUL else 0
    absences = Absence.objects.of(viewer).filter(source=row)
    absent = absences.aggregate(
        absent=Count("pk"),
        open_absent=Count("pk", filter=Q(reason="")),
        missing=Count("pk", filter=~Q(reason=FORGOTTEN)),
    )
    return Waiting(counts=counts, open_lines=open_lines, **absent)


def list_sheet(viewer: AnyViewer, import_id: UUID, *, on: date) -> ListSheet:
    """The list; raises Import.DoesNotExist where it is not the viewer's to handle."""
    row = get_import(viewer, import_id, on=on)
    return ListSheet(
        row=row,
        kind=ImportKind(row.kind),
        state=standing(viewer, row),
        waiting=count_waiting(viewer, row),
        groups=problem_groups(viewer, row),
    )


def questions(viewer: AnyViewer, kind: ImportKind, lines: list[ImportLine], *, on: date) -> list[Question]:
    """Doubtful lines with their candidates laid beside them."""
    records = read_records(viewer, [pk for line in lines for pk in line.candidates], on=on)
    return [
        Question(line, [records[pk] for pk in line.candidates if pk in records], shown_values(kind, line.values))
        for line in lines
    ]


@dataclass(frozen=True, slots=True)
class Together:
    """Open lines with one kind of doubt, to be answered in one go."""

    doubt: Doubt
    total: int
    questions: list[Question]

    @property
    def one_each(self) -> bool:
        """Whether «the same person» says who: every line has one candidate."""
        return self.doubt is not Doubt.SEVERAL


def kinds_of_doubt(viewer: AnyViewer, row: Import, *, on: date) -> list[Together]:
    """Kinds of doubt with more than one open line, the most frequent first; so many lines of each as one looks over."""
    lines = ImportLine.objects.of(viewer).filter(source=row, verdict=LineVerdict.DOUBTFUL.value, answer="")
    counts = lines.exclude(doubt="").order_by().values_list("doubt").annotate(found=Count("pk"))
    found = sorted(((Doubt(doubt), many) for doubt, many in counts if many > 1), key=lambda one: -one[1])
    shown = {doubt: list(lines.filter(doubt=doubt.value)[:AT_ONCE]) for doubt, _ in found}
    asked = questions(viewer, ImportKind(row.kind), [line for part in shown.values() for line in part], on=on)
    by_line = {one.line.pk: one for one in asked}
    return [Together(doubt, many, [by_line[line.pk] for line in shown[doubt]]) for doubt, many in found]
