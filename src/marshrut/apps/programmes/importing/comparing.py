"""What each line would do, by the kind of its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from marshrut.apps.programmes.importing.looked import Looked, Programmes, find_people, settle, works_on
from marshrut.apps.programmes.models import Application, Cohort, Completion, Enrolment, LearningFile, Programme
from marshrut.apps.programmes.queries.offers import effects_of, requires_of
from marshrut.apps.programmes.queries.seats import clash, engaged
from marshrut.apps.programmes.rules import check_requires, number_key
from marshrut.apps.programmes.types import (
    ApplicationState,
    CohortState,
    EnrolmentState,
    LearningFileKind,
    LineVerdict,
)
from marshrut.apps.registry.reading.named import NamedLine, tidy_heading
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Looked", "compare"]

_LIVE = [one.value for one in ApplicationState if one.live]
#: What a file says of a programme, as the table has it.
_TOLD = ("title", "kind", "hours", "form", "partners", "language", "about", "document", "network_form", "cascade")
_WORDS = {"title": "название", "kind": "вид", "hours": "часы", "form": "форма", "cost": "стоимость",
          "document": "документ", "network_form": "сетевая форма", "cascade": "каскад", "partners": "партнёры",
          "language": "язык", "about": "описание", "provider_name": "кто учит", "effects": "что закрывает",
          "requires": "что нужно сначала"}  # fmt: skip


def compare(
    viewer: AnyViewer,
    row: LearningFile,
    lines: Sequence[NamedLine],
    *,
    answers: Mapping[tuple[str, int], str],
    on: date,
) -> list[Looked]:
    """Each line with its verdict. `answers`: what was said of doubtful and disagreeing ones, by (sheet, row)."""
    looked = [Looked(one, answer=answers.get((one.sheet, one.row), "")) for one in lines]
    kind = LearningFileKind(row.kind)
    if kind is LearningFileKind.PROGRAMMES:
        _programmes(viewer, looked)
        return settle(looked)
    find_people(viewer, row, looked, on=on)
    found = [one for one in looked if one.person_id and not one.line.wrong]
    if kind is LearningFileKind.ENROLMENTS:
        _enrolments(viewer, found)
    else:
        _completions(viewer, found)
    works_on(viewer, [one for one in found if one.fit], row)
    return settle(looked)


# Programmes ----------------------------------------------------------------------------------------------------------


def _programmes(viewer: AnyViewer, looked: Sequence[Looked]) -> None:
    known = Programmes(viewer)
    matched = []
    seen: dict[str, int] = {}
    for one in (one for one in looked if not one.line.wrong):
        values = one.line.values
        key = tidy_heading(values.get("code") or f"{values['title']}|{values.get('provider', '')}")
        if key in seen:
            text = f"Та же программа уже есть в строке {seen[key]}."
            one.line.problem("twice", "Программа", values["title"], text, "Оставьте одну строку.")
            continue
        seen[key] = one.line.row
        found = known.find(code=values.get("code", ""), title=values["title"], provider=str(values.get("provider", "")))
        if found is not None:
            one.rows["programme"] = found
            matched.append(one)
    effects = effects_of(viewer, [one.rows["programme"].pk for one in matched])
    codes = {row.pk: code for code, row in known.by_code.items()}
    standing = requires_of(viewer, {*codes, *(one.rows["programme"].pk for one in matched)})
    needs = {pk: {codes.get(one, str(one)) for one in rows} for pk, rows in standing.items()}
    _first(looked, known, {codes[pk]: rows for pk, rows in needs.items() if pk in codes})
    for one in matched:
        _differs(one, one.rows["programme"], effects, needs)


def _own(one: Looked) -> str:
    return tidy_heading(one.line.values.get("code", ""))


def _first(looked: Sequence[Looked], known: Programmes, standing: Mapping[str, set[str]]) -> None:
    """Programmes that come first are named by code: one of ours, or of another line of the file; no circles."""
    said = {
        _own(one): {tidy_heading(code) for code in one.line.values["requires"]}
        for one in looked
        if one.line.values.get("requires")
    }
    graph: dict[Any, Any] = {**standing, **said}
    here = {tidy_heading(one.line.values["code"]) for one in looked if one.line.values.get("code")}
    for one in looked:
        own, title = _own(one), "Сначала нужна программа (код)"
        if own and own in said and not (decision := check_requires(own, said[own], graph)):
            one.line.problem("needs-circle", title, "", decision.text, "Уберите один из кодов.")
        for code in one.line.values.get("requires", ()):
            named = tidy_heading(code)
            if named not in here and known.find(code=code) is None:
                text = "Программы с этим кодом нет ни у нас, ни в файле."
                one.line.problem("needs-unknown", title, code, text, "Проверьте код или добавьте её строкой.")


def _differs(
    one: Looked,
    found: Programme,
    effects: Mapping[UUID, Mapping[str, float]],
    needs: Mapping[UUID, set[str]],
) -> None:
    values = one.line.values
    said: dict[str, Any] = {name: values[name] for name in _TOLD if name in values}
    if "cost" in values:
        said["cost"] = Decimal(values["cost"])
    if values.get("provider") and found.provider_id is None:
        said["provider_name"] = values["provider"]
    other = [name for name, value in said.items() if getattr(found, name) != value]
    if "effects" in values and values["effects"] != effects[found.pk]:
        other.append("effects")
    if "requires" in values and {tidy_heading(code) for code in values["requires"]} != needs[found.pk]:
        other.append("requires")
    if not other:
        one.verdict = LineVerdict.SAME
        return
    text = f"Программа уже записана, а здесь другое: {', '.join(_WORDS[name] for name in other)}."
    one.line.problem("conflict", "Программа", found.title, text, "Скажите, что верно.", warning=True)
    one.rows["changed"] = other
    if one.answer == "keep":
        one.verdict = LineVerdict.SAME
    elif one.answer != "take":
        one.verdict = LineVerdict.CONFLICT


# Enrolments ----------------------------------------------------------------------------------------------------------


def _enrolments(viewer: AnyViewer, looked: Sequence[Looked]) -> None:
    known = Programmes(viewer)
    cohorts: dict[UUID, list[Cohort]] = {}
    for cohort in Cohort.objects.of(viewer).select_related("programme"):
        cohorts.setdefault(cohort.programme_id, []).append(cohort)
    for one in looked:
        _find_cohort(one, known, cohorts)
    placed = [one for one in looked if "cohort" in one.rows]
    people = {one.person_id for one in placed if one.person_id}
    standing = Enrolment.objects.of(viewer).filter(person_id__in=people, withdrawn_at=None)
    enrolled = {(row.person_id, row.cohort_id): row for row in standing}
    asked = Application.objects.of(viewer).filter(person_id__in=people, state__in=_LIVE)
    applications = {(row.person_id, row.cohort_id): row for row in asked}
    days = engaged(viewer, people)
    seen: dict[tuple[UUID | None, UUID], int] = {}
    for one in placed:
        _enrolment(one, enrolled, applications, days, seen)


def _find_cohort(one: Looked, known: Programmes, cohorts: Mapping[UUID, list[Cohort]]) -> None:
    values = one.line.values
    title, code, group = str(values.get("title", "")), str(values.get("code", "")), str(values.get("cohort", ""))
    programme = known.find(code=code, title=title) if title or code else None
    if (title or code) and programme is None:
        text = "Такой программы в реестре нет, или таких несколько."
        cure = "Впишите код программы или сначала загрузите программы."
        one.line.problem("programme-unknown", "Программа", title or code, text, cure)
        return
    among = cohorts.get(programme.pk, []) if programme else [row for rows in cohorts.values() for row in rows]
    if group:
        among = [row for row in among if tidy_heading(row.title) == tidy_heading(group)]
    if values.get("starts"):
        among = [row for row in among if row.starts == values["starts"]]
    among = [row for row in among if row.state != CohortState.CANCELLED]
    if len(among) == 1:
        one.rows["cohort"] = among[0]
        return
    text = "Такой группы нет." if not among else f"Таких групп несколько: {len(among)}."
    cure = "Сначала откройте группу." if not among else "Впишите название группы и день начала."
    one.line.problem("cohort-unknown", "Группа", group or title or code, text, cure)


def _enrolment(
    one: Looked,
    enrolled: Mapping[tuple[UUID, UUID], Enrolment],
    applications: Mapping[tuple[UUID, UUID], Application],
    days: Mapping[UUID, Any],
    seen: dict[tuple[UUID | None, UUID], int],
) -> None:
    cohort: Cohort = one.rows["cohort"]
    values, person = one.line.values, one.person_id
    if person is None:
        return
    key = (person, cohort.pk)
    before = enrolled.get(key)
    if before is not None:
        one.verdict = LineVerdict.SAME
        return
    if key in seen:
        text = f"Этот человек уже зачисляется в эту группу в строке {seen[key]}."
        one.line.problem("twice", "ФИО", values.get("family_name", ""), text, "Оставьте одну строку.")
        return
    seen[key] = one.line.row
    if values["on"] > cohort.ends:
        text = f"Зачисление позже конца обучения ({cohort.ends:%d.%m.%Y})."
        one.line.problem("late", "Дата зачисления", f"{values['on']:%d.%m.%Y}", text, "Проверьте дату приказа.")
    elif busy := clash(days.get(person, ()), cohort):
        text = f"В эти дни человек уже учится: «{busy}»."
        one.line.problem("busy", "Группа", cohort.title, text, "Проверьте, в какой он группе.")
    if key in applications:
        one.rows["application"] = applications[key]


# Completions ---------------------------------------------------------------------------------------------------------


def _completions(viewer: AnyViewer, looked: Sequence[Looked]) -> None:
    known = Programmes(viewer)
    people = {one.person_id for one in looked if one.person_id}
    learning = Enrolment.objects.of(viewer).filter(
        person_id__in=people, state=EnrolmentState.LEARNING.value, withdrawn_at=None
    )
    enrolments = {(one.person_id, one.cohort.programme_id): one for one in learning.select_related("cohort")}
    for one in looked:
        values = one.line.values
        provider = str(values.get("provider", ""))
        programme = known.find(code=str(values.get("code", "")), title=values["title"], provider=provider)
        one.rows["programme"] = programme
        whose = str((programme.provider or programme.provider_name) if programme else provider)
        one.rows["key"] = number_key(values["number"], whose)
        one.rows["whose"] = whose
        if programme and one.person_id and (learns := enrolments.get((one.person_id, programme.pk))):
            one.rows["enrolment"] = learns
    bare = {one.rows["key"].partition("|")[0] for one in looked}
    standing = Completion.objects.of(viewer).filter(withdrawn_at=None)
    by_key = {row.number_key: row for row in standing.filter(number_key__in=[one.rows["key"] for one in looked])}
    by_person: dict[tuple[UUID, str], Completion] = {}
    for row in standing.filter(person_id__in=people):
        number = row.number_key.partition("|")[0]
        if number in bare:
            by_person[row.person_id, number] = row
    seen: dict[str, Looked] = {}
    for one in looked:
        _completion(one, by_key, by_person, seen)


def _completion(
    one: Looked,
    by_key: Mapping[str, Completion],
    by_person: Mapping[tuple[UUID, str], Completion],
    seen: dict[str, Looked],
) -> None:
    values, key, person = one.line.values, one.rows["key"], one.person_id
    if person is None:
        return
    above = seen.get(key)
    if above is not None:
        if above.person_id == person and above.line.values["on"] == values["on"]:
            one.verdict = LineVerdict.SAME
        else:
            text = f"Номер {values['number']} уже стоит в строке {above.line.row}: один номер — один документ."
            one.line.problem("number-twice", "Номер документа", values["number"], text, "Проверьте номер.")
        return
    seen[key] = one
    before = by_key.get(key) or by_person.get((person, key.partition("|")[0]))
    enrolment = one.rows.get("enrolment")
    if enrolment is not None and values["on"] < enrolment.on:
        text = f"Завершение раньше зачисления ({enrolment.on:%d.%m.%Y})."
        one.line.problem("before", "Дата завершения", f"{values['on']:%d.%m.%Y}", text, "Проверьте дату.")
    if before is None:
        return
    if before.person_id != person:
        text = f"Документ № {values['number']} уже записан за другим человеком."
        one.line.problem("number-used", "Номер документа", values["number"], text, "Проверьте номер и имя.")
        return
    told = (values["on"], int(values["hours"]), tidy_heading(values["title"]))
    if told == (before.on, before.hours, tidy_heading(before.title)):
        one.verdict = LineVerdict.SAME
        return
    text = f"Этот документ записан иначе: «{before.title}», {before.hours} ч, {before.on:%d.%m.%Y}."
    one.line.problem("conflict", "Номер документа", values["number"], text, "Скажите, что верно.", warning=True)
    if one.answer == "keep" or before.enrolment_id is not None:
        one.verdict = LineVerdict.SAME
    elif one.answer == "take":
        one.against = [before.pk]
    else:
        one.verdict = LineVerdict.CONFLICT
