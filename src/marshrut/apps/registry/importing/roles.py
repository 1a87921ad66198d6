"""What a list of roles says: who holds which role of the order, where, by which order, until when."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.importing.facts import Role
from marshrut.apps.registry.importing.matching import Group
from marshrut.apps.registry.importing.persons import Persons
from marshrut.apps.registry.importing.places import Places
from marshrut.apps.registry.importing.plan import Brief, Deeds, Item, Plan
from marshrut.apps.registry.importing.recorded import People, tidy
from marshrut.apps.registry.importing.staff import check_days
from marshrut.apps.registry.importing.versions import after, begin, everywhere, finish
from marshrut.apps.registry.types import LineVerdict

__all__ = ["RolePlanner", "place_of_role"]

_TITLES = {"order_number": "Номер приказа", "order_date": "Дата приказа"}


def place_of_role(item: Item, places: Places) -> None:
    """A role is held at an organisation, else in a municipality, else at the place of the list."""
    values = item.values
    if values.get("organisation") or values.get("organisation_code"):
        places.resolve(item)
        return
    name = values.get("municipality")
    node = places.municipality(str(name)) if name else places.scope
    if node is None or not node.inside:
        text = f"Муниципальное образование «{name}» не найдено в вашем списке мест."
        item.problem("municipality", text, "Впишите официальное название.", column="Муниципальное образование")
        return
    item.node = node.id


class RolePlanner:
    """Compares the lines of one person with the roles they hold."""

    def __init__(self, brief: Brief, people: People, places: Places, words: Dictionaries, plan: Plan) -> None:
        self.brief, self.people, self.places, self.words, self.plan = brief, people, places, words, plan
        self.persons = Persons(brief, people, plan)
        self.seen: set[UUID] = set()

    def plan_group(self, group: Group) -> None:
        """All lines of one person."""
        for item in group.items:
            check_days(item, group.birth)
            item.person = group.person
        good = self._without_twice([one for one in group.items if not one.wrong and one.node])
        if len(good) < len(group.items):
            self.see_all(group)
        if not good:
            return
        deeds, self.plan.deeds = self.plan.deeds, Deeds()
        fresh = group.person is None
        person = self.persons.plan_person(group, good)
        if fresh:
            text = "Такого человека нет среди записанных: он появится без места работы."
            good[0].problem(
                "not-staff", text, "Если он работает в организации, пришлите список работников.", warning=True
            )
        for item in good:
            self._hold(person, item)
            if fresh:
                item.verdict = LineVerdict.NEW
            elif item.verdict is not LineVerdict.NEW and item.changes:
                item.verdict = LineVerdict.CHANGED
        deeds.add(self.plan.deeds)
        self.plan.deeds = deeds

    def see_all(self, group: Group) -> None:
        """A line that is not applied still says that the person is there."""
        for person in {group.person, *group.candidates} - {None}:
            self.seen |= {one.line_id for one in self.people.roles.get(person, ()) if one.line_id}  # type: ignore[arg-type]

    def _without_twice(self, items: list[Item]) -> list[Item]:
        kept: dict[tuple[Any, ...], Item] = {}
        for item in items:
            key = (item.node, item.values.get("role"), tidy(item.values.get("direction") or ""))
            first = kept.setdefault((*key, item.values.get("since")), item)
            if first is item:
                continue
            if first.values == item.values:
                item.problem("twice", f"Повторяет строку {first.row}: учтена один раз.", "Можно удалить.", warning=True)
            else:
                for one, other in ((item, first), (first, item)):
                    text = f"Та же роль, что и в строке {other.row}, а сведения разные."
                    one.problem("overlap", text, "Оставьте одну строку.", column="Роль")
        return [one for one in kept.values() if not one.wrong]

    def _hold(self, person: UUID, item: Item) -> None:
        values = item.values
        since = values.get("since") or values.get("order_date")
        end = after(values.get("until"))
        held = self._held(person, item, since or self.brief.as_of, end)
        if held is None:
            self._give(person, item, since or self.brief.as_of, end)
            return
        if held.line_id:
            self.seen.add(held.line_id)
        made, fixed = [held], dict[str, Any]()
        for code, title in _TITLES.items():
            value, known = values.get(code), getattr(held, code)
            if value and value != known:
                fixed[code] = value
                item.change(title, known, value)
        if fixed:
            made = everywhere(made, **fixed)
        if values.get("since") and since != held.lower:
            item.change("Действует с", held.lower, since)
            made = begin(made, since)
        if end and end != held.upper:
            item.change("Действует по", held.upper, values["until"])
            made = finish(made, end)
        self.plan.deeds.settle([held], made)

    def _held(self, person: UUID, item: Item, since: date, end: date | None) -> Role | None:
        role, direction = item.values.get("role"), tidy(item.values.get("direction") or "")
        found = [
            one
            for one in self.people.roles.get(person, ())
            if one.node_id == item.node
            and one.role == role
            and tidy(one.direction) == direction
            and (one.upper is None or one.upper > since)
            and (end is None or one.lower is None or one.lower < end)
        ]
        return found[-1] if found else None

    def _give(self, person: UUID, item: Item, since: date, end: date | None) -> None:
        values = item.values
        if item.node is None:
            return
        item.verdict = LineVerdict.NEW
        if person in self.people.details:
            role = self.words.staff_roles.get(str(values.get("role")))
            item.change("Роль", "", role.name if role else values.get("role"))
        self.plan.deeds.open(
            Role(
                None,
                None,
                since,
                end,
                person,
                item.node,
                str(values.get("role") or ""),
                str(values.get("direction") or ""),
                str(values.get("order_number") or ""),
                values.get("order_date"),
            )
        )
