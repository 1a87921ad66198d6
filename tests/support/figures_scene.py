"""A municipality with two schools, teachers and their documents, under a loaded order of the product's own regions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from marshrut.apps.programmes.models import Completion
from marshrut.apps.programmes.rules import number_key
from marshrut.foundation.accounts.queries import find_viewer
from marshrut.foundation.accounts.rules import PastedName
from marshrut.foundation.accounts.services import add_people
from marshrut.foundation.scope import services as scope
from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.types import NodeKind, Role
from marshrut.foundation.scope.viewer import SystemViewer, Viewer
from support.staff import LONG_AGO, Staff

__all__ = ["COUNTED", "REGION", "FiguresScene", "build_figures"]

#: The region, and its indicator «освоили программы реестра по диагностике»: a document with two marks.
REGION, COUNTED = "smolensk", "SMO-IND-06"
TEACHERS = ("Ольхина Майя", "Ракитин Пётр", "Калинина Зоя", "Тополев Илья")
OTHERS = ("Кленова Ия", "Яблонев Олег")
_FEDERAL = {"in_register": "yes"}
_CHOSEN = {"chosen_for": [{"competency": "feedback", "origin": "centre"}]}


@dataclass
class FiguresScene:
    """Places, people and who looks."""

    system: SystemViewer
    staff: Staff
    top: Node
    district: Node
    school: Node
    other: Node
    people: list[Any]
    others: list[Any]

    def document(self, person: Any, node: Node, on: date, **more: Any) -> Completion:
        """A document about learning; without marks it counts for nothing here."""
        number = str(Completion.objects.of(self.system).count() + 1)
        told = {
            "title": "Оценивание для учения", "kind": "upskilling", "hours": 36, "in_register": "no",
            "document": "certificate", "number": number, "number_key": number_key(number, "x"),
        } | more  # fmt: skip
        row = Completion(tenant_id=self.system.tenant_id, person=person, node=node, on=on, **told)
        row.save(force_insert=True)
        return row

    def counted(self, person: Any, node: Node, on: date) -> Completion:
        """A document that the indicator counts."""
        return self.document(person, node, on, **_FEDERAL, **_CHOSEN)

    def nearly(self, person: Any, node: Node, on: date) -> Completion:
        """One condition is missing: the programme was not chosen by a diagnosis."""
        return self.document(person, node, on, **_FEDERAL)

    def account(self, name: str, role: Role, node: Node) -> Any:
        """Somebody who signs in, in this role at this place."""
        family, given = name.split()
        account = add_people(
            self.system, [PastedName(1, family, given, "")], role=role, node_id=node.pk, on=timezone.localdate()
        )[0]
        account.activated_at = timezone.now()
        account.save(update_fields=["activated_at"])
        return account

    def viewer(self, name: str, role: Role, node: Node) -> Viewer:
        """Who looks."""
        found = find_viewer(self.account(name, role, node), None)
        assert found is not None
        return found


def build_figures(system: SystemViewer, top: Node, *, prefix: str = "Сосновый") -> FiguresScene:
    """Four teachers here, two there; two of ours are counted, one nearly, one of the others is."""
    staff, today = Staff.of(system), timezone.localdate()

    def place(kind: NodeKind, name: str, parent: Node) -> Node:
        return scope.add_node(system, kind=kind, name=name, parent_id=parent.pk, since=LONG_AGO)

    district = place(NodeKind.MUNICIPALITY, f"{prefix} округ", top)
    school = place(NodeKind.ORGANISATION, f"{prefix} лицей", district)
    other = place(NodeKind.ORGANISATION, f"{prefix} школа у реки", district)
    for node in (school, other):
        staff.organisation(node)
    people = [staff.hire(name, school) for name in TEACHERS]
    others = [staff.hire(name, other) for name in OTHERS]
    made = FiguresScene(system, staff, top, district, school, other, people, others)
    day = max(date(today.year, 1, 1), today - timedelta(days=40))
    made.counted(people[0], school, day)
    made.counted(people[1], school, day)
    made.nearly(people[2], school, day)
    made.counted(others[0], other, day)
    return made
