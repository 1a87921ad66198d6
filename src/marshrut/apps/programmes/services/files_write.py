"""What lines of a file become, and how it is taken back: each kind in its own way, all inside one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from marshrut.apps.programmes import hooks
from marshrut.apps.programmes.importing import Looked
from marshrut.apps.programmes.importing.looked import Programmes
from marshrut.apps.programmes.models import (
    Application,
    Cohort,
    Completion,
    Enrolment,
    FederalListing,
    LearningFile,
    Programme,
    ProgrammeEffect,
    ProgrammeNeed,
)
from marshrut.apps.programmes.queries.offers import effects_of, requires_of
from marshrut.apps.programmes.queries.seats import in_register
from marshrut.apps.programmes.services.catalogue import set_effects, set_requires
from marshrut.apps.programmes.types import (
    ApplicationState,
    DocumentKind,
    EnrolmentState,
    LearningEvent,
    LearningFileKind,
    ProgrammeKind,
    ProgrammeState,
    RegisterAnswer,
)
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["lock", "take_back", "write"]

Done = dict[str, Any]
_FIELDS = ("title", "kind", "hours", "form", "partners", "language", "about", "document", "network_form", "cascade")
UNDONE = "файл отменён"
REPLACED = "заменено строкой файла"


def lock(viewer: SystemViewer, row: LearningFile) -> None:
    """Two files of one operator are recorded one after the other: what one compares with, the other does not change."""
    list(LearningFile.objects.of(viewer).filter(tenant_id=row.tenant_id).order_by("pk").select_for_update()[:1])


def write(viewer: SystemViewer, row: LearningFile, looked: Sequence[Looked], *, on: date) -> Done:
    """Record lines that fit. Answers what was made and what was changed, enough to take it back."""
    kind = LearningFileKind(row.kind)
    if kind is LearningFileKind.PROGRAMMES:
        return _write_programmes(viewer, row, looked)
    if kind is LearningFileKind.ENROLMENTS:
        return _write_enrolments(viewer, row, looked, on=on)
    return _write_completions(viewer, row, looked, on=on)


def take_back(viewer: SystemViewer, row: LearningFile, *, on: date) -> None:
    """The file is taken back: rows it made are withdrawn, rows it changed are as they were."""
    kind = LearningFileKind(row.kind)
    if kind is LearningFileKind.PROGRAMMES:
        _programmes_back(viewer, row)
    elif kind is LearningFileKind.ENROLMENTS:
        _enrolments_back(viewer, row, on=on)
    else:
        _completions_back(viewer, row)


# Programmes ----------------------------------------------------------------------------------------------------------


def _write_programmes(viewer: SystemViewer, row: LearningFile, looked: Sequence[Looked]) -> Done:
    made, changed, listed = [], [], []
    before = effects_of(viewer, [one.rows["programme"].pk for one in looked if "programme" in one.rows])
    needs = requires_of(viewer, before)
    waiting: list[tuple[Programme, list[str]]] = []
    for one in looked:
        values = one.line.values
        found: Programme | None = one.rows.get("programme")
        if found is not None:
            changed.append(_as_it_was(found, before[found.pk], list(needs[found.pk])))
        programme = found or Programme(tenant_id=row.tenant_id, state=ProgrammeState.OPEN.value)
        _fill(programme, values)
        programme.save(force_insert=found is None)
        if "effects" in values:
            set_effects(viewer, programme, values["effects"], basis=f"файл «{row.file.name}»")
        if "requires" in values:
            waiting.append((programme, values["requires"]))
        if found is None:
            made.append(str(programme.pk))
            if values.get("listed_since"):
                listed.append(str(_list(programme, values).pk))
    known = Programmes(viewer) if waiting else None  # those of the file among them
    ProgrammeNeed.objects.of(viewer).filter(programme__in=[programme for programme, _ in waiting]).delete()
    for programme, codes in waiting:
        first = [named.pk for code in codes if known and (named := known.find(code=code))]
        set_requires(viewer, programme, first)
    return {"made": made, "changed": changed, "listed": listed}


def _fill(programme: Programme, values: dict[str, Any]) -> None:
    for name in _FIELDS:
        if name in values:
            setattr(programme, name, values[name])
    if values.get("code"):
        programme.code = values["code"]
    if values.get("provider") and programme.provider_id is None:
        programme.provider_name = values["provider"]
    if "cost" in values:
        programme.cost = Decimal(values["cost"])
    if "document" not in values and programme.kind == ProgrammeKind.RETRAINING:
        programme.document = DocumentKind.DIPLOMA.value


def _as_it_was(programme: Programme, effects: dict[str, float], needs: list[UUID]) -> Done:
    told = {name: getattr(programme, name) for name in (*_FIELDS, "provider_name", "code")}
    told["cost"] = None if programme.cost is None else str(programme.cost)
    return {"id": str(programme.pk), "fields": told, "effects": effects, "requires": [str(one) for one in needs]}


def _list(programme: Programme, values: dict[str, Any]) -> FederalListing:
    last: date | None = values.get("listed_until")
    after = date.fromordinal(last.toordinal() + 1) if last else None
    listing = FederalListing(
        tenant_id=programme.tenant_id,
        programme=programme,
        number=values.get("listed_number", ""),
        valid=period(values["listed_since"], after),
    )
    listing.save(force_insert=True)
    return listing


def _programmes_back(viewer: SystemViewer, row: LearningFile) -> None:
    made = [UUID(one) for one in row.summary.get("made", [])]
    changed = [told["id"] for told in row.summary.get("changed", [])]
    ProgrammeNeed.objects.of(viewer).filter(programme_id__in=[*changed, *made]).delete()
    for told in row.summary.get("changed", []):
        programme: Programme = Programme.objects.of(viewer).get(pk=told["id"])
        for name, value in told["fields"].items():
            setattr(programme, name, Decimal(value) if name == "cost" and value is not None else value)
        programme.save()
        ProgrammeEffect.objects.of(viewer).filter(programme=programme).delete()
        set_effects(viewer, programme, told["effects"])
        set_requires(viewer, programme, [UUID(one) for one in told.get("requires", ())])
    FederalListing.objects.of(viewer).filter(programme_id__in=made).delete()
    Programme.objects.of(viewer).filter(pk__in=made).delete()


# Enrolments ----------------------------------------------------------------------------------------------------------


def _write_enrolments(viewer: SystemViewer, row: LearningFile, looked: Sequence[Looked], *, on: date) -> Done:
    list(Cohort.objects.of(viewer).filter(pk__in={one.rows["cohort"].pk for one in looked}).order_by("pk")
         .select_for_update(no_key=True))  # fmt: skip
    made, events, states = [], [], []
    days = {(one.line.values["on"], one.rows["cohort"].programme_id) for one in looked}
    listed = {pair: in_register(viewer, [pair[1]], on=pair[0])[pair[1]] for pair in days}
    for one in looked:
        cohort, asked, day = one.rows["cohort"], one.rows.get("application"), one.line.values["on"]
        enrolment = Enrolment(
            tenant_id=row.tenant_id,
            cohort=cohort,
            person_id=_somebody(one),
            node_id=one.node_id or row.node_id,
            application=asked,
            on=day,
            order_number=one.line.values.get("order_number", ""),
            in_register=listed[day, cohort.programme_id].value,
            chosen_for=asked.chosen_for if asked else [],
            step_id=asked.step_id if asked else None,
            source=row,
        )
        made.append(enrolment)
        if asked:
            states.append([str(asked.pk), asked.state])
        events.append(_event(enrolment, "enrolled", f"Вы зачислены: «{cohort.title}».", on=on))
    Enrolment.objects.of(viewer).bulk_create(made)
    ids = [pk for pk, _ in states]
    Application.objects.of(viewer).filter(pk__in=ids).update(state=ApplicationState.ENROLLED.value)
    hooks.tell(viewer, events)
    return {"made": [str(one.pk) for one in made], "states": states}


def _enrolments_back(viewer: SystemViewer, row: LearningFile, *, on: date) -> None:
    rows = Enrolment.objects.of(viewer).filter(source=row, withdrawn_at=None).select_related("cohort")
    gone = list(rows)
    rows.update(withdrawn_at=timezone.now(), withdrawn_why=UNDONE, application=None)
    for pk, state in row.summary.get("states", []):
        Application.objects.of(viewer).filter(pk=pk, state=ApplicationState.ENROLLED.value).update(state=state)
    words = "Зачисление отменено: файл был загружен по ошибке."
    hooks.tell(viewer, [_event(one, "left", words, on=on) for one in gone])


# Completions ---------------------------------------------------------------------------------------------------------


def _write_completions(viewer: SystemViewer, row: LearningFile, looked: Sequence[Looked], *, on: date) -> Done:
    replaced = [pk for one in looked for pk in one.against]
    Completion.objects.of(viewer).filter(pk__in=replaced).update(withdrawn_at=timezone.now(), withdrawn_why=REPLACED)
    made, events, finished = [], [], []
    for one in looked:
        enrolment: Enrolment | None = one.rows.get("enrolment")
        completion = _completion(viewer, row, one, enrolment)
        made.append(completion)
        if enrolment is not None:
            finished.append(enrolment.pk)
            words = f"Обучение завершено: «{completion.title}», документ № {completion.number}."
            events.append(_event(enrolment, "completed", words, on=on, completion_id=completion.pk))
    Completion.objects.of(viewer).bulk_create(made, batch_size=2000)
    Enrolment.objects.of(viewer).filter(pk__in=finished).update(state=EnrolmentState.COMPLETED.value)
    hooks.tell(viewer, events)
    return {"made": [str(one.pk) for one in made], "replaced": [str(pk) for pk in replaced]}


def _completion(viewer: SystemViewer, row: LearningFile, one: Looked, enrolment: Enrolment | None) -> Completion:
    values, programme = one.line.values, one.rows.get("programme")
    kind = ProgrammeKind(values["kind"])
    document = DocumentKind.DIPLOMA if kind is ProgrammeKind.RETRAINING else DocumentKind.CERTIFICATE
    return Completion(
        tenant_id=row.tenant_id,
        person_id=_somebody(one),
        node_id=one.node_id or row.node_id,
        on=values["on"],
        enrolled_on=enrolment.on if enrolment else values.get("enrolled_on"),
        programme=programme,
        enrolment=enrolment,
        title=values["title"],
        provider_id=programme.provider_id if programme else None,
        provider_name=values.get("provider", "") or (programme.provider_name if programme else ""),
        kind=kind.value,
        hours=values["hours"],
        in_register=_listed(viewer, values, programme, enrolment).value,
        document=values.get("document") or document.value,
        number=values["number"],
        number_key=one.rows["key"],
        chosen_for=enrolment.chosen_for if enrolment else [],
        source=row,
    )


def _listed(
    viewer: SystemViewer, values: dict[str, Any], programme: Programme | None, enrolment: Enrolment | None
) -> RegisterAnswer:
    """As frozen at the enrolment; else as the file says; else as our register says of that day; else nobody knows."""
    if enrolment is not None:
        return RegisterAnswer(enrolment.in_register)
    if "in_register" in values:
        return RegisterAnswer.YES if values["in_register"] else RegisterAnswer.NO
    if programme is not None and values.get("enrolled_on"):
        return in_register(viewer, [programme.pk], on=values["enrolled_on"])[programme.pk]
    return RegisterAnswer.UNKNOWN


def _completions_back(viewer: SystemViewer, row: LearningFile) -> None:
    rows = Completion.objects.of(viewer).filter(source=row, withdrawn_at=None)
    learnt = list(rows.exclude(enrolment=None).values_list("enrolment_id", flat=True))
    rows.update(withdrawn_at=timezone.now(), withdrawn_why=UNDONE, enrolment=None)
    Enrolment.objects.of(viewer).filter(pk__in=learnt).update(state=EnrolmentState.LEARNING.value)
    again = Completion.objects.of(viewer).filter(pk__in=row.summary.get("replaced", []), withdrawn_why=REPLACED)
    again.update(withdrawn_at=None, withdrawn_why="")


def _somebody(one: Looked) -> UUID:
    if one.person_id is None:
        raise ValueError("learning is somebody's")
    return one.person_id


def _event(row: Enrolment, kind: str, words: str, *, on: date, completion_id: UUID | None = None) -> LearningEvent:
    return LearningEvent(
        kind=kind,
        person_id=row.person_id,
        cohort_id=row.cohort_id,
        on=on,
        application_id=row.application_id,
        step_id=row.step_id,
        completion_id=completion_id,
        words=words,
    )
