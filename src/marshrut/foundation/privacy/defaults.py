"""The purposes that the product itself has. The operator adds the reference to the law, order or contract."""

from __future__ import annotations

from dataclasses import dataclass

from marshrut.foundation.privacy.types import Basis

__all__ = ["PURPOSES", "PurposeDraft"]


@dataclass(frozen=True, slots=True)
class PurposeDraft:
    """A purpose as a new tenant begins with it."""

    code: str
    title: str
    text: str
    basis: Basis


PURPOSES = (
    PurposeDraft(
        "support",
        "Методическое сопровождение",
        "Фамилия, имя, отчество, место работы, должность и предмет, пройденное обучение и шаги маршрута нужны, чтобы"
        " подбирать вам программы, согласовывать сроки и считать показатели. Их видят ваша школа, методическая служба"
        " и центр — каждый в пределах своего места.",
        Basis.DUTY,
    ),
    PurposeDraft(
        "security",
        "Безопасность входа",
        "Время входа и действия в системе записываются, чтобы никто другой не работал от вашего имени. Журнал видит"
        " администратор; кто открывал вашу карточку, видите вы.",
        Basis.DUTY,
    ),
    PurposeDraft(
        "results",
        "Результаты диагностики для того, кто вас сопровождает",
        "Ответы и уровни видите только вы. Если вы согласны, их увидит ваш методист, чтобы помогать точнее. Школа и"
        " район видят лишь то, что диагностика пройдена. Согласие можно отозвать в любой день.",
        Basis.CONSENT,
    ),
)
