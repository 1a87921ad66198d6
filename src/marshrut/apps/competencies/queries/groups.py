"""Figures of groups as pages show them: a heat map of places, of subjects; what is typical of a place.

They are read from what was made for the month, never counted from people at the moment of asking: who asks with another
filter, another day or another cut finds the same few numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marshrut.apps.competencies import access, rules
from marshrut.apps.competencies.frameworks import Framework, framework
from marshrut.apps.competencies.models import Figure, FigureRound
from marshrut.apps.competencies.types import GroupState, Slice
from marshrut.cores.kernel import Decision, Refused
from marshrut.cores.psychometrics import Share, share_in_words
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = [
    "GroupCell",
    "Map",
    "Typical",
    "count_hidden",
    "deficit_map",
    "find_round",
    "group_figure",
    "subject_map",
    "typical_deficits",
]

#: How much of a cell's people may be unsure before it is drawn as doubtful.
DOUBTFUL = 1 / 3


@dataclass(frozen=True, slots=True)
class GroupCell:
    """What may be said of one group: of how many people, which share has something to catch up with, how doubtful."""

    state: GroupState
    known: int = 0
    deficit: Share | None = None
    strong: Share | None = None
    unsure: Share | None = None
    figures_on: date | None = None

    @property
    def shown(self) -> bool:
        """Whether there is a figure."""
        return self.state is GroupState.SHOWN

    @property
    def doubtful(self) -> bool:
        """Whether so much is unknown that the picture hatches it."""
        return self.unsure is not None and self.unsure.middle > DOUBTFUL

    @property
    def words(self) -> str:
        """The share in words, or why there is none."""
        if self.deficit is not None:
            return self.deficit.words
        return {
            GroupState.HIDDEN: "не показываем: можно узнать человека",
            GroupState.EMPTY: "никого не спрашивали",
        }.get(self.state, "")


NOTHING = GroupCell(GroupState.EMPTY)


@dataclass(frozen=True, slots=True)
class Map:
    """A heat map: rows × columns of cells. Keys are ids or codes, titles their words."""

    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    cells: dict[tuple[str, str], GroupCell] = field(default_factory=dict)
    figures_on: date | None = None

    def cell(self, row: str, column: str) -> GroupCell:
        """The cell; nothing where nobody was asked."""
        return self.cells.get((row, column), NOTHING)

    @property
    def turned(self) -> Map:
        """Rows and columns changed about: many places read better one below the other."""
        cells = {(column, row): cell for (row, column), cell in self.cells.items()}
        return Map(self.columns, self.rows, cells, self.figures_on)


@dataclass(frozen=True, slots=True)
class Typical:
    """A competency that many of a place have to catch up with."""

    competency: str
    title: str
    area: str
    cell: GroupCell


def find_round(viewer: AnyViewer, *, on: date) -> FigureRound | None:
    """The figures that stand on that day: of its month, or the last ones before."""
    rows = FigureRound.objects.of(viewer).filter(month__lte=rules.figures_day(on))
    return rows.order_by("-month").first()


def _cell(row: Figure, smallest: int) -> GroupCell:
    state = GroupState(row.state)
    if state is not GroupState.SHOWN:
        return GroupCell(state)
    asked = row.known + row.unsure
    return GroupCell(
        state,
        row.known,
        share_in_words(row.deficit, row.known, smallest=smallest),
        share_in_words(row.strong, row.known, smallest=smallest),
        share_in_words(row.unsure, asked, smallest=smallest),
        row.figures_on,
    )


def _figures(viewer: AnyViewer, found: FigureRound, kind: Slice, nodes: Any) -> QuerySet[Figure]:
    return Figure.objects.of(viewer).filter(round=found, slice=kind.value, node_id__in=nodes)


def deficit_map(viewer: AnyViewer, node_id: UUID, *, on: date, area: str = "") -> Map:
    """Competencies × the places right below this one (and the place itself). Raises Refused (COMPETENCIES-11)."""
    access.may_see_figures(viewer, node_id, on=on).require()
    held = framework(viewer, on)
    found = find_round(viewer, on=on)
    places = _below(viewer, node_id, on)
    if found is None:
        return Map((), tuple(places))
    rows = _figures(viewer, found, Slice.COMPETENCY, [UUID(key) for key, _ in places])
    cells, latest = {}, None
    for row in rows:
        if area and held.area_of(row.what) != area:
            continue
        cells[row.what, str(row.node_id)] = _cell(row, held.smallest_group)
        latest = max(latest or row.figures_on, row.figures_on)
    shown = [key for key, _ in places if any(where == key for _, where in cells)]
    named = dict(places)
    listed = sorted({code for code, _ in cells}, key=lambda code: _order(held, code))
    return Map(
        tuple((code, held.title(code)) for code in listed),
        tuple((key, named[key]) for key in shown),
        cells,
        found.month,
    )


def _order(held: Framework, code: str) -> tuple[int, str]:
    areas = list(held.areas)
    area = held.area_of(code)
    return (areas.index(area) if area in areas else len(areas), held.title(code))


def _below(viewer: AnyViewer, node_id: UUID, on: date) -> list[tuple[str, str]]:
    """The place and those right below it, by name."""
    rows = Placement.objects.of(viewer).true(on).filter(parent_id=node_id).select_related("node")
    names = sorted(((str(row.node_id), row.node.short or row.node.name) for row in rows), key=lambda one: one[1])
    node = Node.objects.of(viewer).get(pk=node_id)
    return [(str(node_id), f"Всего: {node.short or node.name}" if names else node.short or node.name), *names]


def subject_map(viewer: AnyViewer, node_id: UUID, *, on: date) -> Map:
    """Areas × groups of subjects of a place. Raises Refused (COMPETENCIES-11)."""
    access.may_see_figures(viewer, node_id, on=on).require()
    held = framework(viewer, on)
    found = find_round(viewer, on=on)
    areas = tuple((code, one.name) for code, one in held.areas.items())
    if found is None:
        return Map(areas, ())
    rows = list(_figures(viewer, found, Slice.SUBJECTS, [node_id]))
    cells = {(row.what, row.group or "all"): _cell(row, held.smallest_group) for row in rows}
    groups = [("all", "Все"), *((code, one.name) for code, one in held.groups.items())]
    there = {group for _, group in cells}
    return Map(
        tuple(one for one in areas if any(area == one[0] for area, _ in cells)),
        tuple(one for one in groups if one[0] in there),
        cells,
        found.month,
    )


def typical_deficits(viewer: AnyViewer, node_id: UUID, *, on: date, most: int = 0) -> list[Typical]:
    """What is typical of a place, the most common first; a ground for a request for a programme."""
    access.may_see_figures(viewer, node_id, on=on).require()
    held, found = framework(viewer, on), find_round(viewer, on=on)
    if found is None:
        return []
    rows = _figures(viewer, found, Slice.COMPETENCY, [node_id]).filter(state=GroupState.SHOWN.value)
    listed = [
        Typical(row.what, held.title(row.what), held.area_of(row.what), _cell(row, held.smallest_group)) for row in rows
    ]
    listed.sort(key=lambda one: (-(one.cell.deficit.middle if one.cell.deficit else 0), -one.cell.known, one.title))
    return listed[:most] if most else listed


def count_hidden(viewer: AnyViewer, node_id: UUID, *, on: date) -> int:
    """Of how many competencies the figure of this place is not shown, so that nobody can be worked out."""
    access.may_see_figures(viewer, node_id, on=on).require()
    found = find_round(viewer, on=on)
    if found is None:
        return 0
    return _figures(viewer, found, Slice.COMPETENCY, [node_id]).filter(state=GroupState.HIDDEN.value).count()


def group_figure(
    viewer: AnyViewer, node_id: UUID, *, on: date, competency: str = "", area: str = "", group: str = ""
) -> GroupCell | Decision:
    """One figure of the lattice, or the refusal (COMPETENCIES-10, -11): for desks and doors that ask for one thing."""
    decision = access.may_see_figures(viewer, node_id, on=on)
    if not decision:
        return decision
    held, found = framework(viewer, on), find_round(viewer, on=on)
    if found is None:
        return NOTHING
    kind, what = (Slice.COMPETENCY, competency) if competency else (Slice.SUBJECTS, area)
    row = _figures(viewer, found, kind, [node_id]).filter(what=what, group=group).first()
    if row is None:
        return NOTHING
    if row.state == GroupState.HIDDEN.value:
        return rules.may_show_group(people=0, smallest=held.smallest_group)
    return _cell(row, held.smallest_group)


def place_of(viewer: Viewer, typed: str, *, on: date) -> UUID:
    """The place that a page is about: the one in the address where the viewer may count there, else their own."""
    try:
        wanted = UUID(typed)
    except ValueError:
        return viewer.node_id
    decision = access.may_see_figures(viewer, wanted, on=on)
    if not decision:
        raise Refused(decision)
    return wanted
