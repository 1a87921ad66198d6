"""Figures in careful words. Sentences come of rules over numbers; they say what is, never why, and blame nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from marshrut.apps.monitoring.papers.data import NoteData, NoteLine, NotePlace
from marshrut.foundation.ui.formats import count, day, number, percent

__all__ = [
    "basis",
    "clock_of",
    "conclusions",
    "gaps",
    "headline",
    "method",
    "outlook_of",
    "places_of",
    "target_of",
    "value_of",
]

NBSP = "\u00a0"
#: Readings differ much: by so many points of a share, or by such a part of the value.
APART_POINTS, APART_PART = 5.0, 0.2
_SHOWN = 3
#: «Не хватает: 1 человек, 2 человека, 5 человек»: after a colon the nominative.
_NOUNS = {
    "person": ("человек", "человека", "человек"),
    "place": ("организация", "организации", "организаций"),
    "team": ("команда", "команды", "команд"),
}
_AT = {"at_least": "не менее ", "at_most": "не более ", "exactly": ""}
_WHY_MISSING = {
    "nobody": "в основе показателя никого нет: делить не на что",
    "not_entered": "значение не внесено",
    "no_denominator": "не внесено, на что делить",
}


def value_of(line: NoteLine, value: float | bool | None) -> str:
    """A value with its unit: 41,3 %, 12 человек на методиста, да."""
    if value is None:
        return "—"
    if line.kind == "yes_no":
        return "да" if value else "нет"
    if line.kind == "percent":
        return percent(value)
    return f"{number(value)}{NBSP}{line.unit}" if line.kind != "trend" else number(value)


def target_of(line: NoteLine) -> str:
    """The target with its comparison; what counts today only."""
    if line.target is None:
        return "срок цели прошёл" if line.target_past else "—"
    at = "" if isinstance(line.target, bool) else _AT.get(line.comparison, "")
    return at + value_of(line, line.target)


def outlook_of(line: NoteLine) -> str:
    """The forecast in one line; a dash where there is none."""
    if line.point is None:
        return "мало данных" if line.why.startswith("мало данных") else "—"
    if line.low == line.high:
        return value_of(line, line.point)
    return f"{value_of(line, line.point)} (от{NBSP}{value_of(line, line.low)} до{NBSP}{value_of(line, line.high)})"


def clock_of(note: NoteData) -> str:
    """The snapshot's time of day with its zone: 03:23 (UTC+3)."""
    hours = (note.moment.utcoffset() or timedelta()).total_seconds() / 3600
    return f"{note.moment:%H:%M} (UTC{hours:+g})"


def basis(note: NoteData) -> list[str]:
    """On which order the note stands."""
    title = f" «{note.title}»" if note.title else ""
    return [
        f"Справка составлена о показателях, которые установил {note.order}{title}.",
        f"Редакция приказа: {note.version}. Прочтение приказа в системе: {note.revision}.",
    ]


def method(note: NoteData) -> list[str]:
    """What was counted, from what, and how it can be counted again."""
    held = ", ".join(f"{title}{NBSP}— {number(n)}" for title, n in note.counts)
    return [
        (
            f"Показатели посчитаны на {day(note.on)} по снимку данных. Снимок сделан {day(note.moment)} "
            f"в {clock_of(note)}; записей в нём: {held}. Контрольная сумма снимка: {note.checksum}. "
            f"Номер снимка: {note.snapshot}. Снимок хранится: по нему каждое значение можно посчитать заново."
        ),
        (
            "Где показатель складывается из записанных событий, рядом со значением стоят числитель и знаменатель; "
            "каждый человек учтён один раз. Где событий в системе нет, стоит внесённое значение с документом. Если "
            "приказ можно прочитать по-разному, взято выбранное прочтение; другие приведены в приложении. Цель, срок "
            "которой прошёл, не считается ни достигнутой, ни недостигнутой на сегодня."
        ),
        (
            "Прогноз на 31 декабря сделан по темпу тех же месяцев прошлых лет. В скобках границы, в которые значение "
            "попадает в четырёх случаях из пяти, если год пойдёт как прошлые. Знаменатель взят на день справки. Где "
            "данных мало, прогноза нет."
        ),
    ]


def headline(note: NoteData) -> str:
    """The news in a sentence."""
    aimed = [one for one in note.lines if one.target is not None]
    if not aimed:
        return (
            f"В приказе {count(len(note.lines), 'показатель', 'показателя', 'показателей')}; целей, которые действуют "
            f"на{NBSP}{day(note.on)}, среди них нет. Значения есть у {_known(note)}."
        )
    met = sum(one.met is True for one in aimed)
    short = sum(one.met is False for one in aimed)
    left = len(aimed) - met - short
    said = [f"достигнуты {met}"] if met else []
    said += [f"ещё не достигнуты {short}"] if short else []
    said += [f"о {left} сказать нельзя: не хватает данных или нет числа для сравнения"] if left else []
    return (
        f"Целей, которые действуют на {day(note.on)}: {len(aimed)} из {len(note.lines)} показателей. "
        f"Из них {', '.join(said)}."
    )


def _known(note: NoteData) -> str:
    known = sum(one.value is not None for one in note.lines)
    return f"{known} из {len(note.lines)}"


def conclusions(note: NoteData) -> list[str]:
    """A sentence or three for each target that counts: met, or how many are missing, and where the year goes."""
    found = []
    for one in note.lines:
        if one.target is None or one.value is None:
            continue
        if one.met is None:
            continue
        begin = f"№{NBSP}{one.number}. {one.name}: {value_of(one, one.value)} при цели {target_of(one)}."
        if one.met:
            found.append(f"{begin} Цель достигнута.")
            continue
        found.append(f"{begin} {_behind(one)}{_ahead(one)}")
    return found or ["Целей, с которыми можно сравнить значения на этот день, нет: выводов о достижении не делаем."]


def _behind(line: NoteLine) -> str:
    if line.lacking and line.of in _NOUNS:
        return f"До цели не хватает: {count(line.lacking, *_NOUNS[line.of])}."
    if line.lacking:
        return f"До цели не хватает: {number(line.lacking)}."
    return "Цель пока не достигнута."


def _ahead(line: NoteLine) -> str:
    if line.point is None:
        return f" Прогноза нет: {line.why}."
    if line.low == line.high:
        return ""
    said = f" При темпе прошлых лет к 31 декабря ожидается {outlook_of(line)}: "
    if line.enough is None:
        return said + "хватит ли этого для цели, пока сказать нельзя."
    return said + ("для цели этого достаточно." if line.enough else "для цели этого не хватит.")


def places_of(line: NoteLine) -> list[str]:
    """Who is ahead and who is behind; small places are never named. Where more share a value than can be named, it is
    said how many, and nobody is picked out."""
    named = sorted((one for one in line.places if one.named), key=_order)
    if len(named) < 2 * _SHOWN or named[0].value == named[-1].value:
        return []
    falling = line.comparison in {"at_most", "falling"}
    first, last = (named, named[::-1]) if falling else (named[::-1], named)
    said = f"№{NBSP}{line.number}. {line.name}. Впереди: {_edge(line, first)}. Позади: {_edge(line, last)}."
    hidden = sum(one.value is not None and not one.named for one in line.places)
    if hidden:
        said += f" Не названы муниципалитеты, где в знаменателе меньше пяти: {hidden}."
    return [said]


def _order(place: NotePlace) -> tuple[float, str]:
    return (place.value if place.value is not None else 0.0, place.name)


def _edge(line: NoteLine, places: Sequence[NotePlace]) -> str:
    same = sum(one.value == places[0].value for one in places)
    if same > _SHOWN:
        return (
            f"{count(same, 'муниципалитет', 'муниципалитета', 'муниципалитетов')} по {value_of(line, places[0].value)}"
        )
    edge = places[_SHOWN - 1].value
    shared = sum(one.value == edge for one in places) > sum(one.value == edge for one in places[:_SHOWN])
    shown = [one for one in places[:_SHOWN] if not shared or one.value != edge]
    return "; ".join(f"{short(one.name)}{NBSP}— {value_of(line, one.value)}" for one in shown)


def short(name: str) -> str:
    """A place without the words around it: what stands in the outer quotation marks, where there are any."""
    begin, end = name.find("«"), name.rfind("»")
    return name[begin + 1 : end] if -1 < begin < end else name


def missing_of(line: NoteLine) -> str:
    """Why there is no value."""
    return _WHY_MISSING.get(line.missing, "значения нет")


def gaps(note: NoteData) -> list[str]:
    """Readings far apart, and reports that say another number than the records."""
    found: list[str] = []
    for line in note.lines:
        found += _apart(line)
        if line.reported is not None and line.value is not None and abs(line.reported - line.value) > APART_POINTS:
            found.append(
                f"№{NBSP}{line.number} ({line.id}): в отчёте сдано {value_of(line, line.reported)}, по записям "
                f"{value_of(line, line.value)}. Стоит сверить."
            )
    return found


def _apart(line: NoteLine) -> Iterator[str]:
    if line.value is None:
        return
    limit = APART_POINTS if line.kind == "percent" else abs(line.value) * APART_PART
    for one in line.others:
        if one.value is not None and abs(one.value - line.value) > limit:
            yield (
                f"№{NBSP}{line.number} ({line.id}): прочтения расходятся. Выбранное даёт "
                f"{value_of(line, line.value)}, другое — {value_of(line, one.value)} ({one.words.rstrip('.')})."
            )
