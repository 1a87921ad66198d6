"""What people say on the pages of routes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from marshrut.apps.routes.services import NewStep
from marshrut.apps.routes.types import Formality, Reach, StepKind
from marshrut.foundation.scope.ids import new_id

__all__ = [
    "ConsultationForm",
    "EvidenceForm",
    "GoalForm",
    "HoursForm",
    "ObservationForm",
    "RescheduleForm",
    "StepForm",
    "WordsForm",
]

#: What is chosen by hand; a group is chosen from the list of groups.
BY_HAND = tuple(one for one in StepKind if one not in {StepKind.COURSE, StepKind.INTERNSHIP})
_INFORMAL = frozenset({StepKind.SELF_STUDY, StepKind.TRANSFER, StepKind.OWN})
#: A step without a place to go to.
_AT_HOME = frozenset({StepKind.SELF_STUDY, StepKind.DIAGNOSTIC, StepKind.CONSULTATION, StepKind.OWN})


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day by the browser's own calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


class StepForm(forms.Form):
    """A step by hand."""

    kind = forms.ChoiceField(label="Что это", choices=[(one.value, one.title) for one in BY_HAND])
    title = forms.CharField(label="Что нужно сделать", max_length=400)
    starts = day_field("С какого дня")
    ends = day_field("По какой день")
    hours = forms.DecimalField(
        label="Часов", max_digits=5, decimal_places=1, widget=forms.NumberInput(attrs={"step": "0.5"})
    )
    reach = forms.ChoiceField(label="Где", choices=[(one.value, one.title) for one in Reach], required=False)
    place = forms.CharField(label="Место", max_length=300, required=False)
    serves = forms.MultipleChoiceField(label="Что подтягивает", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, about: list[tuple[str, str]], on: date, **initial: Any) -> None:
        super().__init__(data, initial={"kind": StepKind.OWN.value, "starts": on, "ends": on, **initial})
        field: Any = self.fields["serves"]
        field.choices = about
        if not about:
            del self.fields["serves"]

    def step(self) -> NewStep:
        """The wish, for the service; rules say the rest."""
        said = self.cleaned_data
        kind = StepKind(said["kind"])
        reach = Reach(said["reach"]) if said["reach"] else Reach.DISTANCE if kind in _AT_HOME else Reach.SETTLEMENT
        return NewStep(
            kind=kind,
            formality=Formality.INFORMAL if kind in _INFORMAL else Formality.NON_FORMAL,
            title=said["title"],
            starts=said["starts"],
            ends=said["ends"],
            hours=said["hours"],
            reach=reach,
            place=said["place"],
            serves=tuple(said.get("serves", ())),
        )


class WordsForm(forms.Form):
    """A reason; whether it is needed says the rule."""

    words = forms.CharField(label="Почему", max_length=300, required=False)


class RescheduleForm(forms.Form):
    """Another day and why."""

    starts = day_field("Новый день")
    words = forms.CharField(label="Почему", max_length=300)


class HoursForm(forms.Form):
    """How many hours count; empty: all that were planned."""

    hours = forms.DecimalField(label="Засчитать часов", max_digits=5, decimal_places=1, required=False)


class GoalForm(forms.Form):
    """A goal of one's own."""

    text = forms.CharField(label="Своя цель", max_length=400)


class EvidenceForm(forms.Form):
    """What shows that a step was taken: a photo or a file, a link, a few words; any of them."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(label="Фото или файл", required=False)
    link = forms.CharField(label="Ссылка", max_length=500, required=False)
    note = forms.CharField(label="Что было", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, initial={"client_key": new_id()}, **more)


class ConsultationForm(forms.Form):
    """Whom, how long; about what and words where one wants."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    person = forms.ChoiceField(label="Кому помогли")
    minutes = forms.TypedChoiceField(
        label="Сколько минут",
        coerce=int,
        choices=[(one, f"{one}") for one in (15, 30, 45, 60, 90, 120)],
        initial=30,
        widget=forms.RadioSelect,
    )
    topic = forms.ChoiceField(label="О чём", required=False)
    on = day_field("Когда")
    note = forms.CharField(label="Пометка для себя", max_length=1000, required=False)

    def __init__(
        self, data: Any = None, *, people: list[tuple[UUID, str]], topics: list[tuple[str, str]], on: date, **more: Any
    ) -> None:
        super().__init__(data, initial={"client_key": new_id(), "on": on, **more})
        for name, offered in (("person", [(str(pk), words) for pk, words in people]), ("topic", [("", "—"), *topics])):
            field: Any = self.fields[name]
            field.choices = offered


class ObservationForm(forms.Form):
    """One lesson on the form of the region."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    moment = forms.ChoiceField(
        label="Какой урок", choices=[("before", "до"), ("after", "после")], widget=forms.RadioSelect
    )
    on = day_field("Когда был урок")
    lesson = forms.CharField(label="Класс и тема", max_length=300, required=False)
    note = forms.CharField(label="Заметки", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, held: Any, on: date) -> None:
        super().__init__(data, initial={"client_key": new_id(), "on": on, "moment": "before"})
        for one in held.criteria if held else ():
            self.fields[f"mark_{one.code}"] = forms.TypedChoiceField(
                label=one.title,
                help_text=one.look,
                coerce=int,
                empty_value=None,
                required=False,
                choices=[("", "не смотрел(а)"), *((mark.value, mark.name) for mark in held.marks)],
                widget=forms.RadioSelect,
            )

    @property
    def marked(self) -> list[Any]:
        """Fields of criteria, for the page."""
        return [self[name] for name in self.fields if name.startswith("mark_")]

    def marks(self) -> dict[str, int]:
        """Criterion → mark; what was not seen is absent."""
        return {
            name.removeprefix("mark_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("mark_") and value is not None
        }
