"""From a definition to one relational plan: a syntax tree of SQL, the same for every engine.

A count is `SELECT level, place, n`: the whole, each municipality, each organisation, in one pass over the facts; each
person (place, team, programme) counts once in every one of them. Nothing here runs anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlglot import exp

from marshrut.cores.indicators.relations import Names, tag
from marshrut.cores.indicators.window import Window, years_before
from marshrut.cores.regulation.counting import LASTING, Also, Divided, Facts, Mark, Team, Who

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
    """People with the fact who fail exactly one of its conditions: which one stands as `lacks` (its number)."""
    bare = Facts(
        each=facts.each,
        fact=facts.fact,
        either=facts.either,
        during=facts.during,
        who=facts.who,
        place=facts.place,
        team=facts.team,
    )
    conditions = [_mark(one) for one in facts.where]
    if facts.also is not None:
        conditions.append(_also(facts.also, window, names))
    failed: exp.Expr = exp.Literal.number(0)
    lacks: exp.Expr = exp.Literal.number(-1)
    for number, condition in enumerate(conditions):
        failed = exp.Add(this=failed, expression=_case(condition, exp.Literal.number(0), exp.Literal.number(1)))
        lacks = _case(exp.Not(this=exp.paren(condition.copy())), exp.Literal.number(number), lacks)
    plan = _rows(bare, window, names)
    plan = plan.select(exp.alias_(lacks, "lacks"), *(exp.column(name, table="f") for name in _SHOWN))
    plan = plan.where(exp.EQ(this=exp.paren(failed), expression=exp.Literal.number(1)))
    if facts.team is not None:
        plan = plan.where(_member(None, window, names, place, level))
        place = ""
    return _within(plan, place, level, facts).order_by(exp.column("day", table="f"), exp.column("source", table="f"))


def _member(counted: exp.Select | None, window: Window, names: Names, place: str, level: str) -> exp.Expr:
    """The person belongs to a team that stands on the day (and is one of `counted`), at this place."""
    inside = exp.select(exp.column("person", table="m")).from_(_table(names.teams, "m"))
    inside = inside.where(_snapshot("m", names), *_standing("m", window.on))
    if counted is not None:
        same = exp.EQ(this=exp.column("one", table="c"), expression=exp.column("team", table="m"))
        inside = inside.join(counted.subquery("c"), on=same)
    if place and level != "region":
        inside = inside.where(_equal("m", "municipality" if level == "municipality" else "place", place))
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
    rows = exp.select(exp.alias_(one, "one")).from_(_table(names.facts, "f"))
    rows = rows.where(_snapshot("f", names), _named(facts), *_days(facts, window))
    for mark in facts.where:
        rows = rows.where(_mark(mark))
    if facts.also is not None:
        rows = rows.where(_also(facts.also, window, names))
    if facts.place == "work":
        working = [*_at_work("w", facts.who or Who(), window.on, names), _same("w", "f", "person")]
        return rows.join(_table(names.staff, "w"), on=exp.and_(*working))
    if facts.who is not None:
        inside = exp.select("1").from_(_table(names.staff, "s"))
        inside = inside.where(*_at_work("s", facts.who, window.on, names), _same("s", "f", "person"))
        rows = rows.where(exp.Exists(this=inside))
    return rows


def _named(facts: Facts) -> exp.Expr:
    """The fact, or one of those that count as well."""
    return _among("f", "fact", (facts.fact, *facts.either)) if facts.either else _equal("f", "fact", facts.fact)


def _days(facts: Facts, window: Window) -> list[exp.Expr]:
    day = exp.column("day", table="f")
    if facts.during == "standing":
        return _standing("f", window.on, "day")
    if facts.fact in LASTING:
        until = exp.column("until", table="f")
        begun = exp.or_(exp.Is(this=day, expression=exp.Null()), exp.LTE(this=day.copy(), expression=_day(window.on)))
        if window.first is None:
            return [begun]
        after = exp.GT(this=until, expression=_day(window.first))
        return [begun, exp.or_(exp.Is(this=until.copy(), expression=exp.Null()), after)]
    days: list[exp.Expr] = [exp.LTE(this=day, expression=_day(window.on))]
    if window.first is not None:
        days.append(exp.GTE(this=day.copy(), expression=_day(window.first)))
    return days


def _standing(table: str, on: date, since: str = "since") -> list[exp.Expr]:
    first, until = exp.column(since, table=table), exp.column("until", table=table)
    return [
        exp.or_(exp.Is(this=first, expression=exp.Null()), exp.LTE(this=first.copy(), expression=_day(on))),
        exp.or_(exp.Is(this=until, expression=exp.Null()), exp.GT(this=until.copy(), expression=_day(on))),
    ]


def _mark(one: Mark, table: str = "f") -> exp.Expr:
    if one.at_least is not None:
        amount = exp.column("amount", table=table)
        reached = exp.GTE(this=amount, expression=exp.Literal.number(one.at_least))
        return exp.and_(exp.Not(this=exp.Is(this=amount.copy(), expression=exp.Null())), reached)
    wanted = [tag(one.mark, value) for value in one.any] or [tag(one.mark)]
    held = [
        exp.ArrayContains(this=exp.column("tags", table=table), expression=exp.Literal.string(word)) for word in wanted
    ]
    return exp.or_(*held)


def _also(also: Also, window: Window, names: Names) -> exp.Expr:
    key = "subject" if also.fact.startswith("programme") else "person"
    inside = exp.select("1").from_(_table(names.facts, "a"))
    inside = inside.where(_snapshot("a", names), _equal("a", "fact", also.fact), _same("a", "f", key))
    for mark in also.where:
        inside = inside.where(_mark(mark, "a"))
    if also.fact in LASTING and not also.before:
        inside = inside.where(*_standing("a", window.on, "day"))
    if also.before:
        inside = inside.where(exp.LTE(this=exp.column("day", table="a"), expression=exp.column("day", table="f")))
    return exp.Exists(this=inside)


def _people(who: Who, on: date, names: Names) -> exp.Select:
    columns = (("person", "one"), ("place", "place"), ("municipality", "municipality"))
    rows = exp.select(*(exp.alias_(exp.column(name, table="s"), alias) for name, alias in columns))
    return rows.from_(_table(names.staff, "s")).where(*_at_work("s", who, on, names))


def _at_work(table: str, who: Who, on: date, names: Names) -> list[exp.Expr]:
    found = [_snapshot(table, names), *_standing(table, on)]
    if who.staff:
        found.append(_among(table, "staff", who.staff))
    if who.places:
        found.append(_among(table, "kind", who.places))
    if who.outside:
        found.append(exp.Not(this=_among(table, "kind", who.outside)))
    if who.statuses:
        found.append(_has_status(table, who.statuses, on, names))
    if who.subjects:
        held = exp.column("subjects", table=table)
        found.append(
            exp.or_(*(exp.ArrayContains(this=held.copy(), expression=exp.Literal.string(one)) for one in who.subjects))
        )
    if who.under is not None:
        born = exp.column("born", table=table)
        found.append(exp.GT(this=born, expression=_day(years_before(on, who.under))))
    if who.experience is not None:
        since = exp.column("teaching_since", table=table)
        found.append(exp.GTE(this=since, expression=_day(years_before(on, who.experience))))
    if who.role is not None:
        holds = exp.select("1").from_(_table(names.facts, "r"))
        role = exp.ArrayContains(
            this=exp.column("tags", table="r"), expression=exp.Literal.string(tag("role", who.role))
        )
        holds = holds.where(_snapshot("r", names), _equal("r", "fact", "role"), _same("r", table, "person"), role)
        found.append(exp.Exists(this=holds.where(*_standing("r", on, "day"))))
    return found


def _has_status(table: str, statuses: Sequence[str], on: date, names: Names) -> exp.Expr:
    """The place has one of these statuses in the year of the day."""
    here = exp.select("1").from_(_table(names.places, "h"))
    held = exp.column("statuses", table="h")
    any_of = [
        exp.ArrayContains(this=held.copy(), expression=exp.Literal.string(tag(one, str(on.year)))) for one in statuses
    ]
    return exp.Exists(this=here.where(_snapshot("h", names), _same("h", table, "place"), exp.or_(*any_of)))


def _places(kinds: Sequence[str], on: date, names: Names) -> exp.Select:
    place, municipality = exp.column("place", table="p"), exp.column("municipality", table="p")
    rows = exp.select(exp.alias_(place, "one"), exp.alias_(place.copy(), "place"), municipality)
    rows = rows.from_(_table(names.places, "p"))
    return rows.where(_snapshot("p", names), *_standing("p", on), _among("p", "kind", kinds))


def _teams(facts: Facts, team: Team, window: Window, names: Names) -> exp.Select:
    """Teams standing on the day of which enough members have the fact."""
    done = _rows(Facts(**{**_plain(facts), "each": "person", "team": None, "place": "event"}), window, names)
    done = done.select(*(exp.alias_(one, name) for name, one in _shared(team)))
    members = exp.column("person", table="t")
    has = exp.Not(this=exp.Is(this=exp.column("one", table="d"), expression=exp.Null()))
    reached = exp.Count(this=exp.Distinct(expressions=[_case(has, members.copy(), exp.Null())]))
    whole: exp.Expr = exp.Count(this=exp.Distinct(expressions=[members]))
    if team.together:  # beside each programme stand only those who have it: the whole team is asked apart
        whole = exp.Subquery(this=_size_of_team(window, names))
    rows = exp.select(
        exp.alias_(exp.column("team", table="t"), "one"),
        exp.alias_(exp.column("place", table="t"), "place"),
        exp.alias_(exp.column("municipality", table="t"), "municipality"),
    ).from_(_table(names.teams, "t"))
    rows = rows.join(done.distinct().subquery("d"), on=exp.EQ(this=members.copy(), expression=exp.column("one", "d")),
                     join_type="left")  # fmt: skip
    rows = rows.where(_snapshot("t", names), *_standing("t", window.on))
    rows = rows.group_by(*(exp.column(name, table="t") for name in ("team", "place", "municipality")))
    rows = rows.group_by(*(exp.column(name, table="d") for name, _ in _shared(team)))
    rows = rows.having(_at_least(reached, team.least))
    if team.everybody:
        rows = rows.having(exp.EQ(this=reached.copy(), expression=whole))
    if team.part:
        begins = exp.Like(
            this=exp.Lower(this=exp.column("part", table="t")), expression=exp.Literal.string(f"{team.part.lower()}%")
        )
        led = exp.Max(this=_case(exp.and_(has.copy(), begins), exp.Literal.number(1), exp.Literal.number(0)))
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
    rows = exp.select(whole).from_(_table(names.teams, "z"))
    return rows.where(_snapshot("z", names), *_standing("z", window.on), _same("z", "t", "team"))


def _plain(facts: Facts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in Facts.__slots__}


def _within(plan: exp.Select, place: str, level: str, facts: Facts) -> exp.Select:
    if level == "region" or not place:
        return plan
    column = "municipality" if level == "municipality" else "place"
    return plan.where(_equal(_place_of(facts), column, place))


def _table(name: str, alias: str) -> exp.Expr:
    return exp.alias_(exp.to_table(name), alias, table=True)


def _snapshot(table: str, names: Names) -> exp.Expr:
    return _equal(table, "snapshot", names.snapshot)


def _equal(table: str, column: str, value: str) -> exp.Expr:
    return exp.EQ(this=exp.column(column, table=table), expression=exp.Literal.string(value))


def _same(left: str, right: str, column: str) -> exp.Expr:
    return exp.EQ(this=exp.column(column, table=left), expression=exp.column(column, table=right))


def _among(table: str, column: str, values: Sequence[str]) -> exp.Expr:
    return exp.In(this=exp.column(column, table=table), expressions=[exp.Literal.string(one) for one in values])


def _at_least(count: exp.Expr, least: int) -> exp.Expr:
    return exp.GTE(this=count, expression=exp.Literal.number(least))


def _case(condition: exp.Expr, then: exp.Expr, otherwise: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=condition.copy(), true=then)], default=otherwise)


def _day(on: date) -> exp.Expr:
    return exp.cast(exp.Literal.string(on.isoformat()), "date")
