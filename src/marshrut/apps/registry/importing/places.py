"""Which organisation a line means: by a number, by its name within the place, by the number of a school there."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from marshrut.apps.registry.importing.facts import Place, PlaceKey, Status
from marshrut.apps.registry.importing.plan import Brief, Item
from marshrut.apps.registry.importing.recorded import rows_of
from marshrut.foundation.scope.types import NodeKind

__all__ = ["Node", "Places", "core_name", "plain_name", "territory_name"]

_WORD = re.compile(r"[0-9a-zа-я]+")
_LEGAL = frozenset(
    _WORD.findall(
        "муниципальное муниципальный государственное государственный областное краевое бюджетное автономное казенное"
        " частное общеобразовательное образовательное учреждение организация дошкольное имени им мбоу моу мкоу маоу"
        " гбоу гоу мбдоу мкдоу мдоу мадоу гбдоу мбу мау гау гбу ноу чоу огбоу огбпоу обоу кгбоу мбоудо мбудо"
    )
)
_SAME = {
    "сош": "школа",
    "оош": "школа",
    "нош": "школа",
    "сшг": "школа",
    "сш": "школа",
    "ош": "школа",
    "средняя": "",
    "основная": "",
    "начальная": "",
    "общеобразовательная": "",
    "детский": "",
    "n": "",
    "no": "",
    "№": "",
}
_GENERIC = frozenset(
    _WORD.findall("муниципальный муниципальное район округ город городской городское образование г мо")
)
_QUOTED = re.compile(r"[«\"“]([^»\"”]+)[»\"”]")
_KINDS = ("школа", "гимназия", "лицей", "сад", "интернат", "колледж", "техникум", "центр")
#: Nearest names are looked for only so many times: a file of garbage must not take an hour.
_MOST_OFFERS = 60
_FINE = ("", "", "")
_ORGANISATIONS = frozenset({NodeKind.ORGANISATION.value, NodeKind.UNIT.value})


def plain_name(text: str) -> str:
    """Letters and digits in small, single spaces."""
    return " ".join(_WORD.findall(text.lower().replace("ё", "е")))


def core_name(text: str) -> str:
    """The name without its legal form: «МБОУ СОШ № 5» and «Школа №5» are «школа 5»."""
    words = (_SAME.get(word, word) for word in plain_name(text).split() if word not in _LEGAL)
    return " ".join(dict.fromkeys(word for word in words if word))


def territory_name(text: str) -> str:
    """The name alone: «муниципальное образование «Лесной округ» … области», «Лесной р-н», «лесной МО» are «лесной»."""
    quoted = _QUOTED.search(text)
    words = plain_name(quoted[1] if quoted else text).replace("р н", "район").split()
    return " ".join(word for word in words if word not in _GENERIC)


@dataclass(slots=True)
class Node:
    """A place of the tree with what is recorded of it."""

    id: UUID
    kind: str
    name: str
    short: str
    path: str
    inside: bool
    municipality: UUID | None = None
    details: Place | None = None

    @property
    def words(self) -> str:
        """As the screen calls it."""
        return self.short or self.name


class Places:
    """The tree on the day of a list: organisations by everything they may be called."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.nodes: dict[UUID, Node] = {}
        self.details: dict[UUID, list[Place]] = defaultdict(list)
        self.keys: dict[UUID, list[PlaceKey]] = defaultdict(list)
        self.statuses: dict[UUID, set[tuple[str, int]]] = defaultdict(set)
        self.by_key: dict[str, list[Node]] = defaultdict(list)
        self.by_name: dict[str, list[Node]] = defaultdict(list)
        self.by_core: dict[str, list[Node]] = defaultdict(list)
        self.by_number: dict[tuple[str, str], list[Node]] = defaultdict(list)
        self.territories: dict[str, list[Node]] = defaultdict(list)
        self._found: dict[tuple[str, str, str], tuple[Node | None, tuple[str, str, str]]] = {}
        self._offers = 0
        self._read()

    def _read(self) -> None:
        brief = self.brief
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT n.id, n.kind, n.name, n.short, p.path::text, p.path <@ %s::ltree FROM scope_node n"
                " JOIN scope_placement p ON p.node_id = n.id AND upper_inf(p.recorded) AND p.valid @> %s::date"
                " WHERE n.tenant_id = %s",
                [brief.path, brief.as_of, brief.tenant_id],
            )
            for row in cursor.fetchall():
                self.nodes[row[0]] = Node(*row)
        for place in rows_of(Place, brief.tenant_id):
            self.details[place.node_id].append(place)
        for key in rows_of(PlaceKey, brief.tenant_id):
            self.keys[key.node_id].append(key)
        for status in rows_of(Status, brief.tenant_id):
            self.statuses[status.node_id].add((status.code, status.year))
        by_label = {node.id.hex: node for node in self.nodes.values()}
        for node in self.nodes.values():
            above = (by_label.get(label) for label in reversed(node.path.split(".")))
            node.municipality = next((one.id for one in above if one and one.kind == NodeKind.MUNICIPALITY), None)
            if node.kind in _ORGANISATIONS:
                self._index(node)
            elif node.kind == NodeKind.MUNICIPALITY:
                for name in {plain_name(node.name), plain_name(node.short), territory_name(node.name)} - {""}:
                    self.territories[name].append(node)

    def _index(self, node: Node) -> None:
        day = self.brief.as_of
        versions = self.details.get(node.id, [])
        true = [
            one
            for one in versions
            if (one.lower is None or one.lower <= day) and (one.upper is None or day < one.upper)
        ]
        node.details = (true or versions)[-1] if versions else None
        names = {node.name, node.short, *(name for one in versions for name in (one.name, one.short))} - {""}
        for name in {plain_name(one) for one in names}:
            self.by_name[name].append(node)
        for core in {core_name(one) for one in names}:
            self.by_core[core].append(node)
            if numbered := _numbered(core):
                self.by_number[numbered].append(node)
        for key in self.keys.get(node.id, ()):
            self.by_key[key.value].append(node)

    @property
    def scope(self) -> Node:
        """The place that the list was sent for."""
        return self.nodes[self.brief.node_id]

    def inside(self) -> set[UUID]:
        """Ids of the places at and below it."""
        return {one.id for one in self.nodes.values() if one.inside}

    def below(self, node: Node, place: UUID | None) -> bool:
        """Whether the node stands below that place."""
        return place is None or place.hex in node.path

    def municipality(self, name: str) -> Node | None:
        """The municipality of this name, where one alone fits."""
        found = self.territories.get(plain_name(name)) or self.territories.get(territory_name(name)) or []
        return found[0] if len({one.id for one in found}) == 1 else None

    def offer(self, name: str) -> str:
        """The nearest municipalities in words, or what to write."""
        near = difflib.get_close_matches(territory_name(name), list(self.territories), n=3, cutoff=0.6)
        words = sorted({self.territories[one][0].words for one in near})
        return f"Возможно, это: {'; '.join(words)}." if words else "Впишите официальное название."

    def resolve(self, item: Item) -> Node | None:
        """The organisation of a line; what is wrong is said on the line."""
        values = item.values
        asked = (
            str(values.get("organisation_code") or ""),
            str(values.get("organisation") or ""),
            str(values.get("municipality") or ""),
        )
        if asked not in self._found:
            self._found[asked] = self._look(*asked)
        node, (code, text, cure) = self._found[asked]
        if code:
            column = "Муниципальное образование" if code == "municipality" else "Организация"
            item.problem(code, text, cure, column=column, value=asked[1] or asked[0])
        item.node = node.id if node else None
        return node

    def _look(self, code: str, name: str, municipality: str) -> tuple[Node | None, tuple[str, str, str]]:
        if not code and not name:
            if self.scope.kind in _ORGANISATIONS:
                return self.scope, _FINE
            return None, ("no-organisation", "Не указана организация.", "Впишите название или код организации.")
        territory = self.municipality(municipality) if municipality else None
        if municipality and territory is None and not code:
            text = f"Муниципальное образование «{municipality}» не найдено."
            return None, ("municipality", text, f"{self.offer(municipality)} Или оставьте ячейку пустой.".strip())
        return self._only(self._candidates(code, name, territory), name or code)

    def _only(self, found: list[Node], asked: str) -> tuple[Node | None, tuple[str, str, str]]:
        """The one that fits, or what is wrong and what to do."""
        within = [one for one in found if one.inside]
        if len(within) == 1:
            return within[0], _FINE
        if within:
            words = "; ".join(sorted(self._where(one) for one in within[:4]))
            cure = "Добавьте столбец «Муниципальное образование» или код организации."
            return None, ("organisation-unclear", f"Под это название подходят несколько организаций: {words}.", cure)
        if found:
            text = f"«{found[0].words}» — не из вашего списка: это место вне «{self.scope.words}»."
            return None, ("organisation-outside", text, "Уберите строку: её пришлёт тот, чья это организация.")
        near = self._nearest(asked)
        cure = f"Возможно, это: {'; '.join(near)}." if near else "Проверьте название по перечню организаций."
        return None, ("organisation-unknown", f"Организации «{asked}» нет в перечне.", cure)

    def _candidates(self, code: str, name: str, territory: Node | None) -> list[Node]:
        if code and self.by_key.get(code):
            return _once(self.by_key[code])
        core = core_name(name)
        ways = [self.by_name.get(plain_name(name)), self.by_core.get(core)]
        numbered = _numbered(core)
        if numbered and (territory or self.scope.municipality):
            home = territory.id if territory else self.scope.municipality
            ways.append([one for one in self.by_number.get(numbered, ()) if self.below(one, home)])
        outside: list[Node] = []
        for way in ways:
            found = _once([one for one in way or () if territory is None or self.below(one, territory.id)])
            if any(one.inside for one in found):
                return found
            outside = outside or found
        return outside

    def _where(self, node: Node) -> str:
        home = self.nodes.get(node.municipality) if node.municipality else None
        return f"{node.words} ({home.words})" if home else node.words

    def _nearest(self, name: str) -> list[str]:
        self._offers += 1
        if self._offers > _MOST_OFFERS or not name:
            return []
        cores = {core: nodes[0] for core, nodes in self.by_core.items() if nodes[0].inside}
        near = difflib.get_close_matches(core_name(name), list(cores), n=3, cutoff=0.5)
        return [self._where(cores[one]) for one in near]


def _once(nodes: list[Node]) -> list[Node]:
    return list({one.id: one for one in nodes}.values())


def _numbered(core: str) -> tuple[str, str] | None:
    words = core.split()
    number = next((word for word in words if word.isdigit()), None)
    kind = next((word for word in words if word in _KINDS), None)
    return (kind, number) if kind and number else None
