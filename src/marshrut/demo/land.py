"""The official ground: municipalities of a region's own folder, with their places in the tree where it is loaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from marshrut.apps.regulation.folder import own_regions, read_base, read_folder
from marshrut.cores.regulation import Regulation
from marshrut.demo.shapes import District, Land
from marshrut.foundation.database.trouble import Trouble
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["land_of", "placed"]

#: Where the sources give no number of people.
_UNKNOWN = 12_000
#: Of so many of the order's indicators there are figures of past years.
_SHARES = 4


def land_of(slug: str) -> Land:
    """The region's ground, from its folder; no database."""
    paths = {path.name: path for path in own_regions()}
    if slug not in paths:
        raise Trouble(
            f"Нет региона «{slug}». Есть: {', '.join(paths)}.", f"marshrut demo --region {next(iter(paths), '…')}"
        )
    regulation = read_folder(paths[slug], catalogue=read_base()).regulation
    if regulation is None:
        raise Trouble(f"Папка региона «{slug}» не читается.", f"marshrut region check {paths[slug]}")
    return _land(slug, regulation)


def _land(slug: str, regulation: Regulation) -> Land:
    listed = regulation.territories.territories if regulation.territories else ()
    districts = tuple(
        District(
            name=one.name,
            people=one.population or _UNKNOWN,
            city="город" in (one.kind or one.name).lower(),
            centre=one.admin_centre or "",
        )
        for one in listed
        if one.place == "municipality"
    )
    name = regulation.structure.name
    shares = tuple(one.id for one in regulation.indicators.indicators if one.unit == "percent")[:_SHARES]
    if districts:
        return Land(slug, name, districts, indicators=shares)
    alone = (District(name, _UNKNOWN, city=False, centre=""),)
    return Land(slug, name, alone, whole=False, indicators=shares)


def placed(viewer: SystemViewer, land: Land, *, on: date) -> Land:
    """The same ground with the places of the loaded tree."""
    from marshrut.foundation.scope.queries import find_by_source, get_path, top_node

    top = top_node(viewer)
    whole = (top.pk, get_path(viewer, top.pk, on=on))
    districts = []
    for one in land.districts:
        node = find_by_source(viewer, f"territory:{one.name}"[:120]) if land.whole else top
        if node is None:
            raise Trouble(f"В дереве нет «{one.name}».", f"marshrut region load regions/{land.slug}")
        where = (node.pk, get_path(viewer, node.pk, on=on))
        districts.append(District(one.name, one.people, one.city, one.centre, where))
    return replace(land, districts=tuple(districts), node=whole)
