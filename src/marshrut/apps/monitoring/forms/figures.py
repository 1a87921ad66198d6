"""What may be asked of figures, and what is entered for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms

from marshrut.apps.monitoring.types import EntryKind, Standing

__all__ = ["EntryForm", "FilterForm", "SnapshotForm", "WithdrawForm"]


class FilterForm(forms.Form):
    """Which indicators are shown."""

    direction = forms.ChoiceField(label="Направление", required=False)
    state = forms.ChoiceField(
        label="Состояние", required=False, choices=[("", "все"), *((one.value, one.title) for one in Standing)]
    )

    def __init__(self, *args: Any, directions: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["direction"])
        field.choices = [("", "все"), *((one, one) for one in directions)]
        if len(directions) < 2:  # noqa: PLR2004 - nothing to choose between
            del self.fields["direction"]

    def chosen(self, name: str) -> str:
        """One word of the query; what is not offered narrows nothing."""
        self.is_valid()
        return str(self.cleaned_data.get(name, "") or "")


class EntryForm(forms.Form):
    """A value with its proof."""

    kind = forms.ChoiceField(label="Что вносите", widget=forms.RadioSelect)
    value = forms.FloatField(label="Значение")
    denominator = forms.FloatField(
        label="Из скольких", required=False, help_text="Если значение — часть целого: «12 из 40», впишите 40."
    )
    on = forms.DateField(label="На какой день", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    document = forms.CharField(
        label="Документ", max_length=300, help_text="Откуда число: «Справка центра от 20 января 2026 года № 14»."
    )
    link = forms.URLField(
        label="Ссылка",
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
    )

    file = forms.FileField(
        label="Файл документа",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"}),
        help_text="PDF, фотография, документ Word или таблица Excel. Его увидит каждый, кто видит само значение: "
        "списки людей сюда не кладите.",
    )

    def __init__(self, *args: Any, kinds: Sequence[EntryKind], yes_no: bool, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": today, "kind": kinds[0].value})
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["kind"]).choices = [(one.value, one.title) for one in kinds]
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
        if yes_no:
            answers = [("1", "да"), ("0", "нет")]
            self.fields["value"] = forms.TypedChoiceField(label="Выполнено", choices=answers, coerce=float)
            del self.fields["denominator"]
        else:
            for name in ("value", "denominator"):
                self.fields[name].localize = True
                self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})


class WithdrawForm(forms.Form):
    """Why an entry is taken back."""

    why = forms.CharField(label="Почему", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class SnapshotForm(forms.Form):
    """What a snapshot is made for."""

    words = forms.CharField(label="Для чего", required=False, max_length=300)
