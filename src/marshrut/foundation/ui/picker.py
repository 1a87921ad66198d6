"""Choosing a place among many: a few are a plain select, more are searched as one types.

Without JavaScript the typed words are a search step of their own: the form comes back with what was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, F, FilteredRelation, Func, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat, Lower, NullIf, Replace
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.queries import list_under
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["FEW", "MOST", "Found", "PlaceField", "PlacePicker", "find_places", "places_of", "register_source"]

#: So many are looked over in a select sooner than searched.
FEW = 12
#: As many as one looks through before typing another letter.
MOST = 20
WORDS, PICK = "_words", "_pick"
_WORD = re.compile(r"[\w№-]+")

Source = Callable[[Viewer, date], "QuerySet[Node, Any]"]
_sources: dict[str, Source] = {}


def register_source(name: str, places: Source) -> None:
    """Places of an app's own choosing, asked for under this name while somebody types."""
    _sources[name] = places


def places_of(name: str, viewer: Viewer, *, on: date) -> QuerySet[Node, Any]:
    """The places that may be chosen under this name; raises KeyError."""
    return _sources[name](viewer, on)


register_source("places", lambda viewer, on: list_under(viewer, viewer.node_path, on=on))


@dataclass(frozen=True, slots=True)
class Found:
    """A place as it is offered."""

    id: UUID
    title: str
    note: str


def find_places(places: QuerySet[Node, Any], typed: str) -> list[Found]:
    """The first places in whose names every typed word stands; ё and е are one letter."""
    name = Replace(Lower(Concat("name", Value(" "), "short")), Value("ё"), Value("е"))
    wanted = Q()
    for word in _WORD.findall(typed.lower().replace("ё", "е").replace("\x00", ""))[:8]:
        wanted &= Q(searched__contains=word)
    return _found(places.annotate(searched=name).filter(wanted).order_by("name", "pk")[:MOST])


def _found(places: QuerySet[Node, Any]) -> list[Found]:
    """With what each stands under today, to tell «Школа № 1» from «Школа № 1»."""
    today = Func(function="now", template="CURRENT_DATE")
    stands = Q(placements__recorded__upper_inf=True, placements__valid__contains=today)
    placed = places.annotate(placed=FilteredRelation("placements", condition=stands))
    rows = placed.annotate(above=Coalesce(NullIf("placed__parent__short", Value("")), F("placed__parent__name")))
    return [Found(one.pk, str(one), one.above or "") for one in rows]


class PlacePicker(forms.Widget):
    """A select of few, else a combobox with the place's id beside it."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.places: QuerySet[Node, Any] | None = None
        #: What a search step found, where the words alone did not say which.
        self.found: list[Found] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        """The id and the words; a choice among what was found stands before both."""
        del files
        if picked := data.get(name + PICK):
            return str(picked), ""
        return str(data.get(name) or ""), " ".join(str(data.get(name + WORDS) or "").split())

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The control alone; label, hint and errors stand around it."""
        del renderer
        chosen, words = value if isinstance(value, tuple) else (str(getattr(value, "pk", value) or ""), "")
        first = self._first(chosen)
        few = 0 < len(first) <= FEW
        if not words and not few:
            words = next((str(one) for one in first if str(one.pk) == chosen), "")
        context = {
            "name": name,
            "chosen": chosen,
            "words": words,
            "attrs": self.build_attrs(self.attrs, attrs),
            "id": (attrs or {}).get("id", f"id_{name}"),
            "few": few,
            "options": sorted(((str(one.pk), str(one)) for one in first), key=lambda one: one[1]) if few else [],
            "found": self.found,
            "address": reverse("ui:pick", args=[self.source]),
        }
        return render_to_string("ui/picker.html", context)

    def _first(self, chosen: str) -> list[Node]:
        """The chosen place and as many others as tell few from many; one query whatever there are."""
        if self.places is None:
            return []
        try:
            here = Case(When(pk=UUID(chosen), then=0), default=1) if chosen else Value(0)
        except ValueError:
            here = Value(0)
        return list(self.places.annotate(here=here).order_by("here", "name", "pk")[: FEW + 1])


class PlaceField(forms.Field):
    """A place of those that `offer` allows; cleaned to its Node."""

    widget: PlacePicker

    def __init__(self, source: str = "places", **options: Any) -> None:
        super().__init__(widget=PlacePicker(source), **options)

    def __deepcopy__(self, memo: Any) -> PlaceField:
        made: PlaceField = super().__deepcopy__(memo)
        made.widget.found = []
        return made

    def offer(self, places: QuerySet[Node, Any]) -> None:
        """What may be chosen; a few are shown at once."""
        self.widget.places = places

    def clean(self, value: Any) -> Any:
        """The node; several that fit are shown for choice."""
        chosen, words = value if isinstance(value, tuple) else (str(value or ""), "")
        places = self.widget.places
        if places is None:
            raise ValueError("a form offers places before it is asked for one")
        node = self._node(places, chosen)
        if node is not None and words in {"", str(node)}:
            return node
        if not words:
            if chosen:
                raise ValidationError("Такого места нет среди ваших: выберите из предложенных.")
            if self.required:
                raise ValidationError("Впишите часть названия и выберите место.")
            return None
        found = find_places(places, words)
        exact = [one for one in found if one.title.casefold() == words.casefold()]
        for few in (exact, found):
            if len(few) == 1:
                return self._node(places, str(few[0].id))
        self.widget.found = found
        raise ValidationError(_several(found))

    @staticmethod
    def _node(places: QuerySet[Node, Any], chosen: str) -> Node | None:
        try:
            return places.filter(pk=UUID(chosen)).first()
        except ValueError:
            return None


def _several(found: Iterable[Found]) -> str:
    if not list(found):
        return "С такими словами ничего не нашлось. Попробуйте часть названия или номер."
    return "Подходит несколько мест. Отметьте нужное."
