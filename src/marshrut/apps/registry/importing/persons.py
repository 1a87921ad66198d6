"""What a list says of a person apart from their work: name, dates, numbers."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.registry.importing.facts import Details, Key, true_on
from marshrut.apps.registry.importing.matching import Group
from marshrut.apps.registry.importing.plan import Brief, Item, Plan
from marshrut.apps.registry.importing.recorded import People, tidy
from marshrut.apps.registry.importing.versions import everywhere, from_day
from marshrut.apps.registry.rules import full_years
from marshrut.apps.registry.types import KeyScheme
from marshrut.foundation.scope.ids import new_id

__all__ = ["Persons", "first_said"]

_TITLES = {"given_name": "Имя", "patronymic": "Отчество", "birth_date": "Дата рождения"}


def first_said(items: list[Item], code: str) -> Any:
    """What the first of these lines says that says anything; None: nobody does."""
    for item in items:
        value = item.values.get(code)
        if value is not None and value != "":
            return value
    return None


class Persons:
    """Plans people: new ones are opened, known ones get what is new or different."""

    def __init__(self, brief: Brief, people: People, plan: Plan) -> None:
        self.brief, self.people, self.plan = brief, people, plan
        self._numbers: dict[tuple[str, str], UUID] = dict(people.by_number)
        self._within: dict[tuple[UUID, str], UUID] = dict(people.by_personnel)

    def plan_person(self, group: Group, items: list[Item]) -> UUID:
        """The person of these lines, in whatever way they are known."""
        person = group.person
        if person is None:
            person = self._new(items)
        else:
            self._known(person, items)
        for scheme, code in ((KeyScheme.SNILS.value, "snils"), (KeyScheme.OUTSIDE.value, "code")):
            value = first_said(items, code)
            if value:
                self._number(person, scheme, str(value), items[0])
        self._personnel(person, items)
        return person

    def _new(self, items: list[Item]) -> UUID:
        person, values = new_id(), items[0].values
        self.plan.deeds.people.append(person)
        details = Details(
            None,
            None,
            None,
            None,
            person,
            values["family_name"],
            values["given_name"],
            first_said(items, "patronymic") or "",
            first_said(items, "birth_date"),
            first_said(items, "teaching_since"),
        )
        self.plan.deeds.open(details)
        return person

    def _known(self, person: UUID, items: list[Item]) -> None:
        before = self.people.details[person]
        current = self.people.current(person, self.brief.as_of)
        if current is None:
            return
        item, after, fixed = items[0], list(before), dict[str, Any]()
        family = items[0].values["family_name"]
        if tidy(family) != tidy(current.family_name):
            if any(tidy(one.family_name) == tidy(family) for one in before):
                text = f"Записана новая фамилия: {current.family_name}. Прежняя из списка не возвращается."
                item.problem("old-name", text, "Исправьте фамилию в своём списке.", column="Фамилия", warning=True)
            else:
                item.change("Фамилия", current.family_name, family)
                after = from_day(after, self.brief.as_of, family_name=family)
        for code, title in _TITLES.items():
            value, known = first_said(items, code), getattr(current, code)
            if value is not None and _tidied(value) != _tidied(known):
                fixed[code] = value
                item.change(title, known, value)
        since = first_said(items, "teaching_since")
        approximate = bool(first_said(items, "teaching_since_approximate"))
        if since is not None and not self._same_experience(current.teaching_since, since, approximate=approximate):
            fixed["teaching_since"] = since
            item.change("Педагогический стаж с", current.teaching_since, since)
        if fixed:
            after = everywhere(after, **fixed)
        self.plan.deeds.settle(before, after)

    def _same_experience(self, known: date | None, said: date, *, approximate: bool) -> bool:
        """Given as a number of years, the day moves with the day of the list: the years are compared."""
        if known is None or known == said or not approximate:
            return known == said
        return full_years(known, self.brief.as_of) == full_years(said, self.brief.as_of)

    def _number(self, person: UUID, scheme: str, value: str, item: Item) -> None:
        title = "СНИЛС" if scheme == KeyScheme.SNILS else "Код работника"
        holder = self._numbers.get((scheme, value))
        if holder == person:
            return
        if holder is not None:
            text = f"{title} записан у другого человека и здесь не внесён."
            item.problem("number-taken", text, "Проверьте номер по документу.", column=title, warning=True)
            return
        known = [one for one in self.people.keys.get(person, ()) if one.scheme == scheme and not one.system]
        for one in known:
            self.plan.deeds.close(one)
        if person in self.people.details:
            item.change(title, "другой номер" if known else "", "внесён")
        self._numbers[scheme, value] = person
        self.plan.deeds.open(Key(None, None, None, None, person, scheme, "", value))

    def _personnel(self, person: UUID, items: list[Item]) -> None:
        """Numbers within organisations: two jobs at a school may have two; one in place of another corrects it."""
        said: dict[UUID, dict[str, Item]] = {}
        for item in items:
            if item.node and (value := item.values.get("personnel")):
                said.setdefault(item.node, {}).setdefault(str(value), item)
        for node, numbers in said.items():
            known = [
                one
                for one in self.people.keys.get(person, ())
                if one.scheme == KeyScheme.PERSONNEL and one.system == node.hex and one.upper is None
            ]
            fresh = {value: item for value, item in numbers.items() if self._free(person, node, value, item)}
            for value, item in fresh.items():
                if person in self.people.details:
                    item.change("Табельный номер", "другой номер" if known else "", "внесён")
                self._within[node, value] = person
                self.plan.deeds.open(
                    Key(None, None, self.brief.as_of, None, person, KeyScheme.PERSONNEL.value, node.hex, value)
                )
            if fresh and len(numbers) == 1 and len(known) == 1:
                self._end(known[0])

    def _free(self, person: UUID, node: UUID, value: str, item: Item) -> bool:
        """Whether the number is to be recorded: not theirs already, nor somebody's who still works there."""
        holder = self._within.get((node, value))
        if holder == person:
            return False
        if holder is None:
            return True
        if holder in self.people.details and not true_on(self.people.works_of(holder, node), self.brief.as_of):
            keys = self.people.keys.get(holder, ())
            for key in keys:
                if (key.scheme, key.system, key.value) == (KeyScheme.PERSONNEL, node.hex, value) and key.upper is None:
                    self._end(key)
            return True
        text = "Табельный номер записан у другого работника этой организации и здесь не внесён."
        cure = "Проверьте номер по приказу о приёме."
        item.problem("number-taken", text, cure, column="Табельный номер", warning=True)
        return False

    def _end(self, key: Key) -> None:
        """The number is no longer theirs from the day of the list."""
        self.plan.deeds.close(key)
        if key.lower is None or key.lower < self.brief.as_of:
            self.plan.deeds.open(key._replace(id=None, upper=self.brief.as_of))

    def name_of(self, person: UUID) -> str:
        """Фамилия Имя Отчество, as recorded on the day of the list."""
        current = self.people.current(person, self.brief.as_of)
        if current is None:
            return ""
        return " ".join(part for part in (current.family_name, current.given_name, current.patronymic) if part)


def _tidied(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value
