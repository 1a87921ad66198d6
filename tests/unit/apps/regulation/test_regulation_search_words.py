"""Marks of the search come back onto the original text, «ё» and all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marshrut.apps.regulation.search import marked, words_of
from marshrut.apps.regulation.types import Segment


def test_marks_are_put_on_the_original_letters() -> None:
    assert marked("Всё учтён план", "Все ⟪учтен⟫ план") == (
        Segment("Всё "),
        Segment("учтён", found=True),
        Segment(" план"),
    )


def test_nothing_found_is_one_plain_piece() -> None:
    assert marked("Всё учтён", None) == (Segment("Всё учтён"),)
    assert marked("Всё учтён", "Все учтен") == (Segment("Всё учтён"),)


@given(st.lists(st.tuples(st.text("абвеё <&", min_size=1), st.booleans()), min_size=1))
def test_the_pieces_make_the_original_again(pieces: list[tuple[str, bool]]) -> None:
    original = "".join(text for text, _ in pieces)
    shown = "".join(f"⟪{text}⟫" if found else text for text, found in pieces).replace("ё", "е")
    assert "".join(segment.text for segment in marked(original, shown)) == original


def test_words_are_plain_whatever_was_typed() -> None:
    assert words_of("учёт: 'дефициты' & | :* !план") == ["учет", "дефициты", "план"]
    assert words_of("\x00") == []
