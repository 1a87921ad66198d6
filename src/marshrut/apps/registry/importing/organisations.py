"""What a list of organisations says: new ones, other names and addresses, numbers, statuses of the year, ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.importing.facts import Place, PlaceKey, Status
from marshrut.apps.registry.importing.places import Node, Places, core_name, plain_name
from marshrut.apps.registry.importing.plan import Brief, Item, Move, NewPlace, Plan
from marshrut.apps.registry.importing.staff import check_days
from marshrut.apps.registry.importing.versions import after, at, begin, finish, from_day
from marshrut.apps.registry.types import KeyScheme, LineVerdict
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.types import NodeKind

__all__ = ["OrganisationPlanner"]

_TITLES = {
    "name": "Наименование",
    "short": "Краткое наименование",
    "kind": "Вид организации",
    "settlement": "Населённый пункт",
    "rural": "Сельская",
    "address": "Адрес",
    "phone": "Телефон",
    "email": "Электронная почта",
}
_NUMBERS = {"ogrn": (KeyScheme.OGRN, "ОГРН"), "inn": (KeyScheme.INN, "ИНН"), "code": (KeyScheme.OUTSIDE, "Код")}


class OrganisationPlanner:
    """Compares each line with the organisation that it means."""

    def __init__(self, brief: Brief, places: Places, words: Dictionaries, plan: Plan) -> None:
        self.brief, self.places, self.words, self.plan = brief, places, words, plan
        self.seen: set[UUID] = set()
        self._made: dict[str, NewPlace] = {}
        self._lines: dict[tuple[UUID | None, str], Item] = {}
        self._numbers = {
            (key.scheme, key.value): node for node, keys in places.keys.items() for key in keys if not key.system
        }

    def plan_all(self, items: Iterable[Item]) -> None:
        """Organisations first, then those that are parts of them."""
        waiting = []
        for item in items:
            if item.values.get("part_of"):
                waiting.append(item)
            else:
                self._plan(item)
        for item in waiting:
            self._plan(item)

    def _plan(self, item: Item) -> None:
        check_days(item, None)
        name = str(item.values.get("name") or "")
        if not name:
            item.wrong = True
            return
        territory = self._territory(item)
        found = self._find(item, territory) if territory else None
        if found is not None:
            item.node = found.id
            self.seen.add(found.id)
        if territory is None or item.wrong or self._twice(item, territory, found):
            return
        parent = self._parent(item, territory)
        if parent is None:
            return
        if found is None:
            self._open(item, parent)
        else:
            self._compare(item, found, territory)

    def _territory(self, item: Item) -> Node | None:
        name = item.values.get("municipality")
        scope = self.places.scope
        node = self.places.municipality(str(name)) if name else None
        if not name and scope.kind in {NodeKind.MUNICIPALITY, NodeKind.SETTLEMENT}:
            node = scope
        if node is None:
            text = (
                f"Муниципальное образование «{name}» не найдено." if name else "Не указано муниципальное образование."
            )
            cure = self.places.offer(str(name or ""))
            item.problem("municipality", text, cure, column="Муниципальное образование", value=str(name or ""))
        elif not node.inside:
            text = f"«{node.words}» вне места, за которое прислан список."
            cure = "Уберите строку: её пришлёт тот, чья это территория."
            item.problem("organisation-outside", text, cure, column="Муниципальное образование")
            return None
        return node

    def _find(self, item: Item, territory: Node) -> Node | None:
        """By ОГРН, by code, by name within the municipality, by ИНН: parts of one legal entity share it."""
        places, values = self.places, item.values
        for number in ("ogrn", "code"):
            found = {one.id: one for one in places.by_key.get(str(values.get(number) or ""), ())}
            if len(found) == 1:
                return next(iter(found.values()))
        names = [str(values.get(one) or "") for one in ("name", "short")]
        ways = [
            *(places.by_name.get(plain_name(one), ()) for one in names if one),
            places.by_key.get(str(values.get("inn") or ""), ()),
            *(places.by_core.get(core_name(one), ()) for one in names if one),
        ]
        for way in ways:
            here = {one.id: one for one in way if self.places.below(one, territory.id) and self._fits(one, item)}
            if len(here) == 1:
                return next(iter(here.values()))
        return None

    def _fits(self, node: Node, item: Item) -> bool:
        """An organisation with another ОГРН is another organisation, however it is called."""
        said = item.values.get("ogrn")
        known = {one.value for one in self.places.keys.get(node.id, ()) if one.scheme == KeyScheme.OGRN}
        return not said or not known or said in known

    def _twice(self, item: Item, territory: Node, found: Node | None) -> bool:
        key = (found.id, "") if found else (territory.id, plain_name(str(item.values["name"])))
        first = self._lines.setdefault(key, item)
        if first is item:
            return False
        if first.values == item.values:
            item.problem("twice", f"Повторяет строку {first.row}: учтена один раз.", "Можно удалить.", warning=True)
            item.verdict = LineVerdict.SAME
        else:
            text = f"Та же организация, что и в строке {first.row}, а сведения разные."
            item.problem("overlap", text, "Оставьте одну строку.", column="Наименование")
        return True

    def _parent(self, item: Item, territory: Node) -> NewPlace | Node | None:
        name = str(item.values.get("part_of") or "")
        if not name:
            return territory
        known = [
            one
            for way in (
                self.places.by_key.get(name),
                self.places.by_name.get(plain_name(name)),
                self.places.by_core.get(core_name(name)),
            )
            for one in way or ()
            if one.inside and one.id != item.node
        ]
        if known:
            return known[0]
        made = self._made.get(plain_name(name))
        if made is None:
            text = f"Головной организации «{name}» нет ни в перечне, ни в этом списке."
            item.problem("part-of", text, "Добавьте её строкой выше или уберите.", column="Входит в организацию")
        return made

    def _open(self, item: Item, parent: NewPlace | Node) -> None:
        values, node = item.values, new_id()
        above = parent.node_id if isinstance(parent, NewPlace) else parent.id
        path = f"{parent.parent_path}.{parent.node_id.hex}" if isinstance(parent, NewPlace) else parent.path
        unit = bool(values.get("part_of"))
        made = NewPlace(
            node, above, path, unit, values["name"], str(values.get("short") or ""), item.row, values.get("since")
        )
        self.plan.deeds.places.append(made)
        self._made.setdefault(plain_name(made.name), made)
        if made.short:
            self._made.setdefault(plain_name(made.short), made)
        self._details(item, node)
        self._keys(item, node, known=False)
        self._statuses(item, node)
        item.verdict = LineVerdict.NEW

    def _details(self, item: Item, node: UUID) -> None:
        values = item.values
        fields = [values.get(one) for one in _TITLES]
        kind, rural = values.get("kind") or "other", values.get("rural")
        name, short, _, settlement, _, address, phone, email = (str(one or "") for one in fields)
        end = after(values.get("until"))
        place = Place(
            None, None, values.get("since"), end, node, kind, name, short, settlement, rural, address, phone, email
        )
        self.plan.deeds.open(place)

    def _compare(self, item: Item, node: Node, territory: Node) -> None:
        if not self.places.below(node, territory.id) and not self._move(item, node, territory):
            return
        before = self.places.details.get(node.id, [])
        if before:
            self._changes(item, before)
        else:
            self._details(item, node.id)
            item.change("Сведения об организации", "", "внесены")
        self._keys(item, node.id, known=True)
        self._statuses(item, node.id)
        self.plan.deeds.renamed.add(node.id)
        item.verdict = LineVerdict.CHANGED if item.changes else LineVerdict.SAME

    def _move(self, item: Item, node: Node, territory: Node) -> bool:
        """It stands in another municipality from the day of the list; its parts go with it."""
        column, now = (
            "Муниципальное образование",
            self.places.nodes.get(node.municipality) if node.municipality else None,
        )
        where = f"«{now.words}»" if now else "другом месте"
        if not node.inside or node.kind == NodeKind.UNIT or item.values.get("part_of"):
            text = f"Организация записана в муниципальном образовании {where}."
            cure = "Подразделение переезжает со своей организацией: перенесите её."
            if not node.inside:
                cure = "Это вне места, за которое прислан список: перенести её может центр."
            item.problem("moved", text, cure, column=column)
            return False
        since = self.brief.as_of
        self.plan.deeds.moves.append(Move(node.id, node.path, territory.id, since))
        item.change(column, now.words if now else "", territory.words)
        text = f"Организация переедет из {where} в «{territory.words}»."
        cure = "Люди, статусы и роли останутся при ней; прошлые дни — за прежним местом."
        item.problem("moves", text, cure, column=column, warning=True)
        return True

    def _changes(self, item: Item, before: list[Place]) -> None:
        values, day = item.values, self.brief.as_of
        current, made = at(before, day) or before[-1], list(before)
        changed: dict[str, Any] = {}
        for code, title in _TITLES.items():
            value, known = values.get(code), getattr(current, code)
            if value in (None, "", known):
                continue
            changed[code] = value
            item.change(
                title, self._kind(known) if code == "kind" else known, self._kind(value) if code == "kind" else value
            )
        if changed:
            made = from_day(made, day, **changed)
        since: date | None = values.get("since")
        if since and since != before[0].lower:
            item.change("Работает с", before[0].lower, since)
            made = begin(made, since)
        until: date | None = values.get("until")
        if until and after(until) != before[-1].upper:
            item.change("Работает по", before[-1].upper, until)
            made = finish(made, after(until))
        self.plan.deeds.settle(before, made)

    def _kind(self, code: str) -> str:
        found = self.words.organisation_kinds.get(code)
        return found.short if found else code

    def _keys(self, item: Item, node: UUID, *, known: bool) -> None:
        for field, (scheme, title) in _NUMBERS.items():
            value = str(item.values.get(field) or "")
            holder = self._numbers.get((scheme.value, value)) if value else node
            if holder == node:
                continue
            if holder is not None:
                if scheme is not KeyScheme.INN:  # a legal entity and its parts share their ИНН: kept by the first
                    text = f"{title} записан у другой организации и здесь не внесён."
                    item.problem("number-taken", text, "Проверьте номер.", column=title, value=value, warning=True)
                continue
            old = [one for one in self.places.keys.get(node, ()) if one.scheme == scheme and not one.system]
            for one in old:
                self.plan.deeds.close(one)
            if known:
                item.change(title, ", ".join(one.value for one in old), value)
            self._numbers[scheme.value, value] = node
            self.plan.deeds.open(PlaceKey(None, None, None, None, node, scheme.value, "", value))

    def _statuses(self, item: Item, node: UUID) -> None:
        year = self.brief.as_of.year
        known = self.places.statuses.get(node, set())
        for code in dict.fromkeys(item.values.get("statuses") or ()):
            if (code, year) in known:
                continue
            title = self.words.school_statuses.get(code)
            item.change(f"Статус на {year} год", "", title.short if title else code)
            first, last = date(year, 1, 1), date(year + 1, 1, 1)
            self.plan.deeds.open(Status(None, None, first, last, node, code, year, "", "", None))
