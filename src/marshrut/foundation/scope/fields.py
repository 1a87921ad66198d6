"""PostgreSQL's `ltree` as a Django field, with the two lookups a tree of places needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Lookup

__all__ = ["LTreeField"]


if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField  # Django's fields are generic in the stubs only


class LTreeField(_Text):
    """A path of labels from the root, such as `a.b.c`."""

    description = "ltree"

    def db_type(self, connection: Any) -> str:
        del connection
        return "ltree"


class _PathLookup(Lookup):
    operator = ""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        if right == "%s":
            right = "%s::ltree"
        return f"{left} {self.operator} {right}", (*left_params, *right_params)


@LTreeField.register_lookup
class Under(_PathLookup):
    """`path__under=p`: p itself and everything below it."""

    lookup_name = "under"
    operator = "<@"


@LTreeField.register_lookup
class Above(_PathLookup):
    """`path__above=p`: p itself and everything above it."""

    lookup_name = "above"
    operator = "@>"
