"""A place among many: found by words, chosen by id; without scripts the words are a search step of their own."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.services import add_node
from marshrut.foundation.scope.types import NodeKind, Role
from marshrut.foundation.ui.picker import FEW, PlaceField, places_of
from support.world import LONG_AGO, build_country, sign_in

pytestmark = pytest.mark.django_db


class _Form(forms.Form):
    node = PlaceField(label="Где")


@pytest.fixture
def country() -> Any:
    return build_country("klen")


@pytest.fixture
def many(country: Any) -> Any:
    """More schools than one looks over in a select."""
    for number in range(FEW + 3):
        add_node(
            country.system,
            kind=NodeKind.ORGANISATION,
            name=f"Берёзовская школа № {number}",
            parent_id=country.places["district"].pk,
            since=LONG_AGO,
        )
    return country


def _form(country: Any, data: Any = None, role: Role = Role.CENTRE, **more: Any) -> _Form:
    form, viewer = _Form(data, **more), country.viewer(role)
    form.fields["node"].offer(places_of("places", viewer, on=today(viewer)))
    return form


def test_few_places_are_a_plain_select(country: Any) -> None:
    html = str(_form(country)["node"])
    assert "<select" in html
    assert "combobox" not in html
    form = _form(country, {"node": str(country.places["school"].pk)})
    assert form.is_valid()
    assert form.cleaned_data["node"] == country.places["school"]


def test_many_places_are_searched_and_the_page_does_not_grow_with_them(many: Any) -> None:
    with CaptureQueriesContext(connection) as asked:
        html = str(_form(many, initial={"node": many.places["school"].pk})["node"])
    assert 'role="combobox"' in html
    assert "<option" not in html
    assert f'value="{many.places["school"]}"' in html
    assert len(asked) <= 3, "two of the viewer, one of the places"


def test_words_alone_find_the_place_or_offer_what_fits(many: Any) -> None:
    form = _form(many, {"node": "", "node_words": "березовская 12"})
    assert form.is_valid(), "ё and е are one letter"
    assert form.cleaned_data["node"].name == "Берёзовская школа № 12"
    several = _form(many, {"node": "", "node_words": "берёз № 1"})
    assert not several.is_valid()
    html = str(several["node"])
    assert html.count('type="radio"') == 6, "1 and 10 to 14"
    picked = Node.objects.of(many.system).get(name="Берёзовская школа № 10")
    chosen = _form(many, {"node": "", "node_words": "берёз № 1", "node_pick": str(picked.pk)})
    assert chosen.is_valid()
    assert chosen.cleaned_data["node"] == picked
    nothing = _form(many, {"node_words": "гимназия"})
    assert "ничего не нашлось" in str(nothing.errors)
    assert "выберите" in str(_form(many, {}).errors)


def test_the_name_typed_in_full_is_that_place_though_others_begin_so(many: Any) -> None:
    form = _form(many, {"node_words": "Берёзовская школа № 1"})
    assert form.is_valid()
    assert form.cleaned_data["node"].name == "Берёзовская школа № 1"


def test_words_that_changed_after_the_choice_count_and_not_the_choice(many: Any) -> None:
    """Without scripts nobody clears the hidden id."""
    form = _form(many, {"node": str(many.places["school"].pk), "node_words": "берёзовская 7"})
    assert form.is_valid()
    assert form.cleaned_data["node"].name == "Берёзовская школа № 7"


def test_a_place_of_others_is_not_chosen_by_its_id(many: Any) -> None:
    theirs = many.places["other_school"]
    form = _form(many, {"node": str(theirs.pk)}, role=Role.MUNICIPAL_METHODOLOGIST)
    with pytest.raises(ValidationError, match="нет среди ваших"):
        form.fields["node"].clean(str(theirs.pk))
    assert not form.is_valid()
    assert not _form(many, {"node": "не ключ"}).is_valid()


def test_options_come_as_one_types_from_ones_own_places(many: Any) -> None:
    client = sign_in(many.people[Role.MUNICIPAL_METHODOLOGIST])
    address = reverse("ui:pick", args=["places"])
    found = client.get(address, {"node_words": "школа 1"}).content.decode()
    assert found.count('role="option"') == 7
    assert str(many.places["district"]) in found, "what it stands under"
    assert many.places["other_school"].name not in client.get(address, {"node_words": "школа № 2"}).content.decode()
    assert "Ничего не нашлось" in client.get(address, {"node_words": "гимназия"}).content.decode()
    assert client.get(reverse("ui:pick", args=["whatever"])).status_code == 404
