"""A person's values leave the audit and a tombstone stays; only the privacy role can do it."""

from __future__ import annotations

from marshrut.foundation.audit import services as audit
from marshrut.foundation.audit.models import PersonalValue
from marshrut.foundation.scope.types import Role
from support.world import build_country


def test_personal_values_of_the_audit_are_erased_by_the_privacy_role_and_leave_a_tombstone(
    fresh_database: str,
) -> None:
    here = build_country("here")
    teacher = here.people[Role.TEACHER]
    audit.record(
        here.system,
        "accounts.renamed",
        target=teacher,
        person_id=teacher.pk,
        personal={"family_name": ("Ёлкина", "Берёзкина")},
    )
    assert audit.erase_person(here.system, teacher.pk, why="запрос человека") == 1
    value = PersonalValue.objects.of(here.system).get(person_id=teacher.pk)
    assert (value.before, value.after) == (None, None)
    assert value.erased_why == "запрос человека"
    assert value.entry.changed == ["family_name"], "that something changed stays on record"
