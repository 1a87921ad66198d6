"""A demonstration from nothing: the ground, the region, its history in the registry, the ways in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

from marshrut.demo.files import write_files
from marshrut.demo.land import land_of, placed
from marshrut.demo.loading import load
from marshrut.demo.region import make_region
from marshrut.demo.shapes import Region
from marshrut.demo.signins import SignIn, make_sign_ins, new_password, write_sign_ins
from marshrut.foundation.database.trouble import Trouble
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["invent", "is_untouched", "load_region", "viewer_of", "write_region"]

PURPOSE = "demonstration.load"


def invent(slug: str, *, staff: int, seed: int, today: date, viewer: SystemViewer | None = None) -> Region:
    """The invented region; with a viewer, on the places of its tree, and with doubts to settle on the pages."""
    from marshrut.apps.registry.dictionaries import base_dictionaries

    land = land_of(slug)
    if viewer is not None:
        land = placed(viewer, land, on=today)
    words, doubts = base_dictionaries(), viewer is not None
    return make_region(land, staff=staff, seed=seed, today=today, words=words, doubts=doubts)


def write_region(region: Region, folder: Path, *, seed: int) -> list[Path]:
    """As files in the import templates: places, people, roles, and what others say of their competencies."""
    from marshrut.apps.registry.dictionaries import base_dictionaries
    from marshrut.demo.results_files import write_results

    return [*write_files(region, folder, base_dictionaries()), *write_results(region, folder, seed=seed)]


def viewer_of(slug: str) -> SystemViewer:
    """Work inside the region's tenant."""
    from marshrut.foundation.scope.queries import find_tenant

    tenant = find_tenant(slug)
    if tenant is None:
        raise Trouble(f"Положение региона «{slug}» не загружено.", f"marshrut region load regions/{slug}")
    return SystemViewer(PURPOSE, tenant.pk)


def is_untouched(slug: str) -> bool:
    """Whether nobody has begun in any region here: no people on record, nobody who signed in for the first time."""
    from marshrut.apps.registry import queries
    from marshrut.foundation.accounts.queries import anybody_in
    from marshrut.foundation.scope.queries import find_tenant, list_tenants

    if find_tenant(slug) is None:
        known = ", ".join(one.slug for one in list_tenants())
        raise Trouble(f"Нет региона «{slug}». Есть: {known}.", f"make up REGION={known.partition(',')[0]}")
    return not anybody_in() and not queries.anybody_recorded()


def load_region(home: Path, slug: str, *, staff: int, seed: int) -> tuple[Region, list[SignIn]]:
    """Into the database, all or nothing; the ways in are kept in the home folder. Figures are counted of what is there
    already: a snapshot is one look from outside of the load."""
    from django.db import transaction
    from django.utils import timezone

    from marshrut.apps.registry import services
    from marshrut.apps.registry.dictionaries import base_dictionaries
    from marshrut.demo.diagnosing import diagnose
    from marshrut.demo.figures import count_and_enter
    from marshrut.demo.senders import sent_lists
    from marshrut.demo.spring import open_spring
    from marshrut.foundation.scope.queries import today as day_of

    viewer = viewer_of(slug)
    on, password = day_of(viewer), new_password()
    with transaction.atomic():
        region = invent(slug, staff=staff, seed=seed, today=on, viewer=viewer)
        load(viewer, region)
        services.record_sent_lists(viewer, sent_lists(region, base_dictionaries(), seed=seed), on=on)
        now = timezone.now()
        made = make_sign_ins(viewer, region, password, on=on, now=now, seed=seed)
        diagnose(viewer, region, {one.code: UUID(one.account) for one in made}, seed=seed, now=now)
        open_spring(viewer, region)
    write_sign_ins(home, slug, password, made)
    count_and_enter(viewer, region, {one.code: UUID(one.account) for one in made}, seed=seed)
    return region, made
