"""The form that sends a list."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from marshrut.apps.registry.queries.places import parents_of
from marshrut.apps.registry.types import Completeness, ImportKind
from marshrut.foundation.scope.viewer import Viewer
from marshrut.foundation.ui.picker import PlaceField

__all__ = ["SendForm"]

_COMPLETE = (
    (Completeness.FULL.value, "Полный список этого места: о тех, кого в файле нет, спросим отдельно"),
    (Completeness.ADDITION.value, "Дополнение: остальных не трогать"),
)


class SendForm(forms.Form):
    """A file, what it is complete for, and of which day it tells."""

    file = forms.FileField(
        label="Файл",
        help_text="XLSX или CSV, до 20 МБ. Колонки узнаем сами, лишние не помешают.",
        allow_empty_file=True,
    )
    node = PlaceField(label="Чей это список")
    completeness = forms.ChoiceField(choices=_COMPLETE, widget=forms.RadioSelect, label="Что в файле")
    as_of = forms.DateField(
        label="На какой день",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="С этого дня считаются новые и закончившиеся работы, если в строке нет своей даты.",
    )

    def __init__(self, *args: Any, viewer: Viewer, kind: ImportKind, today: date, node: UUID | None, **more: Any):
        super().__init__(*args, **more)
        self.today = today
        places: Any = self.fields["node"]
        places.offer(parents_of(viewer, on=today))
        places.initial = node or viewer.node_id
        self.fields["as_of"].initial = today
        if kind is ImportKind.ROLES:
            self.fields["completeness"].initial = Completeness.ADDITION.value

    def clean_as_of(self) -> date:
        """A list tells of a day that has come."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError("Этот день ещё не наступил. Укажите сегодня или раньше.")
        return day
