"""A blank over HTTP: sent in, cells tied, refused where a rule says no, given back filled."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COUNTED, ENTERED = "SMO-IND-05", "SMO-IND-01"


def _blank() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Форма"
    sheet["A1"], sheet["B1"], sheet["C1"] = "Показатель", "Значение", "Числитель"
    sheet["A2"], sheet["A3"], sheet["A4"], sheet["A5"] = "Диагностика", "Дорожная карта", "Регион", "Всего"
    sheet["B5"] = "=SUM(B2:B3)"
    sheet["B2"].number_format = "0.0%"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _kept(counted: Any) -> Any:
    from marshrut.apps.monitoring import services

    return services.keep_blank(counted.viewer("centre"), BytesIO(_blank()), title="Форма 7", name="форма.xlsx")


def test_a_blank_comes_back_filled(counted: Any) -> None:
    import openpyxl

    from marshrut.apps.monitoring import queries, services

    centre, row = counted.viewer("centre"), _kept(counted)
    ties = {"B2": (COUNTED, "value"), "C2": (COUNTED, "numerator"), "B3": (ENTERED, "value"), "B4": ("", "region"),
            "C4": ("", "")}  # fmt: skip
    assert services.tie_cells(centre, row.pk, "Форма", ties, on=counted.on) == 4
    book = openpyxl.load_workbook(BytesIO(services.fill_blank(centre, row.pk, counted.snapshot, on=counted.on)))
    figures = queries.list_figures(centre, counted.snapshot, on=counted.on)
    figure = next(one for one in figures if one.indicator.id == COUNTED)
    sheet = book["Форма"]
    assert figure.value
    assert sheet["B2"].value == pytest.approx(figure.value / 100, abs=1e-4), "the cell prints per cents"
    assert sheet["C2"].value == figure.numerator
    assert sheet["B4"].value == counted.snapshot.node.name
    assert sheet["B5"].value == "=SUM(B2:B3)"
    assert sheet["B3"].fill.fgColor.rgb == "FFFFF2A8"
    told = [cell.value for cell in book["Не заполнено"][2]]
    assert told[:3] == ["Форма", "B3", "Дорожная карта · Значение"]
    assert "значение не внесено" in told[3]
    counted.snapshot.refresh_from_db()
    assert counted.snapshot.kept


@pytest.mark.parametrize(
    ("cell", "tie", "words"),
    [("B5", (COUNTED, "value"), "формула"), ("A2", (COUNTED, "value"), "стоят слова"),
     ("B2", ("НЕТ-1", "value"), "НЕТ-1"), ("B2", (COUNTED, ""), "что в неё вписать"),
     ("B2", (COUNTED, "soul"), "что в неё вписать")],
)  # fmt: skip
def test_a_tie_that_cannot_be_is_refused(counted: Any, cell: str, tie: tuple[str, str], words: str) -> None:
    """MONITORING-14, and nothing of the same press is written."""
    from marshrut.apps.monitoring import services
    from marshrut.apps.monitoring.models import BlankTie
    from marshrut.cores.kernel import Refused

    row = _kept(counted)
    with pytest.raises(Refused, match=words) as no:
        services.tie_cells(
            counted.viewer("centre"), row.pk, "Форма", {"C2": (COUNTED, "numerator"), cell: tie}, on=counted.on
        )
    assert no.value.decision.reasons[0].rule == "MONITORING-14"
    assert not BlankTie.objects.of(counted.system).exists()


def test_blanks_are_the_centre_s(counted: Any) -> None:
    """MONITORING-13."""
    from marshrut.apps.monitoring import services
    from marshrut.cores.kernel import Refused

    with pytest.raises(Refused) as no:
        services.keep_blank(counted.viewer("school"), BytesIO(_blank()), title="Форма", name="форма.xlsx")
    assert no.value.decision.reasons[0].rule == "MONITORING-13"


def test_a_file_that_is_no_blank_stays_on_the_page_with_its_reason(counted: Any) -> None:
    from marshrut.apps.monitoring.models import Blank
    from support.world import sign_in

    client = sign_in(_centre(counted))
    file = SimpleUploadedFile("форма.xlsx", b"PK\x03\x04 broken", XLSX)
    answer = client.post(reverse("monitoring:blanks"), {"title": "Форма", "file": file})
    assert answer.status_code == 422
    assert "повреждён" in answer.content.decode()
    assert not Blank.objects.of(counted.system).exists()


def test_the_page_keeps_what_was_sent_and_says_why_not(counted: Any) -> None:
    from support.world import sign_in

    client, row = sign_in(_centre(counted)), _kept(counted)
    address = reverse("monitoring:blank", args=[row.pk])
    answer = client.post(address, {"indicator-B2": "НЕТ-1", "part-B2": "value"})
    assert answer.status_code == 422
    assert "MONITORING-14" in answer.content.decode()
    assert 'value="НЕТ-1"' in answer.content.decode()
    answer = client.post(address, {"indicator-B2": COUNTED, "part-B2": "value"})
    assert answer.status_code == 302
    assert client.get(address, {"sheet": "Нет такого"}).status_code == 404
    filled = client.get(reverse("monitoring:filled", args=[row.pk]), {"snapshot": str(counted.snapshot.pk)})
    assert filled["Content-Type"] == XLSX
    assert client.post(reverse("monitoring:drop-blank", args=[row.pk])).status_code == 302
    assert client.get(address).status_code == 404


def _centre(counted: Any) -> Any:
    from datetime import date

    from marshrut.foundation.accounts import services as accounts
    from marshrut.foundation.accounts.rules import PastedName
    from marshrut.foundation.scope.types import Role

    who = PastedName(1, "Липина", "Вера", "")
    return accounts.add_people(
        counted.system, [who], role=Role.CENTRE, node_id=counted.place.top.pk, on=date(2024, 9, 1)
    )[0]
