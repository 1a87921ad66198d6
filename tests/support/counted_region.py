"""A small region with its order and one frozen look at it, written by hand. Django is imported inside only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

__all__ = ["Counted", "build_counted"]

#: Eight municipalities with so many teachers each; the last two are too small to be named.
STAFF = (30, 26, 22, 18, 14, 10, 4, 3)
SPACE = UUID(int=7)


@dataclass
class Counted:
    """The region, its snapshot, and who looks."""

    place: Any
    system: Any
    snapshot: Any
    on: date

    def viewer(self, role: str) -> Any:
        from marshrut.foundation.scope.types import Role

        return self.place.viewer(Role(role))


def build_counted() -> Counted:
    """Teachers of eight municipalities; in each year more of them are diagnosed the later it is."""
    from integration.regulation.places import load_place
    from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
    from marshrut.foundation.scope.queries import today

    path = next(one for one in own_regions() if one.name == "smolensk")
    held = read_folder(path, catalogue=read_base()).regulation
    assert held is not None
    place = load_place(held)
    on = today(place.system)
    return Counted(place, place.system, _frozen(place, on), on)


def _frozen(place: Any, on: date) -> Any:
    from django.utils import timezone

    from marshrut.apps.monitoring.models import FrozenFact, FrozenPlace, FrozenStaff, Snapshot
    from marshrut.apps.monitoring.services.sealing import checksum_of, parts_of
    from marshrut.apps.regulation import queries as regulation

    reading = regulation.find_reading(place.system, on=on)
    assert reading is not None
    made = Snapshot(
        tenant_id=place.tenant_id, node=place.top, known_at=timezone.now(), day=on, revision_id=reading.revision_id,
        order_words=reading.order, version=reading.version, revision=reading.revision, state="sealed",
    )  # fmt: skip
    made.save(force_insert=True)
    mine = {"tenant_id": place.tenant_id, "snapshot": made}
    places, staff, facts = [], [], []
    for number, size in enumerate(STAFF):
        area, school = uuid5(SPACE, f"area {number}"), uuid5(SPACE, f"school {number}")
        places.append(FrozenPlace(**mine, place=area, name=f"Округ «Район {number}»", municipality=area))
        places.append(FrozenPlace(**mine, place=school, name=f"Школа {number}", kind="school", municipality=area))
        for each in range(size):
            person = uuid5(SPACE, f"{number} {each}")
            here = {"person": person, "place": school, "municipality": area}
            staff.append(
                FrozenStaff(**mine, **here, staff="teaching", kind="school", main=True, since=date(2020, 9, 1))
            )
            facts += [FrozenFact(**mine, **here, **one) for one in _facts(number, each, on)]
    for model, rows in ((FrozenPlace, places), (FrozenStaff, staff), (FrozenFact, facts)):
        model.objects.of(place.system).bulk_create(rows)
    made.parts = parts_of(made)
    made.checksum = checksum_of(made.parts)
    made.save(update_fields=["parts", "checksum"])
    return made


def _facts(number: int, each: int, on: date) -> list[dict[str, Any]]:
    """Everybody whose number fits a year is diagnosed in it once or twice; some have a route."""
    found = []
    for back in range(3):
        year = on.year - back
        if (number + each + back) % 3 == 0:
            for again in range(1 + each % 2):
                day = min(date(year, 1, 5) + timedelta(days=(each * 13 + again * 40) % 355), on)
                source = uuid5(SPACE, f"d {number} {each} {year} {again}")
                found.append({"fact": "diagnosed", "day": day, "tags": ["origin:centre"], "source": source})
    if (number * each) % 5 == 1:
        day, source = date(on.year, 2, 1), uuid5(SPACE, f"r {number} {each}")
        found.append({"fact": "route_approved", "day": day, "tags": ["begun"], "source": source})
    return found
