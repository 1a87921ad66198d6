"""What is said of one person: by areas, with the numbers of the day, the chain behind them, and what is expected."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.competencies import access, hooks, rules
from marshrut.apps.competencies.frameworks import Entry, Framework, Wanted, framework
from marshrut.apps.competencies.judging import piece_of
from marshrut.apps.competencies.models import Appeal, Evidence, Judgement
from marshrut.apps.competencies.types import Depth, Doubt, Stage, Standing, doubt_words, expert_word, kind_word, tone_of
from marshrut.apps.registry import queries as registry
from marshrut.cores.kernel import Decision
from marshrut.cores.psychometrics import Judged, Piece, Stretch, batch_of, judge, timeline, weights
from marshrut.cores.regulation.competencies import Area
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["Chain", "Finding", "Portrait", "Unmeasured", "count_standings", "mine_in_short", "portrait"]

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Chain:
    """One result behind a finding: what was asked, what came out, when, by which cut, from whom, how much it counts."""

    on: date
    title: str
    depth: str
    stage: str
    origin: str
    earned: float
    possible: float
    cut: float
    counts_as: float
    weight: int
    url: str
    withdrawn: str = ""
    #: Where it stands on the scale of mastery by calibrated items, with its error, both of a hundred; None: counted.
    level: tuple[int, int] | None = None

    @property
    def share(self) -> int:
        """Of a hundred points."""
        return round(WHOLE * self.earned / self.possible)

    @property
    def cut_share(self) -> int:
        """The cut of a hundred points."""
        return round(WHOLE * self.cut)

    @property
    def in_points(self) -> bool:
        """Whether points say more than a per cent."""
        return self.depth in {Depth.AREAS.title, Depth.ITEMS.title}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of one competency of a person on a day."""

    entry: Entry
    standing: Standing
    doubt: Doubt
    low: float
    high: float
    mean: float
    #: How likely mastery is below the cut, and at or above «strong».
    below: float
    above: float
    items: float
    sources: int
    split: bool
    method: str
    why: Decision
    chain: tuple[Chain, ...]
    wanted: Wanted | None
    appeal: Any
    last_on: date
    #: The day from which something else will be said if nothing new comes; None: no such day.
    changes_on: date | None
    #: The day on which what was to be caught up with became no deficit; None: it never was one, or still is.
    grown_on: date | None = None

    @property
    def words(self) -> str:
        """What the person reads."""
        return kind_word(self.standing)

    @property
    def expert_words(self) -> str:
        """What a specialist reads."""
        return expert_word(self.standing)

    @property
    def tone(self) -> str:
        """Its colour; the words repeat it."""
        return tone_of(self.standing)

    @property
    def unsure(self) -> str:
        """Why nothing can be said, in words."""
        return doubt_words(self.doubt)


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """Something that is expected of the person's post and was never asked."""

    entry: Entry
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Portrait:
    """Everything that is said of a person on a day."""

    person_id: UUID
    name: str
    jobs: tuple[registry.Job, ...]
    profiles: tuple[str, ...]
    areas: tuple[tuple[Area, tuple[Finding, ...]], ...]
    unmeasured: tuple[Unmeasured, ...]
    framework: Framework = field(repr=False)

    @property
    def findings(self) -> list[Finding]:
        """All of them, area by area."""
        return [one for _, found in self.areas for one in found]

    def count(self, *standings: Standing) -> int:
        """How many findings say one of these."""
        return sum(one.standing in standings for one in self.findings)

    @property
    def strong(self) -> int:
        """Strong sides."""
        return self.count(Standing.STRONG)

    @property
    def to_raise(self) -> int:
        """What is to be caught up with, surely or perhaps."""
        return self.count(Standing.CERTAIN, Standing.LIKELY)

    @property
    def grown(self) -> int:
        """What was to be caught up with and is no more."""
        return sum(one.grown_on is not None for one in self.findings)


def portrait(viewer: AnyViewer, person_id: UUID, *, on: date) -> Portrait:
    """What is said of this person on the day. Raises Refused (COMPETENCIES-01) for whoever may not open it."""
    access.may(viewer, Right.OPEN, person_id, on=on).require()
    person = registry.kept_people(viewer, [person_id])[person_id]
    held = framework(viewer, on)
    jobs = tuple(registry.jobs_by(viewer, [person], on=on).get(person, ()))
    wanted = held.expected((job.post, job.subjects) for job in jobs)
    findings = _findings(viewer, person, held, wanted, on)
    asked = {one.entry.code for one in findings}
    areas = tuple(
        (area, tuple(sorted((one for one in findings if one.entry.area == code), key=_first)))
        for code, area in held.areas.items()
        if any(one.entry.area == code for one in findings)
    )
    left = [Unmeasured(held.competencies[code], one) for code, one in wanted.items() if code not in asked]
    left.sort(key=lambda one: (-one.wanted.importance, list(held.areas).index(one.entry.area)))
    names = registry.names_of(viewer, [person], on=on)
    profiles = {profile.name for job in jobs if (profile := held.profile_of(job.post))}
    return Portrait(person, names.get(person, ""), jobs, tuple(sorted(profiles)), areas, tuple(left), held)


_ORDER = (Standing.STRONG, Standing.CERTAIN, Standing.LIKELY, Standing.SOUND, Standing.UNKNOWN)


def _first(one: Finding) -> tuple[int, str]:
    """A strong side comes first: one reads about oneself."""
    return _ORDER.index(one.standing), one.entry.title


def _findings(viewer: AnyViewer, person: UUID, held: Framework, wanted: dict[str, Wanted], on: date) -> list[Finding]:
    rows = list(
        Evidence.objects.of(viewer)
        .filter(person_id__in=list(registry.records_of(viewer, [person])), on__lte=on)
        .select_related("scaled")
    )
    codes = sorted({row.competency for row in rows if row.withdrawn_at is None} & held.codes)
    standing = {code: [row for row in rows if row.competency == code and row.withdrawn_at is None] for code in codes}
    pieces = [[piece_of(row, held) for row in standing[code]] for code in codes]
    judged = judge(batch_of(pieces, on), held.rules)
    appeals = {row.competency: row for row in reversed(Appeal.objects.of(viewer).filter(person_id=person))}
    found = []
    for number, code in enumerate(codes):
        said = {(row.source_type, row.source_id) for row in standing[code]}
        taken = [row for row in rows if row.competency == code and row.withdrawn_at is not None]
        # What was taken back and said again stands in the chain once.
        taken = [row for row in taken if (row.source_type, row.source_id) not in said]
        chain = _chain([*standing[code], *taken], held, on)
        line = timeline(pieces[number], held.rules)
        grown_on = None if judged.split[number] else _grown_on(line, judged.standing_of(number), on)
        changes_on = min((one.since for one in line if one.since > on), default=None)
        found.append(
            _finding(
                held.competencies[code],
                judged,
                number,
                chain,
                wanted.get(code),
                appeals.get(code),
                pieces[number],
                (grown_on, changes_on),
            )
        )
    return found


def _finding(
    entry: Entry,
    judged: Judged,
    number: int,
    chain: tuple[Chain, ...],
    wanted: Wanted | None,
    appeal: Any,
    pieces: list[Piece],
    turns: tuple[date | None, date | None],
) -> Finding:
    standing, doubt = judged.standing_of(number), judged.doubt_of(number)
    below = float(judged.p_below[number])
    return Finding(
        entry=entry,
        standing=standing,
        doubt=doubt,
        low=float(judged.low[number]),
        high=float(judged.high[number]),
        mean=float(judged.mean[number]),
        below=below,
        above=float(judged.p_strong[number]),
        method=judged.method,
        items=float(judged.items[number]),
        sources=int(judged.sources[number]),
        split=bool(judged.split[number]),
        why=rules.explain_standing(
            standing,
            doubt,
            items=float(judged.items[number]),
            sources=int(judged.sources[number]),
            chance=round(WHOLE * (below if standing.deficit else 1 - below)),
            method=judged.method,
        ),
        chain=chain,
        wanted=wanted,
        appeal=appeal,
        last_on=max(piece.on for piece in pieces),
        grown_on=turns[0],
        changes_on=turns[1],
    )


def _grown_on(line: list[Stretch], standing: Standing, on: date) -> date | None:
    """The day after the last one on which it was a deficit, where it is surely none now."""
    if standing not in {Standing.SOUND, Standing.STRONG}:
        return None
    return next((one.until for one in reversed(line) if one.since <= on and one.standing.deficit), None)


def _chain(rows: list[Evidence], held: Framework, on: date) -> tuple[Chain, ...]:
    """Results newest first, each with how much of it counts on the day; a withdrawn one counts nothing and says why."""
    counted = [row for row in rows if row.withdrawn_at is None]
    pieces = [piece_of(row, held) for row in counted]
    weight, _ = weights(batch_of([pieces], on), held.rules)
    share = {row.pk: (piece.items, float(one)) for row, piece, one in zip(counted, pieces, weight, strict=True)}
    found = []
    for row in sorted(rows, key=lambda one: (one.on, one.recorded_at), reverse=True):
        items, one = share.get(row.pk, (0.0, 0.0))
        origin = held.origins.get(row.origin)
        found.append(
            Chain(
                on=row.on,
                title=row.instrument_title or "Диагностика",
                depth=Depth(row.depth).title,
                stage=Stage(row.stage).title,
                origin=origin.name if origin else row.origin,
                earned=row.earned,
                possible=row.possible,
                cut=row.cut,
                counts_as=items,
                weight=round(WHOLE * one),
                url=hooks.address_of_source(row.source_type, row.source_id),
                withdrawn=row.withdrawn_why,
                level=_level(row),
            )
        )
    return tuple(found)


def _level(row: Evidence) -> tuple[int, int] | None:
    scaled = getattr(row, "scaled", None)
    return (round(WHOLE * scaled.mean), max(1, round(WHOLE * scaled.spread))) if scaled else None


def mine_in_short(viewer: Viewer, *, on: date) -> dict[str, int] | None:
    """How many strong sides, things to catch up with and open questions one has; None: nobody of the list is joined to
    this access."""
    own = registry.own_id(viewer)
    return None if own is None else count_standings(viewer, [own], on=on).get(own, {})


def count_standings(viewer: AnyViewer, people: list[UUID], *, on: date) -> dict[UUID, dict[str, int]]:
    """person → standing → how many competencies; only of people whom the viewer may open."""
    rows = Judgement.objects.of(viewer).filter(access.visible(viewer, Right.OPEN, on=on), person_id__in=people)
    found: dict[UUID, dict[str, int]] = {}
    for person, standing in _on(rows, on).values_list("person_id", "standing"):
        counts = found.setdefault(person, {})
        counts[standing] = counts.get(standing, 0) + 1
    return found


def _on(rows: Any, on: date) -> Any:
    """Judgements that stand on the day."""
    return rows.filter(since__lte=on).exclude(until__lte=on).order_by()
