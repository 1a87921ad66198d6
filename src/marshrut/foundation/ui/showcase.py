"""What the living page shows: invented examples of every component. Nothing here is about a real person or place."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from marshrut.cores.kernel import refuse
from marshrut.foundation.ui import svg
from marshrut.foundation.ui.picker import Found, PlacePicker

__all__ = ["SECTIONS", "showcase"]

SECTIONS = (
    ("tokens", "Цвет и шрифт"),
    ("buttons", "Кнопки и чипы"),
    ("forms", "Формы"),
    ("tables", "Таблицы и отбор"),
    ("steps", "Шаги и время"),
    ("figures", "Цифры и цели"),
    ("maps", "Плитки и полосы"),
    ("structure", "Структура"),
    ("states", "Состояния"),
    ("overlays", "Меню и вопросы"),
    ("paper", "На бумаге"),
    ("words", "Числа и даты"),
)
COLOURS = (
    ("paper", "бумага"), ("card", "карточка"), ("plain-3", "серый"), ("ink", "чернила"), ("soft", "мягкий текст"),
    ("road", "дорога: движение и действие"), ("road-3", "дорога, бледно"), ("sun", "солнце: посмотрите сюда"),
    ("sun-3", "солнце, бледно"), ("risk", "риск: не успеем"), ("risk-3", "риск, бледно"), ("sky", "небо: мало данных"),
)  # fmt: skip
STRIP = (
    svg.Part("исполняется, есть подтверждения", 231, "road", "#maps"),
    svg.Part("исполняется, подтверждений пока нет", 52, "road-3", "#maps"),
    svg.Part("нет записей в системе", 33, "sun", "#maps"),
    svg.Part("вне системы, приложены документы", 10, "plain-3", "#maps"),
)
TILES = (
    svg.Tile("Озёрный", "92 %", "road", "#maps"),
    svg.Tile("Лесной", "74 %", "sun", "#maps"),
    svg.Tile("Верхнеприозёрный", "41 %", "risk", "#maps"),
    svg.Tile("Полевой", "88 %", "road", "#maps"),
    svg.Tile("Дальний", "мало данных", "sky", "#maps"),
    svg.Tile("Холмистый", "79 %", "sun", "#maps"),
    svg.Tile("Степной", "90 %", "road", "#maps"),
    svg.Tile("Береговой", "нет школ", "plain"),
)
ROWS = (
    ("Формирующее оценивание", "федеральный реестр, с 7 октября", "оценивание", "sun", 36),
    ("Два урока на стажировочной площадке", "школа № 3, двенадцать минут пешком", "перенос", "road", 4),
    ("Пара с коллегой из той же школы", "согласна, её сильная сторона", "цифровые средства", "sky", 6),
    (
        "Профессионально-общественная аккредитация агропромышленных образовательных программ",
        "проверка длинных слов",
        "срок прошёл",
        "risk",
        1240,
    ),
)


class SampleForm(forms.Form):
    """Every kind of field, valid and not."""

    title = forms.CharField(label="Название шага", max_length=60, help_text="Так его увидит педагог.")
    hours = forms.IntegerField(label="Часы", min_value=1, required=False)
    when = forms.DateField(label="Когда", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label="Вид", choices=[("visit", "Посещение урока"), ("course", "Программа"), ("pair", "Пара с коллегой")]
    )
    form = forms.ChoiceField(label="Как", widget=forms.RadioSelect, choices=[("near", "Очно"), ("far", "Дистанционно")])
    note = forms.CharField(label="Заметка", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    proof = forms.FileField(label="Документ", required=False, help_text="PDF, DOCX или фотография до 20 МБ.")
    told = forms.BooleanField(label="Педагог знает об этом шаге", required=False)


def _forms() -> dict[str, Any]:
    wrong = SampleForm({"wrong-title": "", "wrong-hours": "0", "wrong-kind": "visit"}, prefix="wrong")
    return {
        "picker": _picker(),
        "form": SampleForm(initial={"title": "Урок у Елены Орловой", "form": "near"}),
        "wrong_form": wrong,
    }


def _picker() -> str:
    """A place among many, after a search step: as the page comes back where scripts are off."""
    widget = PlacePicker("places")
    widget.found = [
        Found(UUID(int=1), "Школа № 1", "Озёрный округ"),
        Found(UUID(int=2), "Школа № 1", "Лесной округ"),
    ]
    return widget.render("place", ("", "школа № 1"), {"id": "living-place"})


def _steps() -> dict[str, Any]:
    stops = (
        svg.Stop("Диагностика", "done"),
        svg.Stop("Программа, 36 часов", "done"),
        svg.Stop("Урок у коллеги", "now"),
        svg.Stop("Пара", "next"),
        svg.Stop("Диагностика ещё раз", "next"),
    )
    steps = [
        {
            "title": "Программа «Формирующее оценивание»",
            "note": "36 ч · удостоверение получено",
            "state": "done",
            "url": "#steps",
        },
        {"title": "Урок у Елены Орловой", "note": "14 ноября · перенос в практику", "state": "now"},
        {"title": "Пара с Ириной Лапиной", "note": "срок был 10 ноября", "state": "late"},
        {"title": "Диагностика ещё раз", "note": "март · 15 заданий, около 20 минут", "state": "next"},
    ]
    events = [
        {"when": "сегодня", "title": "Маршрут согласован", "note": "методист района", "url": "#steps"},
        {"when": "3 дня назад", "title": "Педагог попросил перенести шаг", "tone": "sun"},
        {
            "when": "12 мая 2026",
            "title": "Найдено затруднение",
            "note": "точность 0,86 · семь заданий",
            "tone": "plain",
        },
    ]
    return {"stops": svg.route_line("Год Анны Сергеевны", stops), "steps": steps, "events": events}


BULLETS = (
    (svg.Bullet("Прошли диагностику", 21.4, 25, 26.1, 24.2, 28.0, tone="sun"), "цель 25 % к концу года", "на грани"),
    (
        svg.Bullet("Освоили программы", 17.9, 30, 24.8, 22.5, 27, tone="risk"),
        "цель 30 % к концу года",
        "не хватает 1 240 человек",
    ),
    (svg.Bullet("Растут по маршруту", 18.6, 20, 21.9, 20.4, 23.2), "цель 20 % к концу года", "успеваем"),
    (svg.Bullet("Организации с наставничеством", None, 100, tone="sky"), "цель 100 %, срок цели истёк", "нет данных"),
)
BANDS = (
    (svg.Band("Предмет: математика", 0.4, 1.6, 1.0, 0.0), "сильная сторона"),
    (svg.Band("Оценивание", -1.4, 0.3, -0.7, 0.0, tone="sun"), "стоит подтянуть"),
    (svg.Band("Цифровые средства", -2.0, 1.8, None, 0.0, enough=False, tone="sky"), "мало данных"),
)
LEVELS = (
    svg.Level("Предмет: математика", 0.68, 0.93, 0.75, sure="два источника, 26 заданий"),
    svg.Level("Оценивание", 0.2, 0.44, 0.5, tone="sun", sure="один источник, 8 заданий"),
    svg.Level("Цифровые средства", 0.1, 0.9, 0.5, enough=False, tone="sky", sure="два задания"),
)
GRID_ROWS = (("a", "Формирующее оценивание"), ("b", "Учебный диалог"), ("c", "Читательская грамотность"))
GRID_COLUMNS = (("1", "Озёрный"), ("2", "Лесной"), ("3", "Верхнеприозёрный муниципальный округ"))
GRID = {
    ("a", "1"): svg.GridCell("40 %", "около 40 %", "much"),
    ("a", "2"): svg.GridCell("> ⅔", "больше двух третей", "most", doubtful=True),
    ("b", "1"): svg.GridCell("≤ 5 %", "до 5 %", "low"),
    ("b", "3"): svg.GridCell("скрыто", "не показываем: можно узнать человека"),
    ("c", "2"): svg.GridCell("< ⅓", "до трети", "some"),
}
POINTS = (
    svg.Point("2021", 9.1, 8.0, 10.2),
    svg.Point("2022", 12.5, 11.4, 13.5),
    svg.Point("2023", None),
    svg.Point("2024", 14.2, 13.0, 15.1),
    svg.Point("2025", 16.0, 14.6, 17.2),
    svg.Point("2026", 21.4, 19.0, 23.5),
)


YEARS = (
    svg.Year("2024", 14, 15),
    svg.Year("2025", 21, 20),
    svg.Year("22.11.26", 21.4, note="сейчас"),
    svg.Year("2026", target=25, point=24.6, low=23.1, high=26.0, note="прогноз"),
    svg.Year("2027", target=30, note="цель"),
)
REGION = svg.Line("в регионе", 52, "52 %")
RUNGS = (
    svg.Rung("Озёрный округ", 66, "66 %", 61, 71, "61–71 % · выше региона", "road", "#figures"),
    svg.Rung("Лесной округ", 50, "50 %", 19, 81, "19–81 % · не отличается от региона · мало: 6", "sun", "#figures"),
    svg.Rung("Дальний округ", 31, "31 %", 27, 36, "27–36 % · ниже региона", "risk", "#figures"),
    svg.Rung("Полевой округ", None, "—", note="нет данных", tone="sky", url="#figures"),
)
STATIONS = tuple(
    svg.Station(title, f"{many} человек", "#figures")
    for title, many in (
        ("работают", 1240), ("прошли диагностику", 620), ("с маршрутом", 400), ("выучились", 300),
        ("перенесли в уроки", 60), ("проверили эффект", 50),
    )
)  # fmt: skip
HOPS = tuple(
    svg.Hop(str(on), f"ждут {wait}", tone, f"дальше {on}, ждут {wait}")  # type: ignore[arg-type]
    for on, wait, tone in (
        (620, 620, "road"),
        (310, 310, "road"),
        (250, 150, "road"),
        (40, 260, "risk"),
        (45, 15, "road"),
    )
)


def _figures() -> dict[str, Any]:
    return {
        "bullets": [(of, svg.bullet(of), goal, chip) for of, goal, chip in BULLETS],
        "bands": [(of, svg.band(of), words) for of, words in BANDS],
        "levels": [svg.level(of) for of in LEVELS],
        "grid": svg.grid("Что стоит подтянуть", GRID_ROWS, GRID_COLUMNS, GRID, "Компетенция"),
        "trajectory": svg.trajectory("Прошли диагностику", POINTS, 25),
        "years": svg.years("Прошли диагностику", YEARS),
        "league": svg.league("Прошли диагностику", RUNGS, top=100, region=REGION, target=svg.Line("цель", 60, "60 %")),
        "cycle": svg.cycle("Путь от диагностики до эффекта", STATIONS, HOPS),
        **_plan(),
    }


def _plan() -> dict[str, Any]:
    start, end, today = date(2026, 1, 1), date(2027, 12, 31), date(2026, 11, 22)
    spring, quarters = (
        [(date(2026, 2, 1), date(2026, 6, 30))],
        [(date(2026, m, 1), date(2026, m, 28)) for m in (3, 6, 9, 12)],
    )
    rows = (
        ("Соглашение с колледжем", svg.gantt("Соглашение с колледжем", spring, start, end, today, tone="risk")),
        ("Мониторинг по кварталам", svg.gantt("Мониторинг", quarters, start, end, today)),
        ("Адресные консультации", svg.gantt("Адресные консультации", [], start, end, today, whole=True)),
    )
    return {"scale": svg.gantt_scale(start, end), "gantt": rows}


def _maps() -> dict[str, Any]:
    paints = {"идёт": "road", "завершён": "road-3", "без движения": "sun", "просрочен": "risk", "мало данных": "hatch"}
    states = [list(paints)[(index * 7 + index // 5) % 5] for index in range(60)]
    cells = [svg.Cell(f"Педагог {index + 1}", state, paints[state]) for index, state in enumerate(states)]
    return {
        "strip": svg.strip("Положение", STRIP),
        "strip_parts": STRIP,
        "tiles": TILES,
        "tile_map": svg.tile_map("Обучены по диагностике", TILES, 4),
        "heat": svg.heat("Мои педагоги", cells, 30),
    }


def _structure() -> svg.Picture:
    levels = (("regional", "Региональный уровень"), ("municipal", "Муниципальный уровень"), ("school", "Школы"))
    boxes = (
        svg.Box("roiv", "Министерство образования края", "regional", "#structure", top=True),
        svg.Box("centre", "Центр непрерывного повышения профессионального мастерства", "regional"),
        svg.Box("college", "педагогические колледжи", "regional", many=True, outside=True),
        svg.Box("mms", "муниципальные методические службы", "municipal", many=True),
        svg.Box("oo", "образовательные организации", "school", many=True),
    )
    links = (
        svg.Link("roiv", "centre", "coordinates"),
        svg.Link("centre", "mms", "coordinates"),
        svg.Link("mms", "oo", "coordinates"),
        svg.Link("college", "roiv", "subordinate"),
        svg.Link("college", "mms", "works_with", "работает вместе с"),
    )
    return svg.structure("Структура", levels, boxes, links, 3)


def showcase(request: HttpRequest) -> dict[str, Any]:
    """Everything `/ui/` needs."""
    refusal = refuse(
        "ROUTES-07", "Маршрут не согласован: у программы нет места до декабря.", clause="ПРИМЕР-4.6", мест=0, часов=36
    )
    return {
        "sections": SECTIONS,
        "colours": COLOURS,
        "rows": ROWS,
        "listing": Paginator(range(1240), 20).get_page(request.GET.get("page", "2")),
        "refusal": refusal,
        "structure": _structure(),
        **_forms(),
        **_steps(),
        **_figures(),
        **_maps(),
    }
