"""Keys of the data in a reader's words, short names of territories."""

from __future__ import annotations

from dataclasses import replace

import pytest

from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
from marshrut.cores.regulation import Unsourced
from marshrut.desks.facts import words


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("teaching[учитель].section", ("учитель", "раздел номенклатуры")),
        ("standards[Педагог].order.date", ("Педагог", "дата приказа")),
        ("standards[Педагог].particular_functions[2].code", ("Педагог · трудовые функции 2", "код")),
        ("not_sourced[коды предметов]", ("", "коды предметов")),
        ("by_level.SOO.areas", ("по уровням · SOO", "предметные области")),
    ],
)
def test_a_key_in_words(key, said):
    assert words.gap_words(Unsourced("file.yaml", 1, key)) == said


def territories():
    folder = next(one for one in own_regions() if one.name == "kuzbass")
    return read_folder(folder, catalogue=read_base()).regulation.territories.territories


def test_namesakes_keep_their_kinds():
    names = words.short_names(territories())
    assert len(set(names)) == len(names)
    assert "Анжеро-Судженский" in names


def test_a_tile_tells_people_or_what_is_missing():
    whole = replace(territories()[0], kind="город", oktmo="32701000", admin_centre="г Анжеро", population=67810)
    whole = replace(whole, centre_city_population=1, utc_offset="UTC+7")
    missing = replace(whole, population=None, oktmo=None)
    tiles = words.tiles([whole, missing])
    assert [(tile.tone, tile.words.replace("\u00a0", " ")) for tile in tiles] == [
        ("road", "67 810 чел."),
        ("sky", "сверить: 2 поля"),
    ]
