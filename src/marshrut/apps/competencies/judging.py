"""From rows of evidence to rows of judgement. Writing stands on it, and the page that shows today's numbers.

Nothing of a judgement is kept that cannot be made anew from here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from marshrut.apps.competencies.frameworks import Framework
from marshrut.apps.competencies.models import Evidence, Judgement
from marshrut.apps.competencies.types import Depth, Stage
from marshrut.apps.registry import queries as registry
from marshrut.cores.psychometrics import BOUNDS, Known, Piece, Stretch, timelines
from marshrut.foundation.scope.bulk import copy_rows
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["READ", "SCALED", "Pair", "judge_cells", "piece_of", "pieces_of", "rejudge", "weigh"]

#: A person and a competency.
Pair = tuple[UUID, str]

#: What of a row of evidence is read to weigh it.
READ = (
    "person_id",
    "competency",
    "on",
    "earned",
    "possible",
    "cut",
    "strong",
    "trust",
    "origin",
    "depth",
    "stage",
    "instrument_key",
)
#: What calibrated items say instead of the points that were counted, where they say anything.
SCALED = ("scaled__share", "scaled__items")
_WRITTEN = (
    *("tenant_id", "person_id", "competency", "since", "until", "standing", "reason", "p_below", "p_strong"),
    *("mean", "low", "high", "n_effective", "sources", "last_on", "method"),
)
#: From so many people on a whole table is read at once instead of their rows.
MANY = 2000
#: Pairs that are judged and written at once.
PART = 50_000


def piece_of(row: Evidence, held: Framework) -> Piece:
    """A row of evidence as it is weighed; read with `select_related("scaled")`, else each row asks for its own."""
    scaled = getattr(row, "scaled", None)
    by_items = (scaled.share, scaled.items) if scaled else (None, None)
    return weigh([*(getattr(row, name) for name in READ), *by_items], held)


def weigh(row: Sequence[Any], held: Framework) -> Piece:
    """The same from the values of `READ`, with those of `SCALED` behind them where they were asked for.

    Points of calibrated items stand on the common scale already, so the borders of the source are in them.
    """
    on, earned, possible, cut, strong, trust, origin, depth, stage, key = row[2:12]
    share, items = row[12:] or (None, None)
    if share is None or items is None:
        share, items = earned / possible, possible
    else:
        cut, strong = BOUNDS
    return Piece(
        on=on,
        share=share,
        items=held.effective_items(Depth(depth), items),
        cut=cut,
        strong=strong,
        trust=trust,
        source=key or f"origin:{origin}",
        renews=stage == Stage.EXIT.value,
    )


def pieces_of(viewer: AnyViewer, pairs: Collection[Pair], held: Framework) -> dict[Pair, list[Piece]]:
    """Standing evidence of these pairs; records that were joined speak for one person."""
    people = {person for person, _ in pairs}
    records = registry.records_of(viewer, people)
    rows = Evidence.objects.of(viewer).filter(withdrawn_at=None)
    asked = rows.order_by().values_list(*READ, *SCALED)
    # A cursor is planned for its first rows; rows of few people are wanted whole, by their index.
    listed: Iterable[Any] = (
        asked.filter(person_id__in=list(records)) if len(people) <= MANY else asked.iterator(chunk_size=10_000)
    )
    found: dict[Pair, list[Piece]] = {pair: [] for pair in pairs}
    for row in listed:
        pair = (records.get(row[0], row[0]), row[1])
        if pair in found:
            found[pair].append(weigh(row, held))
    return found


def rejudge(
    viewer: AnyViewer, pairs: Collection[Pair], held: Framework, *, besides: Collection[UUID] | None = None
) -> None:
    """Take away what was said of these pairs (and of everything of `besides`) and say it anew."""
    if besides:
        Judgement.objects.of(viewer).filter(person_id__in=list(besides)).delete()
    judge_cells(viewer, pieces_of(viewer, pairs, held), held, {})


def judge_cells(viewer: AnyViewer, found: Mapping[Pair, list[Piece]], held: Framework, known: Known) -> None:
    """Say of these pairs what these pieces say, and nothing else.

    `known`: the same in each part of one long work, so that what is alike is judged once in all of it.
    """
    _forget(viewer, found.keys())
    cells = list(found.items())
    for start in range(0, len(cells), PART):
        part = cells[start : start + PART]
        lines = timelines([pieces for _, pieces in part], held.rules, known=known)
        copy_rows(Judgement, _WRITTEN, _rows(viewer, (pair for pair, _ in part), lines), exact=True)


def _forget(viewer: AnyViewer, pairs: Collection[Pair]) -> None:
    """People first, by their index: a join with the pairs alone is taken for a walk through the whole table."""
    people = {person for person, _ in pairs}
    rows = Judgement.objects.of(viewer).filter(person_id__in=people)
    said = {pair for pair in rows.order_by().values_list("person_id", "competency").distinct() if pair in pairs}
    if not said:
        return
    table = connection.ops.quote_name(Judgement._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE tenant_id = %s AND person_id = ANY(%s) AND (person_id, competency) IN"  # noqa: S608
            " (SELECT * FROM unnest(%s::uuid[], %s::text[]))",
            [
                viewer.tenant_id,
                list({person for person, _ in said}),
                [person for person, _ in said],
                [code for _, code in said],
            ],
        )


def _rows(viewer: AnyViewer, pairs: Iterable[Pair], lines: Iterable[list[Stretch]]) -> Iterator[tuple[Any, ...]]:
    for (person, code), stretches in zip(pairs, lines, strict=True):
        for one in stretches:
            yield (
                *(viewer.tenant_id, person, code, one.since, one.until, one.standing.value, one.doubt.value),
                *(one.p_below, one.p_strong, one.mean, one.low, one.high, one.items, one.sources, one.last_on),
                one.method,
            )
