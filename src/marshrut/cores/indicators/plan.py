"""From a definition to one relational plan: a syntax tree of SQL, the same for every engine.

A count is `SELECT level, place, n`: the whole, each municipality, each organisation, in one pass over the facts; each
person (place, team, programme) counts once in every one of them. Nothing here runs anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlglot import exp

from marshrut.cores.indicators.conditions import (
    among,
    at_least,
    at_work,
    case,
    equal,
    falls_on,
    from_table,
    has_also,
    has_mark,
    is_fact,
    of_snapshot,
    same,
    stands,
)
from marshrut.cores.indicators.relations import Names
from marshrut.cores.indicators.window import Window
from marshrut.cores.regulation.counting import LASTING, Divided, Facts, Team, Who

__all__ = [
    "count_plan",
    "denominator_plan",
    "facts_plan",
    "foreseeable",
    "largest_plan",
    "monthly_plan",
    "near_plan",
    "sql",
]

#: What a row behind a figure shows.
_SHOWN = ("fact", "person", "place", "day", "title", "source", "tags")
_KEYS = {"person": "person", "place": "place", "subject": "subject", "record": "source"}


def sql(plan: exp.Expr, dialect: str = "postgres") -> str:
    """The plan as text of an engine: postgres, duckdb, spark."""
    return plan.sql(dialect=dialect)


def count_plan(facts: Facts, window: Window, names: Names) -> exp.Select:
    """How many, by level and place."""
    return _levels(_counted(facts, window, names))


def largest_plan(facts: Facts, window: Window, names: Names) -> exp.Select:
    """How many people the subject with most of them has (the fullest companion), by level and place."""
    base = _rows(facts, window, names)
    place, municipality = (exp.column(name, table=_place_of(facts)) for name in ("place", "municipality"))
    base = base.select(
        exp.alias_(exp.column("subject", table="f"), "subject"),
        exp.alias_(place, "place"),
        exp.alias_(municipality, "municipality"),
    )
    each = _levels(base, "subject").subquery("each")
    level, at, n = (exp.column(name) for name in ("level", "place", "n"))
    return exp.select(level, at, exp.alias_(exp.Max(this=n), "n")).from_(each).group_by(level.copy(), at.copy())


def foreseeable(facts: Facts) -> bool:
    """Whether a count grows within a year by things that happen on a day, so that a pace can be seen. What lasts, what
    stands on a day, and teams (who stands in one today says nothing of other years) have none."""
    lasting = any(fact in LASTING for fact in (facts.fact, *facts.either))
    return not lasting and facts.team is None and facts.during != "standing"


def monthly_plan(facts: Facts, window: Window, names: Names, *, yearly: bool) -> exp.Select:
    """`SELECT year, month, n`: how many of the whole were first counted in each month up to the day. `yearly`: each
    once in every year, by their first fact of it; else once at all, by their first fact inside the window."""
    if not foreseeable(facts):
        raise ValueError("this count has no pace: it lasts, stands on a day, or is of teams")
    day = exp.column("day", table="f")
    base = _rows(facts, window, names).select(exp.alias_(day, "day")).subquery("base")
    first = exp.select(exp.alias_(exp.Min(this=exp.column("day")), "first")).from_(base)
    first = first.where(exp.Not(this=exp.Is(this=exp.column("one"), expression=exp.Null()))).group_by(exp.column("one"))
    if yearly:
        first = first.group_by(_part("YEAR", "day"))
    year, month = _part("YEAR", "first"), _part("MONTH", "first")
    told = exp.select(
        exp.alias_(year, "year"), exp.alias_(month, "month"), exp.alias_(exp.Count(this=exp.Star()), "n")
    ).from_(first.subquery("firsts"))
    return told.group_by(year.copy(), month.copy())


def _part(of: str, column: str) -> exp.Expr:
    return exp.Extract(this=exp.var(of), expression=exp.column(column))


def denominator_plan(below: Divided, window: Window, names: Names) -> exp.Select:
    """What a count is divided by, by level and place. Raises ValueError for a number that is entered or borrowed."""
    if below.people is not None:
        return _levels(_people(below.people, window.on, names))
    if below.places:
        return _levels(_places(below.places, window.on, names))
    if below.facts is not None:
        return _levels(_counted(below.facts, window, names))
    raise ValueError("this denominator is no plan: it is entered, or another indicator's count")


def facts_plan(facts: Facts, window: Window, names: Names, *, place: str = "", level: str = "region") -> exp.Select:
    """The rows behind a count: `one` (what is counted once), person, place, day, title, tags, source; the earliest
    first. Of teams: rows of those members who make a team count. `place` with its level narrows them as the count
    did."""
    plan = _rows(facts, window, names).select(*(exp.column(name, table="f") for name in _SHOWN))
    if facts.team is not None:
        plan = plan.where(_member(_counted(facts, window, names), window, names, place, level))
        place = ""
    return _within(plan, place, level, facts).order_by(exp.column("day", table="f"), exp.column("source", table="f"))


def near_plan(facts: Facts, window: Window, names: Names, *, place: str = "", level: str = "region") -> exp.Select:
    """People with the fact who fail exactly one of its conditions (`lacks`: its number), and whom no other fact makes
    count."""
    bare = Facts(
        each=facts.each,
        fact=facts.fact,
        either=facts.either,
        during=facts.during,
        who=facts.who,
        place=facts.place,
        team=facts.team,
    )
    conditions = [has_mark(one) for one in facts.where]
    if facts.also is not None:
        conditions.append(has_also(facts.also, window, names))
    failed: exp.Expr = exp.Literal.number(0)
    lacks: exp.Expr = exp.Literal.number(-1)
    for number, condition in enumerate(conditions):
        failed = exp.Add(this=failed, expression=case(condition, exp.Literal.number(0), exp.Literal.number(1)))
        lacks = case(exp.Not(this=exp.paren(condition.copy())), exp.Literal.number(number), lacks)
    plan = _rows(bare, window, names)
    plan = plan.select(exp.alias_(lacks, "lacks"), *(exp.column(name, table="f") for name in _SHOWN))
    plan = plan.where(exp.EQ(this=exp.paren(failed), expression=exp.Literal.number(1)))
    counted = facts_plan(facts, window, names, place=place, level=level)
    counted.set("order", None)
    counted.set("expressions", counted.expressions[:1])  # `one` alone
    counts = exp.select("1").from_(counted.subquery("counted"))
    key = plan.expressions[0].this  # what `one` is made of
    counts = counts.where(exp.EQ(this=exp.column("one", table="counted"), expression=key.copy()))
    plan = plan.where(exp.Not(this=exp.Exists(this=counts)))
    if facts.team is not None:
        plan = plan.where(_member(None, window, names, place, level))
        place = ""
    return _within(plan, place, level, facts).order_by(exp.column("day", table="f"), exp.column("source", table="f"))


def _member(counted: exp.Select | None, window: Window, names: Names, place: str, level: str) -> exp.Expr:
    """The person belongs to a team that stands on the day (and is one of `counted`), at this place."""
    inside = exp.select(exp.column("person", table="m")).from_(from_table(names.teams, "m"))
    inside = inside.where(of_snapshot("m", names), *stands("m", window.on))
    if counted is not None:
        of_team = exp.EQ(this=exp.column("one", table="c"), expression=exp.column("team", table="m"))
        inside = inside.join(counted.subquery("c"), on=of_team)
    if place and level != "region":
        inside = inside.where(equal("m", "municipality" if level == "municipality" else "place", place))
    return exp.In(this=exp.column("person", table="f"), query=inside.subquery())


def _levels(base: exp.Select, within: str = "") -> exp.Select:
    """Of rows (one, place, municipality): how many each level and place has; `within`: for each of these apart."""
    both = exp.Anonymous(this="GROUPING", expressions=[exp.column("municipality"), exp.column("place")])
    level_of = exp.Case(
        this=both,
        ifs=[
            exp.If(this=exp.Literal.number(3), true=exp.Literal.string("region")),
            exp.If(this=exp.Literal.number(1), true=exp.Literal.string("municipality")),
        ],
        default=exp.Literal.string("organisation"),
    )
    apart = [within] if within else []
    sets = exp.GroupingSets(
        expressions=[
            exp.Tuple(expressions=[exp.column(name) for name in (*apart, *level)])
            for level in ((), ("municipality",), ("place",))
        ]
    )
    once = exp.Count(this=exp.Distinct(expressions=[exp.column("one")]))
    plan = exp.select(
        exp.alias_(level_of, "level"),
        exp.alias_(exp.Coalesce(this=exp.column("place"), expressions=[exp.column("municipality")]), "place"),
        exp.alias_(once, "n"),
    ).from_(base.subquery("base"))
    plan.set("group", exp.Group(grouping_sets=[sets]))
    return plan


def _counted(facts: Facts, window: Window, names: Names) -> exp.Select:
    if facts.team is not None:
        return _teams(facts, facts.team, window, names)
    rows = _rows(facts, window, names)
    place, municipality = (exp.column(name, table=_place_of(facts)) for name in ("place", "municipality"))
    return rows.select(exp.alias_(place, "place"), exp.alias_(municipality, "municipality"))


def _place_of(facts: Facts) -> str:
    return "w" if facts.place == "work" else "f"


def _rows(facts: Facts, window: Window, names: Names) -> exp.Select:
    """Facts that count, as `f`, with what counts once as `one`; who works there on the day as `w`, where asked."""
    one = exp.column(_KEYS["person" if facts.each == "team" else facts.each], table="f")
    rows = exp.select(exp.alias_(one, "one")).from_(from_table(names.facts, "f"))
    rows = rows.where(of_snapshot("f", names), is_fact(facts), *falls_on(facts, window))
    for mark in facts.where:
        rows = rows.where(has_mark(mark))
    if facts.also is not None:
        rows = rows.where(has_also(facts.also, window, names))
    if facts.place == "work":
        working = [*at_work("w", facts.who or Who(), window.on, names), same("w", "f", "person")]
        return rows.join(from_table(names.staff, "w"), on=exp.and_(*working))
    if facts.who is not None:
        inside = exp.select("1").from_(from_table(names.staff, "s"))
        inside = inside.where(*at_work("s", facts.who, window.on, names), same("s", "f", "person"))
        rows = rows.where(exp.Exists(this=inside))
    return rows


def _people(who: Who, on: date, names: Names) -> exp.Select:
    columns = (("person", "one"), ("place", "place"), ("municipality", "municipality"))
    rows = exp.select(*(exp.alias_(exp.column(name, table="s"), alias) for name, alias in columns))
    return rows.from_(from_table(names.staff, "s")).where(*at_work("s", who, on, names))


def _places(kinds: Sequence[str], on: date, names: Names) -> exp.Select:
    place, municipality = exp.column("place", table="p"), exp.column("municipality", table="p")
    rows = exp.select(exp.alias_(place, "one"), exp.alias_(place.copy(), "place"), municipality)
    rows = rows.from_(from_table(names.places, "p"))
    return rows.where(of_snapshot("p", names), *stands("p", on), among("p", "kind", kinds))


def _teams(facts: Facts, team: Team, window: Window, names: Names) -> exp.Select:
    """Teams standing on the day of which enough members have the fact."""
    done = _rows(Facts(**{**_plain(facts), "each": "person", "team": None, "place": "event"}), window, names)
    done = done.select(*(exp.alias_(one, name) for name, one in _shared(team)))
    members = exp.column("person", table="t")
    has = exp.Not(this=exp.Is(this=exp.column("one", table="d"), expression=exp.Null()))
    reached = exp.Count(this=exp.Distinct(expressions=[case(has, members.copy(), exp.Null())]))
    whole: exp.Expr = exp.Count(this=exp.Distinct(expressions=[members]))
    if team.together:  # beside each programme stand only those who have it: the whole team is asked apart
        whole = exp.Subquery(this=_size_of_team(window, names))
    rows = exp.select(
        exp.alias_(exp.column("team", table="t"), "one"),
        exp.alias_(exp.column("place", table="t"), "place"),
        exp.alias_(exp.column("municipality", table="t"), "municipality"),
    ).from_(from_table(names.teams, "t"))
    rows = rows.join(done.distinct().subquery("d"), on=exp.EQ(this=members.copy(), expression=exp.column("one", "d")),
                     join_type="left")  # fmt: skip
    rows = rows.where(of_snapshot("t", names), *stands("t", window.on))
    rows = rows.group_by(*(exp.column(name, table="t") for name in ("team", "place", "municipality")))
    rows = rows.group_by(*(exp.column(name, table="d") for name, _ in _shared(team)))
    rows = rows.having(at_least(reached, team.least))
    if team.everybody:
        rows = rows.having(exp.EQ(this=reached.copy(), expression=whole))
    if team.part:
        begins = exp.Like(
            this=exp.Lower(this=exp.column("part", table="t")), expression=exp.Literal.string(f"{team.part.lower()}%")
        )
        led = exp.Max(this=case(exp.and_(has.copy(), begins), exp.Literal.number(1), exp.Literal.number(0)))
        rows = rows.having(exp.EQ(this=led, expression=exp.Literal.number(1)))
    return rows


def _shared(team: Team) -> list[tuple[str, exp.Expr]]:
    """What must be the same for those of a team who count."""
    found: list[tuple[str, exp.Expr]] = []
    if team.together:
        found.append(("subject", exp.column("subject", table="f")))
    if team.together == "programme_and_year":
        found.append(("year", exp.Extract(this=exp.var("YEAR"), expression=exp.column("day", table="f"))))
    return found


def _size_of_team(window: Window, names: Names) -> exp.Select:
    whole = exp.Count(this=exp.Distinct(expressions=[exp.column("person", table="z")]))
    rows = exp.select(whole).from_(from_table(names.teams, "z"))
    return rows.where(of_snapshot("z", names), *stands("z", window.on), same("z", "t", "team"))


def _plain(facts: Facts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in Facts.__slots__}


def _within(plan: exp.Select, place: str, level: str, facts: Facts) -> exp.Select:
    if level == "region" or not place:
        return plan
    column = "municipality" if level == "municipality" else "place"
    return plan.where(equal(_place_of(facts), column, place))
