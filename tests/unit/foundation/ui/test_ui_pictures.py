"""Pictures: geometry stays inside, words carry everything, markup is safe."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.foundation.ui import svg
from marshrut.foundation.ui.svg.draw import el, wrap

amounts = st.floats(0, 1e6, allow_nan=False)


def parsed(picture: svg.Picture) -> ET.Element:
    return ET.fromstring(picture.svg)  # noqa: S314 - our own text


def shares(picture: svg.Picture) -> list[tuple[float, float]]:
    """Where rectangles start and end, in per cent of the width."""
    found = []
    for rect in parsed(picture).iter("rect"):
        x, width = rect.get("x", "0%"), rect.get("width", "0")
        if width.endswith("%"):
            found.append((float(x.rstrip("%")), float(x.rstrip("%")) + float(width.rstrip("%"))))
    return found


@given(amounts, st.none() | amounts, st.none() | st.tuples(amounts, amounts))
def test_a_bullet_stays_inside_and_says_its_numbers(
    value: float, target: float | None, fan: tuple[float, float] | None
) -> None:
    low, high = sorted(fan) if fan else (None, None)
    picture = svg.bullet(svg.Bullet("Показатель", value, target, low=low, high=high))
    assert all(start >= -0.01 and end <= 100.5 for start, end in shares(picture))
    assert picture.rows[0][0] == "Сейчас"
    assert ("цель" in picture.label) == (target is not None)


def test_a_bullet_puts_value_and_target_in_proportion() -> None:
    picture = svg.bullet(svg.Bullet("Доля", 20, 25, top=100))
    assert (0.0, 20.0) in shares(picture)
    assert 'x="25%"' in picture.svg


def test_a_bullet_without_a_value_is_hatched_and_says_so() -> None:
    picture = svg.bullet(svg.Bullet("Доля", None, 100))
    assert "url(#hatch)" in picture.svg
    assert "нет данных" in picture.label


def test_zero_is_not_no_data() -> None:
    picture = svg.bullet(svg.Bullet("Доля", 0, 100))
    assert "url(#hatch)" not in picture.svg
    assert "сейчас 0" in picture.label


def test_a_band_with_too_little_data_has_no_point() -> None:
    sure = svg.band(svg.Band("Оценивание", -1, 0, -0.5, 0))
    unsure = svg.band(svg.Band("Оценивание", -1, 0, -0.5, 0, enough=False))
    assert "url(#hatch)" not in sure.svg
    assert "url(#hatch)" in unsure.svg
    assert len(list(parsed(unsure).iter("rect"))) == len(list(parsed(sure).iter("rect"))) - 1
    assert "мало данных" in unsure.label


@given(st.lists(st.integers(0, 500), max_size=8))
def test_a_strip_fills_its_width_exactly(sizes: list[int]) -> None:
    picture = svg.strip("Пункты", [svg.Part(f"часть {i}", size) for i, size in enumerate(sizes)])
    drawn = [end - start for start, end in shares(picture)]
    assert sum(drawn) == pytest.approx(100, abs=0.2)
    assert len(picture.rows) == len(sizes)


def test_the_legend_is_made_of_doors() -> None:
    words = svg.legend(
        [svg.Part("есть подтверждения", 231, "road", "/clauses?state=evidence"), svg.Part("вне системы", 10, "plain-3")]
    )
    assert words.count("<a ") == 1
    assert 'href="/clauses?state=evidence"' in words


@given(st.lists(st.sampled_from(["done", "now", "next", "late"]), min_size=1, max_size=12))
def test_a_route_line_has_a_mark_and_a_row_for_each_stop(states: list[str]) -> None:
    picture = svg.route_line("Год", [svg.Stop(f"шаг {i}", state) for i, state in enumerate(states)])  # type: ignore[arg-type]
    places = [float(c.get("cx", "").rstrip("%")) for c in parsed(picture).iter("circle")]
    assert len(picture.rows) == len(states)
    assert all(0 <= x <= 100 for x in places)


def test_a_trajectory_keeps_its_gap() -> None:
    points = [svg.Point("2022", 1.0), svg.Point("2023", 2.0), svg.Point("2024", None), svg.Point("2025", 3.0)]
    lines = [p.get("d", "") for p in parsed(svg.trajectory("Ход", points)).iter("path")]
    assert len(lines) == 2
    assert ("2024", "нет данных") in svg.trajectory("Ход", points).rows


@given(st.lists(st.none() | st.floats(-1e3, 1e3), max_size=10), st.none() | st.floats(-1e3, 1e3))
def test_a_trajectory_stays_in_its_box(values: list[float | None], target: float | None) -> None:
    picture = svg.trajectory("Ход", [svg.Point(str(i), v) for i, v in enumerate(values)], target)
    numbers = [float(n) for p in parsed(picture).iter("path") for n in re.findall(r"-?[\d.]+", p.get("d", ""))]
    assert all(0 <= n <= 320 for n in numbers)


@given(st.integers(-400, 800), st.integers(0, 500))
def test_gantt_windows_stay_between_the_two_days(offset: int, length: int) -> None:
    start, end = date(2026, 1, 1), date(2027, 12, 31)
    first = start + timedelta(offset)
    picture = svg.gantt("Мера", [(first, first + timedelta(length))], start, end, date(2026, 11, 22))
    assert all(a >= -0.01 and b <= 100.5 for a, b in shares(picture))


def test_gantt_marks_today_only_inside() -> None:
    window = [(date(2022, 1, 1), date(2022, 6, 30))]
    inside = svg.gantt("Мера", window, date(2021, 1, 1), date(2022, 12, 31), date(2022, 3, 1))
    outside = svg.gantt("Мера", window, date(2021, 1, 1), date(2022, 12, 31), date(2026, 11, 22))
    assert len(list(parsed(inside).iter("rect"))) == len(list(parsed(outside).iter("rect"))) + 1


def test_tiles_never_share_a_place() -> None:
    tiles = [svg.Tile("А", "1", column=1, row=0), svg.Tile("Б", "2"), svg.Tile("В", "3"), svg.Tile("Г", "4")]
    places = [(r.get("x"), r.get("y")) for r in parsed(svg.tile_map("Карта", tiles, 2)).iter("rect")]
    assert len(set(places)) == len(tiles)


def test_heat_counts_states_from_the_most_common() -> None:
    picture = svg.heat("Люди", [svg.Cell("1", "идёт"), svg.Cell("2", "идёт"), svg.Cell("3", "завершён")])
    assert picture.rows == (("идёт", "2"), ("завершён", "1"))


@given(st.integers(1, 14), st.integers(1, 6))
def test_structure_boxes_do_not_overlap_and_lie_inside(many: int, columns: int) -> None:
    levels = (("a", "Верх"), ("b", "Низ"))
    boxes = [svg.Box(f"a{i}", f"Субъект {i}", "a") for i in range(many)] + [svg.Box("b0", "Школы", "b")]
    links = [svg.Link(f"a{i}", "b0", "coordinates") for i in range(many)]
    picture = svg.structure("Структура", levels, boxes, links, columns)
    root = parsed(picture)
    frames = [r for r in root.iter("rect") if r.get("rx") == "10"]
    corners = [(float(r.get("x", 0)), float(r.get("y", 0))) for r in frames]
    width = float(root.get("viewBox", "").split()[2])
    assert len(set(corners)) == many + 1
    assert all(x >= 0 and x + 196 <= width for x, _ in corners)
    for i, (x1, y1) in enumerate(corners):
        assert all(abs(x1 - x2) >= 196 or abs(y1 - y2) >= 66 for x2, y2 in corners[i + 1 :])
    assert len(picture.rows) == many


def test_a_link_to_nobody_is_left_out() -> None:
    picture = svg.structure("С", (("a", "Верх"),), [svg.Box("x", "Икс", "a")], [svg.Link("x", "y", "coordinates")])
    assert picture.rows == ()


@given(st.text(max_size=30))
def test_words_from_outside_cannot_become_markup(text: str) -> None:
    shown = el("text", text, aria_label=text)
    assert shown.count("<") == 2 or (not text and shown.count("<") == 1)


def test_markup_in_a_title_is_text() -> None:
    picture = svg.strip("<script>", [svg.Part('"><img onerror=x>', 1, url='/a"b')])
    assert "<script" not in picture.svg
    assert "<img" not in picture.svg
    assert 'href="/a&quot;b"' in picture.svg


@given(st.text(alphabet="абвгд -", max_size=120), st.integers(40, 300))
def test_wrapped_lines_fit_and_are_few(text: str, width: int) -> None:
    lines = wrap(text, width, lines=3)
    assert len(lines) <= 3
    assert all(len(line) <= max(4, int(width / (13 * 0.56))) for line in lines)
