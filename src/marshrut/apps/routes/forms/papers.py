"""An order for a batch of routes; the region's own form of a printed route."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

__all__ = ["OrderForm", "TemplateForm"]


class OrderForm(forms.Form):
    """Number, day, and which routes."""

    number = forms.CharField(label="Номер приказа", max_length=60)
    day = forms.DateField(label="Дата приказа", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    routes = forms.MultipleChoiceField(label="Маршруты", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, routes: list[tuple[str, str]], on: date) -> None:
        super().__init__(data, initial={"day": on, "routes": [pk for pk, _ in routes]})
        field: Any = self.fields["routes"]
        field.choices = routes


class TemplateForm(forms.Form):
    """A DOCX with named fields."""

    file = forms.FileField(
        label="Образец (DOCX)", widget=forms.FileInput(attrs={"accept": ".docx"}), allow_empty_file=True
    )
