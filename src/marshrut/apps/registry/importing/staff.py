"""What a list of staff says of people's work: new jobs, changed posts and loads, ends; categories and leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.importing.facts import Work
from marshrut.apps.registry.importing.matching import Group
from marshrut.apps.registry.importing.persons import Persons
from marshrut.apps.registry.importing.places import Places
from marshrut.apps.registry.importing.plan import Brief, Deeds, Item, Plan
from marshrut.apps.registry.importing.recorded import People
from marshrut.apps.registry.importing.standing import Standing
from marshrut.apps.registry.importing.versions import after, at, begin, everywhere, finish, from_day
from marshrut.apps.registry.rules import full_years
from marshrut.apps.registry.types import JobKind, LineVerdict, StaffCategory

__all__ = ["StaffPlanner", "check_days"]

#: Nobody works before this age: a date is wrong.
YOUNGEST = 14
_MAIN = JobKind.MAIN.value
_TITLES = {"subjects": "Предметы", "load": "Ставка", "hours": "Часов в неделю"}


def check_days(item: Item, birth: date | None, *, first: str = "since", last: str = "until") -> None:
    """An end before its beginning, work in childhood: errors of the line, unless it has one already."""
    if item.wrong:
        return
    since, until = item.values.get(first), item.values.get(last)
    if since and until and until < since:
        text = f"Заканчивается {until:%d.%m.%Y} — раньше, чем начинается {since:%d.%m.%Y}."
        item.problem("wrong-days", text, "Проверьте обе даты.", column="Работает по", value=f"{until:%d.%m.%Y}")
    if since and birth and full_years(birth, since) < YOUNGEST:
        text = f"В день начала работы человеку не было {YOUNGEST} лет."
        item.problem(
            "too-young", text, "Проверьте даты рождения и начала.", column="Работает с", value=f"{since:%d.%m.%Y}"
        )


class StaffPlanner:
    """Compares the lines of one person with their work, and plans the difference."""

    def __init__(self, brief: Brief, people: People, places: Places, words: Dictionaries, plan: Plan) -> None:
        self.brief, self.people, self.places, self.words, self.plan = brief, people, places, words, plan
        self.persons = Persons(brief, people, plan)
        self.standing = Standing(brief, people, words, plan)
        #: Lines of work that the file speaks of: they are not absent.
        self.seen: set[UUID] = set()

    def plan_group(self, group: Group) -> None:
        """All lines of one person."""
        for item in group.items:
            check_days(item, group.birth)
        good = self._without_twice([one for one in group.items if not one.wrong and one.node])
        for item in group.items:
            item.person = group.person
        if not good:
            self.see_all(group)
            return
        deeds, self.plan.deeds = self.plan.deeds, Deeds()
        self._plan_good(group, good)
        if any(one.wrong for one in good):  # found out late: nothing of this person is written
            self.plan.deeds = deeds
            self._refuse(good)
        else:
            deeds.add(self.plan.deeds)
            self.plan.deeds = deeds
        if any(one.wrong for one in group.items):
            self.see_all(group)

    def _refuse(self, good: list[Item]) -> None:
        rows = ", ".join(str(one.row) for one in good if one.wrong)
        for item in good:
            item.changes.clear()
            if not item.wrong:
                text = f"Сначала исправьте другую строку этого человека: {rows}."
                item.problem("same-person", text, "Тогда применится и эта.")

    def _plan_good(self, group: Group, good: list[Item]) -> None:
        fresh = group.person is None
        person = self.persons.plan_person(group, good)
        if group.grade == "renamed":
            text = "Похоже, сменилась фамилия: номер или имя, отчество и дата рождения те же."
            good[0].problem("renamed", text, "Если это другой человек, укажите СНИЛС.", column="Фамилия", warning=True)
        final: list[Work] = []
        works = self._by_node(person)
        for node, items in _by_node(good).items():
            final += self._plan_node(person, node, items, works.pop(node, {}))
        for rest in works.values():
            final += [version for chain in rest.values() for version in chain]
        self.standing.plan_categories(person, good)
        self.standing.plan_leaves(person, good)
        self._claims(good, final)
        for item in good:
            if fresh:
                item.verdict = LineVerdict.NEW
            elif item.verdict is not LineVerdict.NEW:
                item.verdict = LineVerdict.CHANGED if item.changes else LineVerdict.SAME

    def see_all(self, group: Group) -> None:
        """A line that cannot be read in full still says that the person is there."""
        for person in {group.person, *group.candidates} - {None}:
            self.seen |= {one.line_id for one in self.people.works.get(person, ()) if one.line_id}  # type: ignore[arg-type]

    def _by_node(self, person: UUID) -> dict[UUID, dict[UUID, list[Work]]]:
        found: dict[UUID, dict[UUID, list[Work]]] = defaultdict(lambda: defaultdict(list))
        for one in self.people.works.get(person, ()):
            if one.line_id:
                found[one.node_id][one.line_id].append(one)
        return found

    def _without_twice(self, items: list[Item]) -> list[Item]:
        """The same work named twice: once is enough where the lines are the same, else both are wrong."""
        if len(items) == 1:
            return items
        kept: list[Item] = []
        for item in items:
            same = [one for one in kept if _key(one) == _key(item) and _overlap(one, item)]
            if not same:
                kept.append(item)
            elif same[0].values == item.values:
                text = f"Повторяет строку {same[0].row}: учтена один раз."
                item.problem("twice", text, "Можно удалить.", warning=True)
            else:
                for one, other in ((item, same[0]), (same[0], item)):
                    text = f"Та же работа на те же дни, что и в строке {other.row}, а сведения разные."
                    one.problem("overlap", text, "Оставьте одну строку или исправьте даты.", column="Должность")
        return [one for one in kept if not one.wrong]

    def _plan_node(self, person: UUID, node: UUID, items: list[Item], chains: dict[UUID, list[Work]]) -> list[Work]:
        pairs: list[tuple[Item, UUID | None]] = []
        free = dict(chains)
        for item in items:
            line = self._same_work(item, free)
            if line:
                free.pop(line)
            pairs.append((item, line))
        final: list[Work] = []
        for item, line in pairs:
            if line:
                self.seen.add(line)
                final += self._compare(item, chains[line], chains)
                continue
            old = self._same_place(item, free)
            if old:
                self.seen.add(old)
                final += self._change_post(item, free.pop(old), chains)
            else:
                final.append(self._begin(person, node, item))
        rest = [version for chain in free.values() for version in chain]
        self._overlaps(items[0], [*final, *rest])
        return [*final, *rest]

    def _same_work(self, item: Item, chains: dict[UUID, list[Work]]) -> UUID | None:
        """The recorded work that the line speaks of: same post, same kind, shared days; the same beginning wins."""
        post, job, since = _post(item), _job(item), item.values.get("since")
        start = since or (None if item.values.get("until") else self.brief.as_of)
        end = after(item.values.get("until"))
        found = [
            (line, chain)
            for line, chain in chains.items()
            if chain[-1].post == post and chain[-1].job == job and _meets(chain[0].lower, chain[-1].upper, start, end)
        ]
        found.sort(key=lambda one: (one[1][0].lower != since, at(one[1], self.brief.as_of) is None))
        return found[0][0] if found else None

    def _same_place(self, item: Item, chains: dict[UUID, list[Work]]) -> UUID | None:
        """The recorded work that this line replaces: a person has one main job at an organisation; other kinds are
        replaced only where the list is full and so names all of them."""
        job, until = _job(item), item.values.get("until")
        if (until and until < self.brief.as_of) or (job != _MAIN and not self.brief.full):
            return None
        found = [
            line
            for line, chain in chains.items()
            if (true := at(chain, self.brief.as_of)) is not None and true.job == job
        ]
        return found[0] if found else None

    def _begin(self, person: UUID, node: UUID, item: Item, *, since: date | None = None) -> Work:
        values = item.values
        post = _post(item)
        work = Work(
            None,
            None,
            since or values.get("since") or self._first_day(item),
            after(values.get("until")),
            person,
            node,
            post,
            self.words.posts.get(post, StaffCategory.OTHER).value,
            _job(item),
            list(values.get("subjects") or ()),
            values.get("load"),
            values.get("hours"),
            (values.get("ended_why") or "") if values.get("until") else "",
        )
        self.plan.deeds.open(work)
        item.verdict = LineVerdict.NEW
        if person in self.people.details:
            item.change("Работа", "", f"{post}, {self.places.nodes[node].words}")
        return work

    def _first_day(self, item: Item) -> date | None:
        until = item.values.get("until")
        return None if until and until < self.brief.as_of else self.brief.as_of

    def _change_post(self, item: Item, chain: list[Work], others: dict[UUID, list[Work]]) -> list[Work]:
        """Another post from a day on: the old work ends, another begins. A post that the list says was held before the
        recorded one began is a correction of it, unless that is the day of coming to the organisation."""
        old, day = chain[-1], self.brief.as_of
        since, lower = item.values.get("since"), chain[0].lower
        if since and (lower is None or since > lower):
            day = since
        elif since and since != lower and not self._went_on(chain, since, others):
            return self._correct_post(item, chain)
        ended = finish(chain, day)
        self.plan.deeds.settle(chain, ended)
        made = self._begin(old.person_id, old.node_id, item, since=day)
        item.changes.pop()
        item.change("Должность", old.post, made.post)
        item.verdict = LineVerdict.CHANGED
        return [*ended, made]

    def _correct_post(self, item: Item, chain: list[Work]) -> list[Work]:
        post = _post(item)
        item.change("Должность", chain[-1].post, post)
        staff = self.words.posts.get(post, StaffCategory.OTHER).value
        return self._compare(item, chain, {}, everywhere(chain, post=post, staff=staff))

    def _compare(
        self, item: Item, chain: list[Work], others: dict[UUID, list[Work]], made: list[Work] | None = None
    ) -> list[Work]:
        values, made = item.values, list(made or chain)
        since, until = values.get("since"), values.get("until")
        if since and since != chain[0].lower and not self._went_on(chain, since, others):
            item.change("Работает с", chain[0].lower, since)
            made = begin(made, since)
        end = after(until)
        if end and end != chain[-1].upper:
            item.change("Работает по", _last(chain[-1].upper), until)
            made = finish(made, end, ended_why=values.get("ended_why") or made[-1].ended_why)
        elif not until and chain[-1].upper is not None and chain[-1].upper <= self.brief.as_of:
            item.change("Работает по", _last(chain[-1].upper), "работает")
            made = finish(made, None, ended_why="")
        made = self._values(item, made)
        self.plan.deeds.settle(chain, made)
        return made

    def _values(self, item: Item, made: list[Work]) -> list[Work]:
        """Subjects and load: other ones count from the day of the list; for ended work they are a correction."""
        current = at(made, self.brief.as_of) or made[-1]
        changed: dict[str, Any] = {}
        for code, title in _TITLES.items():
            value, known = item.values.get(code), getattr(current, code)
            if value is None or value in ("", ()):
                continue
            if code == "subjects":
                if set(value) == set(known):
                    continue
                value = list(value)
            elif value == known:
                continue
            changed[code] = value
            item.change(title, known, value)
        if not changed:
            return made
        ended = made[-1].upper is not None and made[-1].upper <= self.brief.as_of
        if ended:
            return [*made[:-1], made[-1]._replace(id=None, **changed)]
        return from_day(made, self.brief.as_of, **changed)

    def _went_on(self, chain: list[Work], since: date, others: dict[UUID, list[Work]]) -> bool:
        """Lists name the day of coming to the organisation; the post may have changed since: that is no difference."""
        first, job = chain[0].lower, chain[0].job
        before = [one for one in others.values() if one is not chain and one[-1].job == job]
        while first is not None and first != since:
            earlier = next((one for one in before if one[-1].upper == first), None)
            if earlier is None:
                return False
            first = earlier[0].lower
        return first == since

    def _overlaps(self, item: Item, works: Sequence[Work]) -> None:
        """One post of one kind cannot be held twice on a day: the database would refuse the whole list."""
        by_key: dict[tuple[str, str], list[Work]] = defaultdict(list)
        for one in works:
            by_key[one.post, one.job].append(one)
        for (post, _), rows in by_key.items():
            rows.sort(key=lambda one: one.lower or date.min)
            for left, right in pairwise(rows):
                if left.upper is None or (right.lower or date.min) < left.upper:
                    text = f"Работа «{post}» пересекается по дням с уже записанной."
                    item.problem("overlap", text, "Проверьте даты начала и конца.", column="Работает с")
                    return

    def _claims(self, items: list[Item], works: Iterable[Work]) -> None:
        """Two organisations call the person's work their main one: said, and shown where identity is settled."""
        day = self.brief.as_of
        main = {
            one.node_id
            for one in works
            if one.job == _MAIN and (one.lower is None or one.lower <= day) and (one.upper is None or day < one.upper)
        }
        if len(main) <= 1:
            return
        for item in items:
            if item.node in main and _job(item) == _MAIN:
                others = "; ".join(
                    self.places.nodes[one].words for one in main - {item.node} if one in self.places.nodes
                )
                text = f"Основная работа этого человека записана и здесь: {others or 'другая организация'}."
                item.problem("two-main", text, "Кто прав, решают на странице «Кто есть кто».", warning=True)


def _by_node(items: Iterable[Item]) -> dict[UUID, list[Item]]:
    found: dict[UUID, list[Item]] = defaultdict(list)
    for item in items:
        if item.node:
            found[item.node].append(item)
    return found


def _post(item: Item) -> str:
    return str(item.values.get("post") or "")


def _job(item: Item) -> str:
    return JobKind(item.values.get("job") or JobKind.MAIN).value


def _key(item: Item) -> tuple[UUID | None, str, str]:
    return item.node, _post(item), _job(item)


def _overlap(left: Item, right: Item) -> bool:
    return _meets(
        left.values.get("since"),
        after(left.values.get("until")),
        right.values.get("since"),
        after(right.values.get("until")),
    )


def _meets(start: date | None, end: date | None, other: date | None, other_end: date | None) -> bool:
    return (end is None or other is None or other < end) and (other_end is None or start is None or start < other_end)


def _last(end: date | None) -> date | None:
    return date.fromordinal(end.toordinal() - 1) if end else None
