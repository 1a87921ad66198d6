"""What a cell says: dates, names, numbers, words of the dictionaries; what is wrong with it and what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marshrut.apps.registry.reading.names import snils_fits
from marshrut.apps.registry.types import ImportKind, JobKind

GOOD = "112-233-445 95"


def of(line: Any, column: str) -> list[tuple[str, bool]]:
    return [(one.code, one.warning) for one in line.problems if one.column == column]


@pytest.mark.parametrize(
    "text",
    ["01.09.2020", "2020-09-01", "1 сентября 2020 г.", "1.9.2020 г.", "«01» сентября 2020 года", "01/09/2020", "44075"],
)
def test_days_as_text(staff: Any, text: str) -> None:
    line = staff(**{"Работает с": text})
    assert (line.values["since"], line.problems) == (date(2020, 9, 1), [])


def test_may_is_not_march(staff: Any) -> None:
    assert staff(**{"Работает с": "3 мая 2020"}).values["since"] == date(2020, 5, 3)
    assert staff(**{"Работает с": "3 марта 2020"}).values["since"] == date(2020, 3, 3)


@pytest.mark.parametrize(
    "text", ["31.02.2020", "1985", 1985, "01.09.85", "давно", "01.13.2020", "01.01.1020", True, 0.5]
)
def test_days_that_are_none_are_problems(staff: Any, text: Any) -> None:
    line = staff(**{"Работает с": text})
    assert of(line, "Работает с") == [("bad-date", False)]
    assert "since" not in line.values


def test_work_that_ends_before_it_begins(staff: Any) -> None:
    line = staff(**{"Работает с": "01.09.2020", "Работает по": "31.08.2020"})
    assert of(line, "Работает по") == [("ends-before", False)]
    assert staff(**{"Работает с": "01.09.2020", "Работает по": "01.09.2020"}).problems == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ИВАНОВА", "Иванова"),
        ("иванова-петрова", "Иванова-Петрова"),
        ("ИВАНОВА-ПЕТРОВА", "Иванова-Петрова"),
        ("Мамед Оглы", "Мамед оглы"),
        ("\u00a0Иванова  ", "Иванова"),
        ("Ёлкина", "Ёлкина"),
        ("ДеЛаКрус", "Делакрус"),
    ],
)
def test_names_are_tidied(staff: Any, text: str, name: str) -> None:
    line = staff(Фамилия=text)
    assert (line.values["family_name"], line.problems) == (name, [])


def test_latin_letters_that_look_cyrillic_are_mended_with_a_warning(staff: Any) -> None:
    line = staff(Фамилия="Ивaнoва")
    assert line.values["family_name"] == "Иванова"
    assert of(line, "Фамилия") == [("latin-letters", True)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("М.", "initials"),
        ("М. П.", "initials"),
        ("Ивaнoвq", "mixed-letters"),
        ("Ivanova", "mixed-letters"),
        ("3", "not-a-name"),
    ],
)
def test_names_that_are_none(staff: Any, text: str, code: str) -> None:
    assert of(staff(Имя=text), "Имя") == [(code, False)]


def test_an_empty_name_is_said_once(staff: Any) -> None:
    line = staff(Имя=None)
    assert of(line, "Имя") == [("empty-field", False)]


def test_a_full_name_is_split(read: Any, book: Any) -> None:
    names = [
        "ИВАНОВА МАРИЯ ПЕТРОВНА",
        "Алиев Рашид Мамед оглы",
        "Ким Анна",
        "Иванова М.П.",
        "Иванова МП",
        "Иванова",
        "A B C D E",
    ]
    rows = [["ФИО", "Школа", "Должность"], *[[name, "Школа № 5", "учитель"] for name in names]]
    found = read(book({"Лист1": rows}))
    assert found.missing == ()
    got = [tuple(line.values.get(key) for key in ("family_name", "given_name", "patronymic")) for line in found.lines]
    assert got[:3] == [("Иванова", "Мария", "Петровна"), ("Алиев", "Рашид", "Мамед оглы"), ("Ким", "Анна", None)]
    assert [[one.code for one in line.problems] for line in found.lines[3:]] == [
        ["initials"], ["initials"], ["full-name-parts"], ["full-name-parts"],
    ]  # fmt: skip


@pytest.mark.parametrize("value", [GOOD, "11223344595", "112 233 445 95", 11223344595])
def test_a_snils_in_any_dress(staff: Any, value: Any) -> None:
    line = staff(СНИЛС=value)
    assert (line.values["snils"], line.problems) == ("11223344595", [])


def test_a_snils_that_lost_its_zeros(staff: Any) -> None:
    line = staff(СНИЛС=8765430300 if snils_fits("08765430300") else 8765430301)
    if not snils_fits(str(line.values.get("snils", "0" * 11))):
        pytest.fail("the example is no СНИЛС")
    assert of(line, "СНИЛС") == [("snils-zeros", True)]


@pytest.mark.parametrize(
    ("value", "code"),
    [("112-233-445 96", "snils-control"), ("112-233-445", "snils-length"), ("112-233-445 9О", "snils-letters")],
)
def test_a_wrong_snils_is_never_shown_whole(staff: Any, value: str, code: str) -> None:
    line = staff(СНИЛС=value)
    assert of(line, "СНИЛС") == [(code, False)]
    assert "112" not in line.problems[0].value
    assert line.problems[0].cure
    assert "snils" not in line.values


def test_a_snils_that_strayed_into_another_column_is_not_shown_whole(staff: Any) -> None:
    line = staff(Имя=GOOD)
    assert of(line, "Имя") == [("not-a-name", False)]
    assert "112-233" not in line.problems[0].value


@pytest.mark.parametrize("value", [None, "нет", "-"])
def test_no_snils_is_fine(staff: Any, value: Any) -> None:
    assert staff(СНИЛС=value).problems == []


HEAD = "руководитель (директор, заведующий, начальник) образовательной организации"
DEPUTY = "заместитель руководителя (директора, заведующего, начальника) образовательной организации"
UNIT = "руководитель (заведующий, начальник) структурного подразделения"


@pytest.mark.parametrize(
    ("text", "post", "subjects"),
    [
        ("Учитель", "учитель", None),
        ("УЧИТЕЛЬ  МАТЕМАТИКИ", "учитель", ("Математика",)),
        ("учитель русского языка и литературы", "учитель", ("Русский язык", "Литература")),
        ("учитель начальных классов", "учитель", ("Начальные классы",)),
        ("Учитель англ. яз.", "учитель", ("Иностранный язык",)),
        ("учитель ИЗО и технологии", "учитель", ("Изобразительное искусство", "Труд (технология)")),
        ("зам. директора по УВР", DEPUTY, None),
        ("завуч", DEPUTY, None),
        ("Заместитель заведующей по ВМР", DEPUTY, None),
        ("Директор", HEAD, None),
        ("Заведующая", HEAD, None),
        ("директор школы", HEAD, None),
        ("заведующий отделом", UNIT, None),
        ("Директор филиала", "директор, заведующий филиалом", None),
        ("Тьютор", "тьютор", None),
        ("методист", "методист", None),
        ("ст. воспитатель", "старший воспитатель", None),
        ("педагог доп. образования", "педагог дополнительного образования", None),
        ("ПДО", "педагог дополнительного образования", None),
        ("психолог", "педагог-психолог", None),
        ("Педагог - психолог", "педагог-психолог", None),
        ("соц. педагог", "социальный педагог", None),
        ("учитель-логопед", "учитель-логопед", None),
        ("преподаватель-организатор ОБЖ", "преподаватель-организатор основ безопасности жизнедеятельности", None),
        ("Учитeль физики", "учитель", ("Физика",)),
        ("главный бухгалтер", "главный бухгалтер", None),
    ],
)
def test_posts(staff: Any, text: str, post: str, subjects: tuple[str, ...] | None) -> None:
    line = staff(Должность=text)
    assert (line.values.get("post"), line.values.get("subjects"), line.problems) == (post, subjects, [])


@pytest.mark.parametrize("text", ["космонавт", "уборщик служебных помещений", "библиотекарь", "учитель магии"])
def test_an_unknown_post_is_refused(staff: Any, text: str) -> None:
    assert of(staff(Должность=text), "Должность") == [("unknown-post", False)]


def test_the_nearest_posts_are_offered(staff: Any) -> None:
    (problem,) = staff(Должность="учитиль-логапед").problems
    assert "«учитель-логопед»" in problem.cure


def test_somebody_acting_is_said(staff: Any) -> None:
    line = staff(Должность="и.о. директора")
    assert line.values["post"] == HEAD
    assert of(line, "Должность") == [("acting", True)]


def test_subjects(staff: Any) -> None:
    line = staff(Должность="учитель алгебры", Предметы="Геометрия; физ-ра/ ОБЖ, Хореография")
    assert line.values["subjects"] == (
        "Геометрия", "Физическая культура", "Основы безопасности и защиты Родины", "Хореография", "Алгебра",
    )  # fmt: skip
    assert of(line, "Предметы") == [("unknown-subject", True)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("высшая", "highest"),
        ("ВКК", "highest"),
        ("Высшая кв. категория", "highest"),
        ("первая", "first"),
        ("1", "first"),
        (1, "first"),
        ("I категория", "first"),
        ("СЗД", "fit"),
        ("соответствие", "fit"),
        ("соотв. занимаемой должности", "fit"),
        ("нет", ""),
        ("-", ""),
        ("без категории", ""),
        ("педагог-методист", "methodist"),
        ("педагог-наставник", "mentor"),
    ],
)
def test_categories(staff: Any, text: Any, code: str) -> None:
    line = staff(Категория=text)
    assert (line.values["category"], line.problems) == (code, [])


def test_a_category_with_its_day_in_one_cell(staff: Any) -> None:
    line = staff(Категория="высшая, от 25.12.2021 г.")
    assert (line.values["category"], line.values["category_since"]) == ("highest", date(2021, 12, 25))


def test_categories_that_are_none(staff: Any) -> None:
    assert of(staff(Категория="супер"), "Категория") == [("unknown-category", False)]
    assert of(staff(Категория="вторая"), "Категория") == [("old-category", True)]


@pytest.mark.parametrize(
    ("text", "job"),
    [
        ("основное место работы", JobKind.MAIN),
        ("внутр. совм.", JobKind.SECOND),
        ("внешний совместитель", JobKind.OUTSIDE),
    ],
)
def test_jobs(staff: Any, text: str, job: JobKind) -> None:
    assert staff(**{"Вид занятости": text}).values["job"] is job


def test_a_job_that_may_be_either_is_asked_about(staff: Any) -> None:
    assert of(staff(**{"Вид занятости": "совместитель"}), "Вид занятости") == [("unknown-job", False)]


@pytest.mark.parametrize(("text", "load"), [("1,5 ст.", "1.50"), (0.25, "0.25"), ("0.5 ставки", "0.50"), (1, "1.00")])
def test_loads(staff: Any, text: Any, load: str) -> None:
    assert staff(Ставка=text).values["load"] == Decimal(load)


@pytest.mark.parametrize(
    ("text", "code"), [("много", "bad-number"), (18, "number-range"), (date(2020, 5, 1), "bad-number")]
)
def test_loads_that_are_none(staff: Any, text: Any, code: str) -> None:
    assert of(staff(Ставка=text), "Ставка") == [(code, False)]


@pytest.mark.parametrize(
    ("text", "since", "approximate"),
    [
        (20, date(2006, 9, 1), True),
        ("20 лет", date(2006, 9, 1), True),
        ("1 год 8 мес.", date(2025, 1, 1), True),
        ("0,5", date(2026, 3, 1), True),
        ("01.08.2006", date(2006, 8, 1), None),
    ],
)
def test_experience(staff: Any, text: Any, since: date, approximate: bool | None) -> None:
    line = staff(**{"Педагогический стаж": text})
    assert (line.values["teaching_since"], line.values.get("teaching_since_approximate")) == (since, approximate)


def test_dates_that_contradict_the_birth_date(staff: Any) -> None:
    line = staff(**{"Дата рождения": "14.03.2000", "Стаж": "01.09.2006"})
    assert of(line, "Стаж") == [("before-grown", False)]
    assert of(staff(**{"Дата рождения": "14.03.2020"}), "Дата рождения") == [("age", False)]


def test_leaves_and_endings(staff: Any) -> None:
    line = staff(Отпуск="декрет", **{"Отпуск с": "01.02.2026", "Причина увольнения": "по собственному желанию"})
    assert (line.values["leave"], line.values["ended_why"]) == ("parental", "dismissed")
    assert staff(Отпуск="нет").values["leave"] == ""
    assert of(staff(Отпуск="болеет"), "Отпуск") == [("unknown-leave", False)]


def test_organisations(read: Any, book: Any) -> None:
    head = [
        "Наименование",
        "Краткое наименование",
        "Вид организации",
        "Район",
        "Сельская",
        "ОГРН",
        "ИНН",
        "Статусы",
        "Почта",
    ]
    good = ["МБОУ «Школа № 5»", "Школа № 5", "СОШ", "Округ", "да", 1027700132195, "7707083893", "ШНОР; ШНСУ", "a@b.ru"]
    bad = ["Дом", None, "избушка", "Округ", "может", "1027700132196", 7707083894, "хорошая", "нету"]
    first, second = read(book({"О": [head, good, bad]}), ImportKind.ORGANISATIONS).lines
    assert first.problems == []
    assert first.values | {"name": "", "short": ""} == {
        "name": "", "short": "", "kind": "school", "municipality": "Округ", "rural": True, "ogrn": "1027700132195",
        "inn": "7707083893", "statuses": ("low_results", "social_context"), "email": "a@b.ru",
    }  # fmt: skip
    assert [one.code for one in second.problems] == [
        "unknown-kind", "not-yes-no", "ogrn-control", "inn-control", "unknown-status", "bad-email",
    ]  # fmt: skip


def test_roles(read: Any, book: Any) -> None:
    head = ["ФИО", "Школа", "Роль", "Предмет", "Номер приказа", "Дата приказа", "Действует с"]
    rows = [
        [
            "Иванова Мария Петровна",
            "Школа № 5",
            "Муниципальный методист",
            "Математика",
            "15-од",
            "10.09.2025",
            "10.09.2025",
        ],
        ["Петрова Анна Ивановна", "Школа № 5", "тьютор", None, None, None, None],
    ]
    first, second = read(book({"Роли": [head, *rows]}), ImportKind.ROLES).lines
    assert (first.values["role"], first.values["order_number"], first.problems) == (
        "municipal_methodologist",
        "15-од",
        [],
    )
    # A tutor is two roles of the order, and a post besides: nobody guesses.
    assert [one.code for one in second.problems] == ["unknown-role"]
    assert "тьютор ИОМ" in second.problems[0].cure
