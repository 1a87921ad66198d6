"""Loading: five regions, the same again, two at once, a clause that somebody answers for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from marshrut.apps.regulation import queries, services
from marshrut.apps.regulation.folder import regions_home
from marshrut.apps.regulation.models import Clause, OrderVersion, Responsible, Revision
from marshrut.cli.main import main
from marshrut.cores.kernel import Refused
from marshrut.cores.regulation import Regulation, checksum
from marshrut.foundation.audit.queries import list_entries
from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.types import NodeKind, Role
from marshrut.foundation.scope.viewer import SystemViewer

ON = date(2026, 11, 22)
Load = Callable[[Regulation], Any]


def test_five_regions_stand_side_by_side(load: Load, regions: dict[str, Regulation]) -> None:
    places = {name: load(regulation) for name, regulation in regions.items()}
    assert len({place.tenant_id for place in places.values()}) == 5
    held = {name: Clause.objects.of(place.system).count() for name, place in places.items()}
    assert held == {"krasnoyarsk": 223, "kuzbass": 85, "smolensk": 326, "stavropol": 136, "tazovsky": 131}
    nodes = {
        name: Node.objects.of(place.system).exclude(pk=place.top.pk).values_list("kind", flat=True).distinct().count()
        for name, place in places.items()
    }
    assert set(nodes.values()) == {1}
    assert Node.objects.of(places["krasnoyarsk"].system).filter(kind=NodeKind.MUNICIPALITY).count() == 39
    top = places["tazovsky"].top
    assert (top.kind, top.name, top.zone) == (NodeKind.MUNICIPALITY, "Тазовский район", "Etc/GMT-5")


def test_typed_content_comes_back_whole(district: Any) -> None:
    assert queries.get_regulation(district.system, district.reading) == district.regulation
    assert district.reading.checksum == checksum(district.regulation)


def test_the_same_content_again_changes_nothing(district: Any) -> None:
    before = Revision.objects.of(district.system).count(), list_entries(district.system).count()
    done = services.load_region(SystemViewer("test"), district.regulation, on=ON)
    assert not done.changed
    assert done.revision_id == district.revision_id
    assert (Revision.objects.of(district.system).count(), list_entries(district.system).count()) == before


def changed(regulation: Regulation) -> Regulation:
    first, *rest = regulation.clauses.clauses
    said = replace(first, says=f"{first.says} Уточнено.")
    return replace(regulation, clauses=replace(regulation.clauses, clauses=(said, *rest)))


def test_a_changed_content_is_a_new_revision_and_the_old_one_stays(district: Any) -> None:
    done = services.load_region(SystemViewer("test"), changed(district.regulation), on=ON)
    assert (done.changed, done.number) == (True, 2)
    assert done.diff is not None
    assert [(one.what, one.how) for one in done.diff.changes] == [("clause", "changed")]
    first, second = Revision.objects.of(district.system).order_by("ordinal")
    assert second.previous_id == first.pk
    assert Clause.objects.of(district.system).filter(revision=first).count() == 131
    known = queries.get_reading(district.system, district.order_id, on=ON, known_at=first.loaded_at)
    assert known.revision_id == first.pk
    assert queries.diff_revisions(district.system, first.pk, second.pk).changes == done.diff.changes


def test_a_new_version_closes_the_one_before(district: Any) -> None:
    start = date(2026, 10, 1)
    services.load_region(
        SystemViewer("test"), changed(district.regulation), on=ON, new_version_from=start, basis="приказ № 9"
    )
    old, new = OrderVersion.objects.of(district.system)
    assert (old.in_force.upper, new.in_force.lower, new.in_force.upper) == (start, start, None)
    before = queries.get_reading(district.system, district.order_id, on=date(2026, 9, 30))
    after = queries.get_reading(district.system, district.order_id, on=start)
    assert (before.version_id, after.version_id) == (old.pk, new.pk)
    assert queries.get_reading(district.system, district.order_id, on=date(1999, 1, 1)).version_id == old.pk
    with pytest.raises(ValueError, match="позже"):
        services.load_region(SystemViewer("test"), district.regulation, on=ON, new_version_from=date(2020, 1, 1))


def less(regulation: Regulation, code: str) -> Regulation:
    kept = tuple(one for one in regulation.clauses.clauses if one.id != code)
    return replace(regulation, clauses=replace(regulation.clauses, clauses=kept))


def test_a_clause_that_somebody_answers_for_does_not_vanish_silently(district: Any) -> None:
    code = district.regulation.clauses.clauses[3].id
    row = district.appoint(code, district.account())
    with pytest.raises(Refused, match=code) as refused:
        services.load_region(SystemViewer("test"), less(district.regulation, code), on=ON)
    assert refused.value.decision.reasons[0].rule == "REGULATION-07"
    assert Revision.objects.of(district.system).count() == 1
    with pytest.raises(Refused):
        services.load_region(SystemViewer("test"), less(district.regulation, code), on=ON, accept_removed=True)
    done = services.load_region(
        SystemViewer("test"), less(district.regulation, code), on=ON, accept_removed=True, reason="пункт слит с другим"
    )
    assert done.changed
    entry = list_entries(district.system, action="regulation.revision-loaded").first()
    assert (entry.rule, entry.reason) == ("REGULATION-07", "пункт слит с другим")
    assert Responsible.objects.of(district.system).known().filter(pk=row.pk).exists()


def test_a_clause_that_nobody_answers_for_any_more_may_vanish(district: Any) -> None:
    code = district.regulation.clauses.clauses[3].id
    district.appoint(code, district.account(), until=date(2026, 10, 1))
    assert services.load_region(SystemViewer("test"), less(district.regulation, code), on=ON).changed


def test_only_the_administrator_loads(district: Any) -> None:
    with pytest.raises(Refused) as refused:
        services.load_region(district.viewer(Role.GOVERNING_BODY), changed(district.regulation), on=ON)
    assert refused.value.decision.reasons[0].rule == "REGULATION-09"
    done = services.load_region(district.viewer(Role.ADMINISTRATOR), changed(district.regulation), on=ON)
    assert done.changed


def test_a_stranger_cannot_load_into_another_tenant(district: Any, other: Any) -> None:
    stranger = other.viewer(Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        services.load_region(stranger, changed(district.regulation), on=ON)
    assert Revision.objects.of(district.system).count() == 1


def test_the_application_cannot_rewrite_a_reading(district: Any) -> None:
    for statement in (
        "UPDATE regulation_revision SET ordinal = 99",
        "DELETE FROM regulation_revision",
        "UPDATE regulation_clause SET ordinal = 99",
        "DELETE FROM regulation_clause",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_two_revisions_loaded_at_once_stand_one_after_the_other(
    fresh_database: str, regions: dict[str, Regulation]
) -> None:
    slug = "at-once"
    parts = ("structure", "clauses", "indicators", "roadmap", "registers")
    base = regions["tazovsky"]
    base = replace(base, territories=None, **{name: replace(getattr(base, name), region=slug) for name in parts})
    contents = [base, changed(base), changed(changed(base)), base]
    start = threading.Barrier(len(contents))
    done: list[Any] = []

    def work(regulation: Regulation) -> None:
        try:
            start.wait(10)
            done.append(services.load_region(SystemViewer("test"), regulation, on=ON))
        except Exception as error:  # noqa: BLE001 — shown below
            done.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(one,)) for one in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    failed = [one for one in done if isinstance(one, Exception)]
    assert failed == []
    assert len({one.order_id for one in done}) == 1
    order = done[0].order_id
    rows = list(Revision.objects.of(SystemViewer("test")).filter(version__order_id=order).order_by("ordinal"))
    assert [row.ordinal for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) in {3, 4}
    assert [row.previous_id for row in rows[1:]] == [row.pk for row in rows[:-1]]
    assert len(rows) == sum(one.changed for one in done)


def test_the_command_loads_and_lists(fresh_database: str, capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    home = regions_home() / "kuzbass"
    assert main(["region", "load", str(home)]) == 0
    assert "прочтение 1, пунктов 85" in capsys.readouterr().out
    assert main(["region", "load", str(home)]) == 0
    assert "уже загружено (прочтение 1)" in capsys.readouterr().out
    assert main(["region", "list"]) == 0
    line = next(one for one in capsys.readouterr().out.splitlines() if one.startswith("kuzbass"))
    assert "№ 1145" in line
    assert "редакция 1" in line
    assert line.split()[-1] == "85"
    assert main(["region", "load", str(tmp_path)]) == 1
    assert "сначала исправьте замечания" in capsys.readouterr().err
