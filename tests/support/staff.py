"""Invented people at work, written straight through the ledger: for tests that begin with a staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from marshrut.apps.registry.ledger import ChangeSet, open_change, open_row
from marshrut.apps.registry.models import Employment, OrganisationDetails, Person, PersonDetails, PersonKey
from marshrut.apps.registry.services import import_work, imports
from marshrut.apps.registry.types import Completeness, ImportKind, JobKind, KeyScheme, StaffCategory
from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["Staff", "send_list"]

LONG_AGO = date(2020, 9, 1)


def send_list(viewer: AnyViewer, node: Node, *rows: str, on: date) -> Any:
    """A list of staff, as text with separators, sent and checked; its headings are ours."""
    text = "\n".join(("Фамилия;Имя;Отчество;Организация;Должность", *rows))
    row = imports.send_list(
        viewer,
        BytesIO(text.encode()),
        name="список.csv",
        kind=ImportKind.STAFF,
        node_id=node.pk,
        completeness=Completeness.ADDITION,
        as_of=on,
        on=on,
    )
    import_work.check_list(SystemViewer("tests", row.tenant_id), row.pk)
    return row


@dataclass
class Staff:
    """Writes organisations and people of one operator under one change set."""

    system: SystemViewer
    change: ChangeSet

    @classmethod
    def of(cls, system: SystemViewer) -> Staff:
        """A new change set to write under."""
        return cls(system, open_change(system, "test", title="Проверочные люди"))

    def organisation(self, node: Node, *, kind: str = "school", since: date = LONG_AGO, **more: Any) -> Any:
        """Details of a place that stands in the tree already."""
        name = more.pop("name", node.name)
        return open_row(OrganisationDetails, self.change, node=node, kind=kind, name=name, valid=period(since), **more)

    def person(
        self, name: str, *, birth: date | None = None, snils: str = "", since: date = LONG_AGO, **more: Any
    ) -> Any:
        """Somebody with a name, not at work yet."""
        family, given, *rest = name.split()
        person = Person(tenant_id=self.change.tenant_id, opened_by=self.change)
        person.save(force_insert=True)
        open_row(
            PersonDetails,
            self.change,
            person=person,
            family_name=family,
            given_name=given,
            patronymic=" ".join(rest),
            birth_date=birth,
            valid=period(since),
            **more,
        )
        if snils:
            scheme = KeyScheme.SNILS.value
            open_row(PersonKey, self.change, person=person, scheme=scheme, value=snils, valid=period(since))
        return person

    def work(
        self,
        person: Any,
        node: Node,
        *,
        post: str = "учитель",
        job: JobKind = JobKind.MAIN,
        since: date = LONG_AGO,
        until: date | None = None,
        **more: Any,
    ) -> Any:
        """The person works there."""
        staff = more.pop("staff", StaffCategory.TEACHING).value
        valid = period(since, until)
        return open_row(
            Employment,
            self.change,
            person=person,
            node=node,
            post=post,
            staff=staff,
            job=job.value,
            valid=valid,
            **more,
        )

    def hire(self, name: str, node: Node, **more: Any) -> Any:
        """A person with a job: `person` and `work` in one."""
        known = {key: more.pop(key) for key in ("birth", "snils", "teaching_since") if key in more}
        person = self.person(name, **known)
        self.work(person, node, **more)
        return person
