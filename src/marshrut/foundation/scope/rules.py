"""What each role may do with the people of its place. The file to read when somebody asks "why may they see it?"."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.types import Right, Role

__all__ = [
    "ROLE_RIGHTS",
    "STRONG_ROLES",
    "may_add_node",
    "may_give_role",
    "may_hold_once",
    "may_offer_role",
    "may_use_right",
    "may_work",
    "needs_second_factor",
]

#: Rights over the people of the own place and everything below it. Nobody opens results by place alone: `open` belongs
#: to the person, to who accompanies them and to those the person allowed.
ROLE_RIGHTS = MappingProxyType(
    {
        Role.TEACHER: frozenset[Right](),
        Role.SCHOOL: frozenset({Right.COUNT, Right.LIST}),
        Role.MUNICIPAL_METHODOLOGIST: frozenset({Right.COUNT, Right.LIST}),
        Role.REGIONAL_METHODOLOGIST: frozenset({Right.COUNT}),
        Role.CENTRE: frozenset({Right.COUNT, Right.LIST}),
        Role.GOVERNING_BODY: frozenset({Right.COUNT, Right.LIST}),
        Role.ADMINISTRATOR: frozenset({Right.LIST}),
    }
)

#: Roles whose sign-in needs a second factor.
STRONG_ROLES = frozenset({Role.CENTRE, Role.GOVERNING_BODY, Role.ADMINISTRATOR})

_GIVES = MappingProxyType(
    {
        Role.ADMINISTRATOR: frozenset(Role),
        Role.SCHOOL: frozenset({Role.TEACHER}),
    }
)


def may_use_right(role: Role, right: Right, *, inside: bool, own: bool) -> Decision:
    """SCOPE-01: a right over a person or place. `inside`: at or below the viewer's place; `own`: about oneself."""
    inputs: dict[str, Any] = {"role": role.value, "right": right.value, "inside": inside, "own": own}
    if own:
        return allow("SCOPE-01", "Это ваши собственные сведения.", **inputs)
    if not inside:
        return refuse("SCOPE-01", "Это место вне вашей территории.", **inputs)
    if right not in ROLE_RIGHTS[role]:
        return refuse("SCOPE-01", f"Роль «{role.title}» не даёт права {right.title}.", **inputs)
    return allow("SCOPE-01", f"Роль «{role.title}» даёт право {right.title} в пределах своего места.", **inputs)


def may_work(purpose: str, *, inside: bool) -> Decision:
    """SCOPE-01 for work without a person behind it: everything of its own tenant, nothing of another."""
    if inside:
        return allow("SCOPE-01", f"Работа системы: {purpose}.", purpose=purpose)
    return refuse("SCOPE-01", "Это место другого оператора.", purpose=purpose)


def may_give_role(giver: Role, role: Role, *, inside: bool) -> Decision:
    """SCOPE-02: who may give which role, within the giver's own place only."""
    inputs: dict[str, Any] = {"giver": giver.value, "role": role.value, "inside": inside}
    if not inside:
        return refuse("SCOPE-02", "Роль можно дать только в пределах своего места.", **inputs)
    if role not in _GIVES.get(giver, frozenset[Role]()):
        return refuse("SCOPE-02", f"Роль «{role.title}» даёт администратор.", **inputs)
    return allow("SCOPE-02", "Роль можно дать.", **inputs)


def may_add_node(role: Role, *, inside: bool) -> Decision:
    """SCOPE-04: who adds a place below another one. A new root is made by the system alone: nothing stands above it."""
    if role is Role.ADMINISTRATOR and inside:
        return allow("SCOPE-04", role=role.value)
    text = "Добавлять места может администратор, в пределах своего места."
    return refuse("SCOPE-04", text, role=role.value, inside=inside)


def may_offer_role(role: Role, offered: frozenset[Role]) -> Decision:
    """SCOPE-05: a role has a desk only where the order's structure has somebody who sits there."""
    if role in offered:
        return allow("SCOPE-05", role=role.value)
    text = f"По действующему положению рабочего места «{role.title}» здесь нет."
    return refuse("SCOPE-05", text, role=role.value)


def may_hold_once(role: Role, *, held: bool) -> Decision:
    """SCOPE-06: the same role at the same place is not given twice for the same days."""
    if held:
        return refuse("SCOPE-06", f"Роль «{role.title}» в этом месте на эти дни уже дана.", role=role.value)
    return allow("SCOPE-06", role=role.value)


def needs_second_factor(roles: frozenset[Role]) -> Decision:
    """SCOPE-03: whether holding these roles asks for a second factor at sign-in."""
    strong = sorted(role.title for role in roles & STRONG_ROLES)
    if strong:
        return allow("SCOPE-03", f"Роль «{strong[0]}» требует второго фактора.", roles=strong)
    return refuse("SCOPE-03", "Второй фактор по желанию.")
