"""What a row must meet to count: conditions on facts and on people at work, as parts of a syntax tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from marshrut.cores.indicators.relations import Names, tag
from marshrut.cores.indicators.window import Window, years_before
from marshrut.cores.regulation.counting import LASTING, Also, Facts, Mark, Who

__all__ = [
    "among",
    "at_least",
    "at_work",
    "case",
    "equal",
    "falls_on",
    "from_table",
    "has_also",
    "has_mark",
    "is_fact",
    "of_snapshot",
    "on_date",
    "same",
    "stands",
]


def is_fact(facts: Facts) -> exp.Expr:
    """The fact, or one of those that count as well."""
    return among("f", "fact", (facts.fact, *facts.either)) if facts.either else equal("f", "fact", facts.fact)


def falls_on(facts: Facts, window: Window) -> list[exp.Expr]:
    """The fact happened in the days that count; one that lasts stood on any of them, or on the counting day."""
    day = exp.column("day", table="f")
    if facts.during == "standing":
        return stands("f", window.on, "day")
    if facts.fact in LASTING:
        until = exp.column("until", table="f")
        begun = exp.or_(
            exp.Is(this=day, expression=exp.Null()), exp.LTE(this=day.copy(), expression=on_date(window.on))
        )
        if window.first is None:
            return [begun]
        after = exp.GT(this=until, expression=on_date(window.first))
        return [begun, exp.or_(exp.Is(this=until.copy(), expression=exp.Null()), after)]
    days: list[exp.Expr] = [exp.LTE(this=day, expression=on_date(window.on))]
    if window.first is not None:
        days.append(exp.GTE(this=day.copy(), expression=on_date(window.first)))
    return days


def stands(table: str, on: date, since: str = "since") -> list[exp.Expr]:
    """A row of this table that lasts stands on the day."""
    first, until = exp.column(since, table=table), exp.column("until", table=table)
    return [
        exp.or_(exp.Is(this=first, expression=exp.Null()), exp.LTE(this=first.copy(), expression=on_date(on))),
        exp.or_(exp.Is(this=until, expression=exp.Null()), exp.GT(this=until.copy(), expression=on_date(on))),
    ]


def has_mark(one: Mark, table: str = "f") -> exp.Expr:
    """The fact carries the mark: as a word, with one of the values, or with at least this number."""
    if one.at_least is not None:
        amount = exp.column("amount", table=table)
        reached = exp.GTE(this=amount, expression=exp.Literal.number(one.at_least))
        return exp.and_(exp.Not(this=exp.Is(this=amount.copy(), expression=exp.Null())), reached)
    wanted = [tag(one.mark, value) for value in one.any] or [tag(one.mark)]
    held = [
        exp.ArrayContains(this=exp.column("tags", table=table), expression=exp.Literal.string(word)) for word in wanted
    ]
    return exp.or_(*held)


def has_also(also: Also, window: Window, names: Names) -> exp.Expr:
    """The same person (programme) has another fact too."""
    key = "subject" if also.fact.startswith("programme") else "person"
    inside = exp.select("1").from_(from_table(names.facts, "a"))
    inside = inside.where(of_snapshot("a", names), equal("a", "fact", also.fact), same("a", "f", key))
    for mark in also.where:
        inside = inside.where(has_mark(mark, "a"))
    if also.fact in LASTING and not also.before:
        inside = inside.where(*stands("a", window.on, "day"))
    if also.before:
        inside = inside.where(exp.LTE(this=exp.column("day", table="a"), expression=exp.column("day", table="f")))
    return exp.Exists(this=inside)


def at_work(table: str, who: Who, on: date, names: Names) -> list[exp.Expr]:
    """A row of staff is of somebody at work on the day, of those who are meant."""
    found = [of_snapshot(table, names), *stands(table, on)]
    if who.staff:
        found.append(among(table, "staff", who.staff))
    if who.places:
        found.append(among(table, "kind", who.places))
    if who.outside:
        found.append(exp.Not(this=among(table, "kind", who.outside)))
    if who.statuses:
        found.append(_has_status(table, who.statuses, on, names))
    if who.subjects:
        held = exp.column("subjects", table=table)
        found.append(
            exp.or_(*(exp.ArrayContains(this=held.copy(), expression=exp.Literal.string(one)) for one in who.subjects))
        )
    if who.under is not None:
        born = exp.column("born", table=table)
        found.append(exp.GT(this=born, expression=on_date(years_before(on, who.under))))
    if who.experience is not None:
        since = exp.column("teaching_since", table=table)
        found.append(exp.GTE(this=since, expression=on_date(years_before(on, who.experience))))
    if who.role is not None:
        holds = exp.select("1").from_(from_table(names.facts, "r"))
        role = exp.ArrayContains(
            this=exp.column("tags", table="r"), expression=exp.Literal.string(tag("role", who.role))
        )
        holds = holds.where(of_snapshot("r", names), equal("r", "fact", "role"), same("r", table, "person"), role)
        found.append(exp.Exists(this=holds.where(*stands("r", on, "day"))))
    return found


def _has_status(table: str, statuses: Sequence[str], on: date, names: Names) -> exp.Expr:
    """The place has one of these statuses in the year of the day."""
    here = exp.select("1").from_(from_table(names.places, "h"))
    held = exp.column("statuses", table="h")
    any_of = [
        exp.ArrayContains(this=held.copy(), expression=exp.Literal.string(tag(one, str(on.year)))) for one in statuses
    ]
    return exp.Exists(this=here.where(of_snapshot("h", names), same("h", table, "place"), exp.or_(*any_of)))


def from_table(name: str, alias: str) -> exp.Expr:
    """A table under a short name."""
    return exp.alias_(exp.to_table(name), alias, table=True)


def of_snapshot(table: str, names: Names) -> exp.Expr:
    """A row of this table is of the snapshot."""
    return equal(table, "snapshot", names.snapshot)


def equal(table: str, column: str, value: str) -> exp.Expr:
    """A column of a table is this word."""
    return exp.EQ(this=exp.column(column, table=table), expression=exp.Literal.string(value))


def same(left: str, right: str, column: str) -> exp.Expr:
    """Two tables agree in a column."""
    return exp.EQ(this=exp.column(column, table=left), expression=exp.column(column, table=right))


def among(table: str, column: str, values: Sequence[str]) -> exp.Expr:
    """A column of a table is one of these words."""
    return exp.In(this=exp.column(column, table=table), expressions=[exp.Literal.string(one) for one in values])


def at_least(count: exp.Expr, least: int) -> exp.Expr:
    """A count reaches a number."""
    return exp.GTE(this=count, expression=exp.Literal.number(least))


def case(condition: exp.Expr, then: exp.Expr, otherwise: exp.Expr) -> exp.Expr:
    """One thing where this is so, else another."""
    return exp.Case(ifs=[exp.If(this=condition.copy(), true=then)], default=otherwise)


def on_date(on: date) -> exp.Expr:
    """A day as a literal of the engine."""
    return exp.cast(exp.Literal.string(on.isoformat()), "date")
