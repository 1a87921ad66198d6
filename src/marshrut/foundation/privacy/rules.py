"""Pure decisions about notices and consents."""

from __future__ import annotations

from datetime import date

from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.privacy.types import Basis
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["may_change_purposes", "may_recall", "may_record_paper", "may_see_scan"]


def may_recall(basis: Basis) -> Decision:
    """PRIVACY-01: only a consent can be taken back; a duty informs and does not ask."""
    if basis is Basis.CONSENT:
        return allow("PRIVACY-01", basis=basis.value)
    text = f"Здесь не согласие, а {basis.title}: отозвать нельзя. Вопросы — тому, кто отвечает за ваши данные."
    return refuse("PRIVACY-01", text, basis=basis.value)


def may_record_paper(basis: Basis, *, given_on: date, on: date) -> Decision:
    """PRIVACY-02: a paper is entered for a consent, with a day that is not in the future."""
    if basis is not Basis.CONSENT:
        return refuse("PRIVACY-02", "Бумага нужна только там, где спрашивают согласие.", basis=basis.value)
    if given_on > on:
        return refuse("PRIVACY-02", "Дата на бумаге ещё не наступила. Проверьте её.", given_on=given_on)
    return allow("PRIVACY-02", basis=basis.value)


def may_change_purposes(viewer: AnyViewer) -> Decision:
    """PRIVACY-03: the operator's administrator words the purposes."""
    if isinstance(viewer, SystemViewer) or viewer.role is Role.ADMINISTRATOR:
        return allow("PRIVACY-03")
    return refuse("PRIVACY-03", "Тексты и основания меняет администратор.", role=viewer.role.value)


def may_see_scan(*, own: bool, handling: Decision | None) -> Decision:
    """PRIVACY-04: a scan of a consent is for the person and for who hands out their access (`handling`)."""
    if own:
        return allow("PRIVACY-04", "Это ваше согласие.")
    if handling is not None and handling:
        return allow("PRIVACY-04", "Вы выдаёте этому человеку доступ.")
    return refuse("PRIVACY-04", "Согласие видят сам человек и тот, кто выдаёт ему доступ.")
