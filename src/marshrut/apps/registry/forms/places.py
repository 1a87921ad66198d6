"""What is typed about one organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from marshrut.apps.registry.forms.people import EndForm, day_field
from marshrut.apps.registry.services.places import Described
from marshrut.apps.registry.types import KeyScheme
from marshrut.foundation.scope.models import Node
from marshrut.foundation.ui.picker import PlaceField

__all__ = [
    "CloseForm",
    "ConditionForm",
    "DetailsForm",
    "EndForm",
    "MemberForm",
    "MoveForm",
    "NewPlaceForm",
    "PlaceRoleForm",
    "StatusForm",
    "TakeOverForm",
    "TeamForm",
    "ValueForm",
]

Choices = Iterable[tuple[str, str]]


class _Offering(forms.Form):
    """Choices of selects come with the form: they hang on the day and on who asks."""

    def __init__(
        self,
        *args: Any,
        choices: Mapping[str, Choices] | None = None,
        places: Mapping[str, QuerySet[Node, Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, nodes in (places or {}).items():
            place: Any = self.fields[name]
            place.offer(nodes)
        for name, offered in (choices or {}).items():
            field: Any = self.fields[name]
            field.choices = list(offered)


class _Details(_Offering):
    kind = forms.ChoiceField(label="Вид организации")
    name = forms.CharField(label="Полное название", max_length=500)
    short = forms.CharField(label="Краткое название", max_length=120, required=False)
    settlement = forms.CharField(label="Населённый пункт", max_length=120, required=False)
    rural = forms.ChoiceField(
        label="Местность", required=False, choices=[("", "не указано"), ("yes", "сельская"), ("no", "городская")]
    )
    address = forms.CharField(label="Адрес", max_length=300, required=False)
    phone = forms.CharField(label="Телефон", max_length=80, required=False)
    email = forms.EmailField(label="Почта", max_length=120, required=False)

    def described(self) -> Described:
        """As the service takes it."""
        data = self.cleaned_data
        said = {key: " ".join(data[key].split()) for key in ("name", "short", "settlement", "address", "phone")}
        rural = {"yes": True, "no": False}.get(data["rural"])
        return Described(kind=data["kind"], rural=rural, email=data["email"], **said)


class DetailsForm(_Details):
    """What the organisation is from a day on."""

    since = day_field("С какого дня так", help_text="Тот же день, с которого действует запись, — исправление ошибки.")


class NewPlaceForm(_Details):
    """A new organisation."""

    parent = PlaceField(label="Где стоит")
    ogrn = forms.RegexField(r"^\d{13}$", label="ОГРН", required=False, help_text="Тринадцать цифр.")
    inn = forms.RegexField(r"^\d{10}$", label="ИНН", required=False, help_text="Десять цифр.")
    since = day_field("С какого дня работает")

    def codes(self) -> dict[KeyScheme, str]:
        """The codes that were given."""
        data = self.cleaned_data
        given = {KeyScheme.OGRN: data["ogrn"], KeyScheme.INN: data["inn"]}
        return {scheme: value for scheme, value in given.items() if value}


class CloseForm(forms.Form):
    """The last day of an organisation."""

    last = day_field("Последний день работы")


class TakeOverForm(_Offering):
    """Who takes the organisation over, from which day, by which document. Shown with the number of people first."""

    after = PlaceField("workplaces", label="Преемник")
    since = day_field("С какого дня")
    document = forms.CharField(label="Документ", max_length=300, help_text="Например: постановление № 12 от 1 июля.")
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)


class MoveForm(_Offering):
    """Under which place the organisation stands from a day on."""

    parent = PlaceField(label="Новое место")
    since = day_field("С какого дня")


class StatusForm(_Offering):
    """A status for a year, by a document."""

    code = forms.ChoiceField(label="Статус")
    year = forms.IntegerField(label="Год", min_value=2000, max_value=2100)
    source = forms.CharField(label="Откуда известно", max_length=300, required=False)
    order_number = forms.CharField(label="Номер приказа", max_length=80, required=False)
    order_date = day_field("Дата приказа", required=False)

    def said(self) -> dict[str, Any]:
        """As the service takes it: a status is true through its year."""
        year = self.cleaned_data["year"]
        return {**self.cleaned_data, "since": date(year, 1, 1), "until": date(year, 12, 31)}


class ConditionForm(_Offering):
    """Something the organisation has."""

    kind = forms.ChoiceField(label="Что это")
    title = forms.CharField(label="Название", max_length=300, required=False)
    amount = forms.DecimalField(label="Сколько", required=False, max_digits=14, decimal_places=2, min_value=0)
    note = forms.CharField(label="Примечание", max_length=500, required=False)
    since = day_field("С какого дня")
    until = day_field("По какой день", required=False)

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        return dict(self.cleaned_data)


class TeamForm(forms.Form):
    """A management team."""

    title = forms.CharField(label="Название", max_length=200, initial="Управленческая команда")
    order_number = forms.CharField(label="Номер приказа", max_length=80, required=False)
    order_date = day_field("Дата приказа", required=False)
    since = day_field("С какого дня")
    until = day_field("По какой день", required=False)

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        return dict(self.cleaned_data)


class MemberForm(_Offering):
    """Somebody who works here joins the team."""

    person = forms.ChoiceField(label="Кто")
    part = forms.CharField(label="За что отвечает", max_length=120, required=False)
    since = day_field("С какого дня")

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        data = self.cleaned_data
        return {"person_id": UUID(data["person"]), "part": data["part"], "since": data["since"]}


class PlaceRoleForm(_Offering):
    """A role of the order that the organisation holds."""

    role = forms.ChoiceField(label="Роль")
    topic = forms.CharField(label="Тема или направление", max_length=300, required=False)
    order_number = forms.CharField(label="Номер приказа", max_length=80)
    order_date = day_field("Дата приказа")
    since = day_field("С какого дня")
    until = day_field("По какой день", required=False)

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        return dict(self.cleaned_data)


class ValueForm(_Offering):
    """A figure of a past year, with the document that it comes from."""

    indicator = forms.ChoiceField(label="Показатель положения", required=False)
    what = forms.CharField(
        label="Или что это за число",
        max_length=120,
        required=False,
        help_text="Если в положении такого показателя нет.",
    )
    part = forms.ChoiceField(
        label="Какая часть",
        choices=[("value", "значение"), ("numerator", "числитель"), ("denominator", "знаменатель")],
    )
    year = forms.IntegerField(label="За какой год", min_value=2000)
    value = forms.DecimalField(label="Сколько", max_digits=16, decimal_places=4)
    document = forms.CharField(label="Документ", max_length=300, help_text="Откуда число: отчёт, справка, приказ.")
    document_date = day_field("Дата документа", required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("year") and data["year"] >= self.on.year:
            self.add_error("year", "Сведения вносят за прошедший год: нынешний считает система.")
        if not data.get("indicator") and not data.get("what"):
            self.add_error("what", "Выберите показатель или назовите число словами.")
        return data

    def said(self) -> dict[str, Any]:
        """As the service takes it: a value is true through its year."""
        data = dict(self.cleaned_data)
        chosen = data.pop("indicator")
        data["what"] = chosen or data["what"]
        return {**data, "since": date(data["year"], 1, 1), "until": date(data["year"], 12, 31)}
