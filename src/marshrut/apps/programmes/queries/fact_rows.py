"""Completions, and programmes as they were taught and listed: facts that a snapshot freezes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import DateField, F, FloatField, Func, Q, TextField, UUIDField, Value
from django.db.models.functions import Cast, Coalesce, Concat, Lower

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.programmes.models import Completion, Enrolment, FederalListing, ProgrammeEffect
from marshrut.apps.programmes.types import DocumentKind, RegisterAnswer
from marshrut.apps.registry.queries import kinds_of_places
from marshrut.apps.regulation.hooks import FactRows, FactsAsked, Tags, marked, stands
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["fact_rows"]

_NO_DAY = Value(None, output_field=DateField())
_NO_ID = Value(None, output_field=UUIDField())
_NO_NUMBER = Value(None, output_field=FloatField())


class _Origins(Func):
    """Of which origins the results were that the programme was chosen for."""

    template = (
        "ARRAY(SELECT DISTINCT 'chosen_origin:' || (one.value->>'origin')"
        " FROM jsonb_array_elements(%(expressions)s) AS one(value) WHERE COALESCE(one.value->>'origin', '') <> '')"
    )
    output_field = ArrayField(TextField())


class _Joined(Func):
    function = "array_cat"
    output_field = ArrayField(TextField())


def fact_rows(viewer: AnyViewer, asked: FactsAsked) -> Iterator[FactRows]:
    """`upskilled`: one for each document; a programme `programme_taught` for each enrolment, `programme_listed`."""
    kinds = kinds_of_places(viewer, known_at=asked.known_at)
    standing = Q(withdrawn_at=None) | Q(withdrawn_at__gt=asked.known_at)
    recorded = {"recorded_at__lte": asked.known_at}
    done = Completion.objects.of(viewer).filter(standing, **recorded).order_by()
    done = done.exclude(document=DocumentKind.STATEMENT.value)  # an internship with a statement is no course
    yield FactRows("upskilled", _completions(viewer, done, asked, kinds))
    taught = Enrolment.objects.of(viewer).filter(standing, **recorded).order_by()
    tags = Tags(marked("kind", F("cohort__programme__kind")), *_by_kind("cohort__programme__provider_id", kinds, asked))
    told = taught.annotate(
        fact_person=_NO_ID, fact_until=_NO_DAY, fact_tags=tags, fact_amount=_NO_NUMBER,
        fact_title=Cast(F("cohort__programme__title"), TextField()),
    )  # fmt: skip
    columns = ("fact_person", "cohort__programme__provider_id", "on", "fact_until", "fact_tags", "fact_amount")
    yield FactRows("programme_taught", told.values_list("cohort__programme_id", *columns, "fact_title", "pk"))
    listed = FederalListing.objects.of(viewer).known(asked.known_at).order_by()
    tags = Tags(marked("kind", F("programme__kind")), *_by_kind("programme__provider_id", kinds, asked))
    standing_there = listed.annotate(
        fact_person=_NO_ID, fact_tags=tags, fact_amount=_NO_NUMBER, fact_title=Cast(F("programme__title"), TextField())
    )
    days = ("valid__startswith", "valid__endswith")
    of_listing = ("fact_person", "programme__provider_id", *days, "fact_tags", "fact_amount", "fact_title", "pk")
    yield FactRows("programme_listed", standing_there.values_list("programme_id", *of_listing))


def _completions(viewer: AnyViewer, rows: Any, asked: FactsAsked, kinds: Mapping[UUID, str]) -> Any:
    named = Lower(Coalesce(F("provider__name"), F("provider_name")))
    rows = rows.annotate(fact_named=named, fact_called=Lower(F("title")))
    tags = Tags(
        marked("kind", F("kind")),
        stands("federal", Q(in_register=RegisterAnswer.YES.value)),
        stands("chosen", ~Q(chosen_for=[])),
        stands("network", Q(programme__network_form=True)),
        *_by_kind("provider_id", kinds, asked),
        *(stands(f"provider_name:{one}", Q(fact_named=one)) for one in sorted(asked.marks.get("provider_name", ()))),
        *(stands(f"programme:{one}", Q(fact_called=one)) for one in sorted(asked.marks.get("programme", ()))),
        *_about(viewer, asked),
    )
    title = Concat(F("title"), Value(", № "), F("number"), output_field=TextField())
    told = rows.annotate(
        fact_until=_NO_DAY,
        fact_tags=_Joined(tags, _Origins(F("chosen_for"))),
        fact_amount=Cast(F("hours"), FloatField()),
        fact_title=title,
    )
    columns = (
        "programme_id",
        "person_id",
        "node_id",
        "on",
        "fact_until",
        "fact_tags",
        "fact_amount",
        "fact_title",
        "pk",
    )
    return told.values_list(*columns)


def _by_kind(provider: str, kinds: Mapping[UUID, str], asked: FactsAsked) -> list[Any]:
    """The kind of the organisation that teaches, as a mark."""
    found = []
    for wanted in sorted(asked.marks.get("provider", ())):
        nodes = [node for node, kind in kinds.items() if kind == wanted]
        found.append(stands(f"provider:{wanted}", Q(**{f"{provider}__in": nodes})))
    return found


def _about(viewer: AnyViewer, asked: FactsAsked) -> list[Any]:
    words, found = framework(viewer, asked.known_at.date()), []
    for area in sorted(asked.marks.get("area", ())):
        codes = [code for code, one in words.competencies.items() if one.area == area]
        programmes = ProgrammeEffect.objects.of(viewer).filter(competency__in=codes).values("programme_id")
        found.append(stands(f"area:{area}", Q(programme_id__in=programmes)))
    return found
