"""The framework of a day: the product's competencies, profiles and numbers with what the day's order adds or decides.

All of it is data: `regions/base/competencies.yaml` and the region's own. Read once, then plain frozen objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from marshrut.apps.competencies.types import Depth
from marshrut.apps.regulation import queries as regulation
from marshrut.cores.psychometrics import MasteryRules
from marshrut.cores.regulation import Regulation
from marshrut.cores.regulation.competencies import (
    Area,
    Care,
    Competencies,
    Competency,
    LevelWord,
    Origin,
    Profile,
    RegionCut,
    SubjectGroup,
    SubjectTemplate,
    SubjectWord,
)
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Entry", "Framework", "Wanted", "base_framework", "framework", "framework_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A competency of the framework; `subject` where it is one of a school subject; `clauses` that brought it."""

    code: str
    area: str
    title: str
    plain: str
    why: str
    step: str
    audience: tuple[str, ...]
    posts: tuple[str, ...] = ()
    standards: tuple[object, ...] = ()
    subject: str = ""
    group: str = ""
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a profile expects of a person: a competency, how high, how important."""

    competency: str
    level: str
    importance: int


@dataclass(frozen=True, kw_only=True)
class Framework:
    """Everything there is to know about competencies on a day."""

    areas: Mapping[str, Area]
    competencies: Mapping[str, Entry]
    groups: Mapping[str, SubjectGroup]
    subjects: Mapping[str, SubjectWord]
    profiles: tuple[Profile, ...]
    rules: MasteryRules
    smallest_group: int
    cut: float
    strong: float
    thresholds: Mapping[str, tuple[float, str, tuple[str, ...]]]
    origins: Mapping[str, Origin]
    items: Mapping[str, float]
    levels: tuple[LevelWord, ...]
    care: Care
    cuts: Mapping[str, RegionCut] = field(default_factory=dict)
    profile_clauses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def codes(self) -> frozenset[str]:
        """Codes of all competencies."""
        return frozenset(self.competencies)

    def title(self, code: str) -> str:
        """The name of a competency; its code where the framework of the day does not know it."""
        found = self.competencies.get(code)
        return found.title if found else code

    def area_of(self, code: str) -> str:
        """The code of its area; empty where the framework does not know it."""
        found = self.competencies.get(code)
        return found.area if found else ""

    def borders(self, code: str) -> tuple[float, float, tuple[str, ...]]:
        """(cut, strong, clauses) where a source named none: what the order says of the area, or the product."""
        own = self.cuts.get(self.area_of(code))
        if own is None:
            return self.cut, self.strong, ()
        return own.cut, max(self.strong, (1 + own.cut) / 2), own.source

    def find_level(self, words: str) -> LevelWord | None:
        """The level that these words say, by its name, code or a synonym; None for an unknown word."""
        said = " ".join(words.lower().replace("ё", "е").split()).removesuffix(" уровень")
        for one in self.levels:
            if said in {name.lower().replace("ё", "е") for name in (one.code, one.name, *one.synonyms)}:
                return one
        return None

    def effective_items(self, depth: Depth, possible: float) -> float:
        """As how many items a result counts: a word or a per cent as a fixed number, points as many, up to a limit."""
        most = self.items.get(depth.value, 0.0)
        return most if depth in {Depth.LEVEL, Depth.PERCENT} else min(possible, most)

    def profile_of(self, post: str) -> Profile | None:
        """What is expected of this post."""
        return next((one for one in self.profiles if post in one.posts), None)

    def expected(self, jobs: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, Wanted]:
        """What is expected of somebody with these jobs (post, subjects): of each competency the highest."""
        found: dict[str, Wanted] = {}
        for post, subjects in jobs:
            profile = self.profile_of(post)
            for one in profile.expected if profile else ():
                codes = [one.competency] if one.competency else self._of_subjects(one.template or "", subjects)
                for code in codes:
                    wanted = Wanted(competency=code, level=one.level, importance=one.importance)
                    held = found.get(code)
                    if held is None or (held.importance, held.level) < (wanted.importance, wanted.level):
                        found[code] = wanted
        return found

    def _of_subjects(self, suffix: str, subjects: tuple[str, ...]) -> list[str]:
        codes = [f"{self.subjects[name].slug}_{suffix}" for name in subjects if name in self.subjects]
        return [code for code in codes if code in self.competencies]

    def group_of(self, subjects: Iterable[str]) -> str:
        """The group in which a teacher of these subjects is counted: that of the first one known."""
        also = {name: one.code for one in self.groups.values() for name in one.also}
        known = (self.subjects[name].group if name in self.subjects else also.get(name, "") for name in subjects)
        return next(filter(None, known), "")


def _entry(one: Competency, clauses: tuple[str, ...] = ()) -> Entry:
    return Entry(
        code=one.code,
        area=one.area,
        title=one.title,
        plain=one.plain,
        why=one.why,
        step=one.step,
        audience=one.audience,
        posts=one.posts,
        standards=one.standards,
        clauses=clauses,
    )


def _of_subject(one: SubjectTemplate, word: SubjectWord) -> Entry:
    def said(text: str) -> str:
        return text.replace("{subject}", word.subject)

    return Entry(
        code=f"{word.slug}_{one.suffix}",
        area=one.area,
        title=said(one.title),
        plain=said(one.plain),
        why=said(one.why),
        step=said(one.step),
        audience=("teaching",),
        standards=one.standards,
        subject=word.subject,
        group=word.group,
    )


@cache
def base_framework() -> Framework:
    """The product's own framework, read once. Nobody's data: no viewer is asked for."""
    made = regulation.base_facts().facts.competencies
    of_subjects = [_of_subject(one, word) for word in made.subjects for one in made.subject_templates]
    entries = [*of_subjects, *(_entry(one) for one in made.competencies)]
    return _with_rules(
        {one.name: (float(one.value), one.why, ()) for one in made.thresholds},
        areas=MappingProxyType({one.code: one for one in made.areas}),
        competencies=MappingProxyType({one.code: one for one in entries}),
        groups=MappingProxyType({one.code: one for one in made.subject_groups}),
        subjects=MappingProxyType({one.subject: one for one in made.subjects}),
        profiles=made.profiles,
        origins=MappingProxyType({one.code: one for one in made.origins}),
        items=MappingProxyType({one.depth: float(one.items) for one in made.effective_items}),
        levels=made.level_words,
        care=made.care,
    )


_WHOLE = ("sources_for_certain", "half_life_days", "fade_step_days", "forget_days", "retest_days")
_SHARES = ("certain", "likely", "enough_items", "source_items", "retest_share", "renewed_share")


def _with_rules(numbers: Mapping[str, tuple[float, str, tuple[str, ...]]], **rest: Any) -> Framework:
    said: dict[str, Any] = {name: int(numbers[name][0]) for name in _WHOLE}
    said |= {name: numbers[name][0] for name in _SHARES}
    rules = MasteryRules(**said)
    return Framework(
        rules=rules,
        smallest_group=int(numbers["smallest_group"][0]),
        cut=numbers["cut"][0],
        strong=numbers["strong"][0],
        thresholds=MappingProxyType(dict(numbers)),
        **rest,
    )


@lru_cache(maxsize=16)
def _extended(own: Competencies) -> Framework:
    """The base with what an order adds and decides; a code that is there already is said anew."""
    base = base_framework()
    numbers = {**base.thresholds, **{one.name: (float(one.value), one.why, one.source) for one in own.thresholds}}
    profiles = {one.code: one for one in base.profiles} | {one.code: one for one in own.profiles}
    care = base.care
    if own.care is not None:
        kept = base.care.own_school if own.care.own_school is None else own.care.own_school
        care = replace(own.care, own_school=kept)
    return _with_rules(
        numbers,
        areas=base.areas,
        competencies=MappingProxyType(
            {**base.competencies, **{one.code: _entry(one, one.source) for one in own.competencies}}
        ),
        groups=base.groups,
        subjects=base.subjects,
        profiles=tuple(profiles.values()),
        origins=MappingProxyType({**base.origins, **{one.code: one for one in own.origins}}),
        items=base.items,
        levels=base.levels,
        care=care,
        cuts=MappingProxyType({one.area: one for one in own.cuts}),
        profile_clauses=MappingProxyType({one.code: one.source for one in own.profiles}),
    )


def framework(viewer: AnyViewer, on: date, known_at: datetime | None = None) -> Framework:
    """The framework of the viewer's tenant on that day."""
    return framework_of(regulation.find_regulation(viewer, on=on, known_at=known_at))


def framework_of(read: Regulation | None) -> Framework:
    """The same by an order that was read already; None: no order is loaded."""
    own = read.competencies if read else None
    return base_framework() if own is None else _extended(own)
