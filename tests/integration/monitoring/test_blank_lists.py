"""A cell of a blank tied to a list: municipalities of an indicator, all indicators, lines of a register."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from marshrut.apps.monitoring import services
from marshrut.apps.monitoring.models import BlankTie
from marshrut.apps.registry import queries as registry
from marshrut.apps.registry.ledger import open_row
from marshrut.apps.registry.models import StaffRole
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.models import Entry as Deed
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.types import Role
from support.figures_scene import COUNTED, FiguresScene, build_figures
from support.staff import LONG_AGO
from support.world import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(scene: FiguresScene) -> FiguresScene:
    build_figures(scene.system, scene.top, prefix="Кедровый")
    return scene


def _blank(rows: int) -> BytesIO:
    """A table with so many empty lines before its totals."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Форма"
    sheet["A1"], sheet["B1"], sheet["C1"] = "Муниципалитет", "Доля", "Сколько"
    sheet.cell(2 + rows, 1, "Итого")
    for row in range(2, 2 + rows):
        sheet.cell(row, 2).number_format = "0.0%"
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def _filled(scene: FiguresScene, ties: dict[str, tuple[str, str]], *, rows: int = 5) -> Any:
    centre = scene.viewer("Липина Вера", Role.CENTRE, scene.top)
    made = services.make_snapshot(scene.system)
    row = services.keep_blank(centre, _blank(rows), title="Форма 7", name="форма.xlsx")
    services.tie_cells(centre, row.pk, "Форма", ties, on=made.day)
    return openpyxl.load_workbook(BytesIO(services.fill_blank(centre, row.pk, made, on=made.day)))


def test_municipalities_go_down_in_one_order_in_every_column(two: FiguresScene) -> None:
    ties = {"A2": (COUNTED, "place_name"), "B2": (COUNTED, "place_value"), "C2": (COUNTED, "place_numerator")}
    sheet = _filled(two, ties)["Форма"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=4)] == [
        ["Кедровый округ", 0.5, 3], ["Сосновый округ", 0.5, 3], [None, None, None],
    ]  # fmt: skip


def test_what_does_not_fit_is_said_and_the_totals_stay(two: FiguresScene) -> None:
    book = _filled(two, {"A2": (COUNTED, "place_name")}, rows=1)
    assert [row[0].value for row in book["Форма"].iter_rows(max_row=3)] == [
        "Муниципалитет", "Кедровый округ", "Итого",
    ]  # fmt: skip
    told = [cell.value for cell in book["Не заполнено"][2]]
    assert told[:2] == ["Форма", "A2"]
    assert told[3] == "не поместилось строк: 1 из 2; добавьте строки в бланк"


def test_all_indicators_go_down_with_values_and_targets(two: FiguresScene) -> None:
    sheet = _filled(two, {"A2": ("", "each_name"), "C2": ("", "each_value")}, rows=60)["Форма"]
    told = {row[0].value: row[2].value for row in sheet.iter_rows(min_row=2) if row[0].value}
    assert len(told) > 5
    assert 50 in told.values()


def test_lines_of_a_register_go_down_by_the_rights_of_who_fills(two: FiguresScene) -> None:
    register = _register_of_people(two)
    held = {"person": two.people[0], "node": two.school, "role": register[1], "order_number": "7-к"}
    open_row(StaffRole, two.staff.change, **held, valid=period(LONG_AGO))
    book = _filled(two, {"A2": (register[0], "line_name"), "C2": (register[0], "line_place")})
    row = [cell.value for cell in book["Форма"][2]]
    assert (row[0], row[2]) == ("Ольхина Майя", two.school.name)
    deed = Deed.objects.of(two.system).get(action="monitoring.blank-filled")
    assert f"строки реестров: {register[0]}" in deed.reason


def test_an_empty_register_is_said(two: FiguresScene) -> None:
    register = _register_of_people(two)
    book = _filled(two, {"A2": (register[0], "line_name")})
    assert [cell.value for cell in book["Не заполнено"][2]][3] == "в реестре пока никого"


@pytest.mark.parametrize(
    ("tie", "words"), [(("НЕТ-1", "line_name"), "реестра"), (("НЕТ-1", "place_name"), "показателя"),
                       ((COUNTED, "line_name"), "реестра")]
)  # fmt: skip
def test_a_list_that_there_is_not_is_refused(two: FiguresScene, tie: tuple[str, str], words: str) -> None:
    """MONITORING-14."""
    with pytest.raises(Refused, match=words) as no:
        _filled(two, {"A2": tie})
    assert no.value.decision.reasons[0].rule == "MONITORING-14"
    assert not BlankTie.objects.of(two.system).exists()


def test_the_page_offers_lists_and_registers(two: FiguresScene) -> None:
    client = sign_in(two.account("Липина Вера", Role.CENTRE, two.top))
    centre = two.viewer("Вязова Рита", Role.CENTRE, two.top)
    row = services.keep_blank(centre, _blank(3), title="Форма 7", name="форма.xlsx")
    page = client.get(reverse("monitoring:blank", args=[row.pk])).content.decode()
    assert "Списком вниз от клетки" in page
    assert _register_of_people(two)[0] in page
    sent = {"indicator-B2": COUNTED, "part-B2": "place_value"}
    assert client.post(reverse("monitoring:blank", args=[row.pk]), sent).status_code == 302
    assert BlankTie.objects.of(two.system).get().part == "place_value"


def _register_of_people(scene: FiguresScene) -> tuple[str, str]:
    """A register of the order that is made of roles of people: its id and one of its roles."""
    from marshrut.apps.registry.dictionaries import words_of
    from marshrut.apps.regulation import queries as regulation

    on = date.today()  # noqa: DTZ011 - the scene's day
    words = words_of(scene.system, regulation.find_reading(scene.system, on=on))
    kept = {code for code, _ in registry.kept_registers(scene.system, on=on)}
    return next((code, one.roles[0]) for code, one in words.registers.items() if one.roles and code in kept)
