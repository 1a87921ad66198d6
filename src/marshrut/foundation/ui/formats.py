"""Russian numbers, dates and counted words. Pure functions; the template filters are thin wrappers over them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

__all__ = [
    "MONTHS",
    "MONTHS_OF",
    "ago",
    "count",
    "day",
    "file_size",
    "month",
    "number",
    "percent",
    "period",
    "plural",
    "short_day",
    "short_place",
    "short_places",
    "typo",
]

NBSP = "\u00a0"
MINUS = "\u2212"
MONTHS_OF = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
_SHORT_WORD = re.compile(
    r"(?<![\w-])(а|в|и|к|о|с|у|во|до|за|из|ко|на|не|ни|но|об|от|по|со|для|без|при|над|под)\s+", re.IGNORECASE
)
_NUMBER_SIGN = re.compile(r"(№|§|ст\.|п\.|г\.|ул\.)\s+(?=[\w\d])")
_QUOTED = re.compile(r"«([^«»]+)»")
_KIND_BEFORE = re.compile(
    r"^(?:муниципальное образование|городской округ|муниципальный (?:округ|район))\s+|^(?:город|г\.)\s+", re.IGNORECASE
)
_KIND_AFTER = re.compile(r"\s+(?:(?:муниципальный|городской)\s+)?(?:округ|район)$", re.IGNORECASE)
_BEFORE_DASH = re.compile(r"\s+(?=[—–])")

Number = int | float | Decimal


def number(value: Number | str | None, places: int | None = None) -> str:
    """`1 240`, `−3,5`. Without `places`: up to two, and no idle zeros. What is no number comes back as written."""
    if value is None:
        return ""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not exact.is_finite():
        return "—"
    rounded = exact.quantize(Decimal(1).scaleb(-(2 if places is None else places)), ROUND_HALF_UP)
    whole, _, rest = f"{abs(rounded):f}".partition(".")
    if places is None:
        rest = rest.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", NBSP)
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{grouped},{rest}" if rest else f"{sign}{grouped}"


def percent(value: Number | str | None, places: int = 1) -> str:
    """`21,4 %`: the value is in per cent already. A whole per cent stands without a zero: `30 %`."""
    if value is None or value == "":
        return ""
    text = number(value, places)
    if "," in text:
        text = text.rstrip("0").rstrip(",")
    return f"{text}{NBSP}%"


def plural(n: Number | None, one: str, few: str, many: str) -> str:
    """The form of a word after a number: 1 пункт, 2 пункта, 5 пунктов, 1,5 пункта."""
    exact = Decimal(str(n or 0))
    if exact != exact.to_integral_value():
        return few
    tail = abs(int(exact)) % 100
    if tail in range(11, 15):
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(tail % 10, many)


def count(n: Number | None, one: str, few: str, many: str) -> str:
    """The number with its word: `21 пункт`, never broken between lines."""
    return f"{number(n or 0)}{NBSP}{plural(n, one, few, many)}"


def _as_date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """`12 мая 2026 года`."""
    if value is None:
        return ""
    on = _as_date(value)
    return f"{on.day}{NBSP}{MONTHS_OF[on.month - 1]}{NBSP}{on.year}{NBSP}года"


def short_day(value: date | datetime | None, today: date | None = None) -> str:
    """`12 мая 2026`; beside `today` of the same year `12 мая`."""
    if value is None:
        return ""
    on = _as_date(value)
    text = f"{on.day}{NBSP}{MONTHS_OF[on.month - 1]}"
    return text if today is not None and today.year == on.year else f"{text}{NBSP}{on.year}"


def month(value: date | datetime | None) -> str:
    """`май 2026`."""
    return "" if value is None else f"{MONTHS[value.month - 1]}{NBSP}{value.year}"


def period(start: date | None, end: date | None) -> str:
    """A period in words, both days included: `с 1 мая 2026 по 31 мая 2026`."""
    if start and end:
        return f"с{NBSP}{short_day(start)} по{NBSP}{short_day(end)}"
    if start:
        return f"с{NBSP}{short_day(start)}"
    return f"по{NBSP}{short_day(end)}" if end else "без срока"


def ago(value: date | datetime | None, today: date) -> str:
    """How far a day is from today: `сегодня`, `вчера`, `3 дня назад`, `через 5 дней`, `через 2 месяца`."""
    if value is None:
        return ""
    days = (_as_date(value) - today).days
    near = {0: "сегодня", 1: "завтра", -1: "вчера", 2: "послезавтра", -2: "позавчера"}
    if days in near:
        return near[days]
    span = abs(days)
    if span < 14:  # noqa: PLR2004 - two weeks in days, then weeks, months, years
        words = count(span, "день", "дня", "дней")
    elif span < 60:  # noqa: PLR2004
        words = count(span // 7, "неделю", "недели", "недель")
    elif span < 730:  # noqa: PLR2004
        words = count(span // 30, "месяц", "месяца", "месяцев")
    else:
        words = count(span // 365, "год", "года", "лет")
    return f"через{NBSP}{words}" if days > 0 else f"{words} назад"


def file_size(size: int | None) -> str:
    """`340 КБ`, `1,2 МБ`."""
    if size is None:
        return ""
    if size < 1024:  # noqa: PLR2004 - bytes in a kilobyte
        return f"{number(size)}{NBSP}Б"
    if size < 1024**2:
        return f"{number(size / 1024, 0)}{NBSP}КБ"
    return f"{number(Decimal(size) / 1024**2, 1)}{NBSP}МБ"


def short_place(name: str, kind: str = "") -> str:
    """`Лесной` for «муниципальное образование «Лесной муниципальный округ» … области»; `kind`: more words to leave
    out."""
    quoted = _QUOTED.search(name)
    said = quoted[1] if quoted else name
    said = " ".join(said.replace(kind, " ").split()) if kind else said
    said = _KIND_BEFORE.sub("", _KIND_AFTER.sub("", _KIND_BEFORE.sub("", said))).strip()
    return said if said[:1].isalpha() else name


def short_places(names: Sequence[str]) -> list[str]:
    """Short names; two that would then be called alike keep their whole names."""
    short = [short_place(name) for name in names]
    held = Counter(short)
    return [name if held[said] > 1 else said for name, said in zip(names, short, strict=True)]


def typo(text: str) -> str:
    """Russian line breaking: short words stay with the next one, № with its number, a dash with the word before."""
    text = _SHORT_WORD.sub(lambda found: f"{found[1]}{NBSP}", text)
    text = _NUMBER_SIGN.sub(lambda found: f"{found[1]}{NBSP}", text)
    return _BEFORE_DASH.sub(NBSP, text)
