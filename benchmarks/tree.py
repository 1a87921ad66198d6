"""A count inside a territory: the ltree path against a recursive query over parents, on the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from region50k import PEOPLE, world
from shape import Row, best, promise

RECURSIVE = """
WITH RECURSIVE below AS (
  SELECT node_id FROM scope_placement WHERE node_id = %s AND upper_inf(recorded) AND valid @> %s::date
  UNION ALL
  SELECT p.node_id FROM scope_placement p JOIN below b ON p.parent_id = b.node_id
  WHERE upper_inf(p.recorded) AND p.valid @> %s::date
)
SELECT count(*) FROM accounts_account WHERE node_id IN (SELECT node_id FROM below)
"""
DAY = date(2026, 11, 1)


@promise
def counts() -> Iterator[Row]:
    """How many people of a district and of the region have an account."""
    made = world()
    from django.db import connection

    from marshrut.foundation.accounts.models import Account
    from marshrut.foundation.scope.models import Placement
    from marshrut.foundation.scope.queries import get_path

    def ltree(path: str) -> int:
        placed = Placement.objects.of(made.system).true(DAY).filter(path__under=path).values("node_id")
        return int(Account.objects.of(made.system).filter(node_id__in=placed).count())

    def recursive(node: object) -> int:
        with connection.cursor() as cursor:
            cursor.execute(RECURSIVE, [node, DAY, DAY])
            return int(cursor.fetchone()[0])

    for name, node in (("района", made.district), ("региона", made.top)):
        path = get_path(made.system, node.pk, on=DAY)
        if ltree(path) != recursive(node.pk):
            raise RuntimeError("the two ways to count differ")
        ours = 1000 * best(lambda path=path: ltree(path), 10)
        theirs = 1000 * best(lambda node=node: recursive(node.pk), 10)
        yield Row(
            f"Сколько людей {name} (из {PEOPLE})", ours, "мс", "рекурсивный запрос", theirs, promised=1.5, of_ratio=True
        )
