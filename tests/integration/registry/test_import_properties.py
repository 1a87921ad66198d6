"""Whatever a list says: applied, it says nothing new; taken back, the registry answers as before."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from marshrut.apps.registry.ledger import recorded_models
from marshrut.apps.registry.models import Absence, ImportLine
from marshrut.apps.registry.services import imports as services
from marshrut.apps.registry.types import ImportState, JobKind
from marshrut.foundation.scope.types import Role
from support.lists import TODAY, applied, checked, snils, teacher, undone

pytestmark = pytest.mark.django_db
NAMES = ("Ивин Олег Олегович", "Липина Вера Олеговна", "Дубов Пётр Петрович", "Кедрова Анна Ильинична", "Ольхова Ия")
POSTS = ("учитель", "методист", "педагог-психолог", "воспитатель")
JOBS = ("основная работа", "внутреннее совместительство", "внешнее совместительство")
CATEGORIES = ("", "первая", "высшая", "педагог-методист", "нет", "соответствие занимаемой должности")


def _born(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=400 * number)


def _day(dice: random.Random) -> date:
    return date(2015, 1, 1) + timedelta(days=dice.randrange(4200))


def _recorded(dice: random.Random, staff: Any, schools: list[Any]) -> None:
    for number, name in enumerate(NAMES):
        if dice.random() < 0.3:
            continue
        person = staff.person(name, birth=_born(number), snils=snils(number + 7) if dice.random() < 0.7 else "")
        for post in dice.sample(POSTS, dice.randrange(1, 3)):
            since = _day(dice)
            until = since + timedelta(days=dice.randrange(1, 900)) if dice.random() < 0.3 else None
            load = dice.choice((None, Decimal(1), Decimal("0.5")))
            kind = dice.choice(list(JobKind))
            staff.work(person, dice.choice(schools), post=post, job=kind, since=since, until=until, load=load)


def _list(dice: random.Random, schools: list[Any]) -> list[dict[str, Any]]:
    lines = []
    for number, name in enumerate(NAMES):
        for _ in range(dice.choice((0, 1, 1, 2, 3))):
            line = teacher(name, Организация=dice.choice(schools).name, Ставка=dice.choice(("", "1", "0,5")))
            line["Должность"], line["Вид занятости"] = dice.choice(POSTS), dice.choice(JOBS)
            line["Дата рождения"] = _born(number) if dice.random() < 0.8 else None
            line["СНИЛС"] = snils(number + 7) if dice.random() < 0.6 else ""
            line["Категория"] = dice.choice(CATEGORIES)
            line["Категория присвоена"] = _day(dice) if line["Категория"] and dice.random() < 0.5 else None
            line["Работает с"] = _day(dice) if dice.random() < 0.6 else None
            line["Работает по"] = _day(dice) if dice.random() < 0.2 else None
            line["Отпуск"] = dice.choice(("", "", "по уходу за ребёнком", "нет"))
            line["Отпуск с"] = _day(dice) if dice.random() < 0.5 and line["Отпуск"] else None
            if dice.random() < 0.1:
                line["Фамилия"] += "ская"
            lines.append(line)
    return lines or [teacher(NAMES[0], Организация=schools[0].name)]


def _answers(viewer: Any, moment: Any = None) -> dict[str, list[str]]:
    found = {}
    for model in recorded_models():
        names = [
            one.attname
            for one in model._meta.concrete_fields
            if not one.primary_key and one.name not in {"recorded", "closed_by", "opened_by"} and not one.generated
        ]
        found[str(model._meta.model_name)] = sorted(
            map(repr, model.objects.of(viewer).known(moment).values_list(*names))
        )
    return found


def _settle(dice: random.Random, viewer: Any, row: Any) -> None:
    for line in ImportLine.objects.of(viewer).filter(source=row, verdict="doubtful"):
        line.refresh_from_db()
        if not line.answer and line.candidates:
            answer = dice.choice(["new", "skip", *map(str, line.candidates)])
            services.answer_line(viewer, line.pk, answer=answer, reason="", on=TODAY)
    named = set(ImportLine.objects.of(viewer).filter(source=row).values_list("person_id", flat=True))
    for one in Absence.objects.of(viewer).filter(source=row):
        reason = dice.choice(("dismissed", "parental", "error", "forgotten", "moved"))
        if reason == "parental" and one.person_id in named:
            reason = "forgotten"  # the list itself says whether they are on leave
        services.answer_absences(viewer, row.pk, line_ids=[one.line_id], reason=reason, since=None, on=TODAY)


@pytest.mark.parametrize("seed", range(16))
def test_a_list_is_applied_once_and_taken_back_whole(country: Any, staff: Any, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same list for a seed
    schools = [country.places["school"], country.places["other_school"]]
    viewer, top = country.viewer(Role.CENTRE), country.places["top"]
    _recorded(dice, staff, schools)
    moments: list[tuple[Any, dict[str, list[str]]]] = []
    done = []
    for _ in range(2):
        lines, full = _list(dice, schools), dice.random() < 0.5
        row = checked(viewer, lines, node=top, full=full)
        assert row.state == ImportState.CHECKED, row.problems
        _settle(dice, viewer, row)
        if not ImportLine.objects.of(viewer).filter(source=row).exclude(verdict="wrong").exists():
            continue
        moments.append((timezone.now(), _answers(viewer)))
        row = applied(viewer, row, sure=True, skip_wrong=True)
        if row.state == ImportState.CHECKED:  # an answer changed what other lines do: it is shown once more
            _settle(dice, viewer, row)
            row = applied(viewer, row, sure=True, skip_wrong=True)
        assert row.state == ImportState.APPLIED, row.problems
        done.append(row)
        skipped = set(ImportLine.objects.of(viewer).filter(source=row, answer="skip").values_list("row", flat=True))
        again = checked(viewer, lines, node=top)
        found = ImportLine.objects.of(viewer).filter(source=again, answer="").exclude(verdict__in=("wrong", "doubtful"))
        left = [(one.row, one.values, one.changes) for one in found if one.verdict != "same" and one.row not in skipped]
        assert not left, "what was applied is no news"
    for row in reversed(done):
        moment, before = moments.pop()
        undone(viewer, row)
        assert _answers(viewer) == before
        assert _answers(viewer, moment) == before
