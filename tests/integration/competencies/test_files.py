"""Who accompanies whom comes from a file: faults have words, namesakes are asked once, one press takes it back."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.competencies.models import Accompaniment, AccompanimentFile, AccompanimentLine
from marshrut.apps.competencies.services import CARE_FILES as KIND
from marshrut.apps.competencies.services import giving, sharing
from marshrut.apps.competencies.services.files import ALIKE
from marshrut.apps.registry.ledger import open_row
from marshrut.apps.registry.models import StaffRole
from marshrut.apps.registry.sent import asking, showing, work
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.types import Role
from support.world import sign_in

TODAY = timezone.localdate()
SINCE, UNTIL = TODAY + timedelta(days=1), TODAY + timedelta(days=200)
HEAD = ["ФИО", "СНИЛС", "Организация", "Сопровождающий", "Организация сопровождающего",
        "Номер приказа", "Дата приказа", "С какого дня", "По какой день"]  # fmt: skip
SCHOOL, ELSEWHERE = "Школа № 1 (yasen)", "Школа № 2 (yasen)"
METHODIST, OTHER = "Соснин Илья Львович", "Дубов Олег Ильич"


@pytest.fixture
def people(country: Any, staff: Any) -> dict[str, Any]:
    """Teachers of a school, two methodists with the role who work elsewhere, and somebody without it."""
    school, other = country.places["school"], country.places["other_school"]
    made = {name: staff.hire(f"{name} Анна Петровна", school) for name in ("Ёлкина", "Берёзова", "Ветлина")}
    for name in (METHODIST, OTHER):
        made[name] = staff.hire(name, other, post="методист")
        role(country, staff, made[name])
    made["nobody"] = staff.hire("Ивина Нина Олеговна", other)
    return made


def role(country: Any, staff: Any, person: Any) -> None:
    at = {"node": country.places["district"], "role": "municipal_methodologist"}
    open_row(StaffRole, staff.change, person=person, valid=period(date(2021, 9, 1)), **at)


def line(who: str = "Ёлкина Анна Петровна", whom: str = METHODIST, **more: Any) -> list[Any]:
    told = {
        "snils": "",
        "at": SCHOOL,
        "there": ELSEWHERE,
        "order": "8-к",
        "day": TODAY,
        "since": SINCE,
        "until": UNTIL,
        **more,
    }
    return [who, told["snils"], told["at"], whom, told["there"], *(told[x] for x in ("order", "day", "since", "until"))]


def book(*rows: list[Any], merged: tuple[str, ...] = ()) -> BytesIO:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Кто за кем"
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    out = BytesIO()
    made.save(out)
    out.seek(0)
    return out


def send(country: Any, source: BytesIO, *, as_who: Role = Role.CENTRE) -> Any:
    viewer = country.viewer(as_who)
    row = asking.send_file(KIND, viewer, source, name="приказ.xlsx", node_id=viewer.node_id, on=TODAY)
    return checked(country, row)


def checked(country: Any, row: Any) -> Any:
    work.check_file(KIND, country.system, row.pk)
    return AccompanimentFile.objects.of(country.system).get(pk=row.pk)


def send_lines(country: Any, *rows: list[Any], as_who: Role = Role.CENTRE) -> Any:
    return send(country, book(HEAD, *rows), as_who=as_who)


def apply(country: Any, row: Any, *, skip: bool = False) -> Any:
    asking.apply_file(KIND, country.viewer(Role.CENTRE), row.pk, skip_wrong=skip, on=TODAY)
    assert work.write_file(KIND, country.system, row.pk)
    row.refresh_from_db()
    return row


def undo(country: Any, row: Any, why: str = "не тот приказ") -> None:
    asking.undo_file(KIND, country.viewer(Role.CENTRE), row.pk, why=why, on=TODAY)
    assert work.take_file_back(KIND, country.system, row.pk)


def answer(country: Any, row: Any, question: str, said: str, number: int = 0) -> Any:
    """Answer a line by its place in the file; after the last answer the file is checked again."""
    asked = lines(country, row)[number]
    more = {"question": question, "answer": said, "alike": ALIKE[question], "on": TODAY}
    asking.answer_line(KIND, country.viewer(Role.CENTRE), asked.pk, **more)
    row.refresh_from_db()
    return checked(country, row) if row.state == "checking" else row


def lines(country: Any, row: Any) -> list[AccompanimentLine]:
    return list(AccompanimentLine.objects.of(country.system).filter(source=row).order_by("row"))


def said(country: Any, row: Any) -> list[tuple[str, str, str]]:
    """(verdict, column, text) of each line's first problem."""
    found = []
    for one in lines(country, row):
        first = next(iter(one.problems), {"column": "", "text": ""})
        found.append((one.verdict, first["column"], first["text"]))
    return found


def known(country: Any) -> Any:
    return Accompaniment.objects.of(country.system).known()


def pairs(country: Any, on: date = SINCE) -> set[tuple[Any, Any]]:
    return set(Accompaniment.objects.of(country.system).true(on).values_list("person_id", "companion_id"))


def test_a_file_gives_people_by_its_order_and_its_days(country: Any, people: dict[str, Any]) -> None:
    row = send_lines(country, line(), line("Берёзова Анна Петровна", OTHER, until=""))
    assert said(country, row) == [("new", "", ""), ("new", "", "")]
    assert not known(country).exists()
    apply(country, row)
    assert row.summary["recorded"] == row.batch.count == 2
    one, other = known(country).order_by("companion__pk"), known(country).get(person=people["Берёзова"])
    given = one.get(person=people["Ёлкина"])
    assert (given.companion_id, given.order_number, given.order_date) == (people[METHODIST].pk, "8-к", TODAY)
    assert (given.valid.lower, given.valid.upper) == (SINCE, UNTIL + timedelta(days=1))
    assert other.valid.upper is None
    told = Entry.objects.of(country.system).filter(action="competencies.accompaniment-given")
    assert set(told.values_list("person_id", flat=True)) == {people["Ёлкина"].pk, people["Берёзова"].pk}


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"who": "Небывалов Нил Нилович"}, "ФИО", "нет"),
        ({"whom": "Небывалов Нил Нилович"}, "Сопровождающий", "нет"),
        ({"whom": ""}, "Сопровождающий", "кто сопровождает"),
        ({"until": TODAY}, "По какой день", "раньше первого"),
        ({"since": ""}, "С какого дня", "не названа"),
        ({"since": "скоро"}, "С какого дня", "не читается"),
        ({"order": ""}, "Номер приказа", "Не заполнено"),
        ({"day": date(2099, 1, 1)}, "Дата приказа", "ещё не наступил"),
        ({"whom": "Ивина Нина Олеговна"}, "Сопровождающий", "нет роли методиста"),
        ({"who": METHODIST, "at": ELSEWHERE}, "Сопровождающий", "За собой"),
    ],
)
def test_a_wrong_line_is_named_and_says_what_to_do(
    country: Any, people: dict[str, Any], change: dict[str, Any], column: str, words: str
) -> None:
    row = send_lines(country, line(**change))
    [(verdict, where, text)] = said(country, row)
    assert (verdict, where) == ("faulty", column), text
    assert words in text
    with pytest.raises(Refused, match="ошибками: 1"):
        asking.apply_file(KIND, country.viewer(Role.CENTRE), row.pk, skip_wrong=False, on=TODAY)


def test_nobody_is_given_to_a_colleague(country: Any, staff: Any, people: dict[str, Any]) -> None:
    role(country, staff, people["Ветлина"])
    [(verdict, _, text)] = said(country, send_lines(country, line(whom="Ветлина Анна Петровна", there=SCHOOL)))
    assert verdict == "faulty"
    assert "в одной организации" in text


def test_a_companion_gets_no_more_than_the_order_allows(
    country: Any, people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from marshrut.apps.competencies import importing
    from marshrut.apps.competencies.frameworks import framework

    held = framework(country.system, TODAY)
    bounded = replace(held, care=replace(held.care, most_people=2))
    monkeypatch.setattr(importing, "framework", lambda *_: bounded)
    order: dict[str, Any] = {"order_number": "1", "order_date": TODAY, "since": SINCE, "until": None, "on": TODAY}
    sharing.accompany(country.system, people["nobody"].pk, companion_id=people[METHODIST].pk, **order)
    row = send_lines(country, line(), line("Берёзова Анна Петровна"), line("Ветлина Анна Петровна", OTHER))
    assert [one[0] for one in said(country, row)] == ["new", "faulty", "new"]
    assert "больше 2" in said(country, row)[1][2]
    apply(country, row, skip=True)
    assert people["Берёзова"].pk not in {person for person, _ in pairs(country)}


def test_namesakes_are_asked_once_and_the_answer_is_remembered(
    country: Any, staff: Any, people: dict[str, Any]
) -> None:
    twins = [staff.hire("Тёзкин Пётр Ильич", country.places["other_school"], post="методист") for _ in range(2)]
    for one in twins:
        role(country, staff, one)
    row = send_lines(country, line(whom="Тёзкин Пётр Ильич"), line("Берёзова Анна Петровна", "Тёзкин Пётр Ильич"))
    assert [one[0] for one in said(country, row)] == ["doubtful", "doubtful"]
    with pytest.raises(Refused, match="ответьте"):
        asking.apply_file(KIND, country.viewer(Role.CENTRE), row.pk, skip_wrong=True, on=TODAY)
    with pytest.raises(Refused, match="предложенных"):
        answer(country, row, "companion", str(people[OTHER].pk))
    row = answer(country, row, "companion", str(twins[1].pk))
    assert [one[0] for one in said(country, row)] == ["new", "new"]
    apply(country, row)
    assert {companion for _, companion in pairs(country)} == {twins[1].pk}


def test_a_namesake_who_is_none_of_them_is_left_out(country: Any, staff: Any, people: dict[str, Any]) -> None:
    for _ in range(2):
        staff.hire("Тёзкин Пётр Ильич", country.places["school"])
    row = send_lines(country, line("Тёзкин Пётр Ильич"), line())
    row = answer(country, row, "person", "skip")
    assert [one[0] for one in said(country, row)] == ["skipped", "new"]


def test_a_name_at_a_school_that_is_not_known_is_asked_about(country: Any, people: dict[str, Any]) -> None:
    row = send_lines(country, line(there="Школа, которой нет"))
    assert said(country, row)[0][:2] == ("doubtful", "Организация сопровождающего")
    row = answer(country, row, "companion", str(people[METHODIST].pk))
    assert said(country, row)[0][0] == "new"


def test_a_person_stands_once_in_a_file(country: Any, people: dict[str, Any]) -> None:
    later = {"since": UNTIL + timedelta(days=1), "until": ""}
    row = send_lines(country, line(), line(), line(whom=OTHER), line(whom=OTHER, **later))
    assert [one[0] for one in said(country, row)] == ["new", "same", "faulty", "new"]
    assert "уже есть в строке 2" in said(country, row)[2][2]


@pytest.mark.parametrize(("said_", "verdict"), [("keep", "skipped"), ("replace", "new")])
def test_who_is_accompanied_already_is_asked_about(
    country: Any, people: dict[str, Any], said_: str, verdict: str
) -> None:
    order: dict[str, Any] = {"order_number": "1", "order_date": TODAY, "since": TODAY, "until": None, "on": TODAY}
    sharing.accompany(country.system, people["Ёлкина"].pk, companion_id=people[OTHER].pk, **order)
    row = send_lines(country, line(), line("Берёзова Анна Петровна"))
    assert said(country, row)[0][0] == "conflict"
    assert OTHER in said(country, row)[0][2]
    row = answer(country, row, "standing", said_)
    assert said(country, row)[0][0] == verdict
    apply(country, row)
    kept = (people["Ёлкина"].pk, people[OTHER].pk)
    assert (kept in pairs(country)) is (said_ == "keep")
    assert kept in pairs(country, TODAY)
    undo(country, row)
    assert pairs(country) == pairs(country, TODAY) == {kept}


def test_the_same_sent_twice_brings_nothing_new(country: Any, people: dict[str, Any]) -> None:
    apply(country, send_lines(country, line()))
    again = send_lines(country, line(), line("Берёзова Анна Петровна"))
    assert [one[0] for one in said(country, again)] == ["same", "new"]
    other = send_lines(country, line(since=SINCE + timedelta(days=3)))
    assert said(country, other)[0][:2] == ("faulty", "С какого дня")


def test_a_file_is_taken_back_whole_with_a_reason_until_somebody_changed_it(
    country: Any, people: dict[str, Any]
) -> None:
    viewer = country.viewer(Role.CENTRE)
    row = apply(country, send_lines(country, line(), line("Берёзова Анна Петровна")))
    with pytest.raises(Refused, match="почему"):
        asking.undo_file(KIND, viewer, row.pk, why=" ", on=TODAY)
    undo(country, row)
    row.refresh_from_db()
    assert (row.state, row.undone_why, row.batch.ended_why) == ("undone", "не тот приказ", "не тот приказ")
    assert not known(country).exists()
    assert Accompaniment.objects.of(country.system).filter(batch=row.batch).count() == 2
    row = apply(country, send_lines(country, line(), line("Берёзова Анна Петровна")))
    given = known(country).get(person=people["Ёлкина"])
    sharing.end_accompaniment(viewer, given.line_id, last=UNTIL - timedelta(days=9), why="ушла", on=TODAY)
    with pytest.raises(Refused, match="меняли: 1"):
        asking.undo_file(KIND, viewer, row.pk, why="ошибка", on=TODAY)
    giving.end_batch(viewer, row.batch_id, last=TODAY, why="приказ отменён", on=TODAY)
    assert not known(country).filter(valid__contains=SINCE).exists()


def test_what_changed_since_the_check_is_shown_again(country: Any, people: dict[str, Any]) -> None:
    row = send_lines(country, line())
    order: dict[str, Any] = {"order_number": "1", "order_date": TODAY, "since": TODAY, "until": None, "on": TODAY}
    sharing.accompany(country.system, people["Ёлкина"].pk, companion_id=people[OTHER].pk, **order)
    asking.apply_file(KIND, country.viewer(Role.CENTRE), row.pk, skip_wrong=False, on=TODAY)
    assert not work.write_file(KIND, country.system, row.pk)
    row.refresh_from_db()
    assert (row.state, said(country, row)[0][0]) == ("checked", "conflict")
    assert any("изменилось" in one["text"] for one in row.problems)
    assert showing.count_waiting(KIND, country.system, row).doubts == 1


def test_an_empty_sheet_and_a_file_without_headings_say_what_to_do(country: Any, people: dict[str, Any]) -> None:
    for source, words in ((book(HEAD), "ни одной строки"), (book(), "не найдено"), (book(["Раз", "Два"]), "шаблон")):
        row = send(country, source)
        assert row.state == "failed"
        assert any(words in f"{one['text']} {one['cure']}" for one in row.problems), row.problems
    row = send(country, BytesIO("не таблица; и не список".encode()))
    assert row.state == "failed"


def test_headings_merged_over_two_rows_are_understood(country: Any, people: dict[str, Any]) -> None:
    upper = ["Кого закрепляют", "", "Сопровождающий", "", "Приказ", "", "С какого дня", "По какой день"]
    lower = ["ФИО", "Организация", "ФИО", "Организация", "Номер", "Дата", "", ""]
    told = [
        "Ёлкина Анна Петровна",
        country.places["school"].name,
        METHODIST,
        ELSEWHERE,
        "8-к",
        TODAY,
        SINCE,
        UNTIL,
    ]
    row = send(country, book(upper, lower, told, merged=("A1:B1", "C1:D1", "E1:F1", "G1:G2", "H1:H2")))
    assert said(country, row) == [("new", "", "")], row.problems
    apply(country, row)
    assert pairs(country) == {(people["Ёлкина"].pk, people[METHODIST].pk)}


def test_a_district_gives_its_own_people_and_a_school_nobody(country: Any, staff: Any, people: dict[str, Any]) -> None:
    staff.hire("Дальняя Зоя Ильинична", country.places["other_school"])
    rows = [line(there=""), line("Дальняя Зоя Ильинична", at=ELSEWHERE)]
    row = send_lines(country, *rows, as_who=Role.MUNICIPAL_METHODOLOGIST)
    assert [one[0] for one in said(country, row)] == ["doubtful", "faulty"]
    row = answer(country, row, "companion", str(people[METHODIST].pk))
    assert [one[0] for one in said(country, row)] == ["new", "faulty"]
    with pytest.raises(Refused, match="не загружает"):
        send_lines(country, *rows, as_who=Role.SCHOOL)


def test_numbers_of_people_do_not_stand_in_lines(country: Any, staff: Any, people: dict[str, Any]) -> None:
    staff.hire("Рябинина Зоя Ильинична", country.places["school"], snils="11223344595")
    row = send_lines(country, line("Рябинина Зоя Ильинична", snils="112-233-445 95"))
    [one] = lines(country, row)
    assert one.verdict == "new", one.problems
    assert "112233445" not in str(one.values).replace("-", "").replace(" ", "")


def test_the_pages_lead_from_a_file_to_its_undoing(country: Any, people: dict[str, Any]) -> None:
    client = sign_in(country.people[Role.CENTRE])
    source = book(HEAD, line(), line("Небывалов Нил Нилович"))
    source.name = "приказ.xlsx"
    assert client.get(reverse("competencies:file-template")).status_code == 200
    sent = client.post(reverse("competencies:send-file"), {"file": source})
    row = AccompanimentFile.objects.of(country.system).get()
    address = reverse("competencies:file", args=[row.pk])
    assert sent["Location"] == address
    checked(country, row)
    assert "нет" in client.get(address).content.decode()
    faults = client.get(reverse("competencies:file-errors", args=[row.pk]))
    sheet = openpyxl.load_workbook(BytesIO(b"".join(faults))).active
    assert sheet is not None
    assert "Небывалов Нил" in [str(cell) for cells in sheet.iter_rows(values_only=True) for cell in cells]
    deed = reverse("competencies:apply-file", args=[row.pk])
    assert "ошибками: 1" in client.post(deed, follow=True).content.decode()
    client.post(deed, {"skip_wrong": "1"})
    assert work.write_file(KIND, country.system, row.pk)
    assert "Закреплено: 1 человек" in client.get(address).content.decode().replace("\xa0", " ")
    assert "приказ.xlsx" in client.get(reverse("competencies:accompaniments")).content.decode()
    client.post(reverse("competencies:undo-file", args=[row.pk]), {"why": "не тот"})
    assert work.take_file_back(KIND, country.system, row.pk)
    assert not known(country).exists()
    assert "не тот" in client.get(address).content.decode()


def test_the_stored_file_is_kept(country: Any, people: dict[str, Any]) -> None:
    from marshrut.apps.competencies.queries.files import files_in_use

    row = send_lines(country, line())
    assert files_in_use([row.file_id]) == {row.file_id}
