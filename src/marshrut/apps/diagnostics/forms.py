"""Forms of campaigns: what is typed, checked before any rule is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from marshrut.apps.competencies.types import Stage

__all__ = ["SELECTED", "CampaignForm", "KeysForm", "ResultsForm"]

Choices = Iterable[tuple[str, str]]
#: What a selection may narrow by: names of the staff filter's fields.
SELECTED = ("place", "staff", "post", "subject", "role", "status", "young")


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _narrow(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False)


class CampaignForm(forms.Form):
    """A diagnostic for a group of people in a period."""

    title = forms.CharField(label="Как назвать", max_length=300, help_text="Так её увидят учителя.")
    purpose = forms.CharField(
        label="Зачем", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="Одна-две фразы для учителя."
    )
    basis = forms.CharField(label="Основание", max_length=300, required=False, help_text="Приказ, план: номер и дата.")
    version = forms.ChoiceField(label="Инструмент")
    stage = forms.ChoiceField(label="Этап", choices=[(one.value, one.title) for one in Stage if one])
    opens_on = _day("С какого дня")
    closes_on = _day("По какой день")
    place = forms.ChoiceField(label="Где")
    staff = _narrow("Кто")
    post = _narrow("Должность")
    subject = _narrow("Предмет")
    role = _narrow("Роль по положению")
    status = _narrow("Школы со статусом")
    young = _narrow("Молодые педагоги")

    def __init__(self, data: Any = None, *, today: date, choices: Mapping[str, Choices], **more: Any) -> None:
        super().__init__(data, **more)
        self._today = today
        for name, offered in choices.items():
            field: Any = self.fields[name]
            listed = list(offered)
            field.choices = listed if name in {"version", "place"} else [("", "все"), *listed]
        for name in SELECTED:
            field = self.fields[name]
            if name not in choices or len(field.choices) < 2:  # noqa: PLR2004 - «все» alone offers nothing
                if name == "place" and name in choices:
                    field.widget = forms.HiddenInput()
                else:
                    del self.fields[name]

    @property
    def selection(self) -> dict[str, str]:
        """What narrows the people, by field of the staff filter; the place stands apart."""
        return {name: self.cleaned_data[name] for name in SELECTED if name != "place" and self.cleaned_data.get(name)}

    @property
    def node_id(self) -> UUID:
        """Within which place."""
        return UUID(self.cleaned_data["place"])

    def clean(self) -> dict[str, Any]:
        """Days in their order."""
        found = super().clean() or {}
        opens, closes = found.get("opens_on"), found.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "Последний день раньше первого.")
        elif closes and closes < self._today:
            self.add_error("closes_on", "Этот день уже прошёл: пройти тест никто не успеет.")
        return found


class ResultsForm(forms.Form):
    """A file with results from elsewhere, or from one's own sheets."""

    file = forms.FileField(label="Файл .xlsx или .csv")
    depth = forms.ChoiceField(label="Что в файле", help_text="Чем подробнее, тем больше скажет результат.")
    diagnostic = forms.CharField(
        label="Название диагностики", max_length=300, help_text="Так её увидит учитель. Коды участников ищутся по нему."
    )
    origin = forms.ChoiceField(label="Откуда результаты")
    held_by = forms.CharField(label="Кто проводил", max_length=300, required=False, help_text="Если не вы сами.")
    held_on = forms.DateField(
        label="Дата",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Если в файле нет столбца с датой.",
    )
    stage = forms.ChoiceField(label="Этап", choices=[(one.value, one.title) for one in Stage if one])
    version = forms.ChoiceField(label="Инструмент", required=False, help_text="Для баллов или ответов по заданиям.")
    cells = forms.ChoiceField(
        label="В столбцах заданий", choices=[("points", "баллы"), ("answers", "ответы: буквы, числа, слова")]
    )
    competency = forms.ChoiceField(
        label="О какой компетенции общий результат",
        required=False,
        help_text="Не выбрано — результат сохранится, но вывода о компетенциях не даст.",
    )

    def __init__(self, data: Any = None, files: Any = None, *, choices: Mapping[str, Choices], **more: Any) -> None:
        super().__init__(data, files, **more)
        for name, offered in choices.items():
            field: Any = self.fields[name]
            field.choices = [*([] if field.required else [("", "—")]), *offered]


class KeysForm(forms.Form):
    """Whose the participants' codes of a diagnostic are."""

    file = forms.FileField(
        label="Файл .xlsx или .csv", help_text="Код участника, имя и СНИЛС, дата рождения или организация."
    )
    scheme = forms.CharField(
        label="Название диагностики", max_length=120, help_text="Точно как у файла с результатами."
    )
