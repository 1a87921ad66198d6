"""What a person asks of their routes; for which place drafts are begun."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from marshrut.apps.routes.models import Wishes
from marshrut.apps.routes.types import Reach

__all__ = ["DraftsForm", "WishesForm"]

#: So many stretches of busy days stand in the form at once; saved, there is room for as many more.
_ROOM = 3


class DraftsForm(forms.Form):
    """A place whose people get drafts."""

    place = forms.ChoiceField(label="Для кого")

    def __init__(self, data: Any = None, *, places: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field: Any = self.fields["place"]
        field.choices = places


class WishesForm(forms.Form):
    """Hours, how far, which share beside lessons, language, busy days; empty: as the region says."""

    hours = forms.IntegerField(label="Сколько часов в год готовы учиться", required=False)
    reach = forms.ChoiceField(
        label="Как далеко готовы ездить",
        required=False,
        choices=[("", "как обычно"), *((one.value, one.title) for one in Reach)],
    )
    not_formal = forms.IntegerField(
        label="Какую долю часов провести не на курсах, %",
        required=False,
        help_text="Посещение уроков, пара с коллегой, самостоятельная работа.",
    )
    language = forms.CharField(
        label="Ещё один язык обучения", required=False, max_length=60, help_text="Кроме русского."
    )

    def __init__(self, data: Any = None, *, wishes: Wishes | None) -> None:
        busy = [tuple(map(date.fromisoformat, pair)) for pair in wishes.busy] if wishes else []
        said: dict[str, Any] = {}
        if wishes is not None:
            said = {"hours": wishes.hours, "reach": wishes.reach, "not_formal": wishes.not_formal}
            said["language"] = wishes.language
        for at, (first, last) in enumerate(busy):
            said |= {f"first_{at}": first, f"last_{at}": last}
        super().__init__(data, initial=said)
        self.rows = len(busy) + _ROOM
        for at in range(self.rows):
            for name, label in (("first", "Занят(а) с"), ("last", "по")):
                widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
                self.fields[f"{name}_{at}"] = forms.DateField(label=label, required=False, widget=widget)

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Fields of busy days, two by two."""
        return [(self[f"first_{at}"], self[f"last_{at}"]) for at in range(self.rows)]

    def wishes(self) -> dict[str, Any]:
        """As the service takes them; one day alone is a stretch of one day."""
        said = self.cleaned_data
        found = []
        for at in range(self.rows):
            first, last = said.get(f"first_{at}"), said.get(f"last_{at}")
            if first or last:
                found.append((first or last, last or first))
        return {
            "hours": said["hours"],
            "reach": Reach(said["reach"]) if said["reach"] else None,
            "not_formal": said["not_formal"],
            "language": said["language"],
            "busy": found,
        }
