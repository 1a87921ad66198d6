"""What lists are narrowed by. Nothing typed here is ever an error: what cannot be meant is left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse

from marshrut.apps.registry.dictionaries import FIT, Dictionaries
from marshrut.apps.registry.queries.people import NO_CATEGORY, StaffFilter
from marshrut.apps.registry.queries.places import PlaceFilter
from marshrut.apps.registry.types import JobKind, StaffCategory
from marshrut.foundation.scope.models import Node

__all__ = ["PlaceFilterForm", "RegisterFilterForm", "StaffFilterForm"]

Choices = list[tuple[str, str]]
ANY = ("", "все")


def _search(label: str, placeholder: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "search", "placeholder": placeholder, "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=120, widget=widget)


def _choice(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _several(nodes: Iterable[Node]) -> Choices:
    """Nothing to choose between where there is one."""
    found = [(str(one.pk), str(one)) for one in nodes]
    return found if len(found) > 1 else []


class _Narrowing(forms.Form):
    """A form whose wrong values are as good as none."""

    def offer(self, **choices: Iterable[tuple[str, str]]) -> None:
        """Choices of each field; a field with nothing to choose goes away."""
        for name, offered in choices.items():
            listed = list(offered)
            if listed:
                field: Any = self.fields[name]
                field.choices = [ANY, *listed]
            else:
                del self.fields[name]

    def said(self) -> dict[str, Any]:
        """What was chosen and can be meant."""
        self.is_valid()
        found = {key: value for key, value in self.cleaned_data.items() if value}
        for key in ("municipality", "place"):
            if key in found:
                found[key] = _uuid(found[key])
        return found

    @property
    def chosen(self) -> dict[str, str]:
        """Label → words of what was chosen, for the head of a file and of the list."""
        self.is_valid()
        found = {}
        for name, value in self.cleaned_data.items():
            if value:
                field = self.fields[name]
                offered: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
                choices = dict(offered)
                found[str(field.label)] = str(choices.get(value, value))
        return found


class StaffFilterForm(_Narrowing):
    """Who is listed. The organisation is found by its words, then chosen among those that have them."""

    search = _search("Фамилия, имя", "и прежняя фамилия тоже")
    municipality = _choice("Муниципалитет")
    place_words = _search("Организация", "слова из названия")
    place = _choice("Какая из найденных")
    staff = _choice("Категория работников")
    post = _choice("Должность")
    subject = _choice("Предмет")
    category = _choice("Квалификационная категория")
    young = _choice("Молодые педагоги")
    role = _choice("Роль по положению")
    status = _choice("Статус школы")
    job = _choice("Вид работы")
    leave = _choice("Отпуск")
    access = _choice("Доступ в систему")

    #: The rest stands folded.
    first = ("search", "municipality", "place_words", "place", "staff", "post")

    def __init__(
        self,
        data: Any,
        *,
        words: Dictionaries,
        municipalities: Iterable[Node],
        places: Iterable[tuple[str, str]],
        year: int,
    ) -> None:
        super().__init__(data)
        categories = [(code, name) for code, name in words.categories.items() if code != FIT]
        staff = [(one.value, one.title) for one in StaffCategory]
        young = [("yes", "да"), ("unknown", "недостаточно данных")] if words.young_teachers else []
        self.offer(
            municipality=_several(municipalities),
            staff=staff,
            post=[(post, post) for post in sorted(words.posts)],
            subject=[(name, name) for name in words.subjects],
            category=[*categories, (FIT, words.categories[FIT]), (NO_CATEGORY, "категории нет")],
            young=young,
            role=[(code, one.name) for code, one in words.staff_roles.items()],
            status=[(code, f"{one.short}, {year} год") for code, one in words.school_statuses.items()],
            job=[(one.value, one.title) for one in JobKind],
            leave=[("yes", "в отпуске")],
            access=[("yes", "есть"), ("no", "нет")],
        )
        typing = {"hx-get": reverse("registry:staff"), "hx-trigger": "input changed delay:400ms"}
        self.fields["place_words"].widget.attrs.update(typing, **{"hx-include": "closest form"})
        place: Any = self.fields["place"]
        place.choices = [("", "любая"), *places]
        place.widget.attrs["id"] = "place-found"

    def narrowed(self) -> StaffFilter:
        """As the query takes it."""
        return StaffFilter(**self.said())

    def main(self) -> list[forms.BoundField]:
        """Fields that stand open."""
        return [self[name] for name in self.first if name in self.fields]

    def more(self) -> list[forms.BoundField]:
        """Fields that stand folded."""
        return [field for field in self if field.name not in self.first]

    @property
    def more_open(self) -> bool:
        """Whether something folded is chosen."""
        return any(self.said().get(field.name) for field in self.more())


class PlaceFilterForm(_Narrowing):
    """Which organisations are listed."""

    search = _search("Название, ОГРН или ИНН")
    municipality = _choice("Муниципалитет")
    kind = _choice("Вид")
    rural = _choice("Местность")
    status = _choice("Статус")
    year = forms.IntegerField(label="Год статуса", required=False, min_value=1990, max_value=2100)
    staff = _choice("Работники")

    def __init__(self, data: Any, *, words: Dictionaries, municipalities: Iterable[Node]) -> None:
        super().__init__(data)
        self.offer(
            municipality=_several(municipalities),
            kind=[(code, one.short) for code, one in words.organisation_kinds.items()],
            rural=[("yes", "сельская"), ("no", "городская"), ("unknown", "не указано")],
            status=[(code, one.short) for code, one in words.school_statuses.items()],
            staff=[("yes", "есть в системе"), ("no", "никого нет")],
        )

    def narrowed(self) -> PlaceFilter:
        """As the query takes it."""
        return PlaceFilter(**self.said())


class RegisterFilterForm(_Narrowing):
    """Which lines of a register are shown."""

    search = _search("Фамилия, имя")
    municipality = _choice("Муниципалитет")
    role = _choice("Роль")

    #: What the register stands on, for the head of its file.
    ground = ""

    @property
    def chosen(self) -> dict[str, str]:
        """The ground stands before what was chosen."""
        return {**({"Основание": self.ground} if self.ground else {}), **super().chosen}

    def __init__(
        self, data: Any, *, municipalities: Iterable[Node], roles: Iterable[tuple[str, str]], about_people: bool
    ) -> None:
        super().__init__(data)
        roles = list(roles)
        self.offer(municipality=_several(municipalities), role=roles if len(roles) > 1 else [])
        if not about_people:
            self.fields["search"].label = "Название"
