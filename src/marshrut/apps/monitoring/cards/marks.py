"""What keeps somebody out of a count, in words: one sentence for each condition that counting.yaml can name."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from marshrut.cores.regulation.counting import Also, Mark
from marshrut.foundation.ui.formats import number, percent

__all__ = ["lacks_words"]

_STANDS = MappingProxyType(
    {
        "federal": "программа не состояла в федеральном реестре в день зачисления",
        "chosen": "программа не выбрана по итогам своей диагностики",
        "diagnosed": "маршрут составлен не по диагностике",
        "elsewhere": "маршрут составлен не другой организацией",
        "begun": "маршрут утверждён, но ещё не начат",
        "network": "программа шла не в сетевой форме",
    }
)
#: The mark with values: the words before them.
_AMONG = MappingProxyType(
    {
        "origin": "диагностика проведена не там: нужно",
        "chosen_origin": "диагностика, по которой выбрана программа, проведена не там: нужно",
        "stage": "диагностика другого этапа: нужно",
        "area": "о другом: нужно",
        "kind": "другой вид программы: нужно",
        "provider": "обучение прошло не там: нужно",
        "provider_name": "обучение прошло не там: нужно",
        "programme": "другая программа: нужно",
        "role": "другая роль: нужно",
        "form": "другая форма поддержки: нужно",
    }
)
_VALUES = MappingProxyType(
    {
        "centre": "ЦНППМ",
        "dpo": "организация ДПО",
        "college": "колледж",
        "university": "вуз",
        "fioko": "ФИОКО",
        "federal": "федеральная оценка",
        "region": "региональная оценка",
        "upskilling": "повышение квалификации",
        "retraining": "переподготовка",
        "management": "управление",
        "literacy": "функциональная грамотность",
        "subject": "предмет",
        "methods": "методика",
        "psychology": "психология и педагогика",
        "communication": "общение",
        "digital": "цифровая грамотность",
        "entry": "входная",
        "interim": "промежуточная",
        "exit": "итоговая",
        "regional_methodologist": "региональный методист",
        "municipal_methodologist": "муниципальный методист",
        "internship_site": "стажировочная площадка",
        "innovation_site": "инновационная площадка",
    }
)
_ALSO = MappingProxyType(
    {
        "diagnosed": "нет диагностики",
        "route_made": "нет маршрута",
        "route_approved": "нет утверждённого маршрута",
        "route_completed": "маршрут не пройден",
        "upskilled": "нет обучения",
        "supported": "нет поддержки",
        "mentored": "нет наставника",
        "transferred": "нет переноса в практику",
        "accompanied": "нет того, кто сопровождает",
        "programme_taught": "по программе не учили",
        "programme_listed": "программа не состоит в федеральном реестре",
        "role": "нет роли",
        "site": "нет статуса площадки",
    }
)
_BEFORE = " до этого дня"
_POINTS = 1.0


def lacks_words(lacks: Mark | Also) -> str:
    """What one condition asks and is not there."""
    if isinstance(lacks, Also):
        said = _ALSO[lacks.fact] + (_BEFORE if lacks.before else "")
        asked = [_condition(one) for one in lacks.where]
        return f"{said} ({'; '.join(asked)})" if asked else said
    if lacks.at_least is not None:
        share = lacks.at_least <= _POINTS
        wanted = percent(lacks.at_least * 100) if share else f"{number(lacks.at_least)} часов"
        return f"{'набрано' if share else 'объём'} меньше, чем {wanted}"
    if not lacks.any:
        return _STANDS.get(lacks.mark, f"не отмечено: {lacks.mark}")
    return f"{_AMONG.get(lacks.mark, 'другое: нужно')} {_listed(lacks.any)}"


def _condition(one: Mark) -> str:
    if one.any:
        return f"нужно {_listed(one.any)}"
    return _STANDS.get(one.mark, one.mark)


def _listed(values: Iterable[str]) -> str:
    return " или ".join(_VALUES.get(one, f"«{one}»") for one in values)
