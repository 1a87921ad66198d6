"""competencies.yaml: the framework (`regions/base/`), and what one region's order adds to it or decides otherwise.

Base: areas, competencies, expected profiles of posts, thresholds of judging, trust of origins, level words: the
product's own. A region extends the lists and overrides single numbers; each value of its own names its clause.
"""

# ruff: noqa: RUF009 — key() and option() make dataclass fields, nothing is shared

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from marshrut.cores.regulation.readers import (
    Path,
    Sheet,
    boolean,
    ident,
    key,
    list_of,
    matching,
    null_or,
    number,
    one_of,
    option,
    record,
    text,
    texts,
    whole,
)
from marshrut.cores.regulation.structure import slug

__all__ = [
    "AUDIENCES",
    "DEPTHS",
    "LEVELS",
    "THRESHOLDS",
    "Area",
    "Care",
    "Competencies",
    "Competency",
    "Expected",
    "Framework",
    "LevelWord",
    "Origin",
    "Profile",
    "RegionCompetency",
    "RegionCut",
    "RegionOrigin",
    "RegionProfile",
    "RegionThreshold",
    "StandardLink",
    "SubjectTemplate",
    "SubjectWord",
    "check_competencies",
    "check_framework",
    "read_competencies",
]

AUDIENCES = ("teaching", "management")
#: What a profile expects: nothing to catch up with, or a strong side.
LEVELS = ("sound", "strong")
IMPORTANCE = ("1", "2", "3")
#: Depths whose number of effective items is data.
DEPTHS = ("level", "percent", "areas", "items")
#: Numbers of judging, as `cores/psychometrics/thresholds.py` names them, and those of groups.
THRESHOLDS = (
    *("certain", "sources_for_certain", "likely", "enough_items", "source_items"),
    *("half_life_days", "fade_step_days", "forget_days", "retest_days", "retest_share", "renewed_share"),
    *("smallest_group", "cut", "strong"),
)


def _share(sheet: Sheet, path: Path, node: object) -> object:
    said = number(sheet, path, node)  # type: ignore[arg-type]
    if isinstance(said, int | float) and not 0 <= said <= 1:
        return sheet.report(path, f"нужна доля от 0 до 1, а стоит {said}")
    return said


def _weight(sheet: Sheet, path: Path, node: object) -> object:
    said = whole(sheet, path, node)  # type: ignore[arg-type]
    if isinstance(said, int) and not 1 <= said <= len(IMPORTANCE):
        return sheet.report(path, f"важность бывает 1, 2 или 3, а стоит {said}")
    return said


#: Below this no figure of a group says anything of levels, whatever an order may ask: it is no region's to lower.
SMALLEST_GROUP = 5
_LIMITS = {
    **dict.fromkeys(("certain", "likely"), (0.51, 0.99)),
    **dict.fromkeys(("cut", "strong"), (0.01, 0.99)),
    **dict.fromkeys(("half_life_days", "fade_step_days", "forget_days", "sources_for_certain"), (1, 36_500)),
    **dict.fromkeys(("enough_items", "source_items", "retest_days"), (0, 36_500)),
    **dict.fromkeys(("retest_share", "renewed_share"), (0, 1)),
    "smallest_group": (SMALLEST_GROUP, 1000),
}


def _within(sheet: Sheet, path: Path, made: Threshold) -> None:
    least, most = _LIMITS[made.name]
    if not least <= made.value <= most:
        sheet.report((*path, "value"), f"{made.name} бывает от {least:g} до {most:g}, а стоит {made.value:g}")


_latin = matching(r"[a-z][a-z0-9_]*", "нужно обозначение из строчных латинских букв, цифр и «_»")


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A group of competencies. `templates`: competencies of each school subject belong here."""

    code: str = key(ident)
    name: str = key(text)
    short: str = key(text)
    what: str = key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardLink:
    """A function of a professional standard that a competency serves. `code` null: not read in the source."""

    standard: str = key(text)
    function: str = key(text)
    code: str | None = key(null_or(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Competency:
    """What somebody should be able to do: the field's term, what it means in a lesson, what it is good for, and what
    one can begin with."""

    code: str = key(ident)
    area: str = key(ident)
    title: str = key(text)
    plain: str = key(text)
    why: str = key(text)
    step: str = key(text)
    audience: tuple[str, ...] = key(list_of(one_of(AUDIENCES), 1))
    posts: tuple[str, ...] = option(texts, default=())
    standards: tuple[StandardLink, ...] = option(list_of(record(StandardLink)), default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectTemplate:
    """A competency that every school subject has; «{subject}» in its texts is the subject's name."""

    suffix: str = key(_latin)
    area: str = key(ident)
    title: str = key(text)
    plain: str = key(text)
    why: str = key(text)
    step: str = key(text)
    standards: tuple[StandardLink, ...] = option(list_of(record(StandardLink)), default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectWord:
    """A school subject's Latin name and the group in which its teachers are counted."""

    subject: str = key(text)
    slug: str = key(_latin)
    group: str = key(ident)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectGroup:
    """Subjects whose teachers are counted together, so that nobody stands alone. `also`: what lists say instead of a
    subject."""

    code: str = key(ident)
    name: str = key(text)
    also: tuple[str, ...] = option(texts, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a profile expects of one competency, or of a template for each subject that the person teaches."""

    level: str = key(one_of(LEVELS))
    importance: int = key(_weight)
    competency: str | None = option(ident)
    template: str | None = option(_latin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is expected of posts."""

    code: str = key(ident)
    name: str = key(text)
    posts: tuple[str, ...] = key(list_of(text, 1))
    expected: tuple[Expected, ...] = key(list_of(record(Expected), 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One number of judging, and why it is so."""

    name: str = key(one_of(THRESHOLDS))
    value: float = key(number)
    why: str = key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where results come from, and how much they are trusted (0..1)."""

    code: str = key(ident)
    name: str = key(text)
    trust: float = key(_share)


@dataclass(frozen=True, slots=True, kw_only=True)
class DepthItems:
    """As how many items a result of this depth counts; for `areas` and `items` at most so many."""

    depth: str = key(one_of(DEPTHS))
    items: float = key(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelWord:
    """A level that others say in a word: an interval of the mastery scale."""

    code: str = key(ident)
    name: str = key(text)
    low: float = key(_share)
    high: float = key(_share)
    synonyms: tuple[str, ...] = option(texts, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """Who accompanies whom: at most how many people one has, and whether people of one's own school are given."""

    most_people: int | None = option(whole)
    own_school: bool | None = option(boolean)
    source: tuple[str, ...] = option(texts, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """The whole of base/competencies.yaml."""

    areas: tuple[Area, ...] = key(list_of(record(Area), 1))
    subject_groups: tuple[SubjectGroup, ...] = key(list_of(record(SubjectGroup), 1))
    subjects: tuple[SubjectWord, ...] = key(list_of(record(SubjectWord), 1))
    subject_templates: tuple[SubjectTemplate, ...] = key(list_of(record(SubjectTemplate), 1))
    competencies: tuple[Competency, ...] = key(list_of(record(Competency), 1))
    profiles: tuple[Profile, ...] = key(list_of(record(Profile), 1))
    thresholds: tuple[Threshold, ...] = key(list_of(record(Threshold, _within), len(THRESHOLDS)))
    origins: tuple[Origin, ...] = key(list_of(record(Origin), 1))
    effective_items: tuple[DepthItems, ...] = key(list_of(record(DepthItems), len(DEPTHS)))
    level_words: tuple[LevelWord, ...] = key(list_of(record(LevelWord), 1))
    care: Care = key(record(Care))


_source = list_of(text, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionCompetency(Competency):
    """A competency that the order adds, or words in its own way."""

    source: tuple[str, ...] = key(_source)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionProfile(Profile):
    """A profile that the order adds or sets otherwise."""

    source: tuple[str, ...] = key(_source)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionThreshold(Threshold):
    """A number of judging that the order sets."""

    source: tuple[str, ...] = key(_source)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionOrigin(Origin):
    """A source of results that the order names, or trusts otherwise."""

    source: tuple[str, ...] = key(_source)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionCut:
    """The share of points from which diagnostics of an area count as passed, where the order says it."""

    area: str = key(ident)
    cut: float = key(_share)
    source: tuple[str, ...] = key(_source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Competencies:
    """The whole of a region's competencies.yaml; without it the base framework stands."""

    region: str = key(slug)
    competencies: tuple[RegionCompetency, ...] = option(list_of(record(RegionCompetency)), default=())
    profiles: tuple[RegionProfile, ...] = option(list_of(record(RegionProfile)), default=())
    thresholds: tuple[RegionThreshold, ...] = option(list_of(record(RegionThreshold, _within)), default=())
    origins: tuple[RegionOrigin, ...] = option(list_of(record(RegionOrigin)), default=())
    cuts: tuple[RegionCut, ...] = option(list_of(record(RegionCut)), default=())
    care: Care | None = option(record(Care))


read_competencies = record(Competencies)


def check_competencies(made: Competencies, sheet: Sheet, *, known: Collection[str]) -> None:
    """Links of a region's competencies.yaml: every value of its own names a clause or an indicator."""
    for name in ("competencies", "profiles", "thresholds", "origins", "cuts"):
        for index, one in enumerate(getattr(made, name)):
            _check_source(sheet, (name, index, "source"), one.source, known)
    named = {one.name for one in made.thresholds}
    for pair in (("likely", "certain"), ("cut", "strong")):
        if len(named & set(pair)) == 1:
            sheet.report(("thresholds",), f"{pair[0]} и {pair[1]} меняют вместе: одно держится за другое")
    if made.care is not None:
        if not made.care.source:
            sheet.report(("care",), "нет обязательного ключа «source»: назовите пункт")
        _check_source(sheet, ("care", "source"), made.care.source, known)


def _check_source(sheet: Sheet, path: Path, source: tuple[str, ...], known: Collection[str]) -> None:
    for index, code in enumerate(source):
        if code not in known:
            sheet.report((*path, index), f"нет пункта или показателя {code}")


def check_framework(
    made: Framework, sheet: Sheet, *, posts: Collection[str], subjects: Collection[str], standards: Collection[str]
) -> None:
    """Links of the base framework: codes stand once, areas, posts, subjects and standards are there."""
    areas = {one.code for one in made.areas}
    groups = {one.code for one in made.subject_groups}
    codes = _once(sheet, "competencies", [one.code for one in made.competencies])
    _once(sheet, "subjects", [one.slug for one in made.subjects])
    _once(sheet, "level_words", [w.lower() for one in made.level_words for w in (one.name, *one.synonyms)])
    _once(sheet, "thresholds", [one.name for one in made.thresholds])
    for index, word in enumerate(made.subjects):
        _must(sheet, ("subjects", index, "subject"), word.subject, subjects, "предмета нет в subjects.yaml")
        _must(sheet, ("subjects", index, "group"), word.group, groups, "такой группы предметов нет")
    lost = set(subjects) - {one.subject for one in made.subjects}
    if lost:
        sheet.report(("subjects",), f"нет латинского имени для предметов: {', '.join(sorted(lost))}")
    for name in ("competencies", "subject_templates"):
        for index, one in enumerate(getattr(made, name)):
            _must(sheet, (name, index, "area"), one.area, areas, "такой области нет")
            for link in one.standards:
                _must(sheet, (name, index, "standards"), link.standard, standards, "стандарта нет в standards.yaml")
            for post in getattr(one, "posts", ()):
                _must(sheet, (name, index, "posts"), post, posts, "должности нет в positions.yaml")
    _check_profiles(made, sheet, codes, posts)


def _check_profiles(made: Framework, sheet: Sheet, codes: Collection[str], posts: Collection[str]) -> None:
    suffixes = {one.suffix for one in made.subject_templates}
    _once(sheet, "profiles", [post for one in made.profiles for post in one.posts])
    for index, profile in enumerate(made.profiles):
        for post in profile.posts:
            _must(sheet, ("profiles", index, "posts"), post, posts, "должности нет в positions.yaml")
        for number_, one in enumerate(profile.expected):
            path = ("profiles", index, "expected", number_)
            if (one.competency is None) == (one.template is None):
                sheet.report(path, "назовите либо competency, либо template")
            elif one.competency is not None:
                _must(sheet, path, one.competency, codes, "такой компетенции нет")
            elif one.template is not None:
                _must(sheet, path, one.template, suffixes, "такого шаблона нет")


def _once(sheet: Sheet, name: str, codes: list[str]) -> set[str]:
    for index, code in enumerate(codes):
        if code in codes[:index]:
            sheet.report((name,), f"«{code}» повторено: оставьте один раз")
    return set(codes)


def _must(sheet: Sheet, path: Path, said: str, known: Collection[str], words: str) -> None:
    if said not in known:
        sheet.report(path, f"{words}: «{said}»")
