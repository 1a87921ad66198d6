"""What addresses of notes and blanks name."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from marshrut.apps.monitoring import services
from marshrut.foundation.scope.types import Role
from support.world import Country

__all__ = ["papers_of"]


def papers_of(country: Country) -> dict[str, Any]:
    """A blank of the centre."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Форма").write_string("A2", f"Сколько всего, {country.tenant.slug}")
    out.seek(0)
    kept = services.keep_blank(
        country.viewer(Role.CENTRE), out, title=f"Бланк {country.tenant.slug}", name="бланк.xlsx"
    )
    return {"blank": kept.pk}
