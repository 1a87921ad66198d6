"""What is typed on the way in and on the school's page of accesses."""

from __future__ import annotations

from typing import Any

from django import forms

from marshrut.foundation.accounts.rules import PastedName, parse_names
from marshrut.foundation.scope.types import Role
from marshrut.foundation.ui.picker import PlaceField

__all__ = ["ActivateForm", "BindForm", "CloseForm", "CodeForm", "PasswordForm", "PeopleForm", "RoleForm", "SignInForm"]

_LOGIN = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
_NEW = {"autocomplete": "new-password"}


def _password(label: str, **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, strip=False, widget=forms.PasswordInput(attrs=attrs))


def _day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class SignInForm(forms.Form):
    """Name and password."""

    login = forms.CharField(
        label="Имя для входа",
        max_length=60,
        help_text="С листка: фамилия и четыре цифры.",
        widget=forms.TextInput(attrs=_LOGIN),
    )
    password = _password("Пароль", autocomplete="current-password")


class CodeForm(forms.Form):
    """The second factor."""

    code = forms.CharField(
        label="Код из приложения",
        max_length=20,
        help_text="Шесть цифр. Нет телефона — один из запасных кодов.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class BindForm(CodeForm):
    """A new authenticator: its first code, and a code from the one it replaces."""

    def __init__(self, *args: Any, bound: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Код из нового приложения" if bound else "Код из приложения"
        self.fields["code"].help_text = "Шесть цифр."
        if bound:
            self.fields["present"] = forms.CharField(
                label="Код из прежнего приложения",
                max_length=20,
                help_text="Или один из запасных кодов.",
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )


class _TwiceForm(forms.Form):
    """A new password, twice."""

    password = _password("Новый пароль", **_NEW)
    again = _password("Новый пароль ещё раз", **_NEW)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", "Пароли не совпали. Введите одинаковые.")
        return data


class ActivateForm(_TwiceForm):
    """The slip's name and code, and a password of one's own."""

    login = forms.CharField(label="Имя для входа", max_length=60, widget=forms.TextInput(attrs=_LOGIN))
    code = forms.CharField(
        label="Код с листка",
        max_length=20,
        help_text="Девять цифр.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    field_order = ("login", "code", "password", "again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = "Не короче 10 знаков. Подойдёт фраза из нескольких слов."


class PasswordForm(_TwiceForm):
    """A change of the own password."""

    old = _password("Прежний пароль", autocomplete="current-password")
    field_order = ("old", "password", "again")


def _offer(form: forms.Form, roles: list[Role], nodes: Any) -> None:
    """What can be chosen hangs on who fills the form in."""
    role: Any = form.fields["role"]
    role.choices = [(one.value, one.title) for one in roles]
    node: Any = form.fields["node"]
    node.offer(nodes)


class PeopleForm(forms.Form):
    """A pasted list of people, with the role and the place that they get."""

    names = forms.CharField(
        label="Список",
        help_text="Один человек в строке: фамилия, имя, отчество. Можно вставить столбец из Excel.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    role = forms.ChoiceField(label="Роль")
    node = PlaceField(label="Место")
    order_number = forms.CharField(label="Номер приказа", max_length=80, required=False)
    order_date = _day("Дата приказа", required=False)
    namesakes = forms.BooleanField(
        label="Это однофамильцы: добавить, даже если такое имя здесь уже есть", required=False
    )

    def __init__(self, *args: Any, roles: list[Role], nodes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, roles, nodes)
        if len(roles) == 1:
            del self.fields["order_number"], self.fields["order_date"]

    def clean_names(self) -> list[PastedName]:
        people = parse_names(self.cleaned_data["names"])
        problems = [person.problem for person in people if person.problem]
        if problems:
            raise forms.ValidationError(problems)
        if not people:
            raise forms.ValidationError("В списке нет ни одной строки с именем.")
        return people

    def said(self) -> dict[str, Any]:
        """The arguments of the service."""
        data = self.cleaned_data
        return {
            "people": data["names"],
            "role": Role(data["role"]),
            "node_id": data["node"].pk,
            "order_number": data.get("order_number", ""),
            "order_date": data.get("order_date"),
            "namesakes": data["namesakes"],
        }


class RoleForm(forms.Form):
    """One more role for somebody who has an account."""

    role = forms.ChoiceField(label="Роль")
    node = PlaceField(label="Место")
    since = _day("С какого дня")
    until = _day("По какой день", required=False, help_text="Пусто — без срока.")
    order_number = forms.CharField(label="Номер приказа", max_length=80, required=False)
    order_date = _day("Дата приказа", required=False)

    def __init__(self, *args: Any, roles: list[Role], nodes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, roles, nodes)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "Последний день раньше первого. Поменяйте их.")
        return data


class CloseForm(forms.Form):
    """Why a role ends or an access is closed."""

    reason = forms.CharField(label="Причина", max_length=300, help_text="Например: уволена с 1 сентября.")
