"""Everything the system holds about the person who asks: for a screen, a workbook and a machine alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from marshrut.apps.registry import hooks
from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.models import CorrectionRequest, ImportLine, Person
from marshrut.apps.registry.queries.cards import PersonCard, find_own, key_title, person_card
from marshrut.apps.registry.types import JobKind
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.privacy.queries import list_reads, list_standing
from marshrut.foundation.scope.models import RoleAssignment
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["Section", "ids_of", "own_data", "own_requests"]

Line = tuple[str, str, date | None, date | None, str]


@dataclass(slots=True)
class Section:
    """One kind of records: lines of what, value, since, until (the day after the last), source."""

    title: str
    rows: list[Line] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def lines(self) -> Iterator[Line]:
        """For a workbook."""
        return iter(self.rows)

    def plain(self) -> list[dict[str, Any]]:
        """For a machine; days are ISO text, an end is the day after the last."""
        keys = ("what", "value", "since", "until", "source")
        return [
            {key: one.isoformat() if isinstance(one, date) else one for key, one in zip(keys, row, strict=True)}
            for row in self.rows
        ]


def ids_of(viewer: Viewer) -> list[UUID]:
    """Ids under which the viewer is known: the access, the record of the list, records that were joined to it."""
    person = find_own(viewer)
    if person is None:
        return [viewer.account_id]
    gone = Person.objects.of(viewer).filter(merged_into=person).values_list("pk", flat=True)
    return [viewer.account_id, person.pk, *gone]


def own_requests(viewer: Viewer, person: Person) -> list[CorrectionRequest]:
    """What the person asked to have corrected, newest first."""
    return list(CorrectionRequest.objects.of(viewer).filter(person=person)[:20])


def own_data(viewer: Viewer, account: Account, *, on: date, words: Dictionaries) -> dict[str, Section]:
    """All of it, by section."""
    found = {"access": Section("Доступ", list(_account(viewer, account)))}
    person = find_own(viewer)
    if person is not None:
        card = person_card(viewer, person, on=on, words=words)
        found["names"] = Section("Имя и даты", list(_names(card)))
        found["work"] = Section("Работа", list(_work(card)))
        found["facts"] = Section("Категории, роли, отпуска, команды", list(_facts(card)))
        found["keys"] = Section("Номера", list(_keys(card)))
        found["requests"] = Section("Просьбы исправить", list(_asked(own_requests(viewer, person))))
        found["lists"] = Section("Строки списков", list(_lines(viewer, person)))
        found |= {title: Section(title, rows) for title, rows in hooks.own_above(viewer, person.pk)}
    found["consents"] = Section("Основания и согласия", list(_consents(viewer)))
    found["reads"] = Section("Кто открывал карточку", list(_reads(viewer)))
    found["journal"] = Section("Записи журнала", list(_journal(viewer)))
    return found


def _account(viewer: Viewer, account: Account) -> Iterator[Line]:
    yield ("Имя в доступе", account.full_name, None, None, "")
    yield ("Имя для входа", account.login, account.created_at.date(), None, "")
    if account.activated_at:
        yield ("Первый вход", "", account.activated_at.date(), None, "")
    for row in RoleAssignment.objects.of(viewer).filter(account=account).known().select_related("node"):
        order = f"приказ № {row.order_number}" if row.order_number else ""
        yield ("Роль в системе", f"{Role(row.role).title}, {row.node}", row.valid.lower, row.valid.upper, order)


def _names(card: PersonCard) -> Iterator[Line]:
    for row in (*([card.details] if card.details else []), *card.former):
        source = getattr(row, "source", "")
        yield ("Фамилия, имя, отчество", row.full_name, row.valid.lower, row.valid.upper, source)
        if row.birth_date:
            yield ("Дата рождения", f"{row.birth_date:%d.%m.%Y}", None, None, source)
        if row.teaching_since:
            yield ("Педагогический стаж", f"с {row.teaching_since:%d.%m.%Y}", None, None, source)


def _work(card: PersonCard) -> Iterator[Line]:
    for moment in card.moments:
        row = moment.row
        if hasattr(row, "post"):
            about = [row.place, JobKind(row.job).title, ", ".join(row.subjects)]
            load = [f"ставка {row.load}"] if row.load is not None else []
            hours = [f"часов в неделю {row.hours}"] if row.hours is not None else []
            value = " · ".join(filter(None, [*about, *load, *hours]))
            yield (row.post, value, row.valid.lower, row.valid.upper, row.source)


def _facts(card: PersonCard) -> Iterator[Line]:
    for fact, title, source in card.facts:
        if fact.what != "key":
            order = f"приказ № {fact.number}" if fact.number else ""
            day = f"от {fact.day:%d.%m.%Y}" if fact.day else ""
            value = " · ".join(filter(None, [fact.text, fact.place, order, day]))
            yield (title, value, fact.since, fact.until, source)


def _keys(card: PersonCard) -> Iterator[Line]:
    for fact, _, source in card.facts:
        if fact.what == "key":
            yield (key_title(fact), fact.text, fact.since, fact.until, source)


def _asked(rows: Iterable[CorrectionRequest]) -> Iterator[Line]:
    for row in rows:
        said = {None: "без ответа", True: "исправлено", False: "оставлено как есть"}[row.granted]
        yield (row.text, f"{said}. {row.answer}".strip(), row.asked_at.date(), _date(row.answered_at), "")


def _date(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _lines(viewer: Viewer, person: Person) -> Iterator[Line]:
    rows = ImportLine.objects.of(viewer).filter(person=person).select_related("source")
    for row in rows.order_by("source__sent_at"):
        value = "; ".join(f"{key}: {text}" for key, text in row.values.items())
        where = f"лист «{row.sheet}», строка {row.row}"
        yield (where, value, row.source.as_of, None, f"прислано {row.source.sent_at:%d.%m.%Y}")


def _consents(viewer: Viewer) -> Iterator[Line]:
    for one in list_standing(viewer, viewer.account_id):
        said = "нет ответа" if one.answer is None else ("да" if one.answer.agreed else "нет")
        value = said if one.is_consent else "показано" if one.answer else "ещё не показано"
        yield (one.purpose.title, value, one.answer.given_on if one.answer else None, None, one.purpose.reference)


def _reads(viewer: Viewer) -> Iterator[Line]:
    for row in list_reads(viewer):
        who = f"{row.reader_name}, {Role(row.reader_role).title}, {row.reader_place}"
        yield (row.what, who, row.at.date(), None, "")


def _journal(viewer: Viewer) -> Iterator[Line]:
    for row in Entry.objects.of(viewer).filter(person_id__in=ids_of(viewer)).order_by("-at")[:1000]:
        yield (row.action, row.reason, row.at.date(), None, row.rule)
