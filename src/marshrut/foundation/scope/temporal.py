"""Two dates: what was true on a day, and what we had recorded by a moment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self, TypeVar, cast

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils import timezone

from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Dated", "DatedManager", "DatedRows", "period", "recorded_now"]


D = TypeVar("D", bound=models.Model)


def period(start: date | None, end: date | None = None) -> DateRange:
    """The half-open range of days [start, end)."""
    return DateRange(start, end, "[)")


def recorded_now() -> DateTimeTZRange:
    """Recorded from this moment on, until corrected."""
    return DateTimeTZRange(timezone.now(), None, "[)")


class DatedRows(models.QuerySet[D]):
    """Rows with a period in the world (`valid`) and one in our records (`recorded`)."""

    def true(self, on: date, known_at: datetime | None = None) -> Self:
        """True on that day, by what is recorded now or was recorded at `known_at`."""
        return self.filter(valid__contains=on).known(known_at)

    def known(self, known_at: datetime | None = None) -> Self:
        """The versions that stand now, or stood at `known_at`."""
        if known_at is None:
            return self.filter(recorded__upper_inf=True)
        return self.filter(recorded__contains=known_at)


class DatedManager(ScopedManager[D]):
    """The scoped manager of dated rows: `of(viewer).true(on)`."""

    _queryset_class = DatedRows

    def of(self, viewer: AnyViewer) -> DatedRows[D]:
        """Dated rows of the viewer's tenant."""
        return cast("DatedRows[D]", super().of(viewer))


class Dated(models.Model):
    """A row that is true for a period of days. A correction closes the version and opens a new one."""

    valid = DateRangeField()
    recorded = DateTimeRangeField(default=recorded_now)

    class Meta:
        abstract = True

    def close_version(self, *, at: datetime, **also: Any) -> None:
        """This version stands in our records up to that moment only; `also`: other columns written with it."""
        rows = type(self)._base_manager  # noqa: SLF001 - the version is found by its own key, in whatever tenant it lies
        rows.filter(pk=self.pk).update(recorded=DateTimeTZRange(self.recorded.lower, at, "[)"), **also)

    def supersede(self, **changes: Any) -> Self:
        """Close this version now and record the corrected one; returns it. Both stay answerable by `known_at`."""
        now = timezone.now()
        self.close_version(at=now)
        rows = type(self)._base_manager  # noqa: SLF001 - as above
        fields = {
            f.attname: getattr(self, f.attname)
            for f in self._meta.concrete_fields
            if not f.primary_key and f.name != "recorded"
        }
        return rows.create(**{**fields, **changes, "recorded": DateTimeTZRange(now, None, "[)")})
