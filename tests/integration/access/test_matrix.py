"""URL × role × right: every address answers each role as the table says, and knows nothing of another operator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from integration.access.matrix import ROLES, Row, rows
from integration.access.scene import Scene, traces
from marshrut.foundation.accounts import queries as accounts
from marshrut.foundation.accounts.gate import gate_of
from marshrut.foundation.scope import services as scope
from marshrut.foundation.scope.queries import list_assignments
from marshrut.foundation.scope.types import Role
from support.world import sign_in

TABLE = rows()


# The table and the addresses -----------------------------------------------------------------------------------------


def _patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}", one


PATTERNS = list(_patterns(get_resolver()))


def test_every_address_is_in_the_table() -> None:
    there = {(name, len(pattern.pattern.regex.groupindex)) for name, pattern in PATTERNS}
    said = {(row.name, len(row.names)) for row in TABLE}
    assert there - said == set(), "say in matrix.py who may come to these addresses"
    assert said - there == set(), "these addresses are gone"


@pytest.mark.parametrize(("name", "pattern"), [pytest.param(*one, id=one[0]) for one in PATTERNS])
def test_every_view_has_a_gate_that_says_what_the_table_says(name: str, pattern: URLPattern) -> None:
    gate = gate_of(pattern.callback)
    assert gate is not None, f"{name} has no mark: it would answer nobody"
    mine = [row for row in TABLE if row.name == name]
    for row in mine:
        assert row.right == gate.right, row
        assert (row.nobody in {302, 401}) or gate.open_to_all, f"{row} answers nobody, and is not open to all"
        for role in ROLES:
            if gate.roles is not None and role not in gate.roles:
                assert row.answers[role] == 403, f"{row}: the gate refuses {role}"
            if gate.roles is not None and role in gate.roles:
                assert row.answers[role] != 403, f"{row}: the gate lets {role} in"


def test_what_changes_something_is_never_a_plain_link() -> None:
    """An address that only acts answers no GET; one with a form has a row for its POST."""
    acting = {
        "sign-out",
        "slips",
        "drop-factor",
        "recall",
        "theme",
        "stop",
        "retry",
        "choose-printed",
        "appoint",
        "end",
    }
    acting |= {"backup", "prove", "withdraw", "declare", "revoke"}
    for row in TABLE:
        if row.name.partition(":")[2] in acting:
            assert row.method == "POST", row


# Asking --------------------------------------------------------------------------------------------------------------


@contextmanager
def undone() -> Iterator[None]:
    """A row leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(client: Client, row: Row, named: Scene, sent: Scene | None = None) -> HttpResponse:
    """One request of this row about the things of this scene."""
    words = {word: named.named.get(word, word) for word in row.names}
    path = reverse(row.name, kwargs={key: words[word] for key, word in zip(_keys(row), row.names, strict=True)})
    scene = sent or named
    data = {key: scene.named[value[1:]] if value.startswith("@") else value for key, value in row.sends.items()}
    cookies = deepcopy(client.cookies)
    with undone():
        answer = client.post(path, data) if row.method == "POST" else client.get(path)
        answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    client.cookies = cookies  # signing out forgets the session on this side too
    answer.asked = {path, *map(str, data.values())}
    return answer


def _keys(row: Row) -> list[str]:
    pattern = next(p for name, p in PATTERNS if name == row.name and len(p.pattern.regex.groupindex) == len(row.names))
    return list(pattern.pattern.regex.groupindex)


def wrongs_of(client: Client, role: Role | None, scene: Scene) -> list[str]:
    found = []
    for row in TABLE:
        wanted = row.nobody if role is None else row.answers[role]
        answer = ask(client, row, scene)
        if answer.status_code != wanted:
            found.append(f"{row}: {answer.status_code}, the table says {wanted}")
    return found


def test_nobody_gets_what_the_table_says(here: Scene) -> None:
    wrongs = wrongs_of(Client(), None, here)
    assert not wrongs, "\n".join(wrongs)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(here: Scene, role: Role) -> None:
    wrongs = wrongs_of(sign_in(here.country.people[role]), role, here)
    assert not wrongs, "\n".join(wrongs)


@pytest.mark.parametrize("role", ROLES)
def test_guessed_addresses_of_another_operator_are_not_there(here: Scene, there: Scene, role: Role) -> None:
    """The same role, signed in here, asks for things of there: 404 or 403, none of their names, nothing done."""
    client = sign_in(here.country.people[role])
    before, wrongs = traces(there), []
    for row in TABLE:
        mine = {
            "login",
            "docx",
            "xlsx",
            "staff_kind",
            "competency",
            "places",
            "days",
            "teacher",
            "start.png",
        }  # words of the product, nobody's things
        if not set(row.names) - mine:
            continue
        answer = ask(client, row, there)
        if answer.status_code not in {403, 404}:
            wrongs.append(f"{row}: {answer.status_code}")
        wrongs += [f"{row}: shows «{name}»" for name in _shown(answer, there)]
    assert not wrongs, "\n".join(wrongs)
    assert traces(there) == before


@pytest.mark.parametrize("role", [Role.SCHOOL, Role.GOVERNING_BODY, Role.ADMINISTRATOR])
def test_things_of_another_operator_sent_in_a_form_are_refused(here: Scene, there: Scene, role: Role) -> None:
    """Addresses of ours, ids of theirs in the fields."""
    client = sign_in(here.country.people[role])
    before, wrongs = traces(there), []
    for row in TABLE:
        if row.method == "POST" and any(
            value in {"@account", "@spare", "@school", "@district", "@consent", "@person", "@twin"}
            for value in row.sends.values()
        ):
            answer = ask(client, row, here, sent=there)
            if answer.status_code == 302 and not answer["Location"].endswith("/people/"):
                wrongs.append(f"{row}: {answer.status_code} {answer['Location']}")
            wrongs += [f"{row}: shows «{name}»" for name in _shown(answer, there)]
    assert not wrongs, "\n".join(wrongs)
    assert traces(there) == before


def _shown(answer: Any, scene: Scene) -> list[str]:
    """Names of that operator on the page, apart from what the request itself said."""
    text = answer.body.decode("utf-8", "replace")
    for said in answer.asked:
        text = text.replace(said, "")
    return [name for name in scene.names if name in text]


@pytest.mark.parametrize("role", ROLES)
def test_a_session_ends_with_its_role(here: Scene, role: Role) -> None:
    """The session was opened while the role stood; since today it does not."""
    account = here.country.people[role]
    client = sign_in(account)
    assert client.get(reverse("privacy:mine")).status_code == 200
    held = list_assignments(here.country.system, account.pk, on=timezone.localdate())
    scope.end_role(here.country.system, held[0].pk, on=date(2021, 9, 1), reason="перевод")
    assert accounts.find_viewer(account, None) is None
    wrongs = []
    for row in TABLE:
        answer = ask(client, row, here)
        if answer.status_code != row.nobody:
            wrongs.append(f"{row}: {answer.status_code}, as for nobody: {row.nobody}")
        if answer.status_code == 302 and row.name not in {"ui:theme", "accounts:second-factor"}:
            assert answer["Location"].startswith(reverse("accounts:sign-in")), row
    assert not wrongs, "\n".join(wrongs)


@pytest.mark.parametrize("role", [Role.CENTRE, Role.GOVERNING_BODY, Role.ADMINISTRATOR])
def test_without_the_second_factor_a_strong_role_opens_nothing(here: Scene, role: Role) -> None:
    client = sign_in(here.country.people[role], second_factor=False, ready=False)
    setup = reverse("accounts:second-factor-setup")
    for row in TABLE:
        gate = next(gate_of(pattern.callback) for name, pattern in PATTERNS if name == row.name)
        if gate.open_to_all or gate.on_the_way:
            continue
        answer = ask(client, row, here)
        assert (answer.status_code, answer.get("Location")) == (302, setup), row


def test_an_address_that_acts_is_not_followed(here: Scene) -> None:
    clients = {
        role: sign_in(here.country.people[role])
        for role in (Role.ADMINISTRATOR, Role.SCHOOL, Role.CENTRE, Role.TEACHER)
    }
    shown = {row.name for row in TABLE if row.method == "GET"}
    for row in TABLE:
        if row.name not in shown:
            keys = dict(zip(_keys(row), here.arguments(row.names), strict=True))
            let_in = next(role for role in clients if row.answers[role] != 403)
            assert clients[let_in].get(reverse(row.name, kwargs=keys)).status_code == 405, row
