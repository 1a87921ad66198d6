"""Indicators as data: a definition becomes one relational plan, counts become values with honest gaps.

Pure: no engine, no database. `plan` gives syntax trees that PostgreSQL, DuckDB or Spark run alike (`relations` says
what tables they read); `window` turns a day into the days that count; `values` divides.
"""

from marshrut.cores.indicators.plan import count_plan, denominator_plan, facts_plan, largest_plan, near_plan, sql
from marshrut.cores.indicators.relations import Names, tag
from marshrut.cores.indicators.values import Missing, Value, meets, value_of
from marshrut.cores.indicators.window import Window, window, years_before

__all__ = [
    "Missing",
    "Names",
    "Value",
    "Window",
    "count_plan",
    "denominator_plan",
    "facts_plan",
    "largest_plan",
    "meets",
    "near_plan",
    "sql",
    "tag",
    "value_of",
    "window",
    "years_before",
]
