"""Everything an analytical note says, gathered from one snapshot; notes that were written, the region's own form."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from marshrut.apps.monitoring import access
from marshrut.apps.monitoring.models import Note, NoteForm, Snapshot
from marshrut.apps.monitoring.papers import NoteData, NoteLine, NotePlace, OtherReading
from marshrut.apps.monitoring.queries.figures import IndicatorFigure, by_place, list_figures
from marshrut.apps.monitoring.queries.forecasts import forecast
from marshrut.apps.monitoring.types import Level, Part
from marshrut.apps.regulation import queries as regulation
from marshrut.cores.regulation import Regulation
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.viewer import INVENTED, AnyViewer, SystemViewer

__all__ = ["find_form", "list_notes", "note_data"]


def list_notes(viewer: AnyViewer) -> QuerySet[Note]:
    """Notes of the region, the newest first."""
    return Note.objects.of(viewer).select_related("document", "appendix", "snapshot")


def find_form(viewer: AnyViewer) -> NoteForm | None:
    """The region's own form of the note; None: the product's."""
    found: NoteForm | None = (
        NoteForm.objects.of(viewer).select_related("file").filter(dropped_at=None).order_by("-kept_at").first()
    )
    return found


def note_data(viewer: AnyViewer, snapshot: Snapshot, *, on: date) -> NoteData:
    """The figures of a day with targets, readings, forecasts and municipalities: the whole region's, read in the name
    of the work for whom MONITORING-11 lets take the note. Raises Refused."""
    access.may_write(viewer).require()
    system = SystemViewer("monitoring.note", snapshot.tenant_id)
    held = regulation.regulation_of(system, snapshot.revision_id)
    reading = regulation.find_reading(system, on=snapshot.day)
    same = reading is not None and reading.revision_id == snapshot.revision_id
    lines = [
        _line(system, snapshot, held, number, one)
        for number, one in enumerate(list_figures(system, snapshot, on=on), 1)
    ]
    return NoteData(
        region=snapshot.node.name,
        order=snapshot.order_words,
        title=reading.title if reading is not None and same else "",
        version=snapshot.version,
        revision=snapshot.revision,
        on=on,
        moment=snapshot.known_at.astimezone(ZoneInfo(snapshot.node.zone)),
        snapshot=str(snapshot.pk),
        checksum=snapshot.checksum,
        counts=_counts(snapshot),
        lines=tuple(lines),
        caveat=INVENTED if Tenant.objects.get(pk=snapshot.tenant_id).demonstration else "",
    )


def _counts(snapshot: Snapshot) -> tuple[tuple[str, int], ...]:
    found = dict.fromkeys(Part, 0)
    for name, (rows, *_) in snapshot.parts.items():
        found[Part(name.partition(":")[0])] += int(rows)
    return tuple((part.title, rows) for part, rows in found.items())


def _line(system: AnyViewer, snapshot: Snapshot, held: Regulation, number: int, one: IndicatorFigure) -> NoteLine:
    indicator, target = one.indicator, one.item.state.target
    seen = forecast(snapshot, one)
    return NoteLine(
        number=number,
        id=indicator.id,
        name=indicator.name,
        kind=indicator.unit,
        unit=one.item.unit,
        of=one.reading.numerator.each if one.reading else "",
        clause=", ".join(indicator.source),
        value=one.value,
        numerator=one.numerator,
        denominator=one.denominator,
        basis=one.basis,
        missing=one.missing,
        target=one.target,
        comparison=(target.comparison if target else None) or indicator.comparison,
        target_words=one.item.state.text,
        target_past=one.item.past,
        met=one.met,
        reading=one.reading.words if one.reading else "",
        others=tuple(OtherReading(reading.words, row.value) for reading, row in one.others),
        entered_by=held.party_title(one.intake.who) if one.intake and one.intake.who else "",
        entered_why=one.intake.why if one.intake else "",
        document=one.entry.document if one.entry else "",
        reported=one.reported.value if one.reported else None,
        lacking=seen.missing if one.met is False else None,
        point=seen.point,
        low=seen.low,
        high=seen.high,
        enough=seen.enough,
        why=seen.why,
        places=_places(system, snapshot, one),
    )


def _places(system: AnyViewer, snapshot: Snapshot, one: IndicatorFigure) -> tuple[NotePlace, ...]:
    if one.reading is None or Level.MUNICIPALITY.value not in one.indicator.breakdown:
        return ()
    found = by_place(system, snapshot, one.indicator.id, one.reading.id, on=one.on, level=Level.MUNICIPALITY)
    return tuple(NotePlace(place.name, place.numerator, place.denominator, place.value) for place in found)
