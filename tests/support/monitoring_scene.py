"""A region whose order counts one indicator by two readings, with two schools and their people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from integration.regulation.places import load_place
from marshrut.apps.diagnostics.models import Result
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.queries import today
from support.invented_region import BY_PLACES, COUNTING, invented
from support.staff import Staff
from support.world import build_country


@dataclass
class Land:
    """`people`: three at the first school, two at the second."""

    country: Any
    staff: Staff
    people: list[Any]
    today: date

    @property
    def system(self) -> Any:
        return self.country.system

    def diagnose(
        self, person: Any, on: date, *, place: str = "school", at: datetime | None = None, **more: Any
    ) -> Result:
        """Somebody was diagnosed, at the centre unless said otherwise."""
        told: dict[str, Any] = {"origin": "centre", "depth": "fact", "stage": "entry", "instrument_name": "Входная"}
        row = Result(
            tenant_id=self.country.tenant.pk,
            person=person,
            node=self.country.places[place],
            on=on,
            recorded_at=at or timezone.now(),
            **{**told, **more},
        )
        row.save(force_insert=True)
        return row


def build_land(slug: str = "kle", *, indicators: str = BY_PLACES, counting: str = COUNTING) -> Land:
    """The order is loaded, both schools have their lists."""
    place = load_place(invented(slug, "Кленовый край", counting=counting, indicators=indicators))
    country = build_country(slug, tenant=Tenant.objects.get(pk=place.tenant_id), top=place.top)
    staff = Staff.of(country.system)
    for name in ("school", "other_school"):
        staff.organisation(country.places[name])
    first = [
        staff.hire(f"{name} Ильич", country.places["school"]) for name in ("Рябинин Пётр", "Грушин Олег", "Вязов Ян")
    ]
    second = [staff.hire(f"{name} Ильич", country.places["other_school"]) for name in ("Сливин Май", "Ольхин Лев")]
    return Land(country, staff, [*first, *second], today(country.system))
