"""What apps above tell competencies: what is asked of a person besides, and where a result's record can be read."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

__all__ = ["address_of_source", "register_source"]

#: `(source_id)` → the address of the record that a result comes from.
Address = Callable[[UUID], str]

_sources: dict[str, Address] = {}


def register_source(source_type: str, address: Address) -> None:
    """Say where a record of this type is read by the person whose it is."""
    if _sources.get(source_type, address) is not address:
        raise ValueError(f"{source_type} has an address already")
    _sources[source_type] = address


def address_of_source(source_type: str, source_id: UUID) -> str:
    """The address, or nothing where nobody said."""
    found = _sources.get(source_type)
    return found(source_id) if found else ""
