"""A file with routes made elsewhere."""

from __future__ import annotations

from django import forms

__all__ = ["FileForm"]


class FileForm(forms.Form):
    """A workbook or a text with separators."""

    file = forms.FileField(label="Файл .xlsx или .csv")
