"""Lines of the structure pass between boxes, not under them and not along one another."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from marshrut.foundation.ui import svg
from marshrut.foundation.ui.svg.routing import Grid, Place, Wire, lay_out, path_of
from marshrut.foundation.ui.svg.structure import Box, Link

COLUMNS, ROWS = 5, 4
GRID = Grid(COLUMNS, 190, 66, 26, 16, (44,) * ROWS, (24,) * ROWS, (16,) * ROWS)
places = st.builds(Place, st.integers(0, ROWS - 1), st.integers(0, COLUMNS - 1))
wires = st.lists(
    st.builds(Wire, places, places).filter(lambda wire: wire.source != wire.target),
    unique_by=lambda wire: frozenset({wire.source, wire.target}),
    max_size=12,
)


def pieces(laid):
    """(number of the wire, low x, low y, high x, high y) of every straight piece."""
    for number, points in enumerate(laid.wires):
        for one, two in pairwise(points):
            (x1, x2), (y1, y2) = sorted((one[0], two[0])), sorted((one[1], two[1]))
            if (x1, y1) != (x2, y2):
                yield number, x1, y1, x2, y2


@given(wires)
def test_no_line_lies_under_a_box(drawn):
    laid = lay_out(GRID, drawn)
    for _, x1, y1, x2, y2 in pieces(laid):
        for left in laid.lefts:
            for top in laid.tops:
                across = x1 < left + GRID.box_width - 1 and left + 1 < x2 + 1
                assert not (across and y1 < top + GRID.box_height - 1 and top + 1 < y2)


@given(wires)
def test_no_two_lines_run_along_one_another_between_rows(drawn):
    level = [(n, x1, y1, x2) for n, x1, y1, x2, y2 in pieces(lay_out(GRID, drawn)) if y1 == y2]
    for one in level:
        for two in level:
            if one[0] < two[0] and abs(one[2] - two[2]) < 1:
                assert one[3] < two[1] or two[3] < one[1]


@given(wires)
def test_every_line_goes_from_box_to_box(drawn):
    laid = lay_out(GRID, drawn)
    for wire, points in zip(drawn, laid.wires, strict=True):
        for place, (x, y) in ((wire.source, points[0]), (wire.target, points[-1])):
            assert laid.lefts[place.column] <= x <= laid.lefts[place.column] + GRID.box_width
            assert y in {laid.tops[place.row], laid.tops[place.row] + GRID.box_height}
        assert all(0 <= x <= laid.width and y <= laid.height for x, y in points)


def test_a_corner_is_round_and_a_straight_line_straight():
    assert path_of([(0, 0), (0, 20), (30, 20)], lambda value: f"{value:g}") == "M0 0L0 14Q0 20 6 20L30 20"
    assert path_of([(5, 0), (5, 10), (5, 10), (5, 40)], lambda value: f"{value:g}").startswith("M5 0")


def test_two_boxes_are_joined_once_by_the_strongest_and_the_table_tells_all():
    boxes = [Box("a", "А", "one"), Box("b", "Б", "one")]
    links = [Link("a", "b", "works_with", "работает с"), Link("b", "a", "coordinates"), Link("a", "b", "part")]
    picture = svg.structure("Структура", [("one", "уровень")], boxes, links)
    assert len(re.findall(r"<path", picture.svg)) == 1
    assert "marker-end" in picture.svg
    assert picture.rows == (("А", "работает с", "Б"), ("Б", "координирует", "А"), ("А", "входит в", "Б"))
