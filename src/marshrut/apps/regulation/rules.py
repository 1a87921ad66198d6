"""Why is the clause in this state? Why may (or may not) somebody appoint, attach, declare, load? Pure decisions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from marshrut.apps.regulation.types import ClauseFacts, ClauseState, StatedClause
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.types import Role

__all__ = [
    "LOADING_ROLES",
    "MANAGING_ROLES",
    "clause_state",
    "may_appoint",
    "may_declare",
    "may_drop_clauses",
    "may_load",
    "may_open_proof",
    "may_print",
    "may_prove",
    "may_read",
    "may_revoke",
    "must_be_printed_somewhere",
]

#: Who runs the order: the governing body, and the administrator who sets the system up for it.
MANAGING_ROLES = frozenset({Role.GOVERNING_BODY, Role.ADMINISTRATOR})
LOADING_ROLES = frozenset({Role.ADMINISTRATOR})
_SHOWN_CODES = 12


def clause_state(facts: ClauseFacts) -> StatedClause:
    """REGULATION-01: the state of a clause on a day, from the strongest ground down.

    A declaration counts only from a person who answered for the clause that day, and with a reason. What is not served
    and has nothing attached is «нет записей в системе»: that says nothing about whether people do it.
    """
    inputs: dict[str, Any] = {
        "outside": facts.outside,
        "served": facts.served,
        "evidence": facts.evidence,
        "proofs": facts.proofs,
        "declared": facts.declaration is not None,
    }
    declared = facts.declaration
    if declared is not None and declared.by_responsible and declared.reason.strip():
        state = ClauseState.DECLARED_NOT_EXECUTED
        text = f"Ответственный ({declared.person}) {declared.on:%d.%m.%Y} заявил: {declared.reason.strip()}"
    elif facts.outside:
        state = ClauseState.OUTSIDE
        text = (
            "Исполняется вне системы, подтверждение приложено."
            if facts.proofs
            else ("По своей природе исполняется вне системы; подтверждение можно приложить.")
        )
    elif facts.proofs or (facts.served and facts.evidence):
        state = ClauseState.SERVED_WITH_EVIDENCE
        text = f"Записей в системе: {facts.evidence}, приложено подтверждений: {facts.proofs}."
    elif facts.served:
        state = ClauseState.SERVED
        text = "Система обслуживает пункт, записей пока нет."
    else:
        state = ClauseState.NO_RECORDS
        text = "Ни одна функция пункта ещё не обслуживается, ничего не приложено: нет записей в системе."
    return StatedClause(state, allow("REGULATION-01", text, **inputs), text)


def may_read(*, same_tenant: bool) -> Decision:
    """REGULATION-02: the order is read by everybody who works under it."""
    if same_tenant:
        return allow("REGULATION-02", "Положение открыто всем, кто по нему работает.")
    return refuse("REGULATION-02", "Это положение другой системы.", same_tenant=False)


def may_appoint(role: Role | None, *, inside: bool) -> Decision:
    """REGULATION-03: responsible persons are appointed by the governing body. None: the system's own work."""
    return _managing("REGULATION-03", role, inside, "Ответственных назначает орган управления или администратор.")


def may_prove(role: Role | None, *, inside: bool, responsible: bool) -> Decision:
    """REGULATION-04: a proof is attached or withdrawn by the governing body or by who answers for the clause."""
    if responsible:
        return allow("REGULATION-04", "Вы отвечаете за этот пункт.", responsible=True)
    words = "Подтверждения прикладывает орган управления или ответственный за пункт."
    return _managing("REGULATION-04", role, inside, words)


def may_declare(*, responsible: bool, reason: str) -> Decision:
    """REGULATION-05: «не исполняется» is said only by a person who answers for the clause, with a reason."""
    if not responsible:
        words = "Заявить «не исполняется» может только ответственный за пункт. Пока его нет — назначьте."
        return refuse("REGULATION-05", words, responsible=False)
    if not reason.strip():
        return refuse("REGULATION-05", "Назовите причину: без неё заявление не принимается.", responsible=True)
    return allow("REGULATION-05", "Заявление ответственного с причиной.", responsible=True)


def may_revoke(role: Role | None, *, inside: bool, responsible: bool) -> Decision:
    """REGULATION-06: a declaration is taken back by who answers for the clause now, or by the governing body."""
    if responsible:
        return allow("REGULATION-06", "Вы отвечаете за этот пункт.", responsible=True)
    return _managing("REGULATION-06", role, inside, "Заявление отзывает ответственный за пункт или орган управления.")


def may_drop_clauses(answered: Sequence[str], *, accepted: bool, reason: str) -> Decision:
    """REGULATION-07: a revision that removes clauses somebody answers for needs consent and a reason."""
    if not answered:
        return allow("REGULATION-07", "За исчезающие пункты никто не отвечает.")
    listed = ", ".join(answered[:_SHOWN_CODES])
    listed += f" и ещё {len(answered) - _SHOWN_CODES}" if len(answered) > _SHOWN_CODES else ""
    if accepted and reason.strip():
        return allow("REGULATION-07", f"Исчезают пункты с ответственными: {listed}. {reason.strip()}", codes=answered)
    words = f"В новой редакции нет пунктов, за которые отвечают люди: {listed}."
    cure = "Верните их или подтвердите исчезновение и назовите причину."
    return refuse("REGULATION-07", f"{words} {cure}", codes=tuple(answered), accepted=accepted)


def may_print(role: Role | None, *, inside: bool) -> Decision:
    """REGULATION-08: which of the order's own numbers or dates to print is chosen by who runs the order."""
    return _managing("REGULATION-08", role, inside, "Что печатать, выбирает администратор или орган управления.")


def must_be_printed_somewhere(value: str, choices: Collection[str]) -> Decision:
    """REGULATION-08: only what stands somewhere in the order itself can be chosen."""
    if value in choices:
        return allow("REGULATION-08", f"«{value}» стоит в приказе.", value=value)
    words = (
        f"В приказе нет «{value}»: выберите одно из {', '.join(choices)}."
        if choices
        else ("Приказ здесь сам себе не противоречит: выбирать не из чего.")
    )
    return refuse("REGULATION-08", words, value=value)


def may_load(role: Role | None, *, inside: bool) -> Decision:
    """REGULATION-09: a revision is loaded by the system's own command or by the administrator."""
    if role is not None and role not in LOADING_ROLES:
        return refuse("REGULATION-09", "Положение загружает администратор.", role=role.value)
    return _managing("REGULATION-09", role, inside, "Положение загружает администратор.")


def may_open_proof(prove: Decision | None) -> Decision:
    """REGULATION-10: a file attached to a clause is open to who may attach there; None: it is attached nowhere."""
    if prove is None:
        return refuse("REGULATION-10", "Этот файл не приложен ни к одному пункту.")
    if not prove:
        return refuse("REGULATION-10", "Подтверждения открыты органу управления и ответственному за пункт.")
    return allow("REGULATION-10", prove.text)


def _managing(rule: str, role: Role | None, inside: bool, words: str) -> Decision:
    inputs: dict[str, Any] = {"role": role.value if role else "system", "inside": inside}
    if role is None:
        return allow(rule, "Работа системы.", **inputs)
    if role not in MANAGING_ROLES:
        return refuse(rule, words, **inputs)
    if not inside:
        return refuse(rule, "Этот приказ относится к другому месту.", **inputs)
    return allow(rule, f"Роль «{role.title}» ведёт приказ.", **inputs)
