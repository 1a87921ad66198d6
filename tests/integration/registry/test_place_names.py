"""Places are known under the names that clerks write."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "written",
    [
        "муниципальное образование «Лесной муниципальный округ» Дальней области",
        "Лесной муниципальный округ",
        "Лесной р-н",
        "лесной  МО",
        "муниципальный округ Лесной район",
    ],
)
def test_a_municipality_by_any_of_its_names(written):
    from marshrut.apps.registry.importing.places import territory_name

    assert territory_name(written) == "лесной"


def test_a_town_is_not_its_district():
    from marshrut.apps.registry.importing.places import territory_name

    assert territory_name("городской округ город Лесногорск") == territory_name("г. Лесногорск") == "лесногорск"
    assert territory_name("Лесногорский район") == "лесногорский"


@pytest.mark.parametrize("written", ["МБОУ СОШ № 5", "Школа №5", "муниципальное бюджетное учреждение «Школа N 5»"])
def test_a_school_by_any_of_its_names(written):
    from marshrut.apps.registry.importing.places import core_name

    assert core_name(written) == "школа 5"
