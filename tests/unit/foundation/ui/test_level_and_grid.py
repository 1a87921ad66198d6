"""A level in zones and a heat map of rows and columns: words beside every colour."""

from __future__ import annotations

from marshrut.foundation.ui import svg


def test_a_level_is_said_in_words_and_never_as_a_number() -> None:
    picture = svg.level(svg.Level("Оценивание", 0.2, 0.6, 0.75, sure="один источник"))
    assert picture.rows == (
        ("Скорее всего", "от «заметно ниже порога» до «выше порога»"),
        ("Ожидается", "сильная сторона и лучше"),
        ("Насколько точно", "один источник"),
    )
    assert not any(sign.isdigit() for sign in picture.label)
    assert 'stroke-dasharray="3 3"' in picture.svg


def test_too_little_is_hatched_and_says_so() -> None:
    picture = svg.level(svg.Level("Оценивание", 0.1, 0.9, enough=False))
    assert "url(#hatch)" in picture.svg
    assert picture.rows == (("Скорее всего", "пока не сказать"),)


def test_a_heat_map_has_every_cell_in_its_table() -> None:
    cells = {
        ("a", "1"): svg.GridCell("⅓–⅔", "от трети до двух третей", "much", doubtful=True, url="/there/"),
        ("b", "2"): svg.GridCell("скрыто", "не показываем"),
    }
    picture = svg.grid("Что подтянуть", (("a", "Первая"), ("b", "<b>")), (("1", "Лес"), ("2", "Поле")), cells, "Что")
    assert picture.head == ("Что", "Лес", "Поле")
    assert picture.rows == (
        ("Первая", "от трети до двух третей", "нет данных"),
        ("<b>", "нет данных", "не показываем"),
    )
    assert 'href="/there/"' in picture.svg
    assert "url(#hatch)" in picture.svg
    assert "<b>" not in picture.svg
