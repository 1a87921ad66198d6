"""What is recorded of people now, read with one statement a table: all of a tenant, or those a short list may mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from marshrut.apps.registry.importing.facts import (
    TABLES,
    Away,
    Category,
    Details,
    Key,
    Role,
    Work,
    columns,
    true_on,
)
from marshrut.apps.registry.types import KeyScheme

__all__ = ["SHORT", "People", "family_key", "read_people", "rows_of", "tidy"]

#: A list of so many lines is compared with the people it may mean, a longer one with everybody.
SHORT = 2000
T = TypeVar("T", Details, Key, Work, Away, Category, Role)


@lru_cache(maxsize=1 << 16)
def tidy(text: str) -> str:
    """Small letters, ё as е, single spaces: how names are compared."""
    return " ".join(text.lower().replace("ё", "е").split())


def family_key(family: str, given: str) -> str:
    """Фамилия имя: people are looked up by it, patronymics are compared apart, because lists leave them out."""
    return tidy(f"{family} {given}")


def rows_of(kind: type[Any], tenant_id: UUID, *, owner: str = "", ids: Collection[UUID] | None = None) -> list[Any]:
    """Standing versions of a table as tuples; narrowed to `ids` of the column `owner`."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(one) for one in columns(kind))
    table = quote(TABLES[kind]._meta.db_table)
    where = "tenant_id = %s AND upper_inf(recorded)"
    params: list[Any] = [tenant_id]
    if ids is not None:
        where += f" AND {quote(owner)} = ANY(%s)"
        params.append(list(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, line_id, lower(valid), upper(valid), {names} FROM {table} WHERE {where} ORDER BY lower(valid)",  # noqa: S608
            params,
        )
        make = kind._make
        return [make(row) for row in cursor.fetchall()]


class People:
    """Everything recorded of people, by person, and the ways to find one."""

    def __init__(self, tenant_id: UUID, ids: Collection[UUID] | None = None) -> None:
        self.details: dict[UUID, list[Details]] = self._by_person(Details, tenant_id, ids)
        self.keys: dict[UUID, list[Key]] = self._by_person(Key, tenant_id, ids)
        self.works: dict[UUID, list[Work]] = self._by_person(Work, tenant_id, ids)
        self.aways: dict[UUID, list[Away]] = self._by_person(Away, tenant_id, ids)
        self.categories: dict[UUID, list[Category]] = self._by_person(Category, tenant_id, ids)
        self.roles: dict[UUID, list[Role]] = self._by_person(Role, tenant_id, ids)
        self.by_number = {
            (key.scheme, key.value): person for person, keys in self.keys.items() for key in keys if not key.system
        }
        #: Numbers within an organisation that hold now.
        self.by_personnel = {
            (UUID(key.system), key.value): person
            for person, keys in self.keys.items()
            for key in keys
            if key.scheme == KeyScheme.PERSONNEL and key.upper is None
        }
        self.by_name: dict[str, set[UUID]] = defaultdict(set)
        for person, versions in self.details.items():
            for one in versions:
                self.by_name[family_key(one.family_name, one.given_name)].add(person)
        self._by_given: dict[tuple[str, date], set[UUID]] | None = None

    @staticmethod
    def _by_person(kind: type[T], tenant_id: UUID, ids: Collection[UUID] | None) -> dict[UUID, list[T]]:
        found: dict[UUID, list[T]] = defaultdict(list)
        for row in rows_of(kind, tenant_id, owner="person_id", ids=ids):
            found[row.person_id].append(row)
        return found

    def by_given(self, given: str, birth: date) -> set[UUID]:
        """People with this «имя отчество» and birth date, whatever the surname; the index is made when first asked."""
        if self._by_given is None:
            self._by_given = defaultdict(set)
            for person, versions in self.details.items():
                for one in versions:
                    if one.birth_date and one.patronymic:
                        key = (tidy(f"{one.given_name} {one.patronymic}"), one.birth_date)
                        self._by_given[key].add(person)
        return self._by_given.get((given, birth), set())

    def current(self, person: UUID, day: date) -> Details | None:
        """Name and dates on that day; where nothing is said of the day, the latest that is."""
        versions = self.details.get(person, [])
        found = true_on(versions, day) or versions[-1:]
        return found[-1] if found else None  # type: ignore[return-value]

    def snils(self, person: UUID) -> str:
        """The СНИЛС, or nothing."""
        return next((one.value for one in self.keys.get(person, ()) if one.scheme == KeyScheme.SNILS), "")

    def works_of(self, person: UUID, node: UUID) -> list[Work]:
        """What they did and do at this organisation."""
        return [one for one in self.works.get(person, ()) if one.node_id == node]

    def works_at(self, person: UUID, nodes: Collection[UUID]) -> bool:
        """Whether they ever worked or held a role at one of these places."""
        if any(one.node_id in nodes for one in self.works.get(person, ())):
            return True
        return any(one.node_id in nodes for one in self.roles.get(person, ()))


def read_people(tenant_id: UUID, lines: Iterable[dict[str, Any]], count: int, nodes: Collection[UUID]) -> People:
    """The people that a list may mean: everybody for a long one."""
    if count > SHORT:
        return People(tenant_id)
    numbers, names = set(), set()
    for values in lines:
        numbers |= {values.get("snils") or "", values.get("code") or "", values.get("personnel") or ""}
        names.add(family_key(values.get("family_name") or "", values.get("given_name") or ""))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM registry_personkey WHERE tenant_id = %s AND upper_inf(recorded) AND value = ANY(%s)"
            " UNION SELECT person_id FROM registry_persondetails WHERE tenant_id = %s AND upper_inf(recorded)"
            " AND replace(lower(family_name || ' ' || given_name), 'ё', 'е') = ANY(%s)"
            " UNION SELECT person_id FROM registry_employment WHERE tenant_id = %s AND upper_inf(recorded)"
            " AND node_id = ANY(%s)"
            " UNION SELECT person_id FROM registry_staffrole WHERE tenant_id = %s AND upper_inf(recorded)"
            " AND node_id = ANY(%s)",
            [
                tenant_id,
                list(numbers - {""}),
                tenant_id,
                list(names),
                tenant_id,
                list(nodes),
                tenant_id,
                list(nodes),
            ],
        )
        return People(tenant_id, [row[0] for row in cursor.fetchall()])
