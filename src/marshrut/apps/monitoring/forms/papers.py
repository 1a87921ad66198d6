"""What is asked for a note, its form, a blank."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

__all__ = ["BlankForm", "FillForm", "NoteAskForm", "NoteFormForm"]


class NoteAskForm(forms.Form):
    """On which day."""

    on = forms.DateField(label="На какой день", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.today = today

    def clean_on(self) -> date:
        """A day that has come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("Этот день ещё не наступил. Выберите сегодняшний или прошедший.")
        return on


class NoteFormForm(forms.Form):
    """A DOCX with named fields."""

    file = forms.FileField(
        label="Форма справки (DOCX)", widget=forms.FileInput(attrs={"accept": ".docx"}), allow_empty_file=True
    )


class BlankForm(forms.Form):
    """A workbook of an outside operator."""

    title = forms.CharField(label="Как назвать", max_length=200)
    file = forms.FileField(
        label="Бланк (XLSX)", widget=forms.FileInput(attrs={"accept": ".xlsx"}), allow_empty_file=True
    )


class FillForm(forms.Form):
    """From which snapshot."""

    snapshot = forms.ChoiceField(label="Из какого снимка данных")

    def __init__(self, data: Any = None, *, snapshots: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field: Any = self.fields["snapshot"]
        field.choices = snapshots
