"""Consents on paper, and the wording of purposes."""

from __future__ import annotations

from typing import Any

from django import forms

__all__ = ["PaperForm", "PurposeForm"]


class PaperForm(forms.Form):
    """A consent that was signed on paper."""

    purpose: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="На что согласие", queryset=None, empty_label=None
    )
    given_on = forms.DateField(
        label="Дата на бумаге", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    scan = forms.FileField(label="Скан или фотография", required=False, help_text="PDF или картинка, до 20 МБ.")

    def __init__(self, *args: Any, purposes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["purpose"]
        field.queryset = purposes
        field.label_from_instance = lambda purpose: purpose.title


class PurposeForm(forms.Form):
    """How a purpose is worded. Saving makes a new version that everybody is shown."""

    title = forms.CharField(label="Название", max_length=200)
    text = forms.CharField(label="Что показать человеку", widget=forms.Textarea(attrs={"rows": 6}))
    reference = forms.CharField(
        label="Основание: закон, приказ, договор",
        max_length=300,
        required=False,
        help_text="Номер, дата и пункт. Пока пусто, на странице стоит «требует сверки».",
    )
