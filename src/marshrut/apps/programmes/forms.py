"""Forms of learning: what narrows the catalogue, a programme, a cohort, days of an order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.programmes.queries.catalogue import CatalogueFilter, ProgrammeCard, may_come_first
from marshrut.apps.programmes.types import (
    Attendance,
    CohortPart,
    DocumentKind,
    LearningFileKind,
    ProgrammeKind,
    ProgrammeState,
)
from marshrut.apps.registry.queries import list_districts
from marshrut.foundation.scope.viewer import Viewer

__all__ = [
    "CatalogueForm",
    "CohortDaysForm",
    "CohortForm",
    "EndListingForm",
    "FileForm",
    "ListingForm",
    "MeetingForm",
    "PlanLineForm",
    "ProgrammeForm",
    "StandInForm",
    "TermsForm",
]

_KINDS = [(one.value, one.title) for one in ProgrammeKind]
_FORMS = [(one.value, one.title) for one in Attendance]
#: So many effects stand in the form at once.
_EFFECTS = 4


def _day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class CatalogueForm(forms.Form):
    """What narrows the catalogue; nonsense narrows nothing."""

    search = forms.CharField(
        label="Слова из названия", required=False, max_length=120, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label="Вид", required=False, choices=[("", "любой"), *_KINDS])
    form = forms.ChoiceField(label="Форма", required=False, choices=[("", "любая"), *_FORMS])
    register = forms.ChoiceField(
        label="Федеральный реестр",
        required=False,
        choices=[("", "не важно"), ("yes", "есть в реестре"), ("no", "нет в реестре")],
    )
    competency = forms.ChoiceField(label="Что подтянуть", required=False)
    free = forms.BooleanField(label="Только с набором в группу", required=False)

    def __init__(self, data: Any, *, viewer: Viewer, on: date) -> None:
        super().__init__(data)
        held = framework(viewer, on)
        field: Any = self.fields["competency"]
        field.choices = [("", "что угодно"), *((code, one.title) for code, one in held.competencies.items())]

    def narrowed(self, *, everything: bool) -> CatalogueFilter:
        """The filter that was asked for; a field that makes no sense is left out."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return CatalogueFilter(**said, everything=everything)


class ProgrammeForm(forms.Form):
    """A programme: what it is, who teaches it, what it is expected to close."""

    title = forms.CharField(label="Название", max_length=400)
    code = forms.CharField(label="Код или номер", max_length=60, required=False)
    kind = forms.ChoiceField(label="Вид", choices=_KINDS)
    hours = forms.IntegerField(label="Часов всего")
    form = forms.ChoiceField(label="Форма обучения", choices=_FORMS)
    document = forms.ChoiceField(label="Что выдают", choices=[(one.value, one.title) for one in DocumentKind])
    provider_name = forms.CharField(
        label="Кто учит", max_length=300, help_text="Организация, как она зовётся в документе."
    )
    about = forms.CharField(label="О чём", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    network_form = forms.BooleanField(label="Сетевая форма", required=False)
    partners = forms.CharField(label="С кем вместе", max_length=600, required=False)
    cascade = forms.BooleanField(label="Каскад: выпускники учат коллег", required=False)
    cost = forms.DecimalField(
        label="Стоимость для одного, ₽", required=False, max_digits=10, decimal_places=2, help_text="0 — бесплатно."
    )
    language = forms.CharField(label="Язык обучения", max_length=60, required=False, help_text="Пусто — русский.")
    state = forms.ChoiceField(label="Состояние", choices=[(one.value, one.title) for one in ProgrammeState])

    def __init__(self, data: Any = None, *, viewer: Viewer, on: date, card: ProgrammeCard | None) -> None:
        first = {name: getattr(card.row, name) for name in self.base_fields} if card else {"state": "draft"}
        super().__init__(data, initial=first)
        offered = may_come_first(viewer, card.row.pk if card else None)
        self.fields["requires"] = forms.MultipleChoiceField(
            label="Сначала нужна программа",
            choices=[(str(pk), title) for pk, title in offered],
            initial=[str(pk) for pk, _ in card.requires] if card else [],
            required=False,
            help_text="Кто её уже прошёл, тому она засчитана. Можно выбрать несколько или ни одной.",
        )
        held = framework(viewer, on)
        choices = [("", "—"), *((code, one.title) for code, one in held.competencies.items())]
        known = [(code, share) for code, _, share, _ in card.effects] if card else []
        self.rows = max(_EFFECTS, len(known) + 1)
        for number in range(self.rows):
            one = known[number] if number < len(known) else ("", None)
            self.fields[f"competency_{number}"] = forms.ChoiceField(
                label=f"Что закрывает, {number + 1}",
                choices=choices,
                required=False,
                initial=one[0],
            )
            self.fields[f"effect_{number}"] = forms.IntegerField(
                label="На сколько, %",
                required=False,
                initial=one[1],
                help_text="Какую долю дефицита закроет, по мнению экспертов: от 1 до 100.",
            )

    @property
    def fields_said(self) -> Mapping[str, Any]:
        """Fields of the programme itself."""
        return {name: self.cleaned_data[name] for name in self.base_fields}

    @property
    def requires(self) -> list[UUID]:
        """Programmes that come first."""
        return [UUID(one) for one in self.cleaned_data["requires"]]

    @property
    def effects(self) -> dict[str, float]:
        """Competency → share of the deficit."""
        found = {}
        for number in range(self.rows):
            code, share = self.cleaned_data[f"competency_{number}"], self.cleaned_data[f"effect_{number}"]
            if code and share is not None:
                found[code] = share / 100
        return found


class CohortForm(forms.Form):
    """A group, or an internship: days, seats, where."""

    part = forms.ChoiceField(label="Что это", choices=[(one.value, one.title) for one in CohortPart])
    title = forms.CharField(label="Название группы", max_length=300)
    starts = _day("Первый день")
    ends = _day("Последний день")
    apply_until = _day("Заявки до", required=False, help_text="Пусто — до начала.")
    seats = forms.IntegerField(label="Мест")
    min_size = forms.IntegerField(label="Наименьшая группа", help_text="Меньше — группа не откроется.")
    hours = forms.IntegerField(label="Часов")
    form = forms.ChoiceField(label="Форма обучения", choices=_FORMS)
    node = forms.ChoiceField(
        label="Муниципалитет", required=False, help_text="Куда приезжают: важно для тех, кто далеко."
    )
    place = forms.CharField(label="Где именно", max_length=300, required=False)
    order_number = forms.CharField(label="Стажировка: номер приказа площадки", max_length=60, required=False)
    order_date = _day("Стажировка: дата приказа", required=False)
    leader = forms.CharField(label="Стажировка: кто ведёт", max_length=260, required=False)

    def __init__(self, data: Any = None, *, viewer: Viewer, on: date, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        places = [(str(one.node_id), one.name) for one in list_districts(viewer, on=on)]
        field: Any = self.fields["node"]
        kept = str(initial.get("node") or "")
        if kept and kept not in dict(places):
            places.append((kept, "как было"))
        field.choices = [("", "—"), *places]

    @property
    def fields_said(self) -> Mapping[str, Any]:
        """Fields of the cohort."""
        said = dict(self.cleaned_data)
        said["node_id"] = said.pop("node") or None
        return said


class ListingForm(forms.Form):
    """From when a programme stands in the federal register."""

    since = _day("С какого дня")
    number = forms.CharField(label="Номер в реестре", max_length=60, required=False)


class EndListingForm(forms.Form):
    """Its last day there."""

    last = _day("Последний день")


class CohortDaysForm(forms.Form):
    """The day and the number of an order, or the day of documents."""

    day = _day("Дата")
    number = forms.CharField(label="Номер приказа", max_length=60, required=False)


class MeetingForm(forms.Form):
    """A day on which a cohort meets."""

    on = _day("День")
    hours = forms.DecimalField(label="Часов", min_value=0.5, max_value=24, max_digits=4, decimal_places=1)
    form = forms.ChoiceField(label="Как", choices=_FORMS)
    topic = forms.CharField(label="Тема", max_length=300, required=False)


class StandInForm(forms.Form):
    """Who takes the lessons, on which days."""

    colleague = forms.ChoiceField(label="Кто заменит", widget=forms.RadioSelect)
    first = _day("С какого дня")
    last = _day("По какой день")
    note = forms.CharField(label="Пометка", max_length=300, required=False)

    def __init__(self, data: Any = None, *, colleagues: list[tuple[Any, str, str, bool]], **more: Any) -> None:
        super().__init__(data, **more)
        field: Any = self.fields["colleague"]
        field.choices = [
            (str(person), f"{name} — {work}{'' if free else ' (занят в эти дни)'}")
            for person, name, work, free in colleagues
        ]


class TermsForm(forms.Form):
    """By which day terms are looked at."""

    by = _day("Срок истекает до")

    def __init__(self, data: Any = None, *, ahead: date) -> None:
        super().__init__(data if data and "by" in data else None, initial={"by": ahead})
        self._ahead = ahead

    @property
    def day(self) -> date:
        """The day that was asked for, else the usual one."""
        return self.cleaned_data["by"] if self.is_valid() else self._ahead


class PlanLineForm(forms.Form):
    """A line of a school's plan."""

    quarter = forms.ChoiceField(
        label="Квартал",
        required=False,
        choices=[("", "не решено"), *((str(one), f"{one}-й") for one in range(1, 5))],
    )
    topic = forms.CharField(label="О чём", max_length=300, required=False)
    cohort = forms.UUIDField(label="Группа", required=False, widget=forms.Select)

    @classmethod
    def of(cls, line: Any, offered: list[tuple[str, str]]) -> PlanLineForm:
        """The form of a line that stands, with the groups that may be chosen."""
        first = {"quarter": str(line.quarter or ""), "topic": line.topic, "cohort": str(line.cohort_id or "")}
        form = cls(initial=first, prefix=None, auto_id=f"%s-{line.pk}")
        kept = [] if not line.cohort or first["cohort"] in dict(offered) else [(first["cohort"], line.cohort.title)]
        widget: Any = form.fields["cohort"].widget
        widget.choices = [("", "—"), *kept, *offered]
        return form

    @classmethod
    def said(cls, data: Any) -> PlanLineForm:
        """What was sent."""
        return cls(data)


class FileForm(forms.Form):
    """A file with programmes, enrolments or completions."""

    kind = forms.ChoiceField(label="Что в файле", choices=[(one.value, one.title) for one in LearningFileKind])
    file = forms.FileField(label="Файл .xlsx или .csv")
