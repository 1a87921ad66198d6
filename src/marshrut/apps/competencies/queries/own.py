"""What this app holds about the person who asks: it stands in «Мои сведения», for a screen and for a machine."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.models import Accompaniment, Appeal, Evidence, Judgement, Share
from marshrut.apps.competencies.types import Depth, Standing, kind_word
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.hooks import OwnLine
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["own_sections"]


def own_sections(viewer: Viewer, person: UUID) -> list[tuple[str, list[OwnLine]]]:
    """Results with their origin, what they say, who may see them, disagreements."""
    return [
        ("Результаты диагностик", list(_results(viewer, person))),
        ("Что сказано о компетенциях", list(_judgements(viewer, person))),
        ("Кому открыты результаты", [*_care(viewer, person), *_shares(viewer, person)]),
        ("Несогласия с результатами", list(_appeals(viewer, person))),
    ]


def _results(viewer: Viewer, person: UUID) -> Iterator[OwnLine]:
    held = framework(viewer, today(viewer))
    for row in Evidence.objects.of(viewer).filter(person_id__in=list(registry.records_of(viewer, [person]))):
        origin = held.origins[row.origin].name if row.origin in held.origins else row.origin
        said = f"{row.earned:g} из {row.possible:g}, порог {row.cut:g}, {Depth(row.depth).title}"
        taken = f"; отозвано: {row.withdrawn_why}" if row.withdrawn_at else ""
        yield (held.title(row.competency), said + taken, row.on, None, f"{origin}: {row.instrument_title}")


def _judgements(viewer: Viewer, person: UUID) -> Iterator[OwnLine]:
    held = framework(viewer, today(viewer))
    for row in Judgement.objects.of(viewer).filter(person_id=person):
        yield (held.title(row.competency), kind_word(Standing(row.standing)), row.since, row.until, row.method)


def _care(viewer: Viewer, person: UUID) -> Iterator[OwnLine]:
    rows = list(Accompaniment.objects.of(viewer).known().filter(person_id=person))
    names = registry.names_of(viewer, [row.companion_id for row in rows], on=today(viewer))
    for row in rows:
        name = names.get(row.companion_id, "")
        yield ("сопровождает", name, row.valid.lower, row.valid.upper, f"приказ № {row.order_number}")


def _shares(viewer: Viewer, person: UUID) -> Iterator[OwnLine]:
    for row in Share.objects.of(viewer).filter(person_id=person).select_related("account"):
        said = "закрыто" if row.recalled_at else f"открыто до {row.until:%d.%m.%Y}"
        yield ("открыто вами", f"{row.account.full_name}: {said}", row.given_at.date(), None, "")


def _appeals(viewer: Viewer, person: UUID) -> Iterator[OwnLine]:
    held = framework(viewer, today(viewer))
    for row in Appeal.objects.of(viewer).filter(person_id=person):
        yield (
            held.title(row.competency),
            f"{row.text} — {row.answer or 'ответа ещё нет'}",
            row.asked_at.date(),
            None,
            "",
        )
