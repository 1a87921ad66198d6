"""What can be asked and said on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms

from marshrut.apps.regulation.types import ClauseFilter, ClauseList, ClauseState
from marshrut.foundation.accounts.queries import list_people
from marshrut.foundation.scope.viewer import Viewer

__all__ = [
    "AppointForm",
    "ClauseFilterForm",
    "DeclareForm",
    "EditionsForm",
    "PrintForm",
    "ProofForm",
    "ReasonForm",
]


def _day_field(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


#: How many namesakes are listed.
SHOWN = 6


class ClauseFilterForm(forms.Form):
    """Search and narrowing of the clauses. Its choices are what the order has."""

    q = forms.CharField(label="Слова или код пункта", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label="Состояние", required=False)
    kind = forms.ChoiceField(label="Вид", required=False)
    actor = forms.ChoiceField(label="Кто делает", required=False)
    section = forms.ChoiceField(label="Раздел", required=False)
    capability = forms.ChoiceField(label="О чём", required=False)
    function = forms.ChoiceField(label="Функция системы", required=False)
    answers = forms.ChoiceField(
        label="Кто отвечает", required=False, choices=[("", "все"), ("me", "я"), ("nobody", "ответственного нет")]
    )

    def asked(self, name: str) -> str:
        """One plain word of the query string."""
        return str(self.data.get(name, "")).replace("\x00", "").strip()

    def narrowed(self) -> ClauseFilter:
        """The filter for the query. What the order does not have finds nothing: no error to read."""
        names = ("kind", "actor", "section", "function", "capability", "state", "answers")
        asked: dict[str, Any] = {name: self.asked(name) for name in names}
        return ClauseFilter(search=self.asked("q")[:200], **asked)

    def offer(self, found: ClauseList) -> None:
        """Fill the lists with what there is, each with its count."""
        self._choices("state", [(state.value, state.title, found.counts[state]) for state in ClauseState])
        self._choices("kind", found.kinds)
        self._choices("actor", found.actors)
        self._choices("section", [(section, section, held) for section, held in found.sections])
        self._choices("capability", found.capabilities)
        self._choices("function", found.functions)

    def _choices(self, name: str, found: Sequence[tuple[str, str, int]]) -> None:
        choices = [("", "все"), *((key, f"{title} · {held}") for key, title, held in found)]
        chosen = self.asked(name)
        if chosen and chosen not in dict(choices):
            choices.append((chosen, chosen))
        cast("forms.ChoiceField", self.fields[name]).choices = choices


class AppointForm(forms.Form):
    """Who answers for a clause, by which order. A region has tens of thousands of people: one is typed, not picked."""

    person = forms.CharField(
        label="Кто отвечает", max_length=200, help_text="Фамилия и имя или имя для входа: «Орлова Анна», «orlova-4831»."
    )
    order_number = forms.CharField(label="Номер приказа о назначении", max_length=80)
    order_date = _day_field("Дата приказа")
    since = _day_field("Отвечает с")
    until = _day_field("По какой день", required=False, help_text="Пусто: без срока. Этот день ещё входит.")

    def __init__(self, *args: Any, viewer: Viewer, on: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"since": on, "order_date": on})
        super().__init__(*args, **kwargs)
        self._viewer, self._on = viewer, on

    def clean_until(self) -> date | None:
        """People name the last day; periods end with the day after it."""
        last = self.cleaned_data["until"]
        return last + timedelta(days=1) if last else None

    def clean_person(self) -> Any:
        """The one person of the viewer's place that this means; several or none: say what to type."""
        found = list(list_people(self._viewer, on=self._on, search=self.cleaned_data["person"])[:SHOWN])
        if not found:
            raise forms.ValidationError("Такого человека с доступом нет. Проверьте фамилию или сначала добавьте его.")
        if len(found) > 1:
            names = "; ".join(f"{one.full_name} — {one.login}" for one in found)
            more = " и другие" if len(found) == SHOWN else ""
            raise forms.ValidationError(f"Подходят несколько: {names}{more}. Введите имя для входа.")
        return found[0]


class ProofForm(forms.Form):
    """A proof: a file, a link, or words."""

    title = forms.CharField(label="Что это", max_length=500, help_text="Например: протокол совета от 3 марта, № 4.")
    dated = _day_field("Дата документа")
    link = forms.URLField(
        label="Ссылка",
        required=False,
        assume_scheme="https",
        # Not the browser's own check: it would stop «school.ru/doc» without a word about what is missing.
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
    )
    file = forms.FileField(label="Файл", required=False, help_text="PDF, DOCX, XLSX или изображение, до 20 МБ.")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"dated": on})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any] | None:
        """One thing at a time."""
        if self.cleaned_data.get("link") and self.cleaned_data.get("file"):
            raise forms.ValidationError("Приложите что-то одно: файл или ссылку.")
        return self.cleaned_data


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="Причина", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class DeclareForm(ReasonForm):
    """«Не исполняется», said by who answers for it."""

    reason = forms.CharField(
        label="Почему не исполняется",
        help_text="Заявление увидят все, кто читает положение. Его можно отозвать.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class PrintForm(forms.Form):
    """Which of the order's own numbers or dates to print."""

    what = forms.CharField(widget=forms.HiddenInput)
    value = forms.CharField(max_length=80)


class EditionsForm(forms.Form):
    """Two readings to compare."""

    old = forms.ChoiceField(label="Было")
    new = forms.ChoiceField(label="Стало")

    def __init__(self, *args: Any, revisions: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(row.pk), f"прочтение {row.ordinal} от {row.loaded_at:%d.%m.%Y}") for row in revisions]
        for name, first in (("old", 1), ("new", 0)):
            field = cast("forms.ChoiceField", self.fields[name])
            field.choices = choices
            field.initial = choices[min(first, len(choices) - 1)][0] if choices else None

    def pair(self) -> tuple[UUID, UUID]:
        """The two revisions' ids."""
        return UUID(self.cleaned_data["old"]), UUID(self.cleaned_data["new"])
