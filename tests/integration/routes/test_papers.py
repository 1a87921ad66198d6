"""A route on paper: whole for who may open it, days and hours for the head; the register, orders, one's own form."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

pytestmark = pytest.mark.django_db


def _text(content: bytes) -> str:
    import docx

    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def _route(scene: Any, state: str = "approved") -> Any:
    from support.routes_scene import CODE, pair, visit

    return scene.route(
        pair(scene.today, serves=(CODE,), title="Урок вдвоём про обратную связь"), visit(scene.today), state=state
    )


def test_the_person_gets_the_whole_route(scene: Any) -> None:
    from marshrut.apps.routes.services import papers

    route = _route(scene)
    said = _text(papers.route_file(scene.teacher, route.pk, on=scene.today))
    for words in ("Индивидуальный образовательный маршрут", "Ёлкина Анна Петровна", "Формирующее оценивание",
                  "Урок вдвоём про обратную связь", "Сопровождает: Соснин Илья Львович", "С маршрутом согласен",
                  "Утверждаю", "Темп", "Технологии"):  # fmt: skip
        assert words in said, words
    assert "{{" not in said


def test_the_head_gets_days_and_hours_and_no_word_of_results(scene: Any) -> None:
    from marshrut.apps.routes.services import papers

    route = _route(scene)
    said = _text(papers.route_file(scene.head, route.pk, on=scene.today))
    assert "Результаты диагностики в ней не приводятся" in said
    assert "Ёлкина Анна Петровна" in said
    assert "Посещение урока" in said
    for words in ("Формирующее", "обратную связь", "Что стоит подтянуть", "Что развивает", "Веры Липиной"):
        assert words not in said, words
    copy = _text(papers.route_file(scene.teacher, route.pk, on=scene.today, copy=True))
    assert "Формирующее" not in copy


def test_the_same_goes_out_as_a_pdf_with_lines_for_signatures(scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set in type is looked at where it goes in: words are data there, never source."""
    import typst

    from marshrut.apps.routes.services import papers

    compiled, said = typst.compile, []

    def look(source: bytes, *, sys_inputs: dict[str, str], **more: Any) -> bytes:
        said.append(sys_inputs["said"])
        return compiled(source, sys_inputs=sys_inputs, **more)

    monkeypatch.setattr(typst, "compile", look)
    route = _route(scene)
    whole = papers.route_sheet(scene.teacher, route.pk, on=scene.today)
    copy = papers.route_sheet(scene.head, route.pk, on=scene.today)
    assert whole.startswith(b"%PDF-")
    assert copy.startswith(b"%PDF-")
    for words in ("Урок вдвоём про обратную связь", "Формирующее оценивание", "С маршрутом согласен", "Утверждаю"):
        assert words in said[0], words
    for words in ("Формирующее", "обратную связь", "Что развивает"):
        assert words not in said[1], words


def test_who_may_not_know_of_a_route_gets_no_paper(scene: Any) -> None:
    from marshrut.apps.routes.models import Route
    from marshrut.apps.routes.services import papers
    from marshrut.foundation.accounts.queries import find_viewer
    from marshrut.foundation.scope.types import Role

    route = _route(scene)
    stranger = scene.country.add("Чужая Нина", Role.TEACHER, "other_school")
    with pytest.raises(Route.DoesNotExist):
        papers.route_file(find_viewer(stranger, None), route.pk, on=scene.today)  # type: ignore[arg-type]


def test_what_is_printed_stands_in_the_journal(scene: Any) -> None:
    from marshrut.apps.routes.services import papers
    from marshrut.foundation.audit.models import Entry

    route = _route(scene)
    papers.route_file(scene.head, route.pk, on=scene.today)
    entry = Entry.objects.of(scene.country.system).get(action="routes.printed")
    assert entry.reason == "выписка"


def test_the_region_prints_in_its_own_form(scene: Any, settings: Any, tmp_path: Any) -> None:
    """The sample goes out, comes back changed, and its row of steps is repeated for each step."""
    import docx

    from marshrut.apps.routes.services import papers

    route = _route(scene)
    document = docx.Document(BytesIO(papers.sample(scene.centre, on=scene.today)))
    document.paragraphs[0].text = "ИОМ по форме края: {{name}}"
    out = BytesIO()
    document.save(out)
    papers.keep_template(scene.centre, out, name="форма.docx", on=scene.today)
    said = _text(papers.route_file(scene.teacher, route.pk, on=scene.today))
    assert "ИОМ по форме края: Ёлкина Анна Петровна" in said
    assert "Урок вдвоём про обратную связь" in said
    assert "Урок у Веры Липиной" in said
    head = _text(papers.route_file(scene.head, route.pk, on=scene.today))
    assert "ИОМ по форме края" not in head, "the copy keeps the product's form: it tells nothing"
    papers.drop_template(scene.centre)
    assert "ИОМ по форме края" not in _text(papers.route_file(scene.teacher, route.pk, on=scene.today))


@pytest.mark.parametrize("content", [b"", b"not a document", None])
def test_a_form_that_cannot_be_filled_is_refused(scene: Any, content: bytes | None) -> None:
    import docx

    from marshrut.apps.routes.models import PrintTemplate
    from marshrut.apps.routes.papers import BrokenTemplateError
    from marshrut.apps.routes.services import papers
    from marshrut.cores.kernel import Refused

    source = BytesIO(content or b"")
    if content is None:
        document = docx.Document()
        document.add_paragraph("Ни одного поля")
        document.save(source)
        source.seek(0)
    with pytest.raises(Refused if content is None else BrokenTemplateError):
        papers.keep_template(scene.centre, source, name="форма.docx", on=scene.today)
    assert not PrintTemplate.objects.of(scene.country.system).exists()


def test_only_the_centre_replaces_the_form(scene: Any) -> None:
    from marshrut.apps.routes.services import papers
    from marshrut.cores.kernel import Refused

    with pytest.raises(Refused) as no:
        papers.keep_template(scene.head, BytesIO(b""), name="форма.docx", on=scene.today)
    assert no.value.decision.reasons[0].rule == "ROUTES-39"


def test_a_batch_goes_under_one_order_once(scene: Any) -> None:
    from marshrut.apps.routes.queries import papers as queries
    from marshrut.apps.routes.services import papers
    from marshrut.cores.kernel import Refused

    route = _route(scene)
    assert [pk for pk, _ in queries.waiting_for_order(scene.centre, on=scene.today)] == [route.pk]
    order = papers.make_order(scene.centre, number="12-о", day=scene.today, routes=[route.pk], on=scene.today)
    said = _text(papers.order_file(scene.centre, order.pk, on=scene.today))
    for words in ("ПРИКАЗ", "12-о", "Ёлкина Анна Петровна", "Об утверждении", "Соснин Илья Львович"):
        assert words in said, words
    assert "Формирующее" not in said
    assert queries.waiting_for_order(scene.centre, on=scene.today) == []
    with pytest.raises(Refused) as no:
        papers.make_order(scene.centre, number="13-о", day=scene.today, routes=[route.pk], on=scene.today)
    assert no.value.decision.reasons[0].rule == "ROUTES-37"


def test_a_draft_goes_under_no_order(scene: Any) -> None:
    from marshrut.apps.routes.services import papers
    from marshrut.cores.kernel import Refused

    route = _route(scene, state="draft")
    with pytest.raises(Refused):
        papers.make_order(scene.centre, number="12-о", day=scene.today, routes=[route.pk], on=scene.today)


def _pages(scene: Any) -> dict[str, Any]:
    from marshrut.foundation.scope.types import Role
    from support.world import sign_in

    return {role.value: sign_in(scene.country.people[role]) for role in Role}


def test_the_register_tells_who_and_how_far_and_nothing_of_levels(scene: Any) -> None:
    import openpyxl

    _route(scene)
    answer = _pages(scene)["school"].get("/routes/register.xlsx")
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    said = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    for words in ("Ёлкина Анна Петровна", "утверждён", "по диагностике", "Соснин Илья Львович"):
        assert words in said, words
    assert "Формирующее" not in said


def test_pages_of_drafts_wishes_and_papers_answer(scene: Any) -> None:
    route = _route(scene)
    pages = _pages(scene)
    assert "На бумаге" in pages["teacher"].get(f"/routes/{route.pk}/").content.decode()
    whole = pages["teacher"].get(f"/routes/{route.pk}/print/").content.decode()
    assert "Формирующее оценивание" in whole
    copy = pages["school"].get(f"/routes/{route.pk}/print/").content.decode()
    assert "Формирующее оценивание" not in copy
    assert "Выписка для руководителя" in copy
    assert pages["teacher"].get("/routes/wishes/").status_code == 200
    answer = pages["teacher"].post("/routes/wishes/", {"hours": "-5"})
    assert answer.status_code == 422
    assert "быть не может" in answer.content.decode()
    first, last = "2027-02-01", "2027-02-10"
    answer = pages["teacher"].post(
        "/routes/wishes/", {"hours": "40", "reach": "distance", "first_0": first, "last_0": last}
    )
    assert answer.status_code == 302
    assert first in pages["teacher"].get("/routes/wishes/").content.decode()
    assert pages["school"].get(f"/routes/people/{scene.person.pk}/wishes/").status_code == 404
    assert pages["regional_methodologist"].get(f"/routes/people/{scene.person.pk}/wishes/").status_code == 200
    drafts = pages["school"].get("/routes/drafts/").content.decode()
    assert "Составить черновики" in drafts
    answer = pages["school"].post("/routes/drafts/", {"place": str(scene.country.places["school"].pk)})
    assert answer.status_code == 302
    assert "/jobs/" in answer.url
    assert "12-о" not in pages["centre"].get("/routes/orders/").content.decode()
    answer = pages["centre"].post(
        "/routes/orders/", {"number": "12-о", "day": scene.today.isoformat(), "routes": [str(route.pk)]}
    )
    assert answer.status_code == 302
    assert "12-о" in pages["centre"].get("/routes/orders/").content.decode()
    assert pages["centre"].get("/routes/template/").status_code == 200
    assert pages["centre"].get("/routes/template/template.docx").status_code == 200
    assert pages["school"].get("/routes/template/").status_code in {403, 404}
