"""A person of the list gets a way in: a new access, or one that is theirs already, joined by explicit choice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from marshrut.apps.registry import access, rules
from marshrut.apps.registry.models import Employment, Person, PersonDetails
from marshrut.apps.registry.types import JobKind
from marshrut.cores.kernel import refuse
from marshrut.foundation.accounts import access as accounts_access
from marshrut.foundation.accounts import services as accounts
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.accounts.rules import PastedName
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["give_access", "link_account", "unlink_account"]


@transaction.atomic
def give_access(viewer: AnyViewer, person_ids: Iterable[UUID], *, on: date) -> list[Account]:
    """Accounts for these people of the viewer's place, at the place of their main work. All or none.

    Who has an access is left out, so that a second press gives nobody a second one.
    """
    rows = Person.objects.of(viewer).select_for_update(no_key=True).filter(pk__in=set(person_ids), withdrawn_by=None)
    people = {one.pk: one for one in rows.filter(merged_into=None, account=None).order_by("pk")}
    seats = _seats(viewer, people, on)
    details = PersonDetails.objects.of(viewer).true(on).filter(person_id__in=seats).order_by("sort_name")
    by_place: dict[UUID, list[PersonDetails]] = defaultdict(list)
    for one in details:
        by_place[seats[one.person_id]].append(one)
    made: list[Account] = []
    for node_id, named in by_place.items():
        access.may_edit_at(viewer, node_id, on=on).require()
        names = [
            PastedName(line, one.family_name, one.given_name, one.patronymic) for line, one in enumerate(named, start=1)
        ]
        # namesakes: who is who was decided by the list, not by the name
        new = accounts.add_people(viewer, names, role=Role.TEACHER, node_id=node_id, on=on, namesakes=True)
        for one, account in zip(named, new, strict=True):
            _join(viewer, people[one.person_id], account)
        made += new
    return made


def _seats(viewer: AnyViewer, people: Iterable[UUID], on: date) -> dict[UUID, UUID]:
    """Person → where their access is kept: the main work within the viewer's place, else any work there."""
    work = Employment.objects.of(viewer).true(on).filter(person_id__in=list(people))
    work = work.filter(node_id__in=access.nodes_of(viewer, on=on))
    found: dict[UUID, UUID] = {}
    for row in sorted(work, key=lambda one: (one.job != JobKind.MAIN, one.valid.lower or date.min)):
        found.setdefault(row.person_id, row.node_id)
    return found


def _join(viewer: AnyViewer, person: Person, account: Account) -> None:
    person.account = account
    person.save(update_fields=["account"])
    audit.record(viewer, "registry.access-joined", target=person, person_id=account.pk)


@transaction.atomic
def link_account(viewer: AnyViewer, person_id: UUID, account_id: UUID, *, on: date) -> Person:
    """This access is that person's: said by whoever hands out accesses and keeps the list (REGISTRY-34)."""
    rows = Person.objects.of(viewer).select_for_update(no_key=True)
    person: Person = rows.get(pk=person_id, withdrawn_by=None, merged_into=None)
    account: Account = Account.objects.of(viewer).select_for_update(no_key=True).get(pk=account_id, is_active=True)
    access.may_edit_person(viewer, person, on=on).require()
    rules.may_link_account(
        taken=Person.objects.of(viewer).filter(account=account).exists(),
        has_one=person.account_id is not None,
        handles=accounts_access.may_handle(viewer, account, on=on),
    ).require()
    _join(viewer, person, account)
    return person


@transaction.atomic
def unlink_account(viewer: AnyViewer, person_id: UUID, *, on: date) -> Person:
    """The access was joined to the wrong person: from now on it is nobody's of the list."""
    rows = Person.objects.of(viewer).select_for_update(of=("self",), no_key=True).select_related("account")
    person: Person = rows.get(pk=person_id)
    if person.account is None:
        refuse("REGISTRY-34", "У человека нет входа: отделять нечего.").require()
        return person
    access.may_edit_person(viewer, person, on=on).require()
    accounts_access.may_handle(viewer, person.account, on=on).require()
    account_id = person.account_id
    person.account = None
    person.save(update_fields=["account"])
    audit.record(viewer, "registry.access-parted", target=person, person_id=account_id)
    return person
