"""Results of others as the files in which they come: points by competency, a level's word, a bare fact."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from marshrut.apps.competencies.frameworks import base_framework
from marshrut.apps.competencies.types import Depth
from marshrut.apps.diagnostics.services import Elsewhere
from marshrut.apps.registry import workbooks
from marshrut.demo.cast import cast_of
from marshrut.demo.elsewhere import results_from_elsewhere
from marshrut.demo.loading import TITLE
from marshrut.demo.shapes import Human, Region
from marshrut.demo.truth import truth_of

__all__ = ["write_results"]

_WHO = ("ФИО", "Дата рождения", "СНИЛС", "Организация", "ОГРН", "Дата", "Где проведена")


def write_results(region: Region, folder: Path, *, seed: int) -> list[Path]:
    """`results-<origin>.xlsx`, one for each source of the region; returns what was written."""
    words = base_framework()
    levels = [(one.name, float(one.low), float(one.high)) for one in words.levels]
    rng = Random(f"{region.land.slug}:{seed}:results")  # noqa: S311 - invented people need no secrets
    told = results_from_elsewhere(region, cast_of(region, seed=seed), truth_of(region, seed=seed), levels, rng=rng)
    by_origin: dict[str, list[Elsewhere]] = {}
    for one in told:
        by_origin.setdefault(one.origin, []).append(one)
    people = {one.id: one for one in region.people}
    places = {one.id: one for one in region.organisations}
    made = []
    for origin, results in by_origin.items():
        codes = sorted({code for one in results for code, *_ in one.says})
        path = folder / f"results-{origin}.xlsx"
        with path.open("wb") as out:
            workbooks.sheet_out(
                out,
                title=results[0].title,
                header_lines=[TITLE],
                columns=[*_WHO, *(words.title(code) for code in codes)],
                rows=(_row(one, people[one.person_id], places[one.node_id], codes) for one in results),
            )
        made.append(path)
    return made


def _row(one: Elsewhere, who: Human, place: Any, codes: Sequence[str]) -> list[Any]:
    name = who.names[-1]
    snils = f"{who.snils[:3]}-{who.snils[3:6]}-{who.snils[6:9]} {who.snils[9:]}" if who.snils else ""
    said = {code: f"{points:g} из {most:g}" for code, points, most, *_ in one.says} if one.depth is Depth.AREAS else {}
    outcome = [one.levels.get(code, said.get(code, "")) for code in codes]
    full = f"{name.family} {name.given} {name.patronymic}"
    return [full, who.born, snils, place.short, place.ogrn, one.on, one.held_by, *outcome]
