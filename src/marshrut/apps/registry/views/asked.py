"""What every page of the registry knows: who asks, about which day, in which words; and who may come to which page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404

from marshrut.apps.registry.dictionaries import Dictionaries, dictionaries
from marshrut.apps.registry.models import Person
from marshrut.apps.registry.queries.cards import get_person
from marshrut.apps.registry.queries.places import get_place
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.models import Placement
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.scope.viewer import Viewer
from marshrut.foundation.ui.dates import carried, dated_url

__all__ = [
    "PAGE",
    "Asked",
    "ask",
    "editors",
    "handlers",
    "listers",
    "onlookers",
    "place_editors",
    "place_keepers",
    "wants_fragment",
]

PAGE = 50
#: Who may see who is who.
listers = for_roles(
    Role.SCHOOL,
    Role.MUNICIPAL_METHODOLOGIST,
    Role.CENTRE,
    Role.GOVERNING_BODY,
    Role.ADMINISTRATOR,
    right=Right.LIST,
)
_KEEPERS = (Role.SCHOOL, Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.ADMINISTRATOR)
#: Who keeps lists of people.
editors = for_roles(*_KEEPERS, right=Right.LIST)
#: Who describes organisations: a school its own conditions and teams.
place_editors = for_roles(*_KEEPERS)
#: Who says which organisations there are.
place_keepers = for_roles(Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.ADMINISTRATOR)
#: Who hands out accesses.
handlers = for_roles(Role.SCHOOL, Role.ADMINISTRATOR, right=Right.LIST)
#: Who sees organisations and how many work there, without names.
onlookers = for_roles(*_KEEPERS, Role.REGIONAL_METHODOLOGIST, Role.GOVERNING_BODY)


@dataclass
class Asked:
    """Who asks, on which day, as known when."""

    viewer: Viewer
    today: date
    on: date
    known_at: datetime | None
    #: The dates as links carry them along; nothing: today as known today.
    dates: Mapping[str, str]

    @cached_property
    def words(self) -> Dictionaries:
        """The words of the day's order."""
        return dictionaries(self.viewer, on=self.on, known_at=self.known_at)

    @property
    def acting(self) -> bool:
        """Whether something can be done on the page: nobody hires into the past by looking at it."""
        return not self.dates

    @property
    def when(self) -> dict[str, Any]:
        """The two dates as queries take them."""
        return {"on": self.on, "known_at": self.known_at}

    def link(self, name: str, *args: object, **query: object) -> str:
        """The address of a page of the registry, about the same dates."""
        return dated_url(self.dates, f"registry:{name}", *args, **query)

    def person(self, person_id: UUID, *, acting: bool = False) -> Person:
        """The person, when the viewer may see them on the day (acting: today); 404 otherwise."""
        on, known_at = (self.today, None) if acting else (self.on, self.known_at)
        try:
            return get_person(self.viewer, person_id, right=Right.LIST, on=on, known_at=known_at)
        except Person.DoesNotExist:
            raise Http404 from None

    def place(self, node_id: UUID, *, acting: bool = False) -> Placement:
        """The organisation where it stands within the viewer's place; 404 otherwise."""
        on, known_at = (self.today, None) if acting else (self.on, self.known_at)
        try:
            return get_place(self.viewer, node_id, on=on, known_at=known_at)
        except Placement.DoesNotExist:
            raise Http404 from None

    def context(self, more: dict[str, Any]) -> dict[str, Any]:
        """What every template of the registry gets besides its own."""
        return {"acting": self.acting, **more}


def ask(request: Any) -> Asked:
    """The question behind a request."""
    return Asked(request.viewer, request.today, request.on, request.known_at, carried(request))


def wants_fragment(request: Any) -> bool:
    """Whether htmx asks for a piece of the page; going back in history asks for the whole."""
    return bool(request.htmx) and not request.htmx.history_restore_request
