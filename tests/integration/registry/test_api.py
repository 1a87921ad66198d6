"""The door for other systems: a key speaks for a role and for nothing more."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from marshrut.apps.registry.ledger import correct_row, open_change
from marshrut.apps.registry.models import Employment
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts import api_keys
from marshrut.foundation.accounts.models import ApiKey
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope.models import RoleAssignment
from marshrut.foundation.scope.services import end_role
from marshrut.foundation.scope.types import Role

BORN = date(1980, 5, 5)
SNILS = "11223344595"


@pytest.fixture
def people(country, staff):
    for name in ("school", "other_school"):
        staff.organisation(country.places[name], short=name)
    anna = staff.hire("Ёлкина Анна Петровна", country.places["school"], birth=BORN, snils=SNILS)
    pyotr = staff.hire("Берёзов Пётр Ильич", country.places["other_school"], birth=BORN, subjects=["Физика"])
    return anna, pyotr


def _key(country, role, **more):
    today = timezone.localdate()
    until = more.pop("until", today + timedelta(days=10))
    return api_keys.make_key(country.viewer(role), name="проверка", until=until, on=today)


def _ask(key, path, **query):
    return Client().get(f"/api/v1/{path}", query, headers={"Authorization": f"Bearer {key}"})


def test_a_key_sees_what_its_role_sees(country, people):
    everybody = _ask(_key(country, Role.CENTRE), "people").json()["items"]
    assert {one["family_name"] for one in everybody} == {"Ёлкина", "Берёзов"}
    ours = _ask(_key(country, Role.SCHOOL), "people").json()["items"]
    assert [one["family_name"] for one in ours] == ["Ёлкина"]
    work = _ask(_key(country, Role.SCHOOL), "employments").json()["items"]
    assert [(one["person_id"], one["post"]) for one in work] == [(str(people[0].pk), "учитель")]
    places = _ask(_key(country, Role.MUNICIPAL_METHODOLOGIST), "organisations").json()["items"]
    assert [one["short"] for one in places] == ["school"]
    assert {one["kind"] for one in _ask(_key(country, Role.CENTRE), "territories").json()["items"]} == {
        "region",
        "municipality",
    }


@pytest.mark.parametrize("path", ["territories", "organisations", "people", "employments", "changes"])
@pytest.mark.parametrize("key", ["", "marshrut_wrong", "Bearer"])
def test_without_a_key_nothing_is_answered(db, path, key):
    assert _ask(key, path, since="2020-01-01T00:00:00Z").status_code == 401


def test_a_role_that_may_only_count_gets_no_list(country, people):
    answer = _ask(_key(country, Role.REGIONAL_METHODOLOGIST), "people")
    assert (answer.status_code, answer.json()["rule"]) == (403, "SCOPE-01")


def test_no_number_of_a_person_leaves_by_this_door(country, people):
    key = _key(country, Role.CENTRE)
    for path in ("people", "employments", "changes"):
        assert SNILS not in _ask(key, path, since="2020-01-01T00:00:00Z").content.decode()


def test_each_read_of_people_is_written_down(country, people):
    _ask(_key(country, Role.CENTRE), "people")
    entry = Entry.objects.of(country.system).get(action="api.people-read")
    assert entry.actor_id == country.people[Role.CENTRE].pk
    assert "2" in entry.reason


def test_a_list_comes_in_parts_and_whole(country, staff, people):
    for number in range(7):
        staff.hire(f"Липина Вера {'абвгдежз'[number] * 3}", country.places["school"])
    key, after, seen = _key(country, Role.CENTRE), None, []
    while True:
        page = _ask(key, "people", limit=2, **({"after": after} if after else {})).json()
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 9


def test_any_day_is_answered_and_what_was_known_then(country, people):
    key = _key(country, Role.CENTRE)
    assert _ask(key, "employments", on="2020-08-31").json()["items"] == []
    before = timezone.now()
    change = open_change(country.system, "correct")
    job = Employment.objects.of(country.system).known().get(person=people[0])
    correct_row(job, change, post="методист")
    now = {one["post"] for one in _ask(key, "employments").json()["items"]}
    then = {one["post"] for one in _ask(key, "employments", known_at=before.isoformat()).json()["items"]}
    assert (now, then) == ({"методист", "учитель"}, {"учитель"})


def test_changes_name_what_was_recorded_and_what_stands_no_more(country, people):
    key, moment = _key(country, Role.CENTRE), timezone.now()
    assert _ask(key, "changes", since=moment.isoformat()).json() == {"items": [], "next": None}
    job = Employment.objects.of(country.system).known().get(person=people[0])
    correct_row(job, open_change(country.system, "correct"), post="методист")
    found = _ask(key, "changes", since=moment.isoformat()).json()["items"]
    assert [(one["kind"], one["what"], one["id"]) for one in found] == [
        ("employment", "closed", str(job.line_id)),
        ("employment", "recorded", str(job.line_id)),
    ]


def test_a_key_ends_with_its_day_its_role_and_its_owners_word(country, people):
    """ACCOUNTS-09."""
    today, centre = timezone.localdate(), country.viewer(Role.CENTRE)
    for until in (today, today + timedelta(days=400)):
        with pytest.raises(Refused):
            _key(country, Role.CENTRE, until=until)
    with pytest.raises(Refused) as no:
        _key(country, Role.TEACHER)
    assert no.value.decision.reasons[0].rule == "ACCOUNTS-09"
    ended = _key(country, Role.CENTRE)
    api_keys.end_key(centre, api_keys.list_keys(centre)[0].pk)
    assert _ask(ended, "people").status_code == 401
    late = _key(country, Role.CENTRE)
    ApiKey.objects.of(country.system).filter(ended_at=None).update(expires_on=today)
    assert _ask(late, "people").status_code == 401
    held = _key(country, Role.SCHOOL)
    row = RoleAssignment.objects.of(country.system).known().get(account=country.people[Role.SCHOOL])
    end_role(country.system, row.pk, on=today, reason="перевод")
    assert _ask(held, "people").status_code == 401


def test_the_key_itself_is_kept_nowhere(country):
    key = _key(country, Role.CENTRE)
    assert key not in json.dumps(list(ApiKey.objects.of(country.system).values()), default=str)


def test_another_operator_is_not_there(country, people):
    from support.world import build_country

    other = build_country("lipa")
    assert _ask(_key(other, Role.CENTRE), "people").json()["items"] == []


def test_the_description_is_openapi_and_read_without_the_internet(client, db):
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert set(schema["paths"]) >= {"/api/v1/people", "/api/v1/changes"}
    page = client.get("/api/").content.decode()
    assert all(path in page for path in schema["paths"])
    assert "https://" not in page


@pytest.mark.parametrize("query", [{"on": "вчера"}, {"limit": "0"}, {"limit": "100000"}, {"after": "1"}])
def test_a_wrong_question_is_answered_in_words(country, query):
    assert _ask(_key(country, Role.CENTRE), "people", **query).status_code == 422
