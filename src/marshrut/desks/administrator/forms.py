"""What the administrator types."""

from __future__ import annotations

from typing import Any

from django import forms

from marshrut.desks.administrator.journal import AREAS
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.ui.picker import PlaceField

__all__ = ["JournalForm", "PlaceForm"]


def _day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class JournalForm(forms.Form):
    """Narrowing of the audit."""

    area = forms.ChoiceField(label="О чём", required=False, choices=[("", "обо всём"), *AREAS])
    since = _day("С", required=False)
    until = _day("По", required=False)


class PlaceForm(forms.Form):
    """A new territory. Organisations are added in the registry, with what they are."""

    name = forms.CharField(label="Полное наименование", max_length=500)
    short = forms.CharField(label="Короткое наименование", max_length=120, required=False)
    kind = forms.ChoiceField(
        label="Что это",
        choices=[(kind.value, kind.title) for kind in (NodeKind.MUNICIPALITY, NodeKind.SETTLEMENT)],
    )
    parent = PlaceField(label="Где находится")
    since = _day("С какого дня")

    def __init__(self, *args: Any, nodes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["parent"]
        field.offer(nodes)
