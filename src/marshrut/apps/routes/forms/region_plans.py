"""How long a region may be planned."""

from __future__ import annotations

from django import forms

from marshrut.apps.routes.rules.region_plans import SECONDS

__all__ = ["PlanForm"]

_WORDS = {20: "20 секунд: прикинуть", 60: "минута: обычно хватает", 300: "5 минут: большой регион"}


class PlanForm(forms.Form):
    """Seconds from a few."""

    seconds = forms.TypedChoiceField(
        label="Сколько искать",
        coerce=int,
        choices=[(one, _WORDS[one]) for one in SECONDS],
        initial=60,
        help_text="Остановить и взять лучшее из найденного можно в любой момент.",
    )
