"""What addresses of monitoring name: a snapshot with its figures, an indicator, a value that the school entered."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshrut.apps.monitoring import services
from marshrut.apps.monitoring.types import EntryKind
from marshrut.foundation.scope.types import Role
from support.world import Country

__all__ = ["monitoring_of"]


def monitoring_of(country: Country, today: date) -> dict[str, Any]:
    """The order's one indicator is counted of a snapshot of everything that stands in the scene."""
    code = f"{country.tenant.slug.upper()}-IND-01"
    made = services.make_snapshot(country.viewer(Role.GOVERNING_BODY), words="проба")
    services.count_figures(country.system, made, on=made.day)
    entry = services.enter_value(
        country.viewer(Role.SCHOOL), node_id=country.places["school"].pk, indicator=code, kind=EntryKind.REPORTED,
        on=today, value=30, denominator=None, document=f"Справка {country.tenant.slug}",
    )  # fmt: skip
    return {"snapshot": made.pk, "indicator": code, "entry": entry.pk}
