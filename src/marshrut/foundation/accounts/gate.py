"""Who may come to an address at all. A view without a mark answers nobody: the middleware refuses it."""

from __future__ import annotations

from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.gate import Gate, for_roles, gate_of, public, signed_in
from marshrut.foundation.scope.types import Role

__all__ = ["Gate", "for_roles", "gate_of", "may_enter", "public", "signed_in"]


def may_enter(gate: Gate | None, role: Role) -> Decision:
    """ACCOUNTS-03: whether a signed-in person in this role may come to the address."""
    if gate is None:
        return refuse("ACCOUNTS-03", "Эта страница ещё никому не открыта. Сообщите администратору.", role=role.value)
    if gate.open_to_all or gate.roles is None or role in gate.roles:
        return allow("ACCOUNTS-03", role=role.value)
    names = ", ".join(sorted(f"«{wanted.title}»" for wanted in gate.roles))
    text = f"Эта страница для ролей {names}. Сейчас вы работаете в роли «{role.title}»."
    return refuse("ACCOUNTS-03", text, role=role.value, ask="Если роль должна быть вашей, её даёт администратор.")
