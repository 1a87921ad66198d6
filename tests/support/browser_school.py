"""A school in a region of the browser's server, in which the region's teacher works."""

from __future__ import annotations

from datetime import date

from marshrut.apps.registry.models import Employment, Person
from marshrut.apps.regulation.models import Order
from marshrut.foundation.scope import services as scope
from marshrut.foundation.scope.models import Node, RoleAssignment
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.scope.viewer import SystemViewer
from support.staff import Staff

__all__ = ["teachers_school"]


def teachers_school(region: str, role: str) -> tuple[SystemViewer, Node]:
    """Found or made; with work inside the region's tenant."""
    order = Order.objects.of(SystemViewer("tests")).get(region=region)
    system = SystemViewer("tests", order.tenant_id)
    held = RoleAssignment.objects.of(system).filter(role=role, account__family_name="Ёлкина")
    teacher = held.latest("id").account
    school = Node.objects.of(system).filter(name="Берёзовская школа").first()
    if school is None:
        district = Node.objects.of(system).filter(kind=NodeKind.MUNICIPALITY.value).earliest("name")
        since = date(2020, 9, 1)
        kind = NodeKind.ORGANISATION
        school = scope.add_node(system, kind=kind, name="Берёзовская школа", parent_id=district.pk, since=since)
        staff = Staff.of(system)
        staff.organisation(school)
        staff.work(staff.person("Ёлкина Анна Сергеевна"), school, subjects=["Математика"])
        staff.hire("Рябинин Пётр Ильич", school, subjects=["История"])
    here = Employment.objects.of(system).filter(node=school).values("person_id")
    person = Person.objects.of(system).filter(pk__in=here, details__family_name="Ёлкина").earliest("pk")
    if person.account_id != teacher.pk:  # another story may have seated somebody of its own
        Person.objects.of(system).filter(account=teacher).update(account=None)
        person.account = teacher
        person.save(update_fields=["account"])
    return system, school
