"""Indicators as data: a definition becomes one relational plan, counts become values with honest gaps.

Pure: no engine, no database. `plan` gives syntax trees that PostgreSQL, DuckDB or Spark run alike (`relations` says
what tables they read); `window` turns a day into the days that count; `values` divides; `chance` says how far a small
place shifts by itself; `forecast` looks ahead.
"""

from marshrut.cores.indicators.chance import SMALL, Apart, Spread, apart, is_share, wilson
from marshrut.cores.indicators.forecast import Forecast, Little, missing_to, year_end
from marshrut.cores.indicators.plan import (
    count_plan,
    denominator_plan,
    facts_plan,
    foreseeable,
    largest_plan,
    monthly_plan,
    near_plan,
    sql,
)
from marshrut.cores.indicators.relations import Names, tag
from marshrut.cores.indicators.values import Missing, Value, meets, shielded, value_of
from marshrut.cores.indicators.window import Window, window, years_before

__all__ = [
    "SMALL",
    "Apart",
    "Forecast",
    "Little",
    "Missing",
    "Names",
    "Spread",
    "Value",
    "Window",
    "apart",
    "count_plan",
    "denominator_plan",
    "facts_plan",
    "foreseeable",
    "is_share",
    "largest_plan",
    "meets",
    "missing_to",
    "monthly_plan",
    "near_plan",
    "shielded",
    "sql",
    "tag",
    "value_of",
    "wilson",
    "window",
    "year_end",
    "years_before",
]
