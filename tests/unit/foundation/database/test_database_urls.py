"""Addresses in the environment become Django's DATABASES; mistakes are said in words and without the password."""

from pathlib import Path

import pytest

from marshrut.foundation.database.trouble import Trouble
from marshrut.foundation.database.urls import addresses, database_name, database_settings, is_external

HOME = Path("/srv/marshrut")


def test_embedded_is_the_default_with_three_roles_on_one_socket() -> None:
    found = database_settings({}, HOME)
    assert {alias: entry["USER"] for alias, entry in found.items()} == {
        "default": "marshrut_app",
        "owner": "marshrut_owner",
        "privacy": "marshrut_privacy",
    }
    assert {entry["HOST"] for entry in found.values()} == {"/srv/marshrut/postgres/run"}
    assert {entry["NAME"] for entry in found.values()} == {"marshrut"}
    assert found["default"]["CONN_HEALTH_CHECKS"]


def test_foreign_server_keeps_its_options_and_decodes_the_password() -> None:
    environ = {
        "MARSHRUT_DATABASE_URL": "postgresql://app:p%40ss@db.local:6432/school?sslmode=verify-full",
        "MARSHRUT_OWNER_DATABASE_URL": "postgresql://boss@db.local/school",
    }
    found = database_settings(environ, HOME)
    assert is_external(environ)
    assert (found["default"]["USER"], found["default"]["PASSWORD"], found["default"]["PORT"]) == ("app", "p@ss", "6432")
    assert found["default"]["OPTIONS"] == {"sslmode": "verify-full"}
    assert found["owner"]["USER"] == "boss"
    assert found["privacy"]["OPTIONS"]["options"] == "-c role=marshrut_privacy"


def test_names_of_the_roles_follow_the_addresses() -> None:
    found = addresses({"MARSHRUT_DATABASE_URL": "postgresql://app@h/d"}, HOME)
    assert [found.name_of(alias) for alias in ("default", "owner", "privacy")] == ["app", "app", "marshrut_privacy"]
    assert database_name(found.app) == "d"
    own = {"MARSHRUT_DATABASE_URL": "postgresql://app@h/d", "MARSHRUT_PRIVACY_DATABASE_URL": "postgresql://eraser@h/d"}
    assert addresses(own, HOME).name_of("privacy") == "eraser"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://secretuser:secretword@h:не-порт/d?нет=1", "адрес не читается"),
        ("postgresql://secretuser:secretword@h", "нет имени базы"),
        ("postgresql://h/d", "нет имени пользователя"),
    ],
)
def test_mistakes_are_named_and_keep_the_password(address: str, words: str) -> None:
    with pytest.raises(Trouble, match=words) as caught:
        addresses({"MARSHRUT_DATABASE_URL": address}, HOME)
    assert "secretword" not in str(caught.value)
    assert "MARSHRUT_DATABASE_URL" in str(caught.value)


def test_owner_without_application_is_refused() -> None:
    with pytest.raises(Trouble, match="не задан MARSHRUT_DATABASE_URL"):
        addresses({"MARSHRUT_OWNER_DATABASE_URL": "postgresql://o@h/d"}, HOME)
