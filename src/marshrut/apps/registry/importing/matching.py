"""Whom the lines mean: lines of one person are gathered, then looked for among those who are recorded (REGISTRY-17)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.registry.importing.facts import true_on
from marshrut.apps.registry.importing.plan import Item
from marshrut.apps.registry.importing.recorded import People, family_key, tidy
from marshrut.apps.registry.rules import judge_line
from marshrut.apps.registry.types import Doubt, KeyScheme

__all__ = ["Group", "Remembered", "gather", "match_all"]

_SNILS, _CODE = KeyScheme.SNILS.value, KeyScheme.OUTSIDE.value
#: Answers that were given before, for one line: person → whether it is them.
Remembered = Callable[[Item], Mapping[UUID, bool]]


@dataclass(slots=True, eq=False)
class Group:
    """Lines of one person in one file, and who that is."""

    items: list[Item]
    name: str
    patronymic: str
    birth: date | None = None
    snils: str = ""
    code: str = ""
    #: Personnel numbers, each within its organisation.
    personnel: set[tuple[UUID, str]] = field(default_factory=set)
    nodes: set[UUID] = field(default_factory=set)
    person: UUID | None = None
    grade: str = "new"
    candidates: list[UUID] = field(default_factory=list)
    #: Why each of those it may be is in doubt.
    doubts: dict[UUID, str] = field(default_factory=dict)

    @property
    def doubt(self) -> str:
        """The kind of doubt, by which lines are answered together."""
        one = self.candidates[0] if len(self.candidates) == 1 else None
        return self.doubts.get(one, Doubt.SEVERAL.value) if one else Doubt.SEVERAL.value

    @property
    def given(self) -> str:
        """«Имя отчество», tidied."""
        values = self.items[0].values
        return tidy(f"{values.get('given_name') or ''} {values.get('patronymic') or ''}")

    @property
    def answer(self) -> str:
        """What the person said of one of the lines."""
        return next((one.answer for one in self.items if one.answer), "")

    def join(self, item: Item) -> None:
        """One more line of this person; what it knows is added."""
        if not self.items or self.items[-1] is not item:
            self.items.append(item)
        values = item.values
        self.birth = self.birth or values.get("birth_date")
        self.snils = self.snils or values.get("snils") or ""
        self.code = self.code or values.get("code") or ""
        self.patronymic = self.patronymic or tidy(values.get("patronymic") or "")
        if item.node:
            self.nodes.add(item.node)
            if number := values.get("personnel"):
                self.personnel.add((item.node, number))


def gather(items: Iterable[Item]) -> list[Group]:
    """Lines by person: by СНИЛС, by name with birth date, by name within one organisation."""
    groups: list[Group] = []
    numbers: dict[str, Group] = {}
    born: dict[tuple[str, str, date], Group] = {}
    placed: dict[tuple[str, str, UUID | None], Group] = {}
    for item in items:
        values = item.values
        family, given = values.get("family_name"), values.get("given_name")
        if not family or not given:
            item.wrong = True
            continue
        name, patronymic = family_key(family, given), tidy(values.get("patronymic") or "")
        birth, snils = values.get("birth_date"), values.get("snils") or ""
        group = numbers.get(snils) if snils else None
        if group is not None and (group.name != name or _differ(group.birth, birth)):
            _contradict(group, item, "snils-twice", "Один СНИЛС стоит у разных людей", snils)
            continue
        if group is None and birth:
            group = born.get((name, patronymic, birth))
            if group is not None and snils and group.snils and group.snils != snils:
                _contradict(group, item, "two-snils", "Один человек записан с разными СНИЛС", snils)
                continue
        if group is None:
            group = placed.get((name, patronymic, item.node))
            if group is not None and (_differ(group.birth, birth) or (snils and group.snils and group.snils != snils)):
                group = None
        if group is None:
            group = Group([], name, patronymic)
            groups.append(group)
        group.join(item)
        if snils:
            numbers[snils] = group
        if birth:
            born[name, patronymic, birth] = group
        placed.setdefault((name, patronymic, item.node), group)
    return groups


def _differ(left: date | None, right: date | None) -> bool:
    return left is not None and right is not None and left != right


def _contradict(group: Group, item: Item, code: str, text: str, snils: str) -> None:
    """Both sides are wrong until somebody says which is right."""
    other = group.items[0]
    cure = "Проверьте номер по документу и исправьте обе строки."
    for one, second in ((item, other), (other, item)):
        if not any(problem["code"] == code for problem in one.problems):
            words = f"{text}: см. также строку {second.row}."
            one.problem(code, words, cure, column="СНИЛС", value=_masked(snils))


def _masked(snils: str) -> str:
    return f"***-***-*{snils[7:9]} {snils[9:]}"


def match_all(groups: Iterable[Group], people: People, *, on: date, remembered: Remembered) -> list[Group]:
    """Each group finds its person, is new, or is doubtful; groups that found the same person become one."""
    taken: dict[UUID, Group] = {}
    left: list[Group] = []
    kept: list[Group] = []
    for group in groups:
        _settle(group, people, on, remembered)
        (left if group.grade == "new" else kept).append(group)
    merged = list(_one_each(kept, taken))
    for group in left:
        _find_renamed(group, people, on, taken, remembered)
    return merged + list(_one_each(left, taken))


def _one_each(groups: Iterable[Group], taken: dict[UUID, Group]) -> Iterator[Group]:
    for group in groups:
        first = taken.setdefault(group.person, group) if group.person else group
        if first is group:
            yield group
            continue
        for item in group.items:
            first.join(item)


def _settle(group: Group, people: People, on: date, remembered: Remembered) -> None:
    answer = group.answer
    if answer == "skip":
        group.grade = "skip"
    elif answer and answer != "new":
        group.person, group.grade = UUID(answer), "certain"
    elif answer != "new":
        _find(group, people, on, remembered)


def _find(group: Group, people: People, on: date, remembered: Remembered) -> None:
    by_snils = people.by_number.get((_SNILS, group.snils)) if group.snils else None
    by_code = people.by_number.get((_CODE, group.code)) if group.code else None
    doubtful: list[UUID] = []
    for person in dict.fromkeys(one for one in (by_snils, by_code) if one):
        grade = _judge(group, person, people, on, same_number=True)
        if grade in {"certain", "renamed"} and not doubtful:
            group.person, group.grade = person, grade
            return
        if grade != "other":
            doubtful.append(person)
    if not doubtful and (numbered := _by_personnel(group, people, on)):
        group.person, group.grade = numbered
        return
    certain: list[UUID] = []
    for person in people.by_name.get(group.name, ()):
        grade = _judge(group, person, people, on)
        if grade == "certain":
            certain.append(person)
        elif grade == "doubtful":
            doubtful.append(person)
    if len(certain) > 1:  # namesakes born on one day: the one of this organisation
        here = [one for one in certain if people.works_at(one, group.nodes)]
        certain = here if len(here) == 1 else certain
    if len(certain) == 1 and not (by_snils and by_snils not in certain):
        group.person, group.grade = certain[0], "certain"
        return
    _ask(group, [*certain, *doubtful], remembered)


def _by_personnel(group: Group, people: People, on: date) -> tuple[UUID, str] | None:
    """Who has this number where the line stands, if the name agrees: a number is given again after somebody has left,
    so alone it says nothing."""
    for node, number in group.personnel:
        person = people.by_personnel.get((node, number))
        if person is None or not true_on(people.works_of(person, node), on):
            continue
        grade = _judge(group, person, people, on, same_number=True)
        if grade in {"certain", "renamed"}:
            return person, grade
    return None


def _judge(group: Group, person: UUID, people: People, on: date, *, same_number: bool = False) -> str:
    known = people.current(person, on)
    if known is None:
        return "other"
    snils = people.snils(person)
    other = bool(snils and group.snils and snils != group.snils)
    patronymic = tidy(known.patronymic)
    names = family_key(known.family_name, known.given_name) == group.name or any(
        family_key(one.family_name, one.given_name) == group.name for one in people.details[person]
    )
    given = tidy(f"{known.given_name} {known.patronymic}") == group.given
    birth = "unknown"
    if known.birth_date and group.birth:
        birth = "same" if known.birth_date == group.birth else "other"
    if patronymic and group.patronymic and patronymic != group.patronymic:
        names = False
    elif bool(patronymic) != bool(group.patronymic):
        names = names and birth != "unknown"
    decision = judge_line(
        number="other" if other else "same" if same_number else "unknown",
        names=names,
        given=given,
        birth=birth,
        place=people.works_at(person, group.nodes),
    )
    found = decision.reasons[0].inputs
    if "doubt" in found:
        group.doubts.setdefault(person, str(found["doubt"]))
    return str(found["grade"])


def _ask(group: Group, candidates: list[UUID], remembered: Remembered) -> None:
    """Somebody has to look, unless somebody has looked before."""
    if not candidates:
        return
    said: dict[UUID, bool] = {}
    for item in group.items:
        said.update(remembered(item))
    for person in candidates:
        if said.get(person):
            group.person, group.grade = person, "certain"
            return
    open_ones = [one for one in dict.fromkeys(candidates) if one not in said]
    if open_ones:
        group.candidates, group.grade = open_ones, "doubtful"


def _find_renamed(
    group: Group, people: People, on: date, taken: Collection[UUID] | dict[UUID, Any], remembered: Remembered
) -> None:
    """Another surname: the same given name, patronymic and birth date at the same organisation, in no other line."""
    if group.answer or group.birth is None or not group.patronymic or not group.nodes:
        return
    found = [
        person
        for person in people.by_given(group.given, group.birth)
        if person not in taken and _judge(group, person, people, on) == "renamed"
    ]
    if len(found) == 1:
        said = {person: same for item in group.items for person, same in remembered(item).items()}
        if said.get(found[0], True):
            group.person, group.grade = found[0], "renamed"
    elif found:
        _ask(group, found, remembered)
