"""Pure decisions of competencies. The file to read when somebody asks "why?"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from marshrut.apps.competencies.types import (
    Asking,
    Companion,
    Depth,
    Doubt,
    NewEvidence,
    OpenGround,
    Standing,
    doubt_words,
    kind_word,
)
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.rules import ROLE_RIGHTS
from marshrut.foundation.scope.types import Right, Role

__all__ = [
    "GIVERS",
    "LONGEST_SHARE",
    "MOST_AT_ONCE",
    "assign",
    "check_evidence",
    "explain_standing",
    "figures_day",
    "may_accompany",
    "may_answer_appeal",
    "may_appeal",
    "may_bring",
    "may_end_accompaniment",
    "may_end_batch",
    "may_give_many",
    "may_open",
    "may_recall_share",
    "may_record_care",
    "may_see_figures",
    "may_send_file",
    "may_share",
    "may_show_group",
    "may_withdraw",
    "who_fits",
]

#: Nobody shares for ever: a share is renewed on purpose.
LONGEST_SHARE = timedelta(days=366)
#: One press gives so many people at most: more is asked in parts.
MOST_AT_ONCE = 2000
GIVERS = frozenset({Role.CENTRE, Role.MUNICIPAL_METHODOLOGIST})
_GROUNDS = {
    OpenGround.OWN: "Это ваши собственные результаты.",
    OpenGround.CARE: "Человек закреплён за вами по приказу.",
    OpenGround.SHARE: "Человек сам открыл вам свои результаты.",
}


def may_open(ground: OpenGround | None, *, role: str) -> Decision:
    """COMPETENCIES-01: results of a person are opened by the person, by who accompanies them, by whom they allowed."""
    if ground is None:
        text = (
            "Результаты открывает сам человек, тот, за кем он закреплён, и тот, кому он разрешил. Место права не даёт."
        )
        return refuse("COMPETENCIES-01", text, role=role)
    return allow("COMPETENCIES-01", _GROUNDS[ground], role=role, ground=ground.value)


def may_accompany(
    role: Role,
    *,
    inside: bool,
    companion_inside: bool,
    oneself: bool,
    colleagues: bool,
    own_school: bool,
    has: int,
    most: int | None,
    order_number: str,
    clause: str | None = None,
) -> Decision:
    """COMPETENCIES-02: who gives people to who accompanies them; not to oneself, not one's own school, not over the
    order's ceiling, never without an order."""
    known: dict[str, Any] = {"role": role.value, "has": has, "most": most}
    if role not in GIVERS:
        return refuse("COMPETENCIES-02", "Людей закрепляет центр или муниципальная методическая служба.", **known)
    if not inside or not companion_inside:
        text = "И человек, и сопровождающий должны быть в пределах вашего места."
    elif oneself:
        text = "За собой человека не закрепляют: свои результаты он видит и так."
    elif colleagues and not own_school:
        text = "Они работают в одной организации. Выберите сопровождающего из другой: результат не для учительской."
    elif most is not None and has >= most:
        text = f"За этим человеком уже закреплено {has}, больше {most} положение не разрешает. Выберите другого."
        return refuse("COMPETENCIES-02", text, clause=clause, **known)
    elif not order_number.strip():
        text = "Назовите номер приказа: без основания чужие результаты не открываются."
    else:
        return allow("COMPETENCIES-02", "Закрепить можно.", **known)
    return refuse("COMPETENCIES-02", text, **known)


def may_end_accompaniment(role: Role, *, inside: bool, ended: bool) -> Decision:
    """COMPETENCIES-03: who ends it: whoever could have given it, once."""
    if role not in GIVERS or not inside:
        text = "Закрепление прекращает центр или муниципальная методическая служба в пределах своего места."
        return refuse("COMPETENCIES-03", text, role=role.value)
    if ended:
        return refuse("COMPETENCIES-03", "Это закрепление уже прекращено.", role=role.value)
    return allow("COMPETENCIES-03", role=role.value)


def may_share(*, own: bool, oneself: bool, until: date, on: date, standing: bool) -> Decision:
    """COMPETENCIES-04: a person opens their own results to one colleague, until a day at most a year ahead."""
    if not own:
        return refuse("COMPETENCIES-04", "Открыть результаты другому может только сам человек.")
    if oneself:
        return refuse("COMPETENCIES-04", "Себе открывать не нужно: вы и так всё видите.")
    if until < on:
        return refuse("COMPETENCIES-04", "Этот день уже прошёл. Выберите день впереди.")
    if until > on + LONGEST_SHARE:
        return refuse("COMPETENCIES-04", "Не дольше года. Потом можно открыть снова.")
    if standing:
        return refuse("COMPETENCIES-04", "Этому человеку уже открыто. Сначала закройте, потом откройте на другой срок.")
    return allow("COMPETENCIES-04")


def may_recall_share(*, own: bool, recalled: bool) -> Decision:
    """COMPETENCIES-05: what one opened one closes at any time."""
    if not own:
        return refuse("COMPETENCIES-05", "Закрыть может только тот, кто открыл.")
    if recalled:
        return refuse("COMPETENCIES-05", "Уже закрыто.")
    return allow("COMPETENCIES-05")


def may_appeal(*, own: bool, judged: bool, waiting: bool, text: str) -> Decision:
    """COMPETENCIES-06: one disagrees with one's own result, in words, once until it is answered."""
    if not own:
        return refuse("COMPETENCIES-06", "Не согласиться можно только со своим результатом.")
    if not judged:
        return refuse("COMPETENCIES-06", "По этой компетенции результатов нет: не с чем не соглашаться.")
    if waiting:
        return refuse("COMPETENCIES-06", "Ваша просьба уже отправлена и ждёт ответа.")
    if not text.strip():
        return refuse("COMPETENCIES-06", "Напишите в двух словах, с чем вы не согласны.")
    return allow("COMPETENCIES-06")


def may_answer_appeal(*, accompanies: bool, own: bool, answered: bool, words: str) -> Decision:
    """COMPETENCIES-07: who accompanies the person answers, once, with words; nobody answers themselves."""
    if own:
        return refuse("COMPETENCIES-07", "На свою просьбу отвечает тот, за кем вы закреплены.")
    if not accompanies:
        return refuse("COMPETENCIES-07", "Отвечает тот, за кем человек закреплён.")
    if answered:
        return refuse("COMPETENCIES-07", "На эту просьбу уже ответили.")
    if not words.strip():
        return refuse("COMPETENCIES-07", "Напишите ответ: человек его ждёт.")
    return allow("COMPETENCIES-07")


def check_evidence(
    row: NewEvidence, *, competencies: Collection[str], origins: Collection[str], known: bool, today: date
) -> Decision:
    """COMPETENCIES-08: what may be evidence at all. A bare fact is none: it says that somebody took part, not how."""
    text = ""
    if not known:
        text = "Такого человека в реестре нет."
    elif row.depth is Depth.FACT:
        text = "Голый факт диагностики ничего не говорит об уровне и в суждение не идёт."
    elif row.competency not in competencies:
        text = f"Компетенции «{row.competency}» в модели нет."
    elif row.origin not in origins:
        text = f"Источника «{row.origin}» в модели нет."
    elif row.possible <= 0:
        text = "Наибольший балл должен быть больше нуля."
    elif not 0 <= row.earned <= row.possible:
        text = f"Баллов {row.earned:g} из {row.possible:g} быть не может."
    elif not _borders(row):
        text = "Порог и граница сильной стороны — доли баллов: 0 < порог < граница < 1."
    elif row.on > today:
        text = "Результат из будущего: проверьте дату."
    if text:
        return refuse("COMPETENCIES-08", text, competency=row.competency, depth=row.depth.value)
    return _FINE


_FINE = allow("COMPETENCIES-08")


def _borders(row: NewEvidence) -> bool:
    low = 0.0 if row.cut is None else row.cut
    high = 1.0 if row.strong is None else row.strong
    given = (row.cut is None or 0 < row.cut < 1) and (row.strong is None or 0 < row.strong < 1)
    return given and low < high


def explain_standing(
    standing: Standing, doubt: Doubt, *, items: float, sources: int, chance: int, method: str
) -> Decision:
    """COMPETENCIES-09: why these words stand beside a competency."""
    text = {
        Standing.CERTAIN: "Несколько независимых источников говорят одно: порог пока не достигнут.",
        Standing.LIKELY: "Похоже, порог пока не достигнут, но источник один или уверенности ещё мало.",
        Standing.SOUND: "Скорее всего, порог достигнут.",
        Standing.STRONG: "Скорее всего, это заметно выше порога.",
        Standing.UNKNOWN: doubt_words(doubt).capitalize() + ".",
    }[standing]
    return allow(
        "COMPETENCIES-09",
        text,
        words=kind_word(standing),
        items=round(items, 1),
        sources=sources,
        chance=chance,
        method=method,
    )


def may_show_group(*, people: int, smallest: int) -> Decision:
    """COMPETENCIES-10: figures of levels are shown of groups only, never so that one person can be worked out."""
    if people < smallest:
        text = f"Меньше {smallest} человек: уровень одного стал бы виден. Посмотрите район или группу предметов."
        return refuse("COMPETENCIES-10", text, smallest=smallest)
    return allow("COMPETENCIES-10", smallest=smallest)


def may_see_figures(role: Role, *, inside: bool) -> Decision:
    """COMPETENCIES-11: figures of a place are seen by who may count there."""
    if not inside:
        return refuse("COMPETENCIES-11", "Это место вне вашей территории.", role=role.value)
    if Right.COUNT not in ROLE_RIGHTS[role]:
        return refuse("COMPETENCIES-11", f"Роль «{role.title}» чисел места не видит.", role=role.value)
    return allow("COMPETENCIES-11", role=role.value)


def may_withdraw(*, why: str) -> Decision:
    """COMPETENCIES-12: a result is taken back with a reason; it stays on record as withdrawn."""
    if not why.strip():
        return refuse("COMPETENCIES-12", "Скажите, почему результат отозван.")
    return allow("COMPETENCIES-12")


def may_record_care(*, demonstration: bool) -> Decision:
    """COMPETENCIES-13: invented companions and disagreements stand in a demonstration only."""
    if demonstration:
        return allow("COMPETENCIES-13", demonstration=True)
    text = "Выдуманные закрепления бывают только в демонстрации: здесь записаны настоящие люди."
    return refuse("COMPETENCIES-13", text, demonstration=False)


def assign(
    people: Sequence[Asking],
    companions: Sequence[Companion],
    *,
    by_subject: bool,
    own_school: bool,
    most: int | None,
    clause: str | None = None,
) -> tuple[list[tuple[UUID, UUID]], list[tuple[UUID, Decision]]]:
    """COMPETENCIES-14: pairs (person, companion) by municipality and subject, evenly, the same each time; and who is
    left over with why. Who has least choice is given first, to whoever has fewest people."""
    held = Counter({one.person_id: one.has for one in companions})
    choices = {one.person_id: who_fits(one, companions, by_subject=by_subject, own_school=own_school) for one in people}
    given: list[tuple[UUID, UUID]] = []
    left: list[tuple[UUID, Decision]] = []
    for one in sorted(people, key=lambda one: (len(choices[one.person_id][0]), one.name, one.person_id)):
        fitting, why = choices[one.person_id]
        free = [another for another in fitting if most is None or held[another.person_id] < most]
        if free:
            chosen = min(free, key=lambda other: (held[other.person_id], other.name, other.person_id))
            held[chosen.person_id] += 1
            given.append((one.person_id, chosen.person_id))
        elif fitting:
            text = f"У всех подходящих сопровождающих уже по {most}: больше положение не разрешает."
            left.append((one.person_id, refuse("COMPETENCIES-14", text, clause=clause, most=most)))
        else:
            left.append((one.person_id, refuse("COMPETENCIES-14", why)))
    return given, left


def who_fits(
    one: Asking, companions: Sequence[Companion], *, by_subject: bool, own_school: bool
) -> tuple[list[Companion], str]:
    """Who could accompany this person whatever they have already; with nobody, what kept the last of them away."""
    near = (None, one.municipality)
    found = [other for other in companions if other.municipality in near]
    found = [other for other in found if other.person_id != one.person_id]
    if not found:
        return [], "В этом муниципалитете сопровождающих нет."
    if by_subject and one.subjects:
        found = [other for other in found if other.subjects & one.subjects]
        if not found:
            return [], "Нет сопровождающего по этому предмету."
    if not own_school:
        found = [other for other in found if not other.nodes & one.nodes]
        if not found:
            return [], "Все подходящие сопровождающие работают в той же организации."
    return found, ""


def may_give_many(role: Role, *, inside: bool, found: int, asked: int, same: bool, order_number: str) -> Decision:
    """COMPETENCIES-15: many are given at once by who may give one, as they were looked at, by an order."""
    known: dict[str, Any] = {"role": role.value, "found": found, "asked": asked}
    if role not in GIVERS or not inside:
        text = "Людей закрепляет центр или муниципальная методическая служба в пределах своего места."
    elif not order_number.strip():
        text = "Назовите номер приказа: без основания чужие результаты не открываются."
    elif asked > MOST_AT_ONCE:
        text = f"Сразу не больше {MOST_AT_ONCE} человек. Выберите муниципалитет или предмет и закрепите по частям."
    elif not found:
        text = "Закреплять некого: у всех, кого можно закрепить, сопровождающий уже есть."
    elif not same:
        text = "Пока вы смотрели, списки изменились. Посмотрите ещё раз, кто за кем, и нажмите снова."
    else:
        return allow("COMPETENCIES-15", **known)
    return refuse("COMPETENCIES-15", text, **known)


def may_end_batch(role: Role, *, inside: bool, ended: bool, why: str) -> Decision:
    """COMPETENCIES-16: what one press gave one press ends, whole, with a reason, once."""
    if role not in GIVERS or not inside:
        text = "Закрепление прекращает центр или муниципальная методическая служба в пределах своего места."
    elif ended:
        text = "Эти закрепления уже прекращены."
    elif not why.strip():
        text = "Скажите, почему закрепления прекращаются."
    else:
        return allow("COMPETENCIES-16", role=role.value)
    return refuse("COMPETENCIES-16", text, role=role.value)


def may_send_file(role: Role, *, inside: bool) -> Decision:
    """COMPETENCIES-17: who brings from a file who accompanies whom: whoever may give one, within their place."""
    if not inside:
        return refuse("COMPETENCIES-17", "Это место вне вашей территории.", role=role.value)
    if role not in GIVERS:
        text = f"Роль «{role.title}» такие файлы не загружает: это делает центр или муниципальная служба."
        return refuse("COMPETENCIES-17", text, role=role.value)
    return allow("COMPETENCIES-17", role=role.value)


def may_bring(
    *,
    oneself: bool,
    holds_role: bool,
    colleagues: bool,
    own_school: bool,
    has: int,
    most: int | None,
    clause: str | None = None,
) -> Decision:
    """COMPETENCIES-18: whom a line of a file gives to whom: as by hand (COMPETENCIES-02), and to a methodist alone."""
    known: dict[str, Any] = {"has": has, "most": most}
    if oneself:
        text = "За собой человека не закрепляют. Впишите другого сопровождающего."
    elif not holds_role:
        text = "У сопровождающего нет роли методиста. Запишите её в реестре ролей или закрепите этого человека вручную."
    elif colleagues and not own_school:
        text = "Они работают в одной организации. Впишите сопровождающего из другой."
    elif most is not None and has >= most:
        text = f"За сопровождающим уже {has}, считая строки выше: больше {most} положение не разрешает."
        return refuse("COMPETENCIES-18", text, clause=clause, **known)
    else:
        return allow("COMPETENCIES-18", **known)
    return refuse("COMPETENCIES-18", text, **known)


def figures_day(on: date) -> date:
    """Figures of groups stand on the first day of a month: one person's step is not seen by asking two days."""
    return on.replace(day=1)
