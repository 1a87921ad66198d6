"""Figures of groups: what is shown, and a head who asks for the only mathematician's level is refused in every way."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.competencies import services
from marshrut.apps.competencies.models import Figure, FigureRound
from marshrut.apps.competencies.queries import deficit_map, group_figure, subject_map, typical_deficits
from marshrut.apps.competencies.queries.groups import GroupCell
from marshrut.apps.competencies.types import GroupState
from marshrut.cores.kernel import Decision
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope import services as scope
from marshrut.foundation.scope.types import NodeKind, Role
from support.competencies import record, result
from support.world import sign_in

TODAY = timezone.localdate()
MONTH = TODAY.replace(day=1)
BEFORE = MONTH - timedelta(days=40)
CODE = "formative_assessment"
MATHS = "mathematics_tasks"


@pytest.fixture
def school(country: Any, staff: Any) -> list[Any]:
    """Seven teachers, one of them of mathematics; six of another school. All were asked before this month."""
    here, there = country.places["school"], country.places["other_school"]
    subjects = [["Математика"], *[["Русский язык"]] * 6]
    made = [staff.hire(f"Учителева Анна{n}", here, subjects=kind) for n, kind in enumerate(subjects)]
    others = [staff.hire(f"Педагогова Яна{n}", there, subjects=["История"]) for n in range(6)]
    rows = [result(one.pk, CODE, 2 if n < 4 else 9, on=BEFORE) for n, one in enumerate([*made, *others])]
    record(country.system, *rows, result(made[0].pk, MATHS, 1, on=BEFORE))
    return [*made, *others]


def make(country: Any, on: date = TODAY) -> int:
    return services.refresh_figures(country.system, on=on, now=timezone.now())


def shown(found: GroupCell | Decision) -> GroupCell:
    assert isinstance(found, GroupCell), found
    return found


def refused(found: GroupCell | Decision) -> str:
    """The rule that refused, or the state of a cell without a figure."""
    return found.reasons[0].rule if isinstance(found, Decision) else found.state.value


def test_a_school_sees_shares_of_its_teachers(country: Any, school: list[Any]) -> None:
    make(country)
    cell = shown(group_figure(country.viewer(Role.SCHOOL), country.places["school"].pk, on=TODAY, competency=CODE))
    assert (cell.known, cell.words, cell.figures_on) == (7, "от трети до двух третей", MONTH)
    top = shown(group_figure(country.viewer(Role.CENTRE), country.places["top"].pk, on=TODAY, competency=CODE))
    assert (top.known, top.words) == (13, "до трети")


def test_what_is_typical_of_a_place_is_ranked(country: Any, school: list[Any]) -> None:
    record(country.system, *(result(one.pk, "parents", 1, on=BEFORE) for one in school[:6]))
    make(country)
    rows = typical_deficits(country.viewer(Role.SCHOOL), country.places["school"].pk, on=TODAY)
    assert [(row.competency, row.cell.words) for row in rows] == [
        ("parents", "больше двух третей"),
        (CODE, "от трети до двух третей"),
    ]


# The head asks for the only mathematician's level --------------------------------------------------------------------


def test_the_only_mathematician_by_the_competency_of_mathematics(country: Any, school: list[Any]) -> None:
    make(country)
    head = country.viewer(Role.SCHOOL)
    assert refused(group_figure(head, head.node_id, on=TODAY, competency=MATHS)) == "COMPETENCIES-10"
    assert (MATHS, str(head.node_id)) not in {
        key for key, cell in deficit_map(head, head.node_id, on=TODAY).cells.items() if cell.shown
    }
    assert all(row.competency != MATHS for row in typical_deficits(head, head.node_id, on=TODAY))


def test_the_only_mathematician_by_the_cell_of_a_subject(country: Any, school: list[Any]) -> None:
    make(country)
    head = country.viewer(Role.SCHOOL)
    asked = {"on": TODAY, "area": "methods", "group": "mathematics"}
    assert refused(group_figure(head, head.node_id, **asked)) == "COMPETENCIES-10"
    page = sign_in(country.people[Role.SCHOOL]).get(reverse("competencies:subjects"), {"group": "mathematics"})
    assert subject_map(head, head.node_id, on=TODAY).cell("methods", "mathematics").deficit is None
    assert "можно узнать человека" in page.content.decode()


def test_the_only_mathematician_by_the_difference_of_two_groups(country: Any, school: list[Any]) -> None:
    """Seven teachers, six of Russian: with both figures the seventh is known, so one of the two is not there."""
    make(country)
    head = country.viewer(Role.SCHOOL)
    everybody = shown(group_figure(head, head.node_id, on=TODAY, area="methods"))
    russian = group_figure(head, head.node_id, on=TODAY, area="methods", group="philology")
    assert everybody.known == 7
    assert refused(russian) == "COMPETENCIES-10"


def test_the_only_mathematician_by_the_difference_of_two_dates(
    country: Any, school: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One new result changes no figure of the school, neither next month nor in a month made anew."""
    from marshrut.apps.competencies.services import figures

    make(country)
    head, node = country.viewer(Role.SCHOOL), country.places["school"].pk
    before = shown(group_figure(head, node, on=TODAY, competency=CODE))
    record(country.system, result(school[0].pk, CODE, 10, on=BEFORE + timedelta(days=1), instrument_key="again"))
    record(country.system, result(school[0].pk, CODE, 10, on=BEFORE + timedelta(days=1), instrument_key="third"))
    make(country)
    assert shown(group_figure(head, node, on=TODAY, competency=CODE)) == before
    later = (MONTH + timedelta(days=40)).replace(day=1)
    make(country, later)
    after = shown(group_figure(head, node, on=later, competency=CODE))
    assert after == before, "still the old numbers, with their old date"
    assert after.figures_on == MONTH
    record(
        country.system,
        *(result(one.pk, CODE, 10, on=BEFORE, instrument_key="fresh") for one in school[1:6]),
    )
    make(country, later)
    fresh = shown(group_figure(head, node, on=later, competency=CODE))
    assert fresh.figures_on == later, "five people have new results: the figure moves"
    assert fresh.words != before.words
    assert figures.refresh_figures is services.refresh_figures


def test_the_only_mathematician_by_two_days_of_one_month(country: Any, school: list[Any]) -> None:
    make(country)
    head, node = country.viewer(Role.SCHOOL), country.places["school"].pk
    asked = [group_figure(head, node, on=MONTH + timedelta(days=day), competency=CODE) for day in (0, 13, 26)]
    assert asked[0] == asked[1] == asked[2]


def test_the_only_mathematician_by_a_department_of_one(country: Any, staff: Any, school: list[Any]) -> None:
    unit = scope.add_node(
        country.system,
        kind=NodeKind.UNIT,
        name="Кафедра математики",
        parent_id=country.places["school"].pk,
        since=date(2020, 9, 1),
    )
    staff.organisation(unit)
    alone = staff.hire("Кафедров Олег", unit, subjects=["Математика"])
    record(country.system, result(alone.pk, CODE, 1, on=BEFORE))
    make(country)
    head = country.viewer(Role.SCHOOL)
    assert refused(group_figure(head, unit.pk, on=TODAY, competency=CODE)) == "COMPETENCIES-10"
    whole = shown(group_figure(head, country.places["school"].pk, on=TODAY, competency=CODE))
    assert whole.known == 8, "the department is in the school's figure; the seven others have none of their own"


def test_the_only_mathematician_by_an_address_of_another_place(country: Any, school: list[Any]) -> None:
    make(country)
    client = sign_in(country.people[Role.SCHOOL])
    other = country.places["other_school"].pk
    assert refused(group_figure(country.viewer(Role.SCHOOL), other, on=TODAY, competency=CODE)) == "COMPETENCIES-11"
    assert client.get(reverse("competencies:groups"), {"place": str(other)}).status_code == 404
    assert client.get(reverse("competencies:groups"), {"place": "не место"}).status_code == 200


def test_of_a_hidden_cell_nothing_is_kept(country: Any, school: list[Any]) -> None:
    make(country)
    hidden = Figure.objects.of(country.system).filter(state=GroupState.HIDDEN.value)
    assert hidden
    assert all((row.known, row.deficit, row.certain, row.strong, row.unsure) == (0,) * 5 for row in hidden)


# Making --------------------------------------------------------------------------------------------------------------


def test_a_month_is_made_once_and_made_again_in_place(country: Any, school: list[Any]) -> None:
    assert make(country) == make(country)
    assert FigureRound.objects.of(country.system).get().month == MONTH


def test_a_large_import_asks_for_figures_at_once(country: Any, staff: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from marshrut.apps.competencies.services import evidence

    monkeypatch.setattr(evidence, "LARGE", 3)
    made = [staff.hire(f"Учителева Анна{n}", country.places["school"]) for n in range(3)]
    record(country.system, *(result(one.pk, CODE, 2, on=BEFORE) for one in made[:2]))
    assert not Job.objects.of(country.system).filter(kind="competencies.figures").exists()
    record(country.system, *(result(one.pk, CODE, 2, on=BEFORE, instrument_key="b") for one in made))
    assert Job.objects.of(country.system).filter(kind="competencies.figures").count() == 1


def test_the_night_makes_what_is_due(country: Any, school: list[Any]) -> None:
    from marshrut.apps.competencies.jobs import make_due_figures

    make_due_figures()
    first = FigureRound.objects.of(country.system).get()
    make_due_figures()
    assert FigureRound.objects.of(country.system).get().made_at == first.made_at, "nothing new, nothing made"


def test_a_place_without_figures_says_so(country: Any, school: list[Any]) -> None:
    page = sign_in(country.people[Role.CENTRE]).get(reverse("competencies:groups"))
    assert page.status_code == 200
    assert "Сводки ещё нет" in page.content.decode()


@pytest.mark.parametrize("name", ["groups", "subjects", "typical"])
def test_pages_and_books_of_figures(country: Any, school: list[Any], name: str) -> None:
    make(country)
    client = sign_in(country.people[Role.CENTRE])
    page = client.get(reverse(f"competencies:{name}"))
    assert page.status_code == 200
    assert "до трети" in page.content.decode()
    book = client.get(reverse(f"competencies:{name}-book"))
    assert book.status_code == 200
    assert b"".join(book.streaming_content).startswith(b"PK")


def test_what_is_typical_goes_out_as_a_letter_to_sign(country: Any, school: list[Any]) -> None:
    make(country)
    client = sign_in(country.people[Role.SCHOOL])
    page = client.get(reverse("competencies:typical")).content.decode()
    assert reverse("competencies:typical-letter") in page
    answer = client.get(reverse("competencies:typical-letter"))
    written = docx.Document(BytesIO(b"".join(answer.streaming_content)))
    words = [cell.text for cell in written.tables[0].rows[1].cells]
    (first, *_) = typical_deficits(country.viewer(Role.SCHOOL), country.places["school"].pk, on=TODAY)
    assert words[0] == first.title
    assert words[2] == first.cell.words
    assert any("Руководитель" in one.text for one in written.paragraphs)
