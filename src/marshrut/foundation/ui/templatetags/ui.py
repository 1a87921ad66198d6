"""Filters and tags every template has: Russian formats, pictures, small things of forms. A builtin of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField
from django.utils import timezone
from django.utils.http import urlencode

from marshrut.cores.kernel import Reason
from marshrut.foundation.ui import dates, formats, reasons, svg
from marshrut.foundation.ui.undo import undo_address as address_of_undo

register = template.Library()


@register.filter
def number(value: formats.Number | str | None, places: int | None = None) -> str:
    """`{{ 1240|number }}` → 1 240; `{{ x|number:1 }}`."""
    return formats.number(value, places)


@register.filter
def signed(value: formats.Number | None, places: int = 1) -> str:
    """`{{ 4.2|signed }}` → +4,2: a change says which way it goes."""
    said = formats.number(value, places)
    return f"+{said}" if value is not None and value > 0 else said


@register.filter
def inputs_in_words(reason: Reason) -> list[tuple[str, str]]:
    """What a rule looked at: pairs of words and values."""
    return reasons.in_words(reason.inputs)


@register.filter
def percent(value: formats.Number | str | None, places: int = 1) -> str:
    """`{{ 21.4|percent }}` → 21,4 %."""
    return formats.percent(value, places)


def _local(value: date | datetime | None) -> date | datetime | None:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """`12 мая 2026 года`."""
    return formats.day(_local(value))


@register.filter
def short_day(value: date | datetime | None, today: date | None = None) -> str:
    """`12 мая 2026`; `{{ d|short_day:today }}` leaves out this year."""
    return formats.short_day(_local(value), today)


@register.filter
def month(value: date | datetime | None) -> str:
    """`май 2026`."""
    return formats.month(_local(value))


@register.filter
def moment(value: datetime | None) -> str:
    """`12 мая 2026 года, 10:15` in the current zone."""
    local = _local(value)
    return f"{formats.day(local)}, {local:%H:%M}" if isinstance(local, datetime) else formats.day(local)


@register.filter
def ago(value: date | datetime | None, today: date | None = None) -> str:
    """`3 дня назад`, `через 5 дней`."""
    return formats.ago(_local(value), today or timezone.localdate())


@register.filter
def file_size(value: int | None) -> str:
    """`1,2 МБ`."""
    return formats.file_size(value)


@register.filter
def typo(value: object) -> str:
    """Short words do not hang at the end of a line."""
    return formats.typo(str(value))


@register.simple_tag
def plural(n: formats.Number | None, one: str, few: str, many: str) -> str:
    """The word alone: `{{ n|number }} {% plural n "пункт" "пункта" "пунктов" %}`."""
    return formats.plural(n, one, few, many)


@register.simple_tag
def count(n: formats.Number | None, one: str, few: str, many: str) -> str:
    """Number and word: `{% count n "пункт" "пункта" "пунктов" %}` → 21 пункт."""
    return formats.count(n, one, few, many)


@register.simple_tag
def period(start: date | None, end: date | None) -> str:
    """`с 1 мая 2026 по 31 мая 2026`."""
    return formats.period(start, end)


@register.filter
def control(field: BoundField) -> str:
    """A form field's widget with what a screen reader needs: invalid, described by hint and error."""
    attrs: dict[str, Any] = {}
    if not field.is_hidden:
        described = [f"{field.auto_id}-hint"] if field.help_text else []
        if field.errors:
            attrs["aria-invalid"] = "true"
            described.append(f"{field.auto_id}-error")
        if described:
            attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


@register.filter
def widget_kind(field: BoundField) -> str:
    """`checkbox`, `many` (radios, checkboxes in a group), `file` or `line`: how the field is laid out."""
    kind = getattr(field.field.widget, "input_type", "")
    if kind == "checkbox" and not getattr(field.field.widget, "allow_multiple_selected", False):
        return "checkbox"
    if field.use_fieldset:
        return "many"
    return "file" if kind == "file" else "line"


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """The page's own query string with changes: `href="{% query page=2 %}"`. None or an empty word takes a key out."""
    request = context["request"]
    pairs = [(key, value) for key in request.GET for value in request.GET.getlist(key) if key not in changes]
    pairs += [(key, str(value)) for key, value in changes.items() if value not in (None, "")]
    return f"?{urlencode(pairs)}"


@register.simple_tag(takes_context=True)
def dated_url(context: template.Context, name: str, *args: object, **query: object) -> str:
    """`{% url %}` that carries the page's dates along: `{% dated_url 'desk:list' state="open" %}`."""
    return dates.dated_url(dates.carried(context["request"]), name, *args, **query)


@register.simple_tag(takes_context=True)
def kept_dates(context: template.Context) -> list[tuple[str, str]]:
    """(name, value) of the page's dates, for the hidden fields of a form that filters."""
    return list(dates.carried(context["request"]).items())


@register.simple_tag(takes_context=True)
def rest_of_query(context: template.Context, *without: str) -> list[tuple[str, str]]:
    """(name, value) of what else stands in the query string, for the hidden fields of a form."""
    asked = context["request"].GET
    return [(key, value) for key in asked for value in asked.getlist(key) if key not in without]


@register.filter
def undo_address(message: Message) -> str:
    """Where a POST takes this message's decision back, or an empty word."""
    return address_of_undo(message)


@register.simple_tag
def bullet(title: str, value: float | None, **options: Any) -> str:
    """`{% bullet "Прошли диагностику" 21.4 target=25 low=24.2 high=28 tone="sun" %}`: options of `svg.Bullet`."""
    return svg.bullet(svg.Bullet(title, value, **options)).svg


@register.simple_tag
def band(title: str, low: float, high: float, **options: Any) -> str:
    """`{% band "Оценивание" -1.2 0.1 point=-0.6 expected=0 %}`: options of `svg.Band`."""
    return svg.band(svg.Band(title, low, high, **options)).svg


@register.filter
def legend(parts: Sequence[svg.Part]) -> str:
    """The words of a strip, as doors."""
    return svg.legend(parts)
