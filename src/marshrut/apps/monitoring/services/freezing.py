"""A snapshot is taken: one look at everything recorded, copied by the database itself, sealed with its checksum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from marshrut.apps.monitoring import access
from marshrut.apps.monitoring.models import FrozenFact, FrozenPlace, FrozenStaff, FrozenTeam, Snapshot
from marshrut.apps.monitoring.services.sealing import checksum_of, parts_of
from marshrut.apps.monitoring.types import MonitoringError, SnapshotState
from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation import queries as regulation
from marshrut.apps.regulation.hooks import FACT_COLUMNS, FactsAsked, fact_providers
from marshrut.cores.regulation.counting import Counting, Facts, Mark
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.bulk import copy_rows
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.queries import today, top_node
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, tenant_of

__all__ = ["make_snapshot", "sweep"]

Step = Callable[[int, int, str], None]
#: Snapshots of the night that nothing names are kept so long.
KEEP_DAYS = 7
_MOST_TITLE = 300


def _quiet(done: int, total: int, words: str) -> None:
    """Nobody watches."""


def make_snapshot(
    viewer: AnyViewer, *, words: str = "", known_at: datetime | None = None, kept: bool = False, step: Step = _quiet,
    asked_by: tuple[UUID, str] | None = None,
) -> Snapshot:  # fmt: skip
    """Freeze what was recorded by a moment (None: by now). All of it is one look: what is being written meanwhile is
    wholly in it or not at all. `asked_by`: account and name of who asked the work that makes it. Raises MonitoringError
    where no order is loaded."""
    access.may_make(viewer).require()
    system = SystemViewer("monitoring.snapshot", tenant_of(viewer))
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            _one_look()
        moment = known_at or timezone.now()
        on = today(system)
        reading = regulation.find_reading(system, on=on, known_at=moment) or regulation.find_reading(system, on=on)
        if reading is None:
            raise MonitoringError("Приказ не загружен: считать нечего.")
        top = top_node(system)
        by = (viewer.account_id, viewer.name) if isinstance(viewer, Viewer) else asked_by
        made = Snapshot(
            id=new_id(),
            tenant_id=tenant_of(viewer),
            node=top,
            known_at=moment,
            day=min(on, moment.astimezone(ZoneInfo(top.zone)).date()),
            revision_id=reading.revision_id,
            order_words=reading.order[:300],
            version=reading.version[:120],
            revision=reading.revision[:120],
            words=words[:300],
            kept=kept,
            made_by=by[0] if by else None,
            made_by_name=by[1] if by else "",
        )
        made.save(force_insert=True)
        held = regulation.get_regulation(system, reading)
        _freeze(system, made, held.counting, step)
        _count_anew()
        made.parts = parts_of(made)
        made.checksum = checksum_of(made.parts)
        made.state = SnapshotState.SEALED.value
        made.checked_at = timezone.now()
        made.save(update_fields=["parts", "checksum", "state", "checked_at"])
        audit.record(viewer, "monitoring.snapshot-made", target=made, reason=words)
    return made


def _one_look() -> None:
    """Everything in this transaction is read as of its first moment."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _count_anew() -> None:
    """The server learns at once how much lies there: plans made by what lay there before would walk in circles."""
    tables = ", ".join(one._meta.db_table for one in (FrozenFact, FrozenStaff, FrozenPlace, FrozenTeam))
    _execute(f"ANALYZE {tables}", [])


def _freeze(viewer: SystemViewer, made: Snapshot, counting: Counting | None, step: Step) -> None:
    providers = list(fact_providers().values())
    total = len(providers) + 3
    step(0, total, "Организации")
    spells = registry.place_spells(viewer, known_at=made.known_at)
    columns = ("tenant_id", "snapshot", "place", "name", "kind", "municipality", "since", "until", "statuses")
    copy_rows(
        FrozenPlace,
        columns,
        (
            (*(made.tenant_id, made.pk, s.place, s.name[:500], s.kind), s.municipality, s.since, s.until, [*s.statuses])
            for s in spells
        ),
    )
    merged = registry.merged_people(viewer)
    step(1, total, "Работники")
    _staff(made, registry.staff_rows(viewer, known_at=made.known_at), merged)
    step(2, total, "Управленческие команды")
    _teams(made, registry.team_rows(viewer, known_at=made.known_at), merged)
    asked = FactsAsked(made.known_at, _marks(counting))
    for number, provider in enumerate(providers, 3):
        step(number, total, "Факты")
        for given in provider(viewer, asked):
            _facts(made, given.fact, given.rows, merged)


def _marks(counting: Counting | None) -> dict[str, frozenset[str]]:
    """Which values of marks the order's definitions ask for: only these are looked for."""
    found: dict[str, set[str]] = {}
    for mark in _asked(counting):
        found.setdefault(mark.mark, set()).update(mark.any)
    return {name: frozenset(values) for name, values in found.items()}


def _asked(counting: Counting | None) -> Iterator[Mark]:
    for one in counting.counting if counting else ():
        for reading in one.readings:
            yield from _of(reading.numerator)
            if reading.denominator is not None and reading.denominator.facts is not None:
                yield from _of(reading.denominator.facts)


def _of(facts: Facts) -> Iterator[Mark]:
    yield from facts.where
    if facts.also is not None:
        yield from facts.also.where


def _execute(text: str, params: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, params)


def _pairs(merged: dict[UUID, UUID]) -> list[Any]:
    return [list(merged.keys()), list(merged.values())]


def _staff(made: Snapshot, rows: Any, merged: dict[UUID, UUID]) -> None:
    inner, params = rows.query.sql_with_params()
    names = ", ".join(registry.STAFF_COLUMNS)
    _execute(
        f"INSERT INTO {FrozenStaff._meta.db_table} (tenant_id, snapshot, kind, municipality, {names})"  # noqa: S608
        " SELECT %s, %s, COALESCE(p.kind, ''), p.municipality, COALESCE(m.kept, w.person), w.place, w.staff,"
        " w.subjects, w.main = 1, w.since, w.until, w.born, w.teaching_since"
        f" FROM ({inner}) AS w({names})"
        " LEFT JOIN unnest(%s::uuid[], %s::uuid[]) AS m(gone, kept) ON m.gone = w.person"
        f" LEFT JOIN (SELECT DISTINCT ON (place) place, kind, municipality FROM {FrozenPlace._meta.db_table}"
        " WHERE snapshot = %s AND kind <> '' ORDER BY place, since DESC NULLS LAST) AS p ON p.place = w.place",
        [made.tenant_id, made.pk, *params, *_pairs(merged), made.pk],
    )


def _teams(made: Snapshot, rows: Any, merged: dict[UUID, UUID]) -> None:
    inner, params = rows.query.sql_with_params()
    names = ", ".join(registry.TEAM_COLUMNS)
    _execute(
        f"INSERT INTO {FrozenTeam._meta.db_table} (tenant_id, snapshot, municipality, {names})"  # noqa: S608
        " SELECT %s, %s, p.municipality, t.team, t.place, COALESCE(m.kept, t.person), t.part, t.since, t.until"
        f" FROM ({inner}) AS t({names})"
        " LEFT JOIN unnest(%s::uuid[], %s::uuid[]) AS m(gone, kept) ON m.gone = t.person"
        f" LEFT JOIN (SELECT DISTINCT ON (place) place, municipality FROM {FrozenPlace._meta.db_table}"
        " WHERE snapshot = %s AND kind <> '' ORDER BY place, since DESC NULLS LAST) AS p ON p.place = t.place",
        [made.tenant_id, made.pk, *params, *_pairs(merged), made.pk],
    )


def _facts(made: Snapshot, fact: str, rows: Any, merged: dict[UUID, UUID]) -> None:
    """A fact without a place counts where the person's main work was that day; the place lies where it lay that day."""
    inner, params = rows.query.sql_with_params()
    names = ", ".join(FACT_COLUMNS)
    stood = "({0}.since IS NULL OR {0}.since <= {1}) AND ({0}.until IS NULL OR {0}.until > {1})"
    day = "COALESCE(f.day::date, %s)"
    _execute(
        f"INSERT INTO {FrozenFact._meta.db_table} (tenant_id, snapshot, fact, municipality, {names})"  # noqa: S608
        " SELECT %s, %s, %s, p.municipality, f.subject::uuid, COALESCE(m.kept, f.person::uuid),"
        " COALESCE(f.place::uuid, w.place), f.day::date, f.until::date, f.tags, f.amount::float8,"
        f" left(COALESCE(f.title, ''), {_MOST_TITLE}), f.source"
        f" FROM ({inner}) AS f({names})"
        " LEFT JOIN unnest(%s::uuid[], %s::uuid[]) AS m(gone, kept) ON m.gone = f.person::uuid"
        f" LEFT JOIN LATERAL (SELECT s.place FROM {FrozenStaff._meta.db_table} AS s WHERE s.snapshot = %s"
        f" AND s.person = COALESCE(m.kept, f.person::uuid) AND {stood.format('s', day)}"
        " ORDER BY s.main DESC, s.place LIMIT 1) AS w ON f.place IS NULL AND f.person IS NOT NULL"
        f" LEFT JOIN LATERAL (SELECT q.municipality FROM {FrozenPlace._meta.db_table} AS q WHERE q.snapshot = %s"
        f" AND q.place = COALESCE(f.place::uuid, w.place) AND {stood.format('q', day)} LIMIT 1) AS p ON true",
        [
            *(made.tenant_id, made.pk, fact, *params, *_pairs(merged)),
            *(made.pk, made.day, made.day, made.pk, made.day, made.day),
        ],
    )


def sweep(viewer: SystemViewer) -> int:
    """Snapshots of the night that nothing published names go after some days; the newest stays."""
    rows = Snapshot.objects.of(viewer).filter(kept=False)
    newest = {one[0]: one[1] for one in rows.order_by("known_at").values_list("tenant_id", "pk")}
    old = rows.filter(Q(made_at__lt=timezone.now() - timedelta(days=KEEP_DAYS))).exclude(pk__in=newest.values())
    count = 0
    for one in old.values_list("pk", flat=True):
        with transaction.atomic(), connection.cursor() as cursor:
            for model in (FrozenFact, FrozenStaff, FrozenPlace, FrozenTeam):
                cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE snapshot = %s", [one])  # noqa: S608
            Snapshot.objects.of(viewer).filter(pk=one).delete()
        count += 1
    return count
