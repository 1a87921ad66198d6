"""Pages of facts: read by everybody signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marshrut.apps.regulation import queries
from marshrut.cores.regulation import Territory
from marshrut.desks.facts import words
from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.ui.dates import carried, dated_url
from marshrut.foundation.ui.navigation import Item

__all__ = ["categories", "posts", "sources", "standards", "subjects", "territories", "unchecked"]

_TABS = (
    ("Территории", "territories"),
    ("Должности", "posts"),
    ("Предметы", "subjects"),
    ("Стандарты", "standards"),
    ("Категории", "categories"),
    ("Требует сверки", "unchecked"),
    ("Источники", "sources"),
)
_TERRITORIES = "territories"


def _listed(request: Any) -> tuple[Territory, ...]:
    reading = queries.find_reading(request.viewer, on=request.on, known_at=request.known_at)
    found = queries.list_territories(request.viewer, reading) if reading else ()
    return tuple(sorted(found, key=lambda one: (one.place != "top", words.short_name(one))))


def _page(request: Any, name: str, more: dict[str, Any]) -> HttpResponse:
    dates = carried(request)
    tabs = [Item(title, dated_url(dates, f"facts:{tab}"), current=tab == name) for title, tab in _TABS]
    return render(request, f"facts/{name}.html", {"tabs": tabs, **more})


def _of_file(request: Any, name: str, file: str, **more: Any) -> HttpResponse:
    base = queries.base_facts()
    gaps = [words.gap_words(one) for one in base.unsourced[file]]
    return _page(request, name, {"gaps": gaps, "behind": base.sources.get(file, ()), **more})


@require_safe
@signed_in
def territories(request: Any) -> HttpResponse:
    """Territories of the region: tiles and a table, each value with its source or marked to be checked."""
    listed = _listed(request)
    rows = list(zip(listed, words.short_names(listed), strict=True))
    behind = words.named_sources(listed, queries.base_facts().sources.get(_TERRITORIES, ()))
    gaps = words.territory_gaps(listed)
    return _page(request, "territories", {"rows": rows, "tiles": words.tiles(listed), "gaps": gaps, "behind": behind})


@require_safe
@signed_in
def posts(request: Any) -> HttpResponse:
    """Posts of teachers and managers."""
    return _of_file(request, "posts", "positions.yaml", posts=queries.base_facts().facts.positions)


@require_safe
@signed_in
def subjects(request: Any) -> HttpResponse:
    """School subjects and levels of education."""
    held = queries.base_facts().facts.subjects
    by_level = [(level, held.by_level.get(level.code)) for level in held.levels]
    return _of_file(request, "subjects", "subjects.yaml", held=held, by_level=by_level)


@require_safe
@signed_in
def standards(request: Any) -> HttpResponse:
    """Professional standards, as far as they were read."""
    return _of_file(request, "standards", "standards.yaml", held=queries.base_facts().facts.standards.standards)


@require_safe
@signed_in
def categories(request: Any) -> HttpResponse:
    """Qualification categories and the attestation."""
    return _of_file(request, "categories", "qualification.yaml", held=queries.base_facts().facts.qualification)


@require_safe
@signed_in
def unchecked(request: Any) -> HttpResponse:
    """Everything that no source gave, by file."""
    base = queries.base_facts()
    files = [("Территории", "facts:territories", words.territory_gaps(_listed(request)))]
    files += [(*words.FILES[file], [words.gap_words(one) for one in base.unsourced[file]]) for file in words.FILES]
    total = sum(len(gaps) for _, _, gaps in files)
    return _page(request, "unchecked", {"files": files, "total": total})


@require_safe
@signed_in
def sources(request: Any) -> HttpResponse:
    """Where the facts come from; of the territories' sources, those that stand behind this region's."""
    base = queries.base_facts()
    here = words.named_sources(_listed(request), base.sources.get(_TERRITORIES, ()))
    files = [("Территории", here)]
    files += [(title, base.sources.get(file, ())) for file, (title, _) in words.FILES.items()]
    return _page(request, "sources", {"files": files, "total": sum(len(rows) for _, rows in files)})
