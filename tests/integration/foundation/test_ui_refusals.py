"""Pages of refusal and failure: words, status, nothing secret, no traceback."""

from __future__ import annotations

import pytest
from django.core.handlers.exception import convert_exception_to_response
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from marshrut.cores.kernel import Refused, refuse
from marshrut.foundation.ui import views
from marshrut.foundation.ui.middleware import CompressMiddleware, OutageMiddleware
from marshrut.foundation.ui.undo import MARK

pytestmark = pytest.mark.django_db


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def answer_nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204 if request else 200)


def test_an_address_that_is_not_there(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "Такой страницы нет" in words(answer)


def test_a_stale_form_gives_back_what_was_typed_but_no_secret() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"login": "ёлкина", "password": "семь сосен", "note": "длинный текст"})
    assert answer.status_code == 403
    assert "Страница устарела" in words(answer)
    assert "длинный текст" in words(answer)
    assert "семь сосен" not in words(answer)


def test_a_refusal_shows_the_rule_its_clause_and_whom_to_ask(rf: RequestFactory) -> None:
    decision = refuse("ROUTES-07", "Места нет до декабря.", clause="X-4.6", ask="методиста района")
    for error in (Refused(decision), PermissionError(decision)):
        answer = views.forbidden(rf.get("/"), error)
        assert answer.status_code == 403
        assert "Места нет до декабря." in words(answer)
        assert "ROUTES-07" in words(answer)
        assert "X-4.6" in words(answer)
        assert "методиста района" in words(answer)


def test_a_refusal_without_a_decision_still_says_what_to_do(rf: RequestFactory) -> None:
    answer = views.forbidden(rf.get("/"), PermissionError())
    assert "попросите администратора" in words(answer)


def test_the_database_away_is_503_in_words_and_later_again(rf: RequestFactory) -> None:
    outage = OutageMiddleware(answer_nothing)
    answer = outage.process_exception(rf.get("/"), OperationalError("secret host refused"))
    assert answer is not None
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "База данных сейчас не отвечает" in words(answer)
    assert "secret host" not in words(answer)
    assert outage.process_exception(rf.get("/"), ValueError()) is None


def test_the_database_away_inside_other_middleware_is_503_too(rf: RequestFactory) -> None:
    def session_middleware(request: HttpRequest) -> HttpResponse:
        raise OperationalError("gone")

    wrapped = convert_exception_to_response(session_middleware)
    answer = wrapped(rf.get("/"))
    assert answer.status_code == 503


def test_who_asks_for_json_gets_json(rf: RequestFactory) -> None:
    outage = OutageMiddleware(answer_nothing)
    answer = outage.process_exception(rf.get("/", headers={"accept": "application/json"}), OperationalError())
    assert answer is not None
    assert answer["Content-Type"] == "application/json"


def test_a_program_error_needs_no_database(rf: RequestFactory) -> None:
    answer = views.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "это наша ошибка" in words(answer).lower()


def test_the_theme_is_remembered_and_leads_nowhere_else(client: Client) -> None:
    answer = client.post("/ui/theme/", {"theme": "dark", "next": "https://evil.example/"})
    assert answer["Location"] == "/"
    assert answer.cookies["theme"].value == "dark"
    assert "theme" not in client.post("/ui/theme/", {"theme": "<script>", "next": "/ui/"}).cookies


def test_text_is_compressed_and_packed_files_are_not(rf: RequestFactory) -> None:
    asked = rf.get("/", headers={"accept-encoding": "gzip"})
    for kind, packed in (("text/html", "gzip"), ("image/jpeg", None), ("application/pdf", None)):
        answer = CompressMiddleware(lambda _, kind=kind: HttpResponse(b"x" * 5000, content_type=kind))(asked)
        assert answer.get("Content-Encoding") == packed


def test_the_living_page_is_strict(client: Client) -> None:
    answer = client.get("/ui/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "style=" not in words(answer)
    assert "<style" not in words(answer)
    assert MARK not in words(answer)
