"""Ways into a demonstration, one for each role its region has. Kept in the home folder: printed at every start.

They are good on loopback only as long as the second factor is off there (`accounts.rules.may_skip_second_factor`).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from marshrut.demo.cast import Cast, cast_of, people_at
from marshrut.demo.names import read_names
from marshrut.demo.shapes import Human, Region

if TYPE_CHECKING:
    from marshrut.foundation.scope.types import Role
    from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["FILE", "SignIn", "make_sign_ins", "read_sign_ins", "table", "write_sign_ins"]

FILE = "demonstration.json"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A name to sign in with."""

    role: str
    login: str
    place: str
    code: str = ""
    account: str = ""


def new_password() -> str:
    """One for all of them: made here, never the same in two installations."""
    words = "marshrut"
    return f"{words}-{secrets.token_hex(4)}"


def make_sign_ins(
    viewer: SystemViewer, region: Region, password: str, *, on: date, now: datetime, seed: int
) -> list[SignIn]:
    """Accounts with this password, activated; teacher, head and methodist are people of the region's own lists."""
    from marshrut.foundation.accounts import services as accounts
    from marshrut.foundation.scope.hooks import offered_roles
    from marshrut.foundation.scope.types import Role

    offered = offered_roles(viewer)
    made = []
    for role, human, node_id, place in _seats(region, cast_of(region, seed=seed)):
        if Role(role) not in offered:
            continue
        account_id = _account(viewer, Role(role), human, node_id, on=on)
        slip = accounts.issue_slips(viewer, [account_id], on=on)[0]
        accounts.activate(slip.login, slip.code, password, address="demonstration", now=now)
        made.append(SignIn(Role(role).title, slip.login, place, role, str(account_id)))
    return made


def _account(viewer: SystemViewer, role: Role, human: Human | None, node_id: UUID, *, on: date) -> UUID:
    from marshrut.apps.registry import services
    from marshrut.foundation.accounts import services as accounts
    from marshrut.foundation.accounts.rules import PastedName

    if human is None:
        rng = Random(role.value)  # noqa: S311 — a name for a desk
        name = PastedName(1, *read_names().person(rng, female=True))
    else:
        last = human.names[-1]
        name = PastedName(1, last.family, last.given, last.patronymic)
    account = accounts.add_people(viewer, [name], role=role, node_id=node_id, on=on, namesakes=True)[0]
    if human is not None:
        services.link_account(viewer, human.id, account.pk, on=on)
    return account.pk


def _seats(region: Region, cast: Cast) -> Iterator[tuple[str, Human | None, UUID, str]]:
    """(role, who, where, how the place is called)"""
    top = region.land.node
    if top is None:
        raise ValueError("the land has no places in the tree yet")
    school = cast.school
    if school is not None:
        yield "teacher", cast.teacher, school.id, school.short
        if cast.head is not None:
            yield "school", cast.head, school.id, school.short
        if school.district is not None and school.district.node is not None and region.land.whole:
            services = [one for one in region.organisations if one.kind == "municipal_service"]
            mine = next((one for one in services if one.district is school.district), None)
            at = people_at(region)
            who = at[mine.id.hex][-1] if mine and mine.id.hex in at else None
            yield "municipal_methodologist", who, school.district.node[0], school.district.name
    yield "regional_methodologist", cast.methodist, top[0], region.land.name
    for role in ("centre", "governing_body", "administrator"):
        yield role, None, top[0], region.land.name


def write_sign_ins(home: Path, region: str, password: str, made: Sequence[SignIn]) -> None:
    """Keep them where only the owner of the installation reads."""
    path = home / FILE
    path.touch(mode=0o600, exist_ok=True)
    path.chmod(0o600)
    data = {"region": region, "password": password, "sign_ins": [asdict(one) for one in made]}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def read_sign_ins(home: Path) -> dict[str, Any] | None:
    """What was kept; None where this installation has no demonstration."""
    try:
        data: dict[str, Any] = json.loads((home / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data


def table(kept: dict[str, Any]) -> str:
    """The sign-ins for a terminal."""
    rows = [
        ("Роль", "Имя для входа", "Место"),
        *((one["role"], one["login"], one["place"]) for one in kept["sign_ins"]),
    ]
    first, second = (max(len(row[place]) for row in rows) for place in (0, 1))
    lines = [f"  {role:<{first}}  {login:<{second}}  {place}" for role, login, place in rows]
    head = f"Демонстрационные данные: все люди выдуманы. Пароль у всех один: {kept['password']}"
    return "\n".join((head, *lines))
