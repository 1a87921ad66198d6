"""Words of a list matched to the dictionaries: posts, subjects, categories, kinds, statuses, roles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from marshrut.apps.registry.reading import synonyms
from marshrut.apps.registry.reading.dates import BadDateError, day_of
from marshrut.apps.registry.reading.faults import Fault, fault, warned
from marshrut.apps.registry.reading.tidy import cyrillic, nearest, plain, spaced
from marshrut.apps.registry.types import JobKind

if TYPE_CHECKING:
    from datetime import date

    from marshrut.apps.registry.dictionaries import Dictionaries

__all__ = ["Terms"]

_ACTING = re.compile(r"(?:и\.?\s?о\.?|врио|вр\.?\s?и\.?о\.?|исполняющ\w+ обязанности)\s+", re.IGNORECASE)
_PARENTHESES = re.compile(r"\([^)]*\)")
_LIST = re.compile(r"\s*[,;/\n]\s*")
_A_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_FIXED = {"директора": "директор", "заведующей": "заведующая"}


def _coded(rows: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    return {plain(word): code for code, names in rows for word in (code, *names) if word}


def _by_pattern(table: tuple[tuple[str, str], ...], text: str, known: Iterable[str]) -> str | None:
    return next((code for pattern, code in table if re.fullmatch(pattern, text) and code in known), None)


class Terms:
    """The dictionaries, made ready for looking up what people write."""

    def __init__(self, words: Dictionaries) -> None:
        self.words = words
        self.posts = {plain(post): post for post in words.posts}
        self.subjects = {plain(one): one for one in words.subjects}
        self.subjects |= {short: name for short, name in synonyms.SUBJECTS.items() if name in words.subjects}
        self.categories = _coded((code, (name, name.partition(" ")[0])) for code, name in words.categories.items())
        self.kinds = _coded((one.code, (one.name, one.short)) for one in words.organisation_kinds.values())
        self.statuses = _coded((one.code, (one.name, one.short)) for one in words.school_statuses.values())
        self.roles = _coded((one.code, (one.name, one.many)) for one in words.staff_roles.values())
        self.leaves = _coded((one.code, (one.name,)) for one in words.leave_kinds.values())
        self.endings = _coded((one.code, (one.name,)) for one in words.absence_reasons.values())

    def post(self, text: str) -> tuple[str, tuple[str, ...], list[Fault]]:
        """The post as the nomenclature names it, subjects that stood in its name, faults."""
        text = cyrillic(spaced(text))[0]
        faults = []
        acting = _ACTING.match(text)
        if acting:
            text = text[acting.end() :]
            text = " ".join(_FIXED.get(word.lower(), word) for word in text.split(" "))
            faults.append(warned("acting", "Исполняющий обязанности записан на саму должность.", "Так и нужно?"))
        for way in (plain(text), plain(_PARENTHESES.sub(" ", text))):
            if way in self.posts:
                return self.posts[way], (), faults
        way = plain(text)
        for teacher in synonyms.TEACHER_OF:
            if teacher in self.posts and way.startswith(f"{teacher} "):
                rest = way[len(teacher) + 1 :]
                if found := self._subjects_of_post(rest):
                    return self.posts[teacher], found, faults
        if name := self._shortened(way):
            return name, (), faults
        near = nearest(text, tuple(self.words.posts))
        cure = (
            f"Похоже на {near}. Выберите должность из номенклатуры." if near else "Выберите должность из номенклатуры."
        )
        return "", (), [fault("unknown-post", "Такой должности нет в номенклатуре.", cure)]

    def _shortened(self, way: str) -> str | None:
        for pattern, name in synonyms.POSTS:
            if not re.fullmatch(pattern, way):
                continue
            start = way.split(" ", maxsplit=1)[0] if name == "=" else name
            return next((post for post in self.words.posts if post.startswith(start)), None)
        return None

    def _subjects_of_post(self, rest: str) -> tuple[str, ...]:
        if rest in synonyms.PRIMARY_WORDS:
            return (synonyms.PRIMARY,)
        if rest in self.subjects:
            return (self.subjects[rest],)
        parts = [self.subjects.get(part) for part in re.split(r" и ", rest)]
        return tuple(dict.fromkeys(part for part in parts if part)) if all(parts) else ()

    def subject_list(self, text: str) -> tuple[tuple[str, ...], list[Fault]]:
        """Subjects of one cell; an unknown one is kept as it is said, with a warning and the nearest names."""
        made: list[str] = []
        faults: list[Fault] = []
        text = cyrillic(spaced(text))[0]
        whole = plain(text)
        if whole in self.subjects:
            return (self.subjects[whole],), []
        for part in _LIST.split(text):
            for name in self._one_subject(part.strip(" ."), faults):
                if name not in made:
                    made.append(name)
        return tuple(made), faults

    def _one_subject(self, part: str, faults: list[Fault]) -> tuple[str, ...]:
        way = plain(part)
        if not way or way in {"нет", "не ведет"}:
            return ()
        if found := self._subjects_of_post(way):
            return found
        near = nearest(part, self.words.subjects)
        cure = f"Похоже на {near}." if near else "Проверьте название по списку предметов."
        faults.append(warned("unknown-subject", f"Предмета «{part[:60]}» нет в списке: записан как есть.", cure))
        return (part[:120],)

    def category(self, text: str) -> tuple[tuple[str, date | None] | None, list[Fault]]:
        """(code or '' for none, the day where the cell names it)."""
        text = cyrillic(spaced(text))[0]
        awarded = None
        if found := _A_DAY.search(text):
            try:
                awarded = day_of(found.group())
            except BadDateError:
                awarded = None
            text = _A_DAY.sub(" ", text).replace(" от ", " ")
        way = plain(text).removesuffix(" от").removesuffix(" г").strip()
        if re.fullmatch(synonyms.NO_CATEGORY, way):
            return ("", None), []
        known = self.categories.get(way) or _by_pattern(synonyms.CATEGORIES, way, self.words.categories)
        if known:
            return (known, awarded), []
        if re.fullmatch(synonyms.SECOND_CATEGORY, way):
            cure = "Если сейчас категории нет, напишите «нет»."
            return ("", None), [warned("old-category", "Вторая категория больше не присваивается.", cure)]
        cure = f"Напишите одно из: {', '.join(self.words.categories.values())}, нет."
        return None, [fault("unknown-category", "Такой категории нет.", cure)]

    def job(self, text: str) -> tuple[JobKind | None, list[Fault]]:
        """Main, second or outside."""
        way = plain(cyrillic(text)[0])
        known = _by_pattern(synonyms.JOBS, way, [one.value for one in JobKind])
        if known:
            return JobKind(known), []
        cure = f"Напишите одно из: {', '.join(one.title for one in JobKind)}."
        return None, [fault("unknown-job", "Непонятно, основная это работа или совместительство.", cure)]

    def kind(self, text: str) -> tuple[str, list[Fault]]:
        """Of an organisation."""
        known = tuple(one.short for one in self.words.organisation_kinds.values())
        return self._coded_word(
            text, self.kinds, synonyms.KINDS, known, ("unknown-kind", "Такого вида организаций нет.")
        )

    def role(self, text: str) -> tuple[str, list[Fault]]:
        """A role of the order: no post and no category stands for it."""
        known = tuple(one.name for one in self.words.staff_roles.values())
        return self._coded_word(text, self.roles, (), known, ("unknown-role", "Такой роли в положении нет."))

    def leave(self, text: str) -> tuple[str, list[Fault]]:
        """A kind of leave; '' for none."""
        if plain(text) in {"", "нет", "работает", "0"}:
            return "", []
        known = tuple(one.name for one in self.words.leave_kinds.values())
        return self._coded_word(text, self.leaves, synonyms.LEAVES, known, ("unknown-leave", "Непонятный вид отпуска."))

    def ending(self, text: str) -> tuple[str, list[Fault]]:
        """Why work ended. A reason in other words ends it all the same: warned of, not refused."""
        ends = {code: one for code, one in self.words.absence_reasons.items() if one.deed in {"end", "withdraw"}}
        known = self._coded_word(text, self.endings, synonyms.ENDINGS, [one.name for one in ends.values()], ("", ""))[0]
        if known in ends or plain(text) in {"", "нет"}:
            return known, []
        cure = f"Напишите одно из: {', '.join(one.name for one in ends.values())}."
        return "", [warned("unknown-ending", "Причина не из списка: не записана.", cure)]

    def status_list(self, text: str) -> tuple[tuple[str, ...], list[Fault]]:
        """Statuses of a school, by code."""
        made: list[str] = []
        faults: list[Fault] = []
        known = tuple(one.short for one in self.words.school_statuses.values())
        whole = self.statuses.get(plain(text))
        for part in [text] if whole else _LIST.split(cyrillic(spaced(text))[0]):
            if plain(part) in {"", "нет"}:
                continue
            code, found = self._coded_word(part, self.statuses, (), known, ("unknown-status", "Такого статуса нет."))
            faults += found
            if code and code not in made:
                made.append(code)
        return tuple(made), faults

    def _coded_word(
        self,
        text: str,
        table: Mapping[str, str],
        patterns: tuple[tuple[str, str], ...],
        known: Iterable[str],
        refusal: tuple[str, str],
    ) -> tuple[str, list[Fault]]:
        way = plain(cyrillic(spaced(text))[0])
        code = table.get(way) or _by_pattern(patterns, way, set(table.values()))
        if code:
            return code, []
        names = tuple(known)
        near = nearest(text, names)
        cure = f"Похоже на {near}." if near else f"Напишите одно из: {', '.join(names)}."
        return "", [fault(*refusal, cure)]
