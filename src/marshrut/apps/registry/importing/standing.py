"""What a list of staff says besides work: qualification categories and leaves."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.importing.facts import Away, Category
from marshrut.apps.registry.importing.plan import Brief, Item, Plan
from marshrut.apps.registry.importing.recorded import People
from marshrut.apps.registry.importing.versions import after, at, begin, finish

__all__ = ["Standing"]

#: Of these one holds one at a time: the higher takes the place of the lower. The others stand beside them.
_LADDER = frozenset({"first", "highest", "fit"})


class Standing:
    """Plans categories and leaves of one person."""

    def __init__(self, brief: Brief, people: People, words: Dictionaries, plan: Plan) -> None:
        self.brief, self.people, self.words, self.plan = brief, people, words, plan

    def plan_categories(self, person: UUID, items: list[Item]) -> None:
        """A category is the person's; where lines name several, each counts for its own post."""
        said = [one for one in items if one.values.get("category") is not None]
        if not said:
            return
        several = len({one.values["category"] for one in said}) > 1
        recorded = list(self.people.categories.get(person, ()))
        done: set[tuple[str, str]] = set()
        held_for = {_post(one) for one in said if one.values["category"]}
        for item in said:
            code = item.values["category"]
            post = _post(item) if several else ""
            if (code, post) in done or (several and not code and post in held_for):
                continue  # two lines of one post: the one that names a category counts
            done.add((code, post))
            mine = [one for one in recorded if not several or one.post in ("", post)]
            codes = {one.values["category"] for one in said}  # what another line says is held is not lost by this one
            ladder = [one for one in mine if one.code in _LADDER and (one.post == post != "" or one.code not in codes)]
            if code:
                ladder = self._hold(person, item, code, post, mine, ladder)
            else:
                self._lose(item, ladder, "")
            recorded = [one for one in recorded if one not in ladder]  # what one line ended no other line ends again

    def _hold(
        self, person: UUID, item: Item, code: str, post: str, recorded: list[Category], ladder: list[Category]
    ) -> list[Category]:
        """Held already or from now on; returns what of the ladder it took the place of."""
        since = item.values.get("category_since")
        day = since or self.brief.as_of
        current = [one for one in recorded if one.code == code and at([one], max(day, self.brief.as_of))]
        if current:
            held = current[-1]
            if since and since != held.awarded_on:
                item.change("Категория присвоена", held.awarded_on, since)
                lower = None if held.lower is None else since
                made = [one._replace(awarded_on=since) for one in begin([held], lower)]
                self.plan.deeds.settle([held], made)
                return [held]
            return []
        if code in _LADDER:
            self._lose(item, ladder, self.words.categories.get(code, code))
        elif person in self.people.details:
            item.change("Категория", "", self.words.categories.get(code, code))
        self.plan.deeds.open(Category(None, None, day, None, person, code, post, since, ""))
        return ladder if code in _LADDER else []

    def _lose(self, item: Item, recorded: list[Category], instead: str) -> None:
        """Held until the day of the list (or of the new category), no longer."""
        day = (instead and item.values.get("category_since")) or self.brief.as_of
        lost = [one for one in recorded if one.upper is None or one.upper > day]
        before = ", ".join(self.words.categories.get(one.code, one.code) for one in lost)
        if before or (instead and item.person):
            item.change("Категория", before, instead or "нет")
        for one in lost:
            self.plan.deeds.settle([one], finish([one], day))

    def plan_leaves(self, person: UUID, items: list[Item]) -> None:
        """A leave belongs to the person at an organisation, whatever number of posts they have there."""
        by_node: dict[UUID, list[Item]] = defaultdict(list)
        for item in items:
            if item.node and item.values.get("leave") is not None:
                by_node[item.node].append(item)
        for node, said in by_node.items():
            recorded = [one for one in self.people.aways.get(person, ()) if one.node_id == node]
            self._leave(person, node, said[0], recorded)

    def _leave(self, person: UUID, node: UUID, item: Item, recorded: list[Away]) -> None:
        kind, values, day = item.values["leave"], item.values, self.brief.as_of
        since, end = values.get("leave_from"), after(values.get("leave_until"))
        if since and end and end <= since:
            item.problem("leave-ends-before", "Отпуск заканчивается раньше, чем начинается.", "Проверьте обе даты.")
            return
        current = [one for one in recorded if one.upper is None or one.upper > (since or day)]
        held = next((one for one in current if one.kind == kind and _reaches(one, end)), None)
        if kind and held:
            self._same_leave(item, held, values)
            return
        for one in current:
            item.change("Отпуск", self._words(one.kind), self._words(kind) if kind else "нет")
            self.plan.deeds.settle([one], finish([one], since or day))
        if kind:
            if not current and person in self.people.details:
                item.change("Отпуск", "", self._words(kind))
            self.plan.deeds.open(Away(None, None, since or day, end, person, node, kind))

    def _same_leave(self, item: Item, held: Away, values: dict[str, object]) -> None:
        since, until = values.get("leave_from"), values.get("leave_until")
        end, made = after(item.values.get("leave_until")), [held]
        if since and since != held.lower:
            item.change("Отпуск с", held.lower, since)
            made = begin(made, item.values.get("leave_from"))
        if until and end != held.upper:
            item.change("Отпуск по", "", until)
            made = finish(made, end)
        self.plan.deeds.settle([held], made)

    def _words(self, kind: str) -> str:
        found = self.words.leave_kinds.get(kind)
        return found.name if found else kind


def _post(item: Item) -> str:
    return str(item.values.get("post") or "")


def _reaches(leave: Away, end: object) -> bool:
    return end is None or leave.lower is None or leave.lower < end  # type: ignore[operator]
