"""A route as words on paper, whole or as a copy of days and hours; the register; approved routes that want an order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from marshrut.apps.competencies import queries as competencies
from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation.queries import RouteRules, SectionSaid, route_rules
from marshrut.apps.routes import access, rules
from marshrut.apps.routes.models import ApprovalOrder, PrintTemplate, Route, RouteStep, Wishes
from marshrut.apps.routes.queries.dressing import ShownStep
from marshrut.apps.routes.queries.pages import RoutePage, get_page
from marshrut.apps.routes.types import Reach, RouteState, StepKind
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, Viewer
from marshrut.foundation.ui.formats import day, number

__all__ = [
    "COPY",
    "REGISTER",
    "Paper",
    "find_template",
    "get_order",
    "get_paper",
    "list_orders",
    "list_unordered",
    "order_rows",
    "register_in_parts",
    "register_lines",
    "register_rows",
    "waiting_for_order",
]

#: Sections that a copy for the head has: nothing in them tells what diagnostics said.
COPY = ("steps", "tempo", "time", "mix")
REGISTER = (
    "Номер", "Кто", "Должность", "Организация", "Учебный год", "Состояние", "Основание", "Диагностика", "Сопровождает",
    "Составлен", "Утверждён", "Приказ", "Шагов", "Часов", "Пройдено часов", "Кем составлен",
)  # fmt: skip
_MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
PART = 1000
_IN_FORCE = [one.value for one in (RouteState.APPROVED, RouteState.RUNNING)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Everything a printed route says: named fields, steps, sections with their words."""

    route: Route
    title: str
    note: str
    copy: bool
    fields: Mapping[str, str]
    steps: Sequence[Mapping[str, str]]
    sections: Sequence[tuple[SectionSaid, str]]
    signatures: Sequence[tuple[str, str, str]]
    decision: Decision


def get_paper(viewer: Viewer, route_id: UUID, *, on: date, copy: bool = False) -> Paper:
    """The paper that the viewer may have. Raises Route.DoesNotExist for who may not know of the route."""
    page = get_page(viewer, route_id, on=on)
    decision = rules.may_print(opens=page.opened and not copy, lists=True)
    decision.require()
    said = route_rules(viewer, on=on)
    short = copy or not page.opened
    made = _Words(viewer, page, said, on, opened=not short)
    kept = [one for one in said.sections if not short or one.made_of in COPY]
    sections = [(one, made.section(one)) for one in kept]
    fields = {one.code: words for one, words in sections} | made.heads()
    signatures = [(one.who, one.words, fields.get(f"{one.who}_signs", "")) for one in said.printed.signatures]
    return Paper(
        route=page.route,
        title=said.printed.copy_title if short else said.printed.title,
        note=said.printed.copy_note if short else "",
        copy=short,
        fields=fields,
        steps=[made.step(at, one) for at, one in enumerate(page.steps, 1)],
        sections=sections,
        signatures=signatures,
        decision=decision,
    )


class _Words:
    """One route in words."""

    def __init__(self, viewer: Viewer, page: RoutePage, said: RouteRules, on: date, *, opened: bool) -> None:
        self.viewer, self.page, self.said, self.on, self.opened = viewer, page, said, on, opened

    def heads(self) -> dict[str, str]:
        """Fields that are no section."""
        page, route = self.page, self.page.route
        order = route.approval_order
        companion = registry.names_of(self.viewer, [route.companion_id], on=self.on) if route.companion_id else {}
        name = next(iter(companion.values()), "")
        return {
            "name": page.name,
            "post": page.post,
            "place": page.place,
            "year": page.year,
            "state": page.state.title.capitalize(),
            "number": f"№ {route.number}" if route.number else "",
            "companion": f"Сопровождает: {name}" if name else "",
            "approver": route.approver,
            "approved_on": day(route.approved_on) if route.approved_on else "",
            "order": f"приказ от {day(order.on)} № {order.number}" if order else "",
            "hours": number(page.planned),
            "person_signs": page.name,
            "companion_signs": name,
            "approver_signs": route.approver,
            "head_signs": "",
        }

    def step(self, at: int, one: ShownStep) -> dict[str, str]:
        """One row of the table."""
        title = one.title
        if not self.opened and one.kind not in rules.FORMAL:
            title = one.kind.title.capitalize()
        return {
            "step.number": str(at),
            "step.title": title,
            "step.kind": one.kind.title,
            "step.days": f"{one.starts:%d.%m.%Y}–{one.ends:%d.%m.%Y}",
            "step.hours": number(one.hours),
            "step.mix": one.formality,
            "step.place": one.place,
            "step.serves": ", ".join(title for _, title in one.serves) if self.opened else "",
            "step.done": one.state.title if one.state in {"done", "missed"} else "",
        }

    def section(self, one: SectionSaid) -> str:
        """The words of a section."""
        if one.made_of == "steps":
            return ""
        made: dict[str, Callable[[], str]] = {
            "deficits": self._deficits,
            "goals": lambda: "; ".join(title for _, title in self.page.goals),
            "content": self._content,
            "forms": lambda: self._ways("form"),
            "technologies": lambda: self._ways("technology"),
            "tempo": self._tempo,
            "time": lambda: f"{number(self.page.planned)} ч за учебный год {self.page.year}",
            "mix": self._mix,
            "resources": self._resources,
            "conditions": self._conditions,
            "possibilities": self._possibilities,
            "unserved": self._unserved,
        }
        said = made[one.made_of]() if one.made_of in made else ""
        return said or "________________________________________"

    def _unserved(self) -> str:
        return "; ".join(f"{title}: {why}" for title, why in self.page.unserved) or "всё закрыто хотя бы наполовину"

    def _deficits(self) -> str:
        rows = [f"{row['title']} — {row['words']}" for row in self.page.basis]
        route = self.page.route
        if not rows:
            return route.without_basis_why
        origin = framework(self.viewer, self.on).origins.get(route.diagnosed_origin)
        where = f" ({origin.name})" if origin else ""
        when = f"Диагностика {day(route.diagnosed_on)}{where}: " if route.diagnosed_on else ""
        return when + "; ".join(rows)

    def _content(self) -> str:
        return "; ".join(dict.fromkeys(title for one in self.page.steps for _, title in one.serves))

    def _ways(self, which: str) -> str:
        kinds = dict.fromkeys(one.kind.value for one in self.page.steps)
        ways = [self.said.ways[kind] for kind in kinds if kind in self.said.ways]
        return "; ".join(dict.fromkeys(one.form if which == "form" else one.technology for one in ways))

    def _tempo(self) -> str:
        months: dict[tuple[int, int], Decimal] = {}
        for one in self.page.steps:
            key = (one.starts.year, one.starts.month)
            months[key] = months.get(key, Decimal(0)) + one.hours
        return ", ".join(
            f"{_MONTHS[month - 1]} {year}: {number(hours)} ч" for (year, month), hours in sorted(months.items())
        )

    def _mix(self) -> str:
        hours: dict[str, Decimal] = {}
        for one in self.page.steps:
            hours[one.formality] = hours.get(one.formality, Decimal(0)) + one.hours
        return ", ".join(f"{title} {number(value)} ч" for title, value in hours.items())

    def _resources(self) -> str:
        wishes = Wishes.objects.of(self.viewer).filter(person_id=self.page.route.person_id).first()
        found = competencies.portrait(self.viewer, self.page.route.person_id, on=self.on).findings
        strong = [one.entry.title for one in found if one.standing.value == "strong"]
        said = [f"сильные стороны: {', '.join(strong)}"] if strong else []
        hours = (wishes.hours if wishes and wishes.hours else None) or self.said.whole("hours_a_year")
        said.append(f"до {hours} ч в год")
        if wishes and wishes.reach:
            said.append(Reach(wishes.reach).title)
        return "; ".join(said)

    def _conditions(self) -> str:
        said = [f"{self.page.place}, {self.page.post}"]
        if self.page.companions:
            said.append(f"сопровождает {', '.join(self.page.companions)}")
        let_go = sum(one.release.value == "agreed" for one in self.page.steps)
        asked = sum(one.release.value != "not_asked" for one in self.page.steps)
        if asked:
            said.append(f"шагов, для которых нужно согласие руководителя: {asked}, согласовано: {let_go}")
        return "; ".join(said)

    def _possibilities(self) -> str:
        formal = [one.title for one in self.page.steps if one.kind in {StepKind.COURSE, StepKind.INTERNSHIP}]
        return "; ".join(dict.fromkeys(formal)) or "в этом маршруте программ нет: шаги рядом с уроками"


def find_template(viewer: AnyViewer) -> PrintTemplate | None:
    """The region's own form of the printed route; None: the product's."""
    return PrintTemplate.objects.of(viewer).select_related("file").order_by("-kept_at").filter(dropped_at=None).first()


def register_rows(viewer: Viewer, *, year: int, on: date) -> QuerySet[Route, Any]:
    """Routes of a school year that the viewer may list."""
    rows = Route.objects.of(viewer).filter(access.visible(viewer, Right.LIST, on=on), year=year)
    return rows.select_related("approval_order", "node").order_by("node__name", "made_on", "pk")


def register_in_parts(viewer: Viewer, rows: QuerySet[Route, Any], *, on: date) -> Iterator[Sequence[object]]:
    """All lines, read and dressed a part at a time: a region's register never stands in memory whole."""
    part: list[Route] = []
    for row in rows.iterator(chunk_size=PART):
        part.append(row)
        if len(part) == PART:
            yield from register_lines(viewer, part, on=on)
            part = []
    yield from register_lines(viewer, part, on=on)


def register_lines(viewer: Viewer, part: Iterable[Route], *, on: date) -> Iterator[Sequence[object]]:
    """Lines of the register for some routes: who, on which ground, when, how far; nothing of what is weak."""
    rows = list(part)
    people = {row.person_id for row in rows} | {row.companion_id for row in rows if row.companion_id}
    names, jobs = registry.names_of(viewer, people, on=on), registry.jobs_by(viewer, people, on=on)
    steps = _hours(viewer, [row.pk for row in rows])
    origins, said = framework(viewer, on).origins, route_rules(viewer, on=on)
    for row in rows:
        mine = jobs.get(row.person_id, [])
        origin = origins.get(row.diagnosed_origin)
        count, planned, done = steps.get(row.pk, (0, Decimal(0), Decimal(0)))
        order = row.approval_order
        yield (
            row.number,
            names.get(row.person_id, ""),
            ", ".join(dict.fromkeys(job.post for job in mine)),
            row.node.name,
            said.school_year(row.year).title,
            row.route_state.title,
            "по диагностике" if row.diagnosed_on else row.without_basis_why,
            f"{day(row.diagnosed_on)}, {origin.name if origin else row.diagnosed_origin}" if row.diagnosed_on else "",
            names.get(row.companion_id, "") if row.companion_id else "",
            row.made_on,
            row.approved_on,
            f"№ {order.number} от {day(order.on)}" if order else "",
            count,
            planned,
            done,
            row.maker_name or row.get_origin_display(),
        )


def _hours(viewer: AnyViewer, routes: Sequence[UUID]) -> dict[UUID, tuple[int, Decimal, Decimal]]:
    found: dict[UUID, tuple[int, Decimal, Decimal]] = {}
    rows = RouteStep.objects.of(viewer).filter(route_id__in=routes).exclude(state__in=("refused", "removed"))
    for route, state, hours, counted in rows.order_by().values_list("route_id", "state", "hours", "counted"):
        count, planned, done = found.get(route, (0, Decimal(0), Decimal(0)))
        gone = state == "missed"
        found[route] = (
            count + 1,
            planned + (Decimal(0) if gone else hours),
            done + ((counted or Decimal(0)) if state == "done" else Decimal(0)),
        )
    return found


def list_unordered(viewer: Viewer, *, on: date) -> QuerySet[Route, Any]:
    """Approved routes that stand under no order, within the viewer's list."""
    mine = Q(state__in=_IN_FORCE, approval_order=None, approved_on__isnull=False)
    rows = Route.objects.of(viewer).filter(access.visible(viewer, Right.LIST, on=on), mine)
    return rows.select_related("node").order_by("node__name", "approved_on", "pk")


def waiting_for_order(viewer: Viewer, *, on: date, most: int = 500) -> list[tuple[UUID, str]]:
    """The same for a list to choose from: whose and where."""
    rows = list(list_unordered(viewer, on=on)[:most])
    names = registry.names_of(viewer, {row.person_id for row in rows}, on=on)
    return [(row.pk, f"{names.get(row.person_id, '')}, {row.node.name}") for row in rows]


def list_orders(viewer: Viewer) -> QuerySet[ApprovalOrder, Any]:
    """Orders of the viewer's place."""
    return ApprovalOrder.objects.of(viewer).filter(node_id=viewer.node_id).order_by("-on", "-number")


def get_order(viewer: Viewer, order_id: UUID) -> ApprovalOrder:
    """Raises ApprovalOrder.DoesNotExist for an order of somebody else's place."""
    row: ApprovalOrder = list_orders(viewer).get(pk=order_id)
    return row


def order_rows(viewer: Viewer, order: ApprovalOrder, *, on: date) -> list[tuple[str, ...]]:
    """The list of an order, in words."""
    rows = list(
        Route.objects.of(viewer)
        .filter(access.visible(viewer, Right.LIST, on=on), approval_order=order)
        .select_related("node", "approval_order")
        .order_by("node__name", "pk")
    )
    lines = register_lines(viewer, rows, on=on)
    return [
        (str(at), str(one[1]), str(one[2]), str(one[3]), str(one[4]), number(one[13]), str(one[8]))  # type: ignore[arg-type]
        for at, one in enumerate(lines, 1)
    ]
