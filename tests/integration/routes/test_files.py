"""Routes made elsewhere come as rows: words for each fault, one number once, ours stays, taken back whole."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

pytestmark = pytest.mark.django_db

HEAD = ["ФИО", "Организация", "Кем составлен", "Номер", "Дата составления", "Дата утверждения", "Учебный год",
        "Состояние", "Дата завершения", "По какой диагностике", "Дата диагностики", "Откуда диагностика"]  # fmt: skip
FIELDS = ("name", "at", "maker", "number", "made", "approved", "year", "state", "ended", "diagnostic", "when", "whose")
PAST = {"made": date(2025, 9, 20), "approved": date(2025, 9, 25), "year": "2025/2026", "state": "идёт", "ended": "",
        "diagnostic": "Методический портрет", "when": date(2025, 9, 3), "whose": "ФИОКО"}  # fmt: skip


def line(who: tuple[str, str], **more: Any) -> list[Any]:
    told = {"name": who[0], "at": who[1], "maker": "Соседний институт", "number": "ИОМ-7", **PAST, **more}
    return [told[one] for one in FIELDS]


def send(scene: Any, *rows: list[Any], viewer: Any = None) -> Any:
    """Somebody (the centre) sends a file; it is checked."""
    from marshrut.apps.routes import services

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Маршруты"
    for row in (HEAD, *rows):
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    out.seek(0)
    sender = viewer or scene.centre
    sent = services.send_file(sender, out, name="иом.xlsx", node_id=sender.node_id, on=scene.today)
    services.check_file(scene.country.system, sent.pk)
    sent.refresh_from_db()
    return sent


def apply(scene: Any, row: Any, *, skip: bool = False) -> Any:
    from marshrut.apps.routes import services

    services.apply_file(scene.centre, row.pk, skip_wrong=skip, on=scene.today)
    assert services.write_file(scene.country.system, row.pk)
    row.refresh_from_db()
    return row


def said(scene: Any, row: Any) -> list[tuple[str, str, str]]:
    """(verdict, column, text) of each line's first problem."""
    from marshrut.apps.routes.models import RouteLine

    found = []
    for one in RouteLine.objects.of(scene.country.system).filter(source=row).order_by("row"):
        first = next(iter(one.problems), {"column": "", "text": ""})
        found.append((one.verdict, first["column"], first["text"]))
    return found


def name_of(scene: Any, who: str = "outsider") -> tuple[str, str]:
    """Name and school, as a file has them."""
    from marshrut.apps.registry.queries import names_of

    pk = getattr(scene, who).pk
    place = scene.country.places["other_school" if who == "outsider" else "school"]
    return names_of(scene.centre, {pk}, on=scene.today)[pk], place.name


def test_a_route_comes_whole_and_counts_by_the_readings_of_orders(scene: Any) -> None:
    from marshrut.apps.routes.models import Route, RouteEntry
    from marshrut.apps.routes.queries.facts import Reading, list_routed

    row = send(scene, line(name_of(scene)))
    assert said(scene, row) == [("new", "", "")]
    apply(scene, row)
    made = Route.objects.of(scene.country.system).get(source=row)
    assert (made.person_id, made.year, made.state, made.origin) == (scene.outsider.pk, 2025, "running", "elsewhere")
    assert (made.maker_name, made.number, made.diagnosed_by) == ("Соседний институт", "ИОМ-7", "Методический портрет")
    assert [one.what for one in RouteEntry.objects.of(scene.country.system).filter(route=made)] == ["brought"]
    for asked, expected in (
        ({}, 1),
        ({"diagnosed": True, "in_force": True}, 1),
        ({"origins": frozenset({"fioko"})}, 1),
        ({"origins": frozenset({"centre"})}, 0),
        ({"completed": True}, 0),
    ):
        reading = Reading(since=date(2025, 9, 1), until=scene.today, **asked)
        assert len(list_routed(scene.country.system, reading)) == expected, asked


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"approved": date(2025, 9, 1)}, "Дата утверждения", "раньше, чем составлен"),
        ({"made": date(2099, 1, 1)}, "Дата составления", "ещё не наступил"),
        ({"approved": ""}, "Дата утверждения", "Не сказано"),
        ({"state": "в работе"}, "Состояние", "не понято"),
        ({"state": "завершён"}, "Дата завершения", "не сказано"),
        ({"ended": date(2026, 5, 1)}, "Состояние", "состояние другое"),
        ({"year": "2021/2022"}, "Учебный год", "год другой"),
        ({"year": "2025/2029"}, "Учебный год", "не читается"),
        ({"whose": "звёзды"}, "Откуда диагностика", "не понято"),
        ({"whose": ""}, "Откуда диагностика", "чья"),
        ({"when": ""}, "Дата диагностики", "день – нет"),
        ({"when": date(2025, 9, 21)}, "Дата диагностики", "позже"),
        ({"maker": ""}, "Кем составлен", "Не заполнено"),
        ({"number": ""}, "Номер", "Не заполнено"),
        ({"name": "Небывалов Нил Нилович"}, "ФИО", "нет"),
    ],
)
def test_a_wrong_cell_is_named_and_says_what_is_wrong(
    scene: Any, change: dict[str, Any], column: str, words: str
) -> None:
    [(verdict, where, text)] = said(scene, send(scene, line(name_of(scene), **change)))
    assert (verdict, where) == ("faulty", column)
    assert words in text


def test_a_file_sent_twice_brings_nothing_new(scene: Any) -> None:
    from marshrut.apps.routes import services
    from marshrut.cores.kernel import Refused

    apply(scene, send(scene, line(name_of(scene))))
    again = send(scene, line(name_of(scene)))
    assert [one[0] for one in said(scene, again)] == ["same"]
    with pytest.raises(Refused, match="нечего"):
        services.apply_file(scene.centre, again.pk, skip_wrong=False, on=scene.today)


def test_one_number_of_one_maker_is_one_route(scene: Any) -> None:
    row = send(scene, line(name_of(scene)), line(name_of(scene, "person")))
    assert [one[0] for one in said(scene, row)] == ["new", "faulty"]
    assert "уже стоит в строке 2" in said(scene, row)[1][2]
    apply(scene, row, skip=True)
    [(verdict, _, text)] = said(scene, send(scene, line(name_of(scene, "person"))))
    assert verdict == "faulty"
    assert "за другим" in text


def test_our_route_of_that_year_stays_and_the_line_is_told(scene: Any) -> None:
    ours = scene.route()
    on = scene.today
    now = {"made": on, "approved": on, "year": ours.year, "when": on}
    [(verdict, column, text)] = said(scene, send(scene, line(name_of(scene, "person"), **now)))
    assert (verdict, column) == ("skipped", "Учебный год")
    assert "уже есть маршрут" in text
    over = send(scene, line(name_of(scene, "person"), **now, state="завершён", ended=on))
    assert [one[0] for one in said(scene, over)] == ["new"]


def test_namesakes_are_asked_about(scene: Any) -> None:
    from marshrut.apps.routes import services
    from marshrut.apps.routes.models import Route, RouteLine

    names = [scene.staff.hire("Тёзкин Пётр Ильич", scene.country.places[one]) for one in ("school", "other_school")]
    row = send(scene, line(("Тёзкин Пётр Ильич", "")))
    assert [one[0] for one in said(scene, row)] == ["doubtful"]
    asked = RouteLine.objects.of(scene.country.system).get(source=row)
    assert set(asked.candidates) == {one.pk for one in names}
    services.answer_line(scene.centre, asked.pk, answer=str(names[1].pk), on=scene.today)
    apply(scene, row)
    assert Route.objects.of(scene.country.system).get(source=row).person_id == names[1].pk


def test_somebody_of_another_region_is_nobody_here(scene: Any) -> None:
    from support.staff import Staff
    from support.world import build_country

    other = build_country("lipa")
    Staff.of(other.system).hire("Чужанин Пётр Ильич", other.places["school"])
    [(verdict, _, text)] = said(scene, send(scene, line(("Чужанин Пётр Ильич", ""))))
    assert verdict == "faulty"
    assert "нет" in text


def test_a_file_is_taken_back_whole_until_something_stands_on_it(scene: Any) -> None:
    from marshrut.apps.routes import services
    from marshrut.apps.routes.models import Route
    from marshrut.apps.routes.queries.facts import Reading, list_routed
    from marshrut.cores.kernel import Refused

    system, on = scene.country.system, scene.today
    row = apply(scene, send(scene, line(name_of(scene))))
    rows = Route.objects.of(system).filter(source=row)
    rows.update(edition=2)
    with pytest.raises(Refused, match="уже меняли: 1"):
        services.undo_file(scene.centre, row.pk, on=on)
    rows.update(edition=1)
    services.undo_file(scene.centre, row.pk, on=on)
    assert services.take_file_back(system, row.pk)
    row.refresh_from_db()
    assert (row.state, rows.get().state) == ("undone", "withdrawn")
    assert list_routed(system, Reading(since=None, until=on + timedelta(days=1))) == []
    apply(scene, send(scene, line(name_of(scene))))


def test_a_district_brings_routes_of_its_own_people_and_a_school_none(scene: Any) -> None:
    from marshrut.cores.kernel import Refused

    assert [one[0] for one in said(scene, send(scene, line(name_of(scene, "person")), viewer=scene.district))] == [
        "new"
    ]
    with pytest.raises(Refused, match="не загружает"):
        send(scene, line(name_of(scene)), viewer=scene.head)


def test_the_stored_file_is_kept_and_faults_are_a_workbook(scene: Any) -> None:
    from marshrut.apps.routes import services
    from marshrut.apps.routes.queries.files import files_in_use

    row = send(scene, line(("Небывалов Нил Нилович", "")))
    assert files_in_use([row.file_id]) == {row.file_id}
    sheet = openpyxl.load_workbook(services.errors_of(scene.centre, row)).active
    assert sheet is not None
    cells = [str(cell) for cells in sheet.iter_rows(values_only=True) for cell in cells]
    assert "Небывалов Нил" in cells


def test_a_later_file_of_the_same_sender_says_how_the_route_stands_now(scene: Any) -> None:
    from marshrut.apps.routes import services
    from marshrut.apps.routes.models import Route, RouteEntry
    from marshrut.cores.kernel import Refused

    system = scene.country.system
    first = apply(scene, send(scene, line(name_of(scene))))
    ended = {"state": "завершён", "ended": date(2026, 5, 20)}
    again = send(scene, line(name_of(scene), **ended))
    assert [one[0] for one in said(scene, again)] == ["updates"]
    apply(scene, again)
    route = Route.objects.of(system).get(source=first)
    assert (route.state, route.ended_on, again.summary["recorded"]) == ("completed", date(2026, 5, 20), 1)
    with pytest.raises(Refused, match="более поздние файлы: 1"):
        services.undo_file(scene.centre, first.pk, on=scene.today)
    services.undo_file(scene.centre, again.pk, on=scene.today)
    assert services.take_file_back(system, again.pk)
    route.refresh_from_db()
    assert (route.state, route.ended_on, route.number) == ("running", None, "ИОМ-7")
    told = RouteEntry.objects.of(system).filter(route=route).order_by("at")
    assert [one.what for one in told] == ["brought", "brought-again", "put-back"]
    services.undo_file(scene.centre, first.pk, on=scene.today)
    assert services.take_file_back(system, first.pk)
    route.refresh_from_db()
    assert route.state == "withdrawn"


def test_a_new_number_of_the_same_route_is_no_second_route(scene: Any) -> None:
    from marshrut.apps.routes.models import Route

    first = apply(scene, send(scene, line(name_of(scene))))
    again = send(scene, line(name_of(scene), number="ИОМ-7/2"))
    assert [one[0] for one in said(scene, again)] == ["updates"]
    apply(scene, again)
    assert [one.number for one in Route.objects.of(scene.country.system).filter(source=first)] == ["ИОМ-7/2"]
    other_day = send(scene, line(name_of(scene), number="ИОМ-7/2", made=date(2025, 9, 21)))
    assert said(scene, other_day)[0][0] == "faulty"


def test_what_another_sender_brought_or_was_led_here_is_not_changed_by_a_file(scene: Any) -> None:
    from marshrut.apps.routes import services
    from marshrut.apps.routes.models import Route

    theirs = apply(scene, send(scene, line(name_of(scene, "person"))))
    ended = {"state": "завершён", "ended": date(2026, 5, 20)}
    other = send(scene, line(name_of(scene, "person"), **ended), viewer=scene.district)
    assert "другой отправитель" in said(scene, other)[0][2]
    route = Route.objects.of(scene.country.system).get(source=theirs)
    services.withdraw(scene.teacher, route.pk, why="веду другой", on=scene.today)
    Route.objects.of(scene.country.system).filter(pk=route.pk).update(state="running")
    assert "вели здесь" in said(scene, send(scene, line(name_of(scene, "person"), **ended)))[0][2]


def test_who_loads_may_close_our_route_and_it_comes_back_with_the_file(scene: Any) -> None:
    from marshrut.apps.routes import services
    from marshrut.apps.routes.models import Route, RouteEntry, RouteLine

    system, ours = scene.country.system, scene.route(state="running")
    here = {"made": scene.today, "approved": scene.today, "year": f"{ours.year}/{ours.year + 1}"}
    row = send(scene, line(name_of(scene, "person"), **here))
    assert said(scene, row)[0][0] == "skipped"
    one = RouteLine.objects.of(system).get(source=row)
    services.answer_line(scene.centre, one.pk, answer="close", on=scene.today)
    apply(scene, row)
    ours.refresh_from_db()
    assert ours.state == "withdrawn"
    assert "Соседний институт, № ИОМ-7" in ours.ended_why
    assert Route.objects.of(system).get(source=row).state == "running"
    services.undo_file(scene.centre, row.pk, on=scene.today)
    assert services.take_file_back(system, row.pk)
    ours.refresh_from_db()
    assert (ours.state, ours.ended_on, ours.ended_why) == ("running", None, "")
    told = RouteEntry.objects.of(system).filter(route=ours).order_by("at").values_list("what", flat=True)
    assert list(told)[-2:] == ["closed-for-file", "reopened"]
    assert Route.objects.of(system).get(source=row).state == "withdrawn"
