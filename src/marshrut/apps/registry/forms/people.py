"""What is typed about one person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.services.people import Named, Work
from marshrut.apps.registry.types import JobKind
from marshrut.foundation.scope.models import Node
from marshrut.foundation.ui.picker import PlaceField

__all__ = [
    "AnswerForm",
    "AskForm",
    "CategoryForm",
    "EndForm",
    "EndWorkForm",
    "LeaveForm",
    "NameForm",
    "PersonForm",
    "RoleForm",
    "WorkForm",
    "day_field",
    "snils_digits",
]

_SNILS_DIGITS, _WEIGHED = 11, 9
_NAME = re.compile(r"[А-ЯЁA-Zа-яёa-z][А-ЯЁA-Zа-яёa-z ’'.\-]*")


def day_field(label: str, **options: Any) -> forms.DateField:
    """A day, with the browser's own calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def snils_digits(text: str) -> str:
    """Eleven digits with a right check number; raises ValidationError with what to do."""
    digits = re.sub(r"\D", "", text)
    if len(digits) != _SNILS_DIGITS:
        raise forms.ValidationError("В СНИЛС одиннадцать цифр. Проверьте номер.")
    total = sum(int(digit) * (_WEIGHED - place) for place, digit in enumerate(digits[:_WEIGHED]))
    if total % 101 % 100 != int(digits[_WEIGHED:]):
        raise forms.ValidationError("Контрольное число СНИЛС не сходится. Проверьте номер по документу.")
    return digits


def _name(label: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=80, required=required, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class _NameFields(forms.Form):
    family_name = _name("Фамилия")
    given_name = _name("Имя")
    patronymic = _name("Отчество", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for key in ("family_name", "given_name", "patronymic"):
            value = " ".join(str(data.get(key) or "").split())
            if value and not _NAME.fullmatch(value):
                self.add_error(key, "В имени бывают буквы, дефис и апостроф. Уберите остальное.")
            data[key] = value
        return data


class NameForm(_NameFields):
    """A new name from a day."""

    since = day_field("С какого дня", help_text="День из документа о смене имени.")

    def named(self) -> Named:
        """As the service takes it."""
        return Named(*(self.cleaned_data[key] for key in ("family_name", "given_name", "patronymic")))


class DetailsForm(_NameFields):
    """Name, dates and СНИЛС as they should have been written."""

    birth_date = day_field("Дата рождения", required=False)
    teaching_since = day_field(
        "С какого дня педагогический стаж", required=False, help_text="Известны только годы — поставьте 1 сентября."
    )
    snils = forms.CharField(
        label="СНИЛС",
        max_length=14,
        required=False,
        help_text="Нужен, чтобы узнать человека в списках. На экране виден только его хвост.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_snils(self) -> str:
        typed = self.cleaned_data["snils"]
        return snils_digits(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        born, since = data.get("birth_date"), data.get("teaching_since")
        if born and since and since < born:
            self.add_error("teaching_since", "Стаж начался раньше рождения. Проверьте обе даты.")
        return data

    def named(self) -> Named:
        """As the service takes it."""
        keys = ("family_name", "given_name", "patronymic", "birth_date", "teaching_since", "snils")
        return Named(*(self.cleaned_data[key] for key in keys))


class _WorkFields(forms.Form):
    """A post at an organisation."""

    node = PlaceField("workplaces", label="Организация")
    post = forms.ChoiceField(label="Должность", help_text="По номенклатуре должностей; чего в ней нет — «другая».")
    job = forms.ChoiceField(label="Вид работы", choices=[(one.value, one.title) for one in JobKind])
    subjects = forms.MultipleChoiceField(
        label="Предметы", required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    load = forms.DecimalField(label="Ставка", required=False, min_value=0, max_value=3, max_digits=4, decimal_places=2)
    hours = forms.DecimalField(
        label="Часов в неделю", required=False, min_value=0, max_value=80, max_digits=5, decimal_places=1
    )
    since = day_field("С какого дня")
    until = day_field("По какой день", required=False, help_text="Пусто — без срока.")

    def __init__(self, *args: Any, words: Dictionaries, places: QuerySet[Node, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(words, places)

    def offer(self, words: Dictionaries, places: QuerySet[Node, Any]) -> None:
        """Posts, subjects and organisations to choose from."""
        node: Any = self.fields["node"]
        node.offer(places)
        choices: Mapping[str, Any] = {
            "post": [(post, post) for post in sorted(words.posts)] + [("другая должность", "другая должность")],
            "subjects": [(name, name) for name in words.subjects],
        }
        for name, offered in choices.items():
            field: Any = self.fields[name]
            field.choices = offered

    def work(self) -> Work:
        """As the service takes it."""
        data = self.cleaned_data
        return Work(
            node_id=data["node"].pk,
            post=data["post"],
            job=JobKind(data["job"]),
            since=data["since"],
            until=data["until"],
            subjects=tuple(data["subjects"]),
            load=data["load"],
            hours=data["hours"],
        )


class WorkForm(_WorkFields):
    """One more post, or a corrected one."""


class PersonForm(_WorkFields, DetailsForm):
    """Somebody new, with their first work."""

    namesake = forms.BooleanField(label="Это однофамилец: добавить, даже если такое имя здесь уже есть", required=False)
    field_order = (
        *("family_name", "given_name", "patronymic", "birth_date", "snils", "teaching_since"),
        *("node", "post", "job", "subjects", "load", "hours", "since", "until", "namesake"),
    )


class EndWorkForm(forms.Form):
    """The last day of a work, and why; «по ошибке» means that it never was."""

    last = day_field("Последний рабочий день")
    why = forms.ChoiceField(label="Почему")

    def __init__(self, *args: Any, words: Dictionaries, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mistakes = {code for code, one in words.absence_reasons.items() if one.deed == "withdraw"}
        why: Any = self.fields["why"]
        reasons = {code: one for code, one in words.absence_reasons.items() if "staff" in one.lists}
        why.choices = [(code, one.name) for code, one in reasons.items() if one.deed in {"end", "withdraw"}]


class EndForm(forms.Form):
    """The last day of a leave, a category, a role; or that it never was."""

    last = day_field("Последний день", required=False)
    mistake = forms.BooleanField(label="Запись была ошибкой: этого не было вовсе", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("last") and not data.get("mistake"):
            self.add_error("last", "Укажите последний день или отметьте, что запись ошибочна.")
        return data

    def day(self) -> date | None:
        """The last day; None: an error."""
        return None if self.cleaned_data["mistake"] else self.cleaned_data["last"]


class LeaveForm(forms.Form):
    """Somebody is away from a work they hold."""

    node = forms.ChoiceField(label="Где")
    kind = forms.ChoiceField(label="Какой отпуск")
    since = day_field("С какого дня")
    until = day_field("По какой день", required=False, help_text="Пусто — конец пока неизвестен.")

    def __init__(self, *args: Any, words: Dictionaries, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        node: Any = self.fields["node"]
        kind: Any = self.fields["kind"]
        node.choices = list(places)
        kind.choices = [(code, one.name) for code, one in words.leave_kinds.items()]


class CategoryForm(forms.Form):
    """A qualification category from the day it was given."""

    code = forms.ChoiceField(label="Категория")
    awarded_on = day_field("Когда присвоена")
    post = forms.CharField(label="По какой должности", max_length=200, required=False)
    order_number = forms.CharField(label="Номер приказа", max_length=80, required=False)
    until = day_field(
        "По какой день", required=False, help_text="Только если срок написан в приказе: сами мы его не считаем."
    )

    def __init__(self, *args: Any, words: Dictionaries, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code: Any = self.fields["code"]
        code.choices = list(words.categories.items())


class RoleForm(forms.Form):
    """A role of the order; offered are those that the viewer's desk enters."""

    role = forms.ChoiceField(label="Роль")
    node = forms.ChoiceField(label="Где")
    direction = forms.CharField(label="Предмет или направление", max_length=200, required=False)
    order_number = forms.CharField(
        label="Номер приказа", max_length=80, help_text="Роль даёт приказ: без него записи нет."
    )
    order_date = day_field("Дата приказа")
    since = day_field("С какого дня")
    until = day_field("По какой день", required=False, help_text="Пусто — без срока.")

    def __init__(
        self, *args: Any, roles: Iterable[tuple[str, str]], places: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        node: Any = self.fields["node"]
        role.choices, node.choices = list(roles), list(places)


class AskForm(forms.Form):
    """A person says what about them is wrong."""

    what = forms.ChoiceField(
        label="Что неверно",
        choices=[
            ("name", "имя или фамилия"),
            ("dates", "дата рождения или стаж"),
            ("work", "должность, предмет, нагрузка"),
            ("category", "квалификационная категория"),
            ("role", "роль по положению"),
            ("other", "другое"),
        ],
    )
    text = forms.CharField(
        label="Как должно быть", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text="Своими словами."
    )


class AnswerForm(forms.Form):
    """Yes or no to a request, with words."""

    granted = forms.ChoiceField(
        label="Ответ",
        choices=[("yes", "исправлено"), ("no", "оставляем как есть")],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="Слова для человека",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Если оставляете как есть, скажите почему.",
    )
