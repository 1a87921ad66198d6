"""Figures of groups: a heat map of places, of subjects, what is typical of a place; the framework and the profiles."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_safe

from marshrut.apps.competencies.documents import RequestLine, programme_request
from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.queries.groups import Map, deficit_map, subject_map, typical_deficits
from marshrut.apps.competencies.queries.places import Chosen, choose_place
from marshrut.apps.competencies.services.sharing import note_book
from marshrut.apps.competencies.views.asked import counters, grid_of, missing, show
from marshrut.apps.registry import workbooks
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.ui.dates import carried, dated_url
from marshrut.foundation.ui.formats import day

__all__ = [
    "groups",
    "groups_book",
    "model",
    "profiles",
    "subjects",
    "subjects_book",
    "typical",
    "typical_book",
    "typical_letter",
]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_AREA = "methods"


def _place(request: Any) -> Chosen:
    try:
        return choose_place(request.viewer, request.GET.get("place", ""), on=request.on)
    except Refused:
        raise missing() from None


def _area(request: Any) -> str:
    areas = framework(request.viewer, request.on).areas
    wanted = request.GET.get("area", FIRST_AREA)
    return wanted if wanted in areas or wanted == "" else FIRST_AREA


def _tabs(request: Any, current: str, place: Chosen) -> list[dict[str, Any]]:
    named = (("groups", "По местам"), ("subjects", "По предметам"), ("typical", "Что встречается чаще"))
    return [
        {
            "title": title,
            "url": dated_url(carried(request), f"competencies:{name}", place=place.asked),
            "current": name == current,
        }
        for name, title in named
    ]


@require_safe
@counters
def groups(request: Any) -> HttpResponse:
    """Competencies × places right below."""
    place, area = _place(request), _area(request)
    found = deficit_map(request.viewer, place.node_id, on=request.on, area=area)
    dates = carried(request)
    urls = {str(node): dated_url(dates, "competencies:groups", place=str(node), area=area) for node in place.deeper}
    context = {
        "found": found,
        "place": place,
        "area": area,
        "areas": framework(request.viewer, request.on).areas.values(),
        "picture": grid_of("Что стоит подтянуть", found.turned, corner="Место", urls=urls),
        "tabs": _tabs(request, "groups", place),
        "smallest": framework(request.viewer, request.on).smallest_group,
    }
    return show(request, "groups", context)


@require_safe
@counters
def subjects(request: Any) -> HttpResponse:
    """Areas × groups of subjects."""
    place = _place(request)
    found = subject_map(request.viewer, place.node_id, on=request.on)
    context = {
        "found": found,
        "place": place,
        "picture": grid_of("Что стоит подтянуть по предметам", found, corner="Область"),
        "tabs": _tabs(request, "subjects", place),
        "smallest": framework(request.viewer, request.on).smallest_group,
    }
    return show(request, "subjects", context)


@require_safe
@counters
def typical(request: Any) -> HttpResponse:
    """What many of a place have to catch up with, the most common first."""
    place = _place(request)
    rows = typical_deficits(request.viewer, place.node_id, on=request.on)
    held = framework(request.viewer, request.on)
    context = {"rows": rows, "place": place, "held": held, "tabs": _tabs(request, "typical", place)}
    return show(request, "typical", context)


def _book(
    request: Any, *, title: str, file: str, place: Chosen, columns: Iterable[str], rows: Sequence[Sequence[object]]
) -> FileResponse:
    heads = [f"{place.name}, на {day(request.on)}", f"Сводка на {day(place.figures_on)}"]
    heads += [request.viewer.caveat] if request.viewer.caveat else []
    heads.append(f"Выгружено {day(request.today)}, {request.viewer.name}")
    out = io.BytesIO()
    listed = [workbooks.Column(one) for one in columns]
    workbooks.sheet_out(out, title=title, header_lines=heads, columns=listed, rows=rows)
    note_book(request.viewer, title, count=len(rows))
    out.seek(0)
    name = f"{file}-{request.on:%Y-%m-%d}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)


def _lines(found: Map) -> tuple[list[str], list[list[object]]]:
    columns = ["", *(name for _, name in found.columns)]
    rows: list[list[object]] = [
        [name, *(found.cell(row, column).words for column, _ in found.columns)] for row, name in found.rows
    ]
    return columns, rows


@require_safe
@counters
def groups_book(request: Any) -> FileResponse:
    """The heat map of places as a workbook: the same words, no more."""
    place = _place(request)
    columns, rows = _lines(deficit_map(request.viewer, place.node_id, on=request.on, area=_area(request)))
    columns[0] = "Компетенция"
    return _book(request, title="Компетенции по местам", file="kompetencii", place=place, columns=columns, rows=rows)


@require_safe
@counters
def subjects_book(request: Any) -> FileResponse:
    """The heat map of subjects as a workbook."""
    place = _place(request)
    columns, rows = _lines(subject_map(request.viewer, place.node_id, on=request.on))
    columns[0] = "Область"
    return _book(request, title="Области по предметам", file="oblasti", place=place, columns=columns, rows=rows)


@require_safe
@counters
def typical_book(request: Any) -> FileResponse:
    """Typical deficits as a workbook: a ground for a request for a programme."""
    place = _place(request)
    held = framework(request.viewer, request.on)
    rows: list[list[object]] = [
        [
            one.title,
            held.areas[one.area].name if one.area in held.areas else "",
            one.cell.words,
            one.cell.known,
            one.cell.unsure.words if one.cell.unsure else "",
            day(one.cell.figures_on),
        ]
        for one in typical_deficits(request.viewer, place.node_id, on=request.on)
    ]
    columns = (
        "Компетенция",
        "Область",
        "У какой доли дефицит",
        "О скольких известно",
        "О какой доле неизвестно",
        "На дату",
    )
    return _book(request, title="Типичные дефициты", file="deficity", place=place, columns=columns, rows=rows)


@require_safe
@counters
def typical_letter(request: Any) -> FileResponse:
    """The same as a letter: a request for programmes, to be signed."""
    place = _place(request)
    held = framework(request.viewer, request.on)
    lines = [
        RequestLine(
            one.title,
            held.areas[one.area].name if one.area in held.areas else "",
            one.cell.words,
            str(one.cell.known),
            one.cell.unsure.words if one.cell.unsure else "",
            one.cell.figures_on,
        )
        for one in typical_deficits(request.viewer, place.node_id, on=request.on)
    ]
    viewer = request.viewer
    out = programme_request(
        lines, place=place.name, figures_on=place.figures_on, author=viewer.name, today=request.today,
        smallest=held.smallest_group, caveat=viewer.caveat,
    )  # fmt: skip
    note_book(viewer, "Запрос на программы", count=len(lines))
    name = f"zapros-{request.on:%Y-%m-%d}.docx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=DOCX)


@require_safe
@signed_in
def model(request: Any) -> HttpResponse:
    """The framework: areas, competencies, links to standards, numbers of judging."""
    held = framework(request.viewer, request.on)
    areas = [
        (area, [one for one in held.competencies.values() if one.area == area.code and not one.subject])
        for area in held.areas.values()
    ]
    subjects_: dict[str, list[Any]] = {}
    for one in held.competencies.values():
        if one.subject:
            subjects_.setdefault(one.subject, []).append(one)
    return show(request, "model", {"held": held, "areas": areas, "subjects": sorted(subjects_.items())})


@require_safe
@signed_in
def profiles(request: Any) -> HttpResponse:
    """What is expected of each post."""
    held = framework(request.viewer, request.on)
    words = {"sound": "порог и выше", "strong": "сильная сторона"}
    shown = []
    for one in held.profiles:
        wanted = [
            (_title(held, row), words[row.level], row.importance)
            for row in sorted(one.expected, key=lambda row: -row.importance)
        ]
        shown.append((one, wanted, held.profile_clauses.get(one.code, ())))
    return show(request, "profiles", {"profiles": shown})


def _title(held: Any, row: Any) -> str:
    if row.competency:
        return str(held.title(row.competency))
    found = next((one for one in held.competencies.values() if one.code.endswith(f"_{row.template}")), None)
    return found.title.replace(found.subject, "каждый предмет") if found else str(row.template)
