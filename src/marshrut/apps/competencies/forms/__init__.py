"""What people say on the pages of competencies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms

__all__ = [
    "AccompanyForm",
    "AnswerForm",
    "AppealForm",
    "EndForm",
    "FileForm",
    "RuleForm",
    "ShareForm",
    "SpreadForm",
    "TakeForm",
    "WhyForm",
]


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


def _words(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), **more)


class AppealForm(forms.Form):
    """With what one does not agree."""

    text = _words(
        "С чем вы не согласны",
        help_text="Напишите своими словами. Прочтёт и ответит тот, за кем вы закреплены.",
    )


class AnswerForm(forms.Form):
    """The answer to somebody who disagrees."""

    words = _words("Ответ", help_text="Человек прочтёт его рядом со своим результатом.")


class ShareForm(forms.Form):
    """To whom one's results are opened and until when."""

    account = forms.ChoiceField(label="Кому", widget=forms.RadioSelect)
    until = _day("До какого дня", help_text="Последний день, не дольше года. Закрыть можно в любую минуту.")

    def __init__(self, data: Any = None, *, people: list[tuple[UUID, UUID, str]], on: date) -> None:
        super().__init__(data, initial={"until": on + timedelta(days=90)})
        field: Any = self.fields["account"]
        field.choices = [(str(account), name) for account, _, name in people]


class AccompanyForm(forms.Form):
    """Who accompanies whom, by which order."""

    person = forms.ChoiceField(label="Кого закрепить")
    companion = forms.ChoiceField(label="За кем")
    order_number = forms.CharField(label="Номер приказа", max_length=60)
    order_date = _day("Дата приказа")
    since = _day("С какого дня")
    until = _day("По какой день", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        people: list[tuple[UUID, str]],
        companions: list[tuple[UUID, str]],
        on: date,
        **more: Any,
    ) -> None:
        super().__init__(data, initial={"since": on, "order_date": on, **more})
        for name, offered in (("person", people), ("companion", companions)):
            field: Any = self.fields[name]
            field.choices = [(str(pk), words) for pk, words in offered]


class EndForm(forms.Form):
    """When it ends and why."""

    last = _day("Последний день")
    why = forms.CharField(label="Почему", max_length=300)


class FileForm(forms.Form):
    """A workbook or a text with separators."""

    file = forms.FileField(label="Файл .xlsx или .csv")


class RuleForm(forms.Form):
    """Whom a rule gives to whom, by which order."""

    municipality = forms.ChoiceField(label="Муниципалитет", required=False)
    subject = forms.ChoiceField(label="Предмет", required=False)
    staff = forms.ChoiceField(
        label="Кого", required=False, choices=[("teaching", "педагогических работников"), ("", "всех работников")]
    )
    roles = forms.MultipleChoiceField(label="За кем", widget=forms.CheckboxSelectMultiple)
    by_subject = forms.BooleanField(label="Сопровождающий того же предмета", required=False, initial=True)
    order_number = forms.CharField(label="Номер приказа", max_length=60)
    order_date = _day("Дата приказа")
    since = _day("С какого дня")
    until = _day("По какой день", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        municipalities: Iterable[tuple[str, str]],
        subjects: Iterable[str],
        roles: Mapping[str, str],
        on: date,
    ) -> None:
        super().__init__(data, initial={"since": on, "order_date": on, "staff": "teaching", "roles": list(roles)})
        offered = {
            "municipality": [("", "все"), *municipalities],
            "subject": [("", "все"), *((one, one) for one in subjects)],
            "roles": list(roles.items()),
        }
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        said = super().clean() or self.cleaned_data
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", "Последний день раньше первого. Проверьте даты.")
        return said

    @property
    def rule(self) -> dict[str, Any]:
        """What was chosen, without the order."""
        said = {key: value for key, value in self.cleaned_data.items() if not key.startswith("order_")}
        where = said["municipality"]
        return {**said, "municipality": UUID(where) if where else None, "roles": tuple(sorted(said["roles"]))}

    @property
    def words(self) -> str:
        """The rule in words, for the journal."""
        parts = []
        for name in ("municipality", "subject", "staff", "roles"):
            field: Any = self.fields[name]
            value, choices = self.cleaned_data[name], dict(field.choices)
            chosen = value if isinstance(value, list) else [value]
            if any(chosen):
                parts.append(f"{field.label}: {', '.join(str(choices[one]) for one in chosen)}")
        return "; ".join([*parts, *(["по предмету"] if self.cleaned_data["by_subject"] else [])])


class SpreadForm(RuleForm):
    """Whom to spread over which methodists; the order is named when the draft is taken."""

    order_number = None  # type: ignore[assignment]
    order_date = None  # type: ignore[assignment]


class TakeForm(forms.Form):
    """By which order a draft is taken."""

    order_number = forms.CharField(label="Номер приказа", max_length=60)
    order_date = _day("Дата приказа")


class WhyForm(forms.Form):
    """Why what was taken is taken back."""

    why = forms.CharField(label="Почему", max_length=300)
